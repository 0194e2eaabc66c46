"""Before Entra sets a reference it asks whether it is already set: is this the manager of that user?"""

import pytest

from scimproof.contract import (
    CORE_USER,
    DRIFT,
    ENTERPRISE,
    ENTERPRISE_USER,
    ENTRA_SCIM,
    FILTER,
    MANAGERS,
    MUST,
    eq,
    expect,
    given,
    requirement,
)


@pytest.fixture
def team_of_two(scim, new_user, findable_user, conjunction):
    """A user and the user's manager, set by the create and read back."""
    manager = new_user()
    extended = {"schemas": [CORE_USER, ENTERPRISE], ENTERPRISE: {"manager": {"value": manager.id}}}
    user = new_user(by="users.enterprise-as-declared", **extended)
    given(scim.get(user), by="users.manager-is-an-object").attribute(f"{ENTERPRISE}:manager.value", manager.id)
    given(scim.search(filter=eq("id", user.id)), by="filters.by-id").only(user.id)
    return user, manager


@requirement(
    "filters.manager-check-finds",
    level=MUST,
    builds_on=("matching.by-username", "filters.and", "filters.by-id"),
    source=[ENTRA_SCIM("Example 4")],
    needs={FILTER, ENTERPRISE_USER, MANAGERS},
    covers=["ENTRA-FIL-03a", "ENTRA-FIL-03b"],
    harm=DRIFT,
    consequence="Entra concludes that the manager is not set, and sets it again in every cycle.",
    remedy='Support `id eq "<user>" and manager eq "<manager>"` on `/Users`, in either order. `manager eq` compares '
    "with the `value` of `manager`.",
)
@pytest.mark.parametrize("manager_first", [False, True], ids=["id first", "manager first"])
def test_the_check_of_a_manager_finds_the_user(entra, team_of_two, manager_first):
    """Entra's query for a user with a certain manager finds the user, with the conditions in either order."""
    user, manager = team_of_two

    expect(entra.reference_check_user(user, manager, manager_first=manager_first)).only(user.id)


@requirement(
    "filters.manager-check-misses",
    level=MUST,
    builds_on=("matching.by-username", "filters.and", "filters.by-id", "filters.manager-check-finds"),
    source=[ENTRA_SCIM("Example 4")],
    needs={FILTER, ENTERPRISE_USER, MANAGERS},
    covers=["ENTRA-FIL-03c"],
    harm=DRIFT,
    consequence="Entra concludes that the manager is already set and never sets it: the application shows the wrong "
    "manager.",
    remedy='Apply both conditions of `id eq "<user>" and manager eq "<manager>"`, and answer with an empty list when '
    "the user has another manager.",
)
def test_the_check_of_another_manager_finds_nobody(entra, finds_nobody, team_of_two, findable_user):
    """Entra's query for a user with somebody else as the manager finds nobody."""
    user, manager = team_of_two
    given(entra.reference_check_user(user, manager), by="filters.manager-check-finds").only(user.id)

    finds_nobody(entra.reference_check_user(user, findable_user))
