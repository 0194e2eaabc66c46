"""``active`` in the shapes in which Entra sends it."""

import pytest

from scimproof.contract import (
    ACCESS,
    ENTRA_COMPAT,
    FIELD,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    SHOULD,
    expect,
    given,
    replace,
    requirement,
)


@requirement(
    "patch.active-as-string",
    level=MUST,
    source=[ENTRA_COMPAT("boolean values"), FIELD("rancher/rancher#52996"), FIELD("scimmyjs/scimmy#86")],
    needs={PATCH},
    covers=["ENTRA-PAT-10a", "ENTRA-PAT-10b", "ENTRA-PAT-10d"],
    harm=ACCESS,
    consequence="The user stays active after being unassigned: access is never removed. Entra's log is green where the "
    "target said yes; where it refused, the same change fails in every cycle.",
    remedy="Where the schema says boolean, read the strings True and False in any letter case as booleans.",
)
@pytest.mark.parametrize("sent", ["False", "false", "True"])
def test_active_may_be_sent_as_a_string(scim, a_user, building_on, sent):
    """Replacing ``active`` with the string "False" disables a user, and "True" enables one again."""
    wanted = sent == "True"
    if wanted:
        for value in (False, True, False):
            owner = "lifecycle.enabled" if value else "lifecycle.disabled"
            given(scim.patch(a_user, replace("active", value=value)), by=owner).accepted()
            given(scim.get(a_user), by=owner).attribute("active", wanted=value)

    with building_on("lifecycle.disabled"):
        expect(scim.patch(a_user, replace("active", sent))).accepted()
        expect(scim.get(a_user)).attribute("active", wanted)


@requirement(
    "patch.active-without-path",
    level=MUST,
    source=[ENTRA_COMPAT("sample requests without and with the flag"), RFC7644("3.5.2.3")],
    needs={PATCH},
    covers=["ENTRA-PAT-10e"],
    harm=ACCESS,
    consequence="A leaver keeps access in tenants that use the newer dialect.",
    remedy="Take active from the value of an operation without a path, as from one with a path.",
)
def test_active_may_be_sent_without_a_path(scim, a_user, building_on):
    """A replace without a path whose value is ``{"active": false}`` disables the user."""
    with building_on("lifecycle.disabled", "patch.without-path"):
        expect(scim.patch(a_user, replace(None, {"active": False}))).accepted()
        expect(scim.get(a_user)).attribute("active", wanted=False)


@requirement(
    "patch.active-is-boolean",
    level=SHOULD,
    source=[RFC7644("3.12"), RFC7643("2.3.2")],
    needs={PATCH},
    covers=["ENTRA-PAT-10f"],
    harm=ACCESS,
    consequence="A slip in an attribute mapping disables or enables people unseen.",
    remedy="Refuse a value that is neither a boolean nor one of the words true and false with 400 invalidValue.",
)
def test_active_is_no_other_text(scim, a_user):
    """Replacing ``active`` with a string that is no boolean is refused and changes nothing."""
    given(scim.get(a_user), by="users.created-active").attribute("active", wanted=True)

    expect(scim.patch(a_user, replace("active", "maybe"))).refused()
    expect(scim.get(a_user)).attribute("active", wanted=True)
