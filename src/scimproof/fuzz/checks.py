"""Checks that apply to every answer: each returns a mismatch, or None."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scimproof.expect import matchers
from scimproof.expect.outcome import Mismatch
from scimproof.expect.values import show
from scimproof.fuzz.schema.shapes import Attribute, Shape, named
from scimproof.scim.exchange import Exchange, FailureKind

_REFUSED, _FAILED, _NOT_IMPLEMENTED, _UNAVAILABLE = 400, 500, 501, 503
_NOT_SCIM = frozenset({401, 403, 405, 406, 408, 411, 413, 414, 415, 429, 431, 501, 502, 503, 504})
"""What stands in front of a service provider may answer these, and credentials are judged elsewhere."""

_LOST = frozenset({FailureKind.DISCONNECTED, FailureKind.TIMEOUT, FailureKind.PROTOCOL, FailureKind.TOO_LARGE})

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "decimal": (int, float),
    "integer": (int,),
    "dateTime": (str,),
    "reference": (str,),
    "binary": (str,),
    "complex": (dict,),
}

_INSIDES = re.compile(
    r"Traceback \(most recent call last\)"
    r"|File \"[^\"\n]+\", line \d+"
    r"|\bat [\w$.<>]+\([\w$]+\.(?:java|kt|scala|cs|js|ts):\d+(?::\d+)?\)"
    r"|\bat .{1,80} in [^\s]+\.cs:line \d+"
    r"|NullPointerException|NullReferenceException|NoMethodError|'NoneType' object"
    r"|Cannot (?:read|set) propert(?:y|ies) of|Cannot convert undefined or null"
    r"|\bis not a function\b|has no attribute '"
    r"|SQLSTATE|ORA-\d{5}|psycopg|sqlalchemy\.exc|SqlException|SQLITE_|syntax error at or near"
    r"|\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM) .{1,200}\b(?:FROM|VALUES|SET|WHERE)\b"
    r"|/(?:usr|home|var|opt|app|srv|root)/[\w.@/-]+\.(?:py|rb|js|ts|php|java|go|cs)\b"
    r"|\b[A-Z]:\\[\w\\. -]+\.(?:py|rb|js|ts|php|cs|dll)\b"
)
"""Traces, exceptions, SQL and paths of the common languages. Any of it may also have been sent by us."""


def server_error(exchange: Exchange) -> Mismatch | None:
    """Match an answer that is none, or blames the server for the request: 5xx."""
    if exchange.status is None:
        lost = exchange.failure is not None and exchange.failure.kind in _LOST
        return Mismatch("an answer", matchers.outcome(exchange)) if lost else None
    if exchange.status < _FAILED or exchange.status in (_NOT_IMPLEMENTED, _UNAVAILABLE):
        return None
    return Mismatch("an answer below 500", matchers.outcome(exchange))


def error_form(exchange: Exchange) -> Mismatch | None:
    """Match a refusal that is no SCIM error, or one that names another status than it has."""
    if exchange.status is None or exchange.status < _REFUSED or exchange.status in _NOT_SCIM:
        return None
    return matchers.error(exchange.status)(exchange)


def insides(exchange: Exchange) -> Mismatch | None:
    """Match an error that shows a trace, an exception, SQL or a path of the service provider."""
    if exchange.status is None or exchange.status < _REFUSED:
        return None
    shown = _INSIDES.search(exchange.text)
    if shown is None or shown[0] in exchange.request.body.decode("utf-8", "replace"):
        return None
    return Mismatch("an error without internals of the service provider", show(shown[0], 200))


def another_id(exchange: Exchange, wanted: str) -> Mismatch | None:
    """Match an answer about one resource that shows another's id."""
    if exchange.status != 200 or exchange.id in (None, wanted):  # noqa: PLR2004
        return None
    return Mismatch(f"id = {show(wanted)}", f"id = {show(exchange.id)}", "id")


def wrong_type(resource: Mapping[str, Any], shape: Shape) -> Mismatch | None:
    """Return the first value of a resource that is not of the type that the target's own schema gives it."""
    boxes = [(resource, shape.attributes)]
    for urn, attributes in shape.extensions:
        held = resource.get(urn)
        if held is not None and not isinstance(held, dict):
            return Mismatch(f"{urn} is an object", f"{urn} = {show(held)}", urn)
        boxes.append((held or {}, attributes))
    return next((found for held, attributes in boxes for found in _wrong(held, attributes, "")), None)


def _wrong(held: Mapping[str, Any], attributes: tuple[Attribute, ...], at: str) -> Iterator[Mismatch]:
    for name, value in held.items():
        attribute = named(attributes, name)
        if attribute is None or value is None:
            continue
        place = f"{at}{name}"
        if attribute.multi and not isinstance(value, list):
            yield Mismatch(f"{place} is a list, as the schema says", f"{place} = {show(value)}", place)
            continue
        for each in value if attribute.multi else [value]:
            if each is None:
                continue
            if not _fits(attribute, each):
                yield Mismatch(f"{place} is of type {attribute.type}", f"{place} = {show(each)}", place)
            elif attribute.type == "complex":
                yield from _wrong(each, attribute.subs, f"{place}.")


def _fits(attribute: Attribute, value: Any) -> bool:
    if isinstance(value, bool):
        return attribute.type == "boolean"
    return isinstance(value, _TYPES[attribute.type])
