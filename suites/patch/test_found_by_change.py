"""Filters see what a PATCH has changed: a tenant may match by any attribute, and its value may have changed."""

from dataclasses import dataclass, field

import pytest

from scimproof.contract import (
    ENTERPRISE,
    ENTRA_SCIM,
    FILTER,
    LOSS,
    MUST,
    PATCH,
    RFC7644,
    NotApplicable,
    NotTestable,
    Resource,
    Unmet,
    add,
    both,
    eq,
    expect,
    given,
    read,
    replace,
    requirement,
)

CHANGED = {
    "externalId": None,
    'emails[type eq "work"].value': None,
    'emails[type eq "other"].value': None,
    "displayName": None,
    "title": "Admiral",
    "preferredLanguage": "nl-NL",
    "name.givenName": "Grace",
    "name.familyName": "Hopper",
    "name.formatted": "Grace Hopper",
    "nickName": "Amazing Grace",
    "locale": "en-GB",
    "timezone": "Europe/London",
    "userType": "Contractor",
    'phoneNumbers[type eq "work"].value': "+31 30 555 0901",
    'phoneNumbers[type eq "mobile"].value': "+31655509010",
    'phoneNumbers[type eq "fax"].value': "55555550901",
    'addresses[type eq "work"].formatted': "Building 9",
    'addresses[type eq "work"].streetAddress': "9 Quay Street",
    'addresses[type eq "work"].locality': "Delft",
    'addresses[type eq "work"].region': "ZH",
    'addresses[type eq "work"].postalCode': "2611 AB",
    'addresses[type eq "work"].country': "BE",
    f"{ENTERPRISE}:employeeNumber": None,
    f"{ENTERPRISE}:department": "Retail",
}
"""A new value for each mapped attribute; None where it must be unique."""

OWN = "attribute of the target's own extensions"


@dataclass
class Found:
    """The user whose attributes were all changed, and the values by which filters find that user."""

    user: Resource | None = None
    mine: str = ""
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    right: bool = False


@pytest.fixture(scope="module")
def found():
    """What the cases of this module share."""
    return Found()


@pytest.fixture
def changed(found, long_lived, full_user, findable_user, own_texts, scim, directory, missing_after):
    """A user whom filters found by each of many attributes, and whose attributes were changed afterwards."""
    if found.user is None:
        found.user = user = full_user(long_lived.user)
        found.mine = eq("userName", read(user.body, "userName"))
        first = {path: directory.unused() for path in own_texts}
        absent = missing_after(user, first, [add(path, value) for path, value in first.items()]) if first else set()
        held = {path: value for path in CHANGED if isinstance(value := read(user.body, path), str) and value}
        held |= {path: value for path, value in first.items() if path not in absent}
        found.before = held if _finds(scim, found.mine, held, user) else _findable(scim, found.mine, held, user)
        wanted = {path: CHANGED.get(path) or directory.unused() for path in found.before}
        lost = missing_after(user, wanted, [replace(path, value) for path, value in wanted.items()])
        lost = {path for path in lost if missing_after(user, {path: wanted[path]}, [replace(path, wanted[path])])}
        found.after = {path: value for path, value in wanted.items() if path not in lost}
        old = {path: found.before[path] for path in found.after}
        found.right = _finds(scim, found.mine, found.after, user) and _finds_nobody(scim, found.mine, old)
    return found


@requirement(
    "patch.found-by-new-value",
    level=MUST,
    builds_on=("matching.by-username", "patch.rename-keeps-id"),
    source=[ENTRA_SCIM("/Users: attributes considered for uniqueness must be usable in a filter"), RFC7644("3.4.2.2")],
    needs={PATCH, FILTER},
    covers=["ENTRA-PAT-14", "ENTRA-MATCH-03"],
    harm=LOSS,
    consequence="Entra matches by a value that the user no longer has: it links the wrong account, or creates a "
    "second one.",
    remedy="Evaluate filters against the current values. When a PATCH changes an attribute, update every index, cache "
    "and search copy that filters use.",
)
@pytest.mark.parametrize("path", ["userName", *CHANGED, OWN])
def test_a_filter_sees_the_change(scim, request, path):
    """After a PATCH changed a value, a filter finds the user by the new value and no longer by the old one."""
    if path == "userName":
        _renamed(scim, request.getfixturevalue("a_user"), request.getfixturevalue("directory").unused())
        return
    found = request.getfixturevalue("changed")
    paths = [each for each in found.after if (each not in CHANGED if path == OWN else each == path)]
    if not paths:
        raise NotApplicable(f"the target has no {path} that it stores, filters by and changes by a plain replace")
    if not found.right:
        nobody = both(found.mine, eq("userName", request.getfixturevalue("directory").unused()))
        if scim.search(filter=nobody).resources:
            raise NotTestable("filters.and", "a filter with two conditions finds a user who meets only one of them")
        for each in paths:
            expect(scim.search(filter=both(found.mine, eq(each, found.after[each])))).only(found.user.id)
            _gone(scim.search(filter=both(found.mine, eq(each, found.before[each]))))


def _renamed(scim, user, name):
    given(scim.search(filter=eq("userName", user["userName"])), by="matching.by-username").only(user.id)
    given(scim.patch(user, replace("userName", name)), by="patch.rename-keeps-id").accepted()
    given(scim.get(user), by="patch.rename-keeps-id").attribute("userName", name)

    expect(scim.search(filter=eq("userName", name))).only(user.id)
    _gone(scim.search(filter=eq("userName", user["userName"])))


def _gone(answer):
    """Judge that no user is found; matching.miss-is-empty-list judges a 404 in place of an empty list."""
    if answer.status == 404:
        given(answer, by="matching.miss-is-empty-list").nothing()
    expect(answer).nothing()


def _finds(scim, mine, values, user):
    """Tell whether one filter with all these values finds exactly this user."""
    text = " and ".join([mine, *(eq(path, value) for path, value in values.items())])
    try:
        expect(scim.search(filter=text)).only(user.id)
    except Unmet:
        return False
    return True


def _findable(scim, mine, values, user):
    """Return the values by which a filter finds exactly this user, each asked for by itself."""
    return {
        path: value
        for path, value in values.items()
        if [each.get("id") for each in scim.search(filter=both(mine, eq(path, value))).resources] == [user.id]
    }


def _finds_nobody(scim, mine, values):
    """Tell whether no filter with one of these values finds the user; one query where the target supports ``or``."""
    if not values:
        return True
    any_ = " or ".join(eq(path, value) for path, value in values.items())
    try:
        _gone(scim.search(filter=f"{mine} and ({any_})"))
    except (Unmet, NotTestable):
        return False
    return True
