"""Faults that show only when several requests come at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Response
from scimproof.reference.registry import defect, swap, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

Answer = Callable[[Request], Awaitable[Response]]

_PAUSE = 0.005
"""Long enough for every other request of a burst to come in between."""


@defect("lost-update", caught_by={"concurrency.parallel-member-adds"}, source="RFC 7644 3.5.2")
def _(provider: Provider) -> None:
    """A PATCH of a group is applied to the members it had when the request came in."""

    async def answer(original: Answer, request: Request) -> Response:
        if request.method != "PATCH" or request.endpoint != "Groups":
            return await original(request)
        seen = provider.store.get(provider.schema.group, request.id)
        await asyncio.sleep(_PAUSE)
        if seen is not None and provider.store.get(provider.schema.group, request.id) is not None:
            provider.store.put(provider.schema.group, seen)
        return await original(request)

    wrap(provider.http, "answer", answer)


@defect("duplicates-in-a-race", caught_by={"concurrency.parallel-creates-conflict"}, source="RFC 7643 2.2")
def _(provider: Provider) -> None:
    """Users of one name that are created at the same moment all come into being."""
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
