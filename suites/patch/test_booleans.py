"""``active`` in the forms in which Entra sends it."""

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
    builds_on=("lifecycle.disabled",),
    source=[ENTRA_COMPAT("boolean values"), FIELD("rancher/rancher#52996"), FIELD("scimmyjs/scimmy#86")],
    needs={PATCH},
    covers=["ENTRA-PAT-10a", "ENTRA-PAT-10b", "ENTRA-PAT-10d"],
    harm=ACCESS,
    consequence="The user stays active after being unassigned, so access is never removed. Entra's log shows success "
    "where the target answered with success; where the target refused, the same change fails in every cycle.",
    remedy='In a PATCH operation, read the strings `"True"` and `"False"` in any letter case as booleans where the '
    'schema says boolean: `{"op": "Replace", "path": "active", "value": "False"}` disables the user.',
)
@pytest.mark.parametrize("sent", ["False", "false", "True"])
def test_active_may_be_sent_as_a_string(scim, a_user, sent):
    """Replacing ``active`` with the string "False" disables a user, and "True" enables the user again."""
    wanted = sent == "True"
    if wanted:
        for value in (False, True, False):
            owner = "lifecycle.enabled" if value else "lifecycle.disabled"
            given(scim.patch(a_user, replace("active", value=value)), by=owner).accepted()
            given(scim.get(a_user), by=owner).attribute("active", wanted=value)

    expect(scim.patch(a_user, replace("active", sent))).accepted()
    expect(scim.get(a_user)).attribute("active", wanted)


@requirement(
    "patch.active-without-path",
    level=MUST,
    builds_on=("lifecycle.disabled", "patch.without-path"),
    source=[ENTRA_COMPAT("sample requests without and with the flag"), RFC7644("3.5.2.3")],
    needs={PATCH},
    covers=["ENTRA-PAT-10e"],
    harm=ACCESS,
    consequence="A user who was unassigned keeps access in tenants that use the `aadOptscim062020` flag.",
    remedy='Apply `active` from the value of an operation without a path: `{"op": "replace", "value": {"active": '
    "false}}` disables the user like an operation with the path `active`.",
)
def test_active_may_be_sent_without_a_path(scim, a_user):
    """A replace without a path whose value is ``{"active": false}`` disables the user."""
    expect(scim.patch(a_user, replace(None, {"active": False}))).accepted()
    expect(scim.get(a_user)).attribute("active", wanted=False)


@requirement(
    "patch.active-is-boolean",
    level=SHOULD,
    builds_on=("lifecycle.disabled",),
    source=[RFC7644("3.12"), RFC7643("2.3.2")],
    needs={PATCH},
    covers=["ENTRA-PAT-10f"],
    harm=ACCESS,
    consequence="An error in an attribute mapping disables or enables people without anybody noticing.",
    remedy='When a PATCH operation sets `active` to a value that is neither a boolean nor the string `"True"` or '
    '`"False"` in any letter case, answer 400 Bad Request with `"scimType": "invalidValue"`.',
)
def test_active_is_no_other_text(scim, a_user):
    """Replacing ``active`` with a string other than "True" and "False" is refused and changes nothing."""
    given(scim.get(a_user), by="users.created-active").attribute("active", wanted=True)

    expect(scim.patch(a_user, replace("active", "maybe"))).refused()
    expect(scim.get(a_user)).attribute("active", wanted=True)
