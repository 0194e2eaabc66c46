"""The answer to a write shows the same values as a later read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from scimproof.expect.values import is_absent, same, show
from scimproof.observe.history import History, Operation
from scimproof.observe.judging import Violation

_APART = frozenset({"id", "meta", "schemas", "groups", "password"})
"""What may follow from other writes, or is judged elsewhere."""


def equal_next_read(history: History) -> Iterator[Violation | None]:
    """What the answer to a create or change shows is what a read shows before the next write."""
    reads: dict[tuple[str, str], list[Operation]] = {}
    for each in history.reads():
        if each.whole:
            reads.setdefault((each.endpoint, each.id), []).append(each)
    touched: dict[str, list[Operation]] = {}
    for each in history.writes:
        for id_ in {each.id, each.exchange.id if each.is_create else None} - {"", None}:
            touched.setdefault(str(id_), []).append(each)
    deletes = [each for each in history.writes if each.method == "DELETE"]
    for each in history.answered:
        id_ = each.id or each.exchange.id
        if not each.writes or each.method == "DELETE" or len(each.shown) != 1 or not id_ or not each.whole:
            continue
        read = _last_before_next_write(each, reads.get((each.endpoint, id_), []), touched.get(id_, []))
        if read is not None:
            yield _differing(each, read, {one.id for one in deletes if each.start <= one.end and one.start <= read.end})


def _last_before_next_write(write: Operation, reads: list[Operation], writes: list[Operation]) -> Operation | None:
    """Return the last read that nothing but this write can have changed; the last, as reads may be late."""
    if any(each is not write and each.start <= write.end and each.end >= write.start for each in writes):
        return None  # two at once
    until = min((each.start for each in writes if each.start > write.end), default=float("inf"))
    starts = [each.start for each in reads]
    before = reads[: bisect_right(starts, until)]
    found = before[-1] if before else None
    return found if found is not None and found.start >= write.end and found.end <= until else None


def _differing(write: Operation, read: Operation, gone: set[str]) -> Violation | None:
    """Compare what both show, references by whom they name: who was deleted in between may have left."""
    shown, kept = ({name.lower(): (name, held) for name, held in each.shown[0][1].items()} for each in (write, read))
    for low, (name, answered) in shown.items():
        left, right = answered, kept.get(low, (name, None))[1]
        if low == "members":
            left, right = ([id_ for id_ in _values(each) if id_ not in gone] for each in (left, right))
        if low in _APART or is_absent(left) or is_absent(right):
            continue
        if not alike(left, right):
            return Violation(
                write,
                f"{name} = {show(right, 200)}, as read afterwards",
                f"{name} = {show(left, 200)}",
                name,
                (write, read),
            )
    return None


def _values(members: Any) -> list[str]:
    listed = members if isinstance(members, list) else []
    return [str(each.get("value")) for each in listed if isinstance(each, dict)]


def alike(left: Any, right: Any) -> bool:
    """Tell whether two values are equal as far as both are shown: sub-attributes may be left out, order is free."""
    if isinstance(left, dict) and isinstance(right, dict):
        other = {name.lower(): held for name, held in right.items()}
        if "$ref" in left or "$ref" in right:  # a reference: what stands beside the id is somebody else's
            return same(left.get("value"), right.get("value"))
        return all(
            alike(held, other[name.lower()])
            for name, held in left.items()
            if name.lower() in other and not is_absent(held) and not is_absent(other[name.lower()])
        )
    if isinstance(left, list) and isinstance(right, list):
        left, right = ([each for each in side if not is_absent(each)] for side in (left, right))
        rest = list(right)
        for each in left:
            found = next((place for place, one in enumerate(rest) if alike(each, one)), None)
            if found is None:
                return False
            del rest[found]
        return not rest
    return same(left, right)
