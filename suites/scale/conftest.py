"""Fixtures of the tests on large directories: a group with all users."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from scimproof.contract import Exchange, Resource, add, given

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
def great_group(bench, long_lived, multitude) -> GreatGroup:
    """A group of all users that no test changes."""
    with bench.recorder.shared():
        return _filled(bench.scim, long_lived.group(), multitude)


@pytest.fixture
def changing_group(scim, a_group, multitude) -> GreatGroup:
    """A group of all users for one test."""
    return _filled(scim, a_group, multitude)
