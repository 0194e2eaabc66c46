"""Fixtures of the tests on large directories: a group with all users."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from scimproof.contract import Exchange, Resource, add, expect, given, remove, unmet

_TOGETHER = 100
"""The members that a target must accept in one add (groups.hundred-members-added)."""

_LATE = 3
"""How many users are added one by one after all others."""


@dataclass(frozen=True)
class GreatGroup:
    """A group of all users: the first was added alone, the last few one by one, the others a hundred at a time."""

    group: Resource
    people: list[Resource]
    joined: list[Exchange] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The ids of all members, in the order in which they were added."""
        return [each.id for each in self.people]

    def given_everyone(self) -> None:
        """Go on if every add was accepted; otherwise scale.group-takes-everyone is broken."""
        for each in self.joined:
            given(each, by="scale.group-takes-everyone").accepted()

    @property
    def seconds_when_empty(self) -> float:
        """How long the first add took."""
        return self.joined[0].duration

    @property
    def seconds_when_large(self) -> float:
        """How long one more add took at the end: the shortest of a few, to ignore outliers."""
        return min(each.duration for each in self.joined[-_LATE:])


def _filled(scim, group: Resource, people: list[Resource]) -> GreatGroup:
    first, *others = people
    middle, late = others[:-_LATE], others[-_LATE:]
    parts = [middle[start : start + _TOGETHER] for start in range(0, len(middle), _TOGETHER)]
    filled = GreatGroup(group, people)
    for part in ([first], *parts, *([each] for each in late)):
        filled.joined.append(scim.patch(group, add("members", [{"value": each.id} for each in part])))
    return filled


@pytest.fixture(scope="session")
def great_group(request, bench, multitude) -> GreatGroup:
    """A group of all users that no test changes."""
    with bench.recorder.shared():
        return _filled(bench.scim, request.getfixturevalue("_standing").group(), multitude)


@pytest.fixture
def changing_group(scim, a_group, multitude) -> GreatGroup:
    """A group of all users for one test."""
    return _filled(scim, a_group, multitude)


@pytest.fixture
def trials(scim, entra, new_group, multitude) -> dict[str, Callable[[], object]]:
    """The same in small: what breaks there is not a matter of numbers."""
    some = multitude[:_TOGETHER]

    def hundred() -> Resource:
        group = new_group()
        expect(scim.patch(group, add("members", [{"value": each.id} for each in some]))).accepted()
        expect(scim.get(group)).members(*(each.id for each in some))
        return group

    def grown() -> None:
        group, late = hundred(), multitude[_TOGETHER : _TOGETHER + 2]
        for each in late:
            expect(scim.patch(group, add("members", [{"value": each.id}]))).accepted()
        expect(scim.get(group)).members(*(each.id for each in [*some, *late]))

    def left() -> None:
        group = hundred()
        expect(scim.patch(group, remove(f'members[value eq "{some[-1].id}"]'))).accepted()
        expect(scim.get(group)).members(*(each.id for each in some[:-1]))

    def checked() -> None:
        group = new_group(*some[:2])
        expect(entra.reference_check_group(group, some[1])).only(group.id)

    def counted() -> None:
        total = scim.get("/Users", query="startIndex=1&count=5").total or 0
        if total <= _TOGETHER:
            raise unmet(f"more than {_TOGETHER}", str(total))

    def paged() -> None:
        later = scim.get("/Users", query=f"startIndex={_TOGETHER}&count=5")
        given(later, by="paging.listed").status(200)
        if not later.resources:
            raise unmet("users", "none", later)

    return {
        "groups.hundred-members-added": hundred,
        "groups.large-group-grows": grown,
        "groups.removed-by-path-filter": left,
        "groups.member-check-finds": checked,
        "matching.by-username": lambda: expect(entra.match_user("userName", some[0]["userName"])).only(some[0].id),
        "paging.listed": lambda: expect(scim.get("/Users")).status(200),
        "paging.total-whole": counted,
        "paging.start-applied": paged,
    }
