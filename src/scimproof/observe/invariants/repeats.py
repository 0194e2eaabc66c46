"""A repeated GET gets the same answer if nothing was written in between."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scimproof.observe.history import History, Operation
from scimproof.observe.judging import Violation

_THROTTLED, _FAILED = 429, 500
"""What may be answered once and not again: to who asks too much, and by what has failed, which is a finding itself."""

_CONTEXT = frozenset({"accept", "authorization", "if-none-match", "accept-encoding", "content-type", "user-agent"})


def same_answer(history: History) -> Iterator[Violation | None]:
    """A GET that is sent again, with no write in between, has the same status and shows the same resources."""
    asked: dict[tuple[str, ...], list[Operation]] = {}
    for each in history.answered:
        if each.method == "GET" and each.status < _FAILED and each.status != _THROTTLED:
            headers = sorted(f"{n.lower()}: {v}" for n, v in each.exchange.request.headers if n.lower() in _CONTEXT)
            asked.setdefault((each.exchange.request.url, *headers), []).append(each)
    for alike in asked.values():
        for first, second in pairwise(alike):
            if first.end <= second.start and not history.written(first.start, second.end):
                yield _differing(first, second)


def _differing(first: Operation, second: Operation) -> Violation | None:
    if first.status != second.status:
        return Violation(second, f"status {first.status}, as before", f"status {second.status}", "", (first, second))
    before, after = (_ids(each) for each in (first, second))
    if before == after:
        return None
    return Violation(
        second,
        f"the same {len(before)} resources as before",
        f"{len(after)} resources, {len(before ^ after)} of them in only one of the answers",
        "Resources",
        (first, second),
    )


def _ids(operation: Operation) -> set[str]:
    shown = operation.exchange.resources or [operation.exchange.resource]
    return {str(each.get("id")) for each in shown}
