"""An id belongs to one resource only and is never used again (RFC 7643, 3.1)."""

from __future__ import annotations

from collections.abc import Iterator

from scimproof.expect.values import show
from scimproof.observe.history import History, Operation, value
from scimproof.observe.judging import Violation


def as_asked(history: History) -> Iterator[Violation | None]:
    """The answer about one resource shows the id that was asked for."""
    for each in history.answered:
        if each.id and each.succeeded and each.exchange.id is not None:
            other = each.exchange.id != each.id
            yield Violation(each, f"id = {show(each.id)}", f"id = {show(each.exchange.id)}", "id") if other else None


def creates_are_new(history: History) -> Iterator[Violation | None]:
    """A create that succeeds makes a resource of its own, with an id that no living resource has."""
    living: dict[tuple[str, str], Operation] = {}
    for each in history.answered:
        if each.method == "DELETE" and each.id:
            living.pop((each.endpoint, each.id), None)  # refused or not: it may be gone
        if each.is_create and each.succeeded and each.exchange.id:
            before = living.get((each.endpoint, each.exchange.id))
            if before is not None and before.end <= each.start:
                seen = f"id = {show(each.exchange.id)}, which another create was answered with"
                yield Violation(each, "the id of a new resource", seen, "id", (before, each))
            else:
                yield None
            living[each.endpoint, each.exchange.id] = each


def never_reused(history: History) -> Iterator[Violation | None]:
    """The id of a deleted resource is not given to another one."""
    gone: dict[tuple[str, str], tuple[Operation, Operation]] = {}
    made: dict[tuple[str, str], Operation] = {}
    for each in history.answered:
        key = (each.endpoint, each.id)
        if each.method == "DELETE" and each.succeeded and key in made:
            gone[key] = (made.pop(key), each)
        if each.is_create and each.succeeded and each.exchange.id:
            new = (each.endpoint, each.exchange.id)
            before = gone.get(new)
            if before is not None and _name(before[0]) != _name(each):
                seen = f"id = {show(each.exchange.id)}, which {_name(before[0])} had until it was deleted"
                yield Violation(each, "an id that was never used before", seen, "id", (*before, each))
            else:
                yield None
            made[new] = each


def _name(create: Operation) -> str:
    """Return what a create calls its resource: whoever comes back under the old name may be the same."""
    sent = create.body if isinstance(create.body, dict) else {}
    return str(value(sent, "userName") or value(sent, "displayName") or value(sent, "externalId") or "").casefold()
