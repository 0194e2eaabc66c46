"""Entra asks whether a reference is there before it sets it: is this the manager of that user?"""

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
    """A user, and the user's manager: given at the creation, and read back."""
    manager = new_user()
    extended = {"schemas": [CORE_USER, ENTERPRISE], ENTERPRISE: {"manager": {"value": manager.id}}}
    user = new_user(by="users.enterprise-as-declared", **extended)
    given(scim.get(user), by="users.manager-is-an-object").attribute(f"{ENTERPRISE}:manager.value", manager.id)
    given(scim.search(filter=eq("id", user.id)), by="filters.by-id").only(user.id)
    return user, manager


@requirement(
    "filters.manager-check-finds",
    level=MUST,
    source=[ENTRA_SCIM("Example 4")],
    needs={FILTER, ENTERPRISE_USER, MANAGERS},
    covers=["ENTRA-FIL-03a", "ENTRA-FIL-03b"],
    harm=DRIFT,
    consequence="Entra believes that the manager is not set and sets it again in every cycle.",
    remedy='Answer id eq "U" and manager eq "M", in either order, with the user U when M is the manager: manager eq '
    "compares with manager.value.",
)
@pytest.mark.parametrize("manager_first", [False, True], ids=["id first", "manager first"])
def test_the_check_of_a_manager_finds_the_user(entra, team_of_two, manager_first):
    """Entra's question for a user with a certain manager finds the user, whichever condition comes first."""
    user, manager = team_of_two

    expect(entra.reference_check_user(user, manager, manager_first=manager_first)).only(user.id)


@requirement(
    "filters.manager-check-misses",
    level=MUST,
    source=[ENTRA_SCIM("Example 4")],
    needs={FILTER, ENTERPRISE_USER, MANAGERS},
    covers=["ENTRA-FIL-03c"],
    harm=DRIFT,
    consequence="Entra believes that the manager is set already and never sets it: reports go to the wrong person.",
    remedy="Apply the condition on manager too, and answer with an empty list when somebody else is the manager.",
)
def test_the_check_of_another_manager_finds_nobody(entra, finds_nobody, team_of_two, findable_user):
    """Entra's question for a user with a manager who is another one finds nobody."""
    user, manager = team_of_two
    given(entra.reference_check_user(user, manager), by="filters.manager-check-finds").only(user.id)

    finds_nobody(entra.reference_check_user(user, findable_user))
