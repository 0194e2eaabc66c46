"""What HTTP and JSON require of every answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scimproof.expect.matchers import outcome
from scimproof.observe.history import History, Operation
from scimproof.observe.judging import Violation
from scimproof.scim.exchange import UNPARSABLE

_BOM = b"\xef\xbb\xbf"
_CRASHED = 500
_NOT_IMPLEMENTED, _UNAVAILABLE = 501, 503
_NO_CONTENT, _NOT_ALLOWED = 204, 405


def no_crash(history: History) -> Iterator[Violation | None]:
    """A well-formed request, whatever it asks for, is answered without a 5xx."""
    for each in history.answered:
        if not each.authorized or each.status in (_NOT_IMPLEMENTED, _UNAVAILABLE):
            continue
        if each.exchange.request.body and each.body is UNPARSABLE:
            continue
        failed = each.status >= _CRASHED
        yield Violation(each, "an answer below 500", outcome(each.exchange)) if failed else None


def no_content(history: History) -> Iterator[Violation | None]:
    """A 204 has neither a body nor a Content-Type."""
    for each in history.answered:
        if each.status != _NO_CONTENT:
            continue
        kind, size = each.exchange.header("content-type"), len(each.exchange.text)
        surplus = next((note for note in each.exchange.notes if "after the end of the answer" in note), "")
        if size or surplus:
            yield Violation(each, "no body with a 204", surplus or f"a body of {size} characters")
        elif kind is not None:
            yield Violation(each, "no Content-Type with a 204", f"Content-Type {kind}", "Content-Type")
        else:
            yield None


def allow_named(history: History) -> Iterator[Violation | None]:
    """A 405 says in Allow which methods there are."""
    for each in history.answered:
        if each.status == _NOT_ALLOWED:
            named = each.exchange.header("allow")
            yield (
                Violation(each, "Allow with the methods of the path", "no Allow", "Allow") if named is None else None
            )


def json_well_formed(history: History) -> Iterator[Violation | None]:
    """What is called JSON is JSON: in UTF-8, without a byte order mark, and with each name once in an object."""
    for each in history.answered:
        kind = (each.exchange.header("content-type") or "").partition(";")[0].strip().lower()
        response = each.exchange.response
        if response is None or not response.body or not kind.endswith("json"):
            continue
        yield _ill_formed(each, response.body)


def _ill_formed(operation: Operation, body: bytes) -> Violation | None:
    if body.startswith(_BOM):
        return Violation(operation, "JSON without a byte order mark", "a byte order mark before the JSON")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return Violation(operation, "a body that is JSON in UTF-8", f"bytes that are not UTF-8: {body[:120]!r}")
    twice: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice.extend(name for name in dict.fromkeys(names) if names.count(name) > 1)
        return dict(pairs)

    try:
        json.loads(text, object_pairs_hook=look, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        return Violation(operation, "a body that is JSON in UTF-8", f"{problem}: {text[:120]!r}")
    if twice:
        return Violation(operation, "each name once in an object", f"{twice[0]!r} is twice in one object", twice[0])
    return None


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def no_unasked_coding(history: History) -> Iterator[Violation | None]:
    """A body is coded (gzip, br) only for a client that accepts that coding."""
    for each in history.answered:
        if each.exchange.response is None or not each.exchange.response.body:
            continue
        coding = (each.exchange.header("content-encoding") or "identity").strip().lower()
        accepted = ",".join(v for name, v in each.exchange.request.headers if name.lower() == "accept-encoding").lower()
        if coding in ("identity", "") or coding in accepted or "*" in accepted:
            yield None
        else:
            asked = f"Accept-Encoding: {accepted}" if accepted else "no Accept-Encoding"
            yield Violation(
                each,
                f"a body without a content coding: the request has {asked}",
                f"Content-Encoding: {coding}",
                "Content-Encoding",
            )


def deletes_say_nothing(history: History) -> Iterator[Violation | None]:
    """A successful DELETE is answered with 204."""
    for each in history.answered:
        if each.method == "DELETE" and each.id and each.succeeded:
            yield None if each.status == _NO_CONTENT else Violation(each, "status 204", outcome(each.exchange))
