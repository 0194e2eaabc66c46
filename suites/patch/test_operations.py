"""Add, replace and remove on an attribute with one value."""

import pytest

from scimproof.contract import (
    ACCESS,
    DRIFT,
    ENTRA_SCIM,
    FIELD,
    MUST,
    PATCH,
    RFC7644,
    STOP,
    add,
    expect,
    remove,
    replace,
    requirement,
)


@requirement(
    "patch.add",
    level=MUST,
    source=[RFC7644("3.5.2.1"), ENTRA_SCIM("Update User"), FIELD("zulip/zulip#39848"), FIELD("rancher/rancher#54869")],
    needs={PATCH},
    harm=STOP,
    consequence="The first value of an attribute never arrives: Entra sends it as an `add` and retries in every cycle.",
    remedy="When a PATCH operation is `add` on a single-valued attribute without a value, set the value.",
)
def test_adding_fills_an_empty_attribute(scim, new_user, spare):
    """An add on an attribute without a value sets the value."""
    user = new_user(**{spare: None})

    expect(scim.patch(user, add(spare, "Lead"))).accepted()
    expect(scim.get(user)).attribute(spare, "Lead")


@requirement(
    "patch.add-over-value",
    level=MUST,
    builds_on=("patch.add", "lifecycle.disabled"),
    source=[RFC7644("3.5.2.1"), FIELD("pingidentity/scim2#281"), FIELD("rancher/rancher#54025")],
    needs={PATCH},
    covers=["ENTRA-PAT-04e"],
    harm=ACCESS,
    consequence="Entra sends a change as an `add` where it assumes the attribute to be empty. The change fails in "
    "every cycle, and an `add` of `active` with the value false leaves the user enabled.",
    remedy="When a PATCH operation is `add` on a single-valued attribute that has a value, replace the value.",
)
@pytest.mark.parametrize("name", ["text", "active"])
def test_adding_replaces_a_single_value(scim, holding, spare, name):
    """An add on a single-valued attribute that has a value replaces the value."""
    user = holding({spare: "Before", "active": True})
    path, value = (spare, "After") if name == "text" else ("active", False)

    expect(scim.patch(user, add(path, value))).accepted()
    expect(scim.get(user)).attribute(path, value)


@requirement(
    "patch.replace-empty",
    level=MUST,
    builds_on=("patch.add",),
    source=[RFC7644("3.5.2.3"), FIELD("OctopusDeploy/Issues#9940"), FIELD("thomaspoignant/scim-patch#382")],
    needs={PATCH},
    covers=["ENTRA-PAT-04f"],
    harm=STOP,
    consequence="The first value of an attribute fails in every cycle, and with it every other change in the same "
    "request.",
    remedy="When a PATCH operation is `replace` on an attribute without a value, set the value as for an `add`.",
)
def test_replacing_fills_an_empty_attribute(scim, new_user, spare):
    """A replace on an attribute without a value sets the value."""
    user = new_user(**{spare: None})

    expect(scim.patch(user, replace(spare, "Lead"))).accepted()
    expect(scim.get(user)).attribute(spare, "Lead")


@requirement(
    "patch.remove",
    level=MUST,
    source=[RFC7644("3.5.2.2")],
    needs={PATCH},
    covers=["ENTRA-PAT-15e"],
    harm=DRIFT,
    consequence="A value that was removed in Entra stays in the application.",
    remedy="When a PATCH operation is `remove` with the path of an optional attribute, delete the value; later reads "
    "do not show it.",
)
def test_removing_empties_an_attribute(scim, holding, spare):
    """A remove on an optional attribute removes its value."""
    user = holding({spare: "Lead"})

    expect(scim.patch(user, remove(spare))).accepted()
    expect(scim.get(user)).absent(spare)
