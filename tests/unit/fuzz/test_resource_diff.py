import pytest

from scimproof.fuzz.model.resource_diff import difference

WORK, HOME = {"value": "w", "type": "work", "primary": True}, {"value": "h", "type": "home"}


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ({"title": "a"}, {"Title": "a", "nickName": "extra"}),
        ({}, {"title": None}),
        ({"emails": [WORK, HOME]}, {"emails": [{**HOME, "primary": False, "display": "h"}, WORK]}),
        ({"emails": [HOME]}, {"emails": [{**HOME, "primary": True}]}),
        ({"userName": "Jo@x"}, {"userName": "jo@x"}),
        ({"name": {"givenName": "g", "formatted": "old"}}, {"name": {"givenName": "g", "formatted": "new"}}),
    ],
)
def test_legal_differences_are_none(wanted, shown):
    assert difference(wanted, shown, {"title": "before"} if not wanted else {}) is None


@pytest.mark.parametrize(
    ("wanted", "shown", "at"),
    [
        ({"title": "a"}, {"title": "b"}, "title"),
        ({}, {"title": "still there"}, "title"),
        ({"emails": [WORK, HOME]}, {"emails": [WORK]}, "emails"),
        ({"emails": [WORK, HOME]}, {"emails": [WORK, {**HOME, "primary": True}]}, "emails"),
        ({"emails": [WORK, HOME]}, {"emails": [{**WORK, "primary": False}, {**HOME, "primary": True}]}, "emails"),
        ({"name": {"givenName": "g"}}, {"name": "g"}, "name"),
        ({"urn:x": {"department": "d"}}, {"urn:x": {}}, "urn:x:department"),
        ({"active": False}, {"active": 0}, "active"),
    ],
)
def test_differences_are_found(wanted, shown, at):
    found = difference(wanted, shown, {"title": "before"} if not wanted else {})

    assert found is not None
    assert found.at == at


@pytest.mark.parametrize("shown", [{"emails": None}, {"emails": "x"}, {"emails": [None, 3]}, {"emails": {"value": 1}}])
def test_hostile_shapes_are_differences_and_no_exceptions(shown):
    assert difference({"emails": [WORK]}, shown, {}) is not None


def test_loose_paths_may_hold_anything():
    assert difference({"displayName": "a"}, {"displayName": "b"}, {}, {"displayName"}) is None
