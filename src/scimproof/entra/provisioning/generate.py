"""A generated directory of any size, written to the state while it is generated."""

from __future__ import annotations

import random
from collections.abc import Iterator

from scimproof.entra.directory import Directory, Person, Team
from scimproof.entra.provisioning.source import GROUP, USER, Source, SourceObject

ROLE = "User"
_SPAN = 10
"""How many people report to one manager."""
_TEAM = 10
"""Members of an ordinary group. The first group has half of all users: groups that large exist."""


def generate(source: Source, *, prefix: str, users: int, groups: int, seed: int) -> None:
    """Enter a generated directory; the same prefix, numbers and seed give the same one.

    Every user but the first has a manager, who stands before it. All are assigned.
    """
    directory = Directory(prefix.rstrip("-"), seed, international=True)
    drawn = random.Random(f"{seed}/{users}/{groups}")  # noqa: S311 - a directory, no secret
    with source.state.saved():
        ids: list[str] = []
        for number in range(users):
            user = as_user(directory.person(), manager=ids[number // _SPAN] if number else None)
            source.put(user)
            ids.append(user.id)
        for number in range(groups):
            group = as_group(directory.team())
            source.put(group)
            chosen = _largest(users) if number == 0 else drawn.sample(range(users), min(_TEAM, users))
            source.state.db.executemany(
                "INSERT INTO membership (group_id, member_id, wanted) VALUES (?, ?, 1)",
                ((group.id, ids[each]) for each in chosen),
            )


def as_user(person: Person, *, manager: str | None = None, role: str = ROLE) -> SourceObject:
    """Return a person as an object of the source."""
    attributes = {name: value for name, value in person.attributes.items() if name != "IsSoftDeleted"}
    return SourceObject(person.object_id, USER, attributes, manager=manager, role=role)


def as_group(team: Team, *, role: str = ROLE) -> SourceObject:
    """Return a team as an object of the source."""
    attributes = {"objectId": team.object_id, "displayName": team.display, "securityEnabled": True}
    return SourceObject(team.object_id, GROUP, attributes, role=role)


def _largest(users: int) -> Iterator[int]:
    return iter(range(0, users, 2))
