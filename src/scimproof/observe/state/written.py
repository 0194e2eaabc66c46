"""A read returns the value that a successful write set for a plain attribute."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from scimproof.expect.values import ABSENT, show
from scimproof.observe.history import History, Operation
from scimproof.observe.judging import Violation
from scimproof.observe.state.flat import APART, covers, local
from scimproof.observe.state.footprint import footprint, plain_values
from scimproof.observe.state.timeline import Key, Sight, Timeline, timeline

_SIMPLE = frozenset({"string", "boolean", "decimal", "integer", "reference"})
_BLANKS = re.compile(" +")
_OF_FUZZING = "fuzzing"


def created_as_sent(history: History) -> Iterator[Violation | None]:
    """What a create gave to an attribute that the schema lets a client write is there at the next read."""
    yield from _stored(history, "POST")


def changed_as_sent(history: History) -> Iterator[Violation | None]:
    """What a change gave to an attribute that the schema lets a client write is there at the next read."""
    yield from _stored(history, "PATCH", "PUT")


def _stored(history: History, *methods: str) -> Iterator[Violation | None]:
    line = timeline(history)
    if not line.declared:
        return
    for (key, way), seen in line.sights.items():
        if way != "read":
            continue
        for write in line.writes_to.get(key, []):
            if write.method not in methods or not write.succeeded or write.exchange.label.startswith(_OF_FUZZING):
                continue
            read = _next_read(line, key, write, seen)
            if read is None:
                continue
            span = (write.start, read.operation.end)
            others = [each for each in line.writes_to[key] if each is not write]
            later = [each for each in others if each.end >= span[0] and each.start <= span[1]]
            for path, sent in plain_values(write).items():
                if not _is_plain(line, key[0], path) or any(covers(footprint(each), path) for each in later):
                    continue
                held = read.values.get(path, ABSENT)
                kept = _is_kept(sent, held, exact=_is_exact(line, key[0], path))
                yield None if kept else _missing(write, read, path, sent, held)


def _next_read(line: Timeline, key: Key, write: Operation, seen: list[Sight]) -> Sight | None:
    """Return the last read before the next write to the object: one that is late is not taken for the answer."""
    others = [each.start for each in line.writes_to[key] if each.start > write.end]
    until = min(others, default=float("inf"))
    after = [each for each in seen if write.end <= each.operation.start and each.operation.end <= until]
    return after[-1] if after else None


def _is_plain(line: Timeline, endpoint: str, path: str) -> bool:
    """Tell whether the schema lets a client write an attribute, with one simple value that is always shown."""
    top = path.partition(".")[0]
    if top in APART or local(path) in ("manager", "members", "groups"):
        return False
    attribute, parent = line.declared.of(endpoint, path), line.declared.of(endpoint, top)
    if path == "externalid" and attribute is None:
        return bool(line.declared.attributes(f"urn:ietf:params:scim:schemas:core:2.0:{endpoint[1:-1]}"))
    if attribute is None or parent is None:
        return False
    return (
        all(
            each.get("multiValued") is not True
            and each.get("mutability", "readWrite") == "readWrite"
            and each.get("returned", "default") in ("default", "always")
            for each in (attribute, parent)
        )
        and attribute.get("type") in _SIMPLE
    )


def _is_exact(line: Timeline, endpoint: str, path: str) -> bool:
    return path == "externalid" or (line.declared.of(endpoint, path) or {}).get("caseExact") is True


def _is_kept(sent: Any, held: Any, *, exact: bool) -> bool:
    """Tell whether a value is the one that was sent, for all that a server may do to the form of a text."""
    if isinstance(held, bool) or isinstance(sent, bool):
        return str(sent).lower() == str(held).lower()
    if isinstance(sent, str) and isinstance(held, str):
        one, two = (_BLANKS.sub(" ", unicodedata.normalize("NFKC", each)).strip() for each in (sent, held))
        return one == two if exact else one.casefold() == two.casefold()
    return type(sent) is type(held) and bool(sent == held)


def _missing(write: Operation, read: Sight, path: str, sent: Any, held: Any) -> Violation:
    return Violation(
        read.operation,
        f"{path} = {show(sent, 200)}, as sent",
        f"{path} = {show(held, 200)}",
        path,
        (write, read.operation),
    )
