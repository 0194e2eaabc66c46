"""The requests that Entra sends for one user over time; the load consists of many such users."""

from __future__ import annotations

from collections.abc import Iterator

from scimproof.entra.actor import Entra
from scimproof.entra.directory import Person
from scimproof.scim.exchange import Exchange
from scimproof.scim.resource import Resource

JourneyStep = tuple[str, Exchange]
"""What a request was for, and what came of it."""

LENGTH = 8
"""Requests in one life, half of them reads; every life leaves one user behind."""


def life(entra: Entra, person: Person, group: Resource | None) -> Iterator[JourneyStep]:
    """Send the requests of one life, the next one each time it is asked for.

    Looked for and not found, created, found, read and renamed, put into the group, read and disabled. It ends early
    where the create brings nobody.
    """
    yield "match", entra.match_user("userName", person.upn)
    made = entra.create_user(person.scim())
    yield "create", made
    user = Resource.of(made, "/Users")
    if user is None or not entra.client.guard.owns(user.id, "/Users"):
        return
    yield "match", entra.match_user("userName", person.upn)
    yield "read", entra.read_user(user)
    yield "update", entra.update(user, {"displayName": f"{person.display} II"}, {"displayName"})
    if group is not None:
        yield "members", entra.add_members(group, [user])
    yield "read", entra.read_user(user)
    yield "update", entra.disable(user)
