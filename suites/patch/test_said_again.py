"""What is said again, as Entra does it in later cycles, changes nothing."""

import pytest

from scimproof.contract import (
    ACCESS,
    FIELD,
    MUST,
    PATCH,
    RFC7644,
    SHOULD,
    STOP,
    NotApplicable,
    NotTestable,
    add,
    expect,
    given,
    provided,
    replace,
    requirement,
)


@requirement(
    "patch.active-again",
    level=MUST,
    source=[RFC7644("3.5.2.3"), FIELD("coder/coder#13974")],
    needs={PATCH},
    builds_on=("users.created-active", "patch.active-as-string", "lifecycle.disabled", "lifecycle.enabled"),
    harm=ACCESS,
    consequence="People lose access some time after they were provisioned, when Entra sends again that they are "
    "active.",
    remedy="When a PATCH operation sets `active` to the value that it already has, leave the user unchanged.",
    since="0.2.0",
)
@pytest.mark.parametrize("value", [True, "True"], ids=["boolean", "text"])
def test_an_active_user_stays_active(scim, a_user, value):
    """Replacing ``active`` with true leaves an active user active."""
    given(scim.get(a_user), by="users.created-active").attribute("active", wanted=True)
    answer = scim.patch(a_user, replace("active", value))
    if isinstance(value, str):
        given(answer, by="patch.active-as-string").accepted()

    expect(answer).accepted()
    expect(scim.get(a_user)).attribute("active", wanted=True)


@requirement(
    "patch.role-again",
    level=SHOULD,
    source=[RFC7644("3.5.2.1"), FIELD("lightdash/lightdash#23037")],
    needs={PATCH},
    builds_on=("patch.add", "patch.roles-added", "patch.equal-element-once"),
    harm=STOP,
    consequence="Each update of that user fails in every cycle, with all other changes in the same request.",
    remedy="When an `add` contains a value that the list already contains, answer with success and leave the list "
    "unchanged.",
    since="0.2.0",
)
def test_a_role_may_be_added_again(scim, new_user, capabilities):
    """An add of a role that the user already has succeeds, and the user has that role once."""
    if not capabilities.declares("roles.value"):
        raise NotApplicable("the target's schemas do not declare roles")
    try:
        user = new_user(roles=[{"value": "Admin"}])
    except NotTestable as refused:
        raise NotApplicable("the target accepts no role Admin") from refused
    provided(scim.get(user), otherwise="the target keeps no role Admin").elements("roles", ["Admin"])

    expect(scim.patch(user, add("roles", [{"value": "Admin"}]))).accepted()
    expect(scim.get(user)).elements("roles", ["Admin"])
