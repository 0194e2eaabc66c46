"""Faults that appear only with several requests at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Response
from scimproof.reference.registry import Original, defect, swap, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

Answer = Callable[[Request], Awaitable[Response]]

_PAUSE = 0.005
"""Long enough for every other request of a burst to come in between."""


def _forgets_what_came_between(provider: Provider, kind: Kind) -> None:
    """Apply each PATCH to the resource as it was when the request came in."""

    async def answer(original: Answer, request: Request) -> Response:
        if request.method != "PATCH" or request.endpoint != kind.endpoint.strip("/"):
            return await original(request)
        seen = provider.store.get(kind, request.id)
        await asyncio.sleep(_PAUSE)
        if seen is not None and provider.store.get(kind, request.id) is not None:
            provider.store.put(kind, seen)
        return await original(request)

    wrap(provider.http, "answer", answer)


@defect("lost-update", caught_by={"concurrency.member-adds"}, source="RFC 7644 3.5.2")
def lost_update(provider: Provider) -> None:
    """A PATCH of a group is applied to the members it had when the request came in."""
    _forgets_what_came_between(provider, provider.schema.group)


@defect("lost-attributes", caught_by={"concurrency.attributes"}, source="RFC 7644 3.5.2")
def lost_attributes(provider: Provider) -> None:
    """A PATCH of a user is applied to the attributes it had when the request came in."""
    _forgets_what_came_between(provider, provider.schema.user)


@defect("duplicates-in-a-race", caught_by={"concurrency.one-winner"}, source="RFC 7643 2.2")
def duplicates_in_a_race(provider: Provider) -> None:
    """Users with the same name that are created at the same time are all created."""
    taken = provider.store.taken

    async def answer(original: Answer, request: Request) -> Response:
        if request.method != "POST" or request.endpoint != "Users":
            return await original(request)
        seen = {each["userName"].casefold() for each in provider.store.all(provider.schema.user)}
        await asyncio.sleep(_PAUSE)
        swap(
            provider.store, "taken", lambda kind, name, it: it["userName"].casefold() in seen and taken(kind, name, it)
        )
        try:
            return await original(request)
        finally:
            swap(provider.store, "taken", taken)

    wrap(provider.http, "answer", answer)


@defect("locked-while-creating", caught_by={"concurrency.parallel-creates"}, source="RFC 7644 3.3")
def locked_while_creating(provider: Provider) -> None:
    """A create that comes while another one is under way fails inside."""
    under_way: list[Request] = []

    async def answer(original: Answer, request: Request) -> Response:
        if request.method != "POST" or request.endpoint != "Users":
            return await original(request)
        if under_way:
            return Response(500, {"detail": "database is locked"})
        under_way.append(request)
        await asyncio.sleep(_PAUSE)
        try:
            return await original(request)
        finally:
            under_way.remove(request)

    wrap(provider.http, "answer", answer)


@defect("late-conflict-500", caught_by={"concurrency.losers-told"}, source="RFC 7644 3.3")
def late_conflict_500(provider: Provider) -> None:
    """A name that was free when the request came in and is taken when it is stored makes the create fail inside."""

    async def answer(original: Answer, request: Request) -> Response:
        if request.method != "POST" or request.endpoint != "Users":
            return await original(request)
        known = len(provider.store.resources["User"])
        await asyncio.sleep(_PAUSE)
        response = await original(request)
        late = response.status == 409 and len(provider.store.resources["User"]) > known  # noqa: PLR2004
        return Response(500, {"detail": "UNIQUE constraint failed"}) if late else response

    wrap(provider.http, "answer", answer)


@defect("ifmatch-ignored", caught_by={"concurrency.stale-version-refused"}, source="apache/directory-scimple#534")
def ifmatch_ignored(provider: Provider) -> None:
    """A change is made whatever version the client has seen."""
    swap(provider.operations, "check_version", lambda _request, _resource: None)


@defect("member-twice-in-a-race", caught_by={"concurrency.member-listed-once"}, source="AzureAD/SCIMReferenceCode#10")
def member_twice_in_a_race(provider: Provider) -> None:
    """Who is added to a group by several requests at the same moment stands in it several times."""
    running: dict[str, int] = {}

    async def answer(original: Answer, request: Request) -> Response:
        if request.method != "PATCH" or request.endpoint != "Groups":
            return await original(request)
        running[request.id] = running.get(request.id, 0) + 1
        await asyncio.sleep(0.01)
        crowded[0] = running[request.id] > 1
        try:
            return await original(request)
        finally:
            running[request.id] -= 1
            crowded[0] = False

    crowded = [False]

    def add(original: Original, held: list[Any], new: list[Any]) -> Any:
        return held + new if crowded[0] else original(held, new)

    wrap(provider.http, "answer", answer)
    wrap(provider.members, "add", add)
