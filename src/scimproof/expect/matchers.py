"""Pure matchers: each judges one exchange and returns a `Mismatch`, or None."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from scimproof.expect.as_data import as_data
from scimproof.expect.outcome import ContradictoryMismatch, Mismatch
from scimproof.expect.path import read, read_all
from scimproof.expect.values import ABSENT, is_absent, same, show, show_apart
from scimproof.scim.exchange import UNPARSABLE, Exchange

Matcher = Callable[[Exchange], Mismatch | None]

ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def outcome(exchange: Exchange) -> str:
    """Return the answer in one line: ``400 Bad Request: invalidPath, no attribute "x"``, or why there is none."""
    if exchange.response is None:
        failure = exchange.failure
        return f"no answer ({failure.kind}: {failure.detail})" if failure else "no answer"
    detail = exchange.resource.get("detail")
    kind = exchange.resource.get("scimType")
    said = ", ".join(str(each) for each in (kind, detail) if isinstance(each, str) and each)
    line = f"{exchange.response.status} {exchange.response.reason}".strip()
    return f"{line}: {said[:300]}" if said else line


@as_data
def status(*wanted: int) -> Matcher:
    """Match an answer with one of these status codes."""

    def match(exchange: Exchange) -> Mismatch | None:
        if exchange.status in wanted:
            return None
        return Mismatch("status " + " or ".join(map(str, wanted)), outcome(exchange))

    return match


@as_data
def accepted() -> Matcher:
    """Match any 2xx: the request was understood and taken."""

    def match(exchange: Exchange) -> Mismatch | None:
        if exchange.status is not None and 200 <= exchange.status < 300:  # noqa: PLR2004
            return None
        return Mismatch("success (2xx)", outcome(exchange))

    return match


@as_data
def refused() -> Matcher:
    """Match any 4xx: the request was understood and refused."""

    def match(exchange: Exchange) -> Mismatch | None:
        if exchange.status is not None and 400 <= exchange.status < 500:  # noqa: PLR2004
            return None
        return Mismatch("a refusal (4xx)", outcome(exchange))

    return match


@as_data
def attribute(path: str, wanted: Any) -> Matcher:
    """Match a resource that holds exactly this value at a path.

    Raises:
        ContradictoryMismatch: no value is wanted; that is what `absent` judges. What was not sent has no value to keep.
    """
    if wanted is ABSENT:
        raise ContradictoryMismatch(f"no value is wanted at {path}: it was not sent, so nothing can be kept")

    def match(exchange: Exchange) -> Mismatch | None:
        if (problem := _no_resource(exchange)) is not None:
            return problem
        values = read_all(exchange.resource, path)
        if any(same(value, wanted) for value in values):
            return None
        expected, seen = show_apart(wanted, values[0] if values else ABSENT)
        return Mismatch(f"{path} = {expected}", f"{path} = {seen}", path)

    return match


def attribute_where(path: str, holds: Callable[[Any], bool], wanted: str) -> Matcher:
    """Match a resource whose value at a path satisfies a predicate; ``wanted`` says which, in words."""

    def match(exchange: Exchange) -> Mismatch | None:
        if (problem := _no_resource(exchange)) is not None:
            return problem
        value = read(exchange.resource, path)
        return None if holds(value) else Mismatch(f"{path} {wanted}", f"{path} = {show(value)}", path)

    return match


@as_data
def absent(path: str, *, or_empty_text: bool = False) -> Matcher:
    """Match a resource without a value at a path: absent, null, [] or {} (and "" where allowed)."""

    def match(exchange: Exchange) -> Mismatch | None:
        if (problem := _no_resource(exchange)) is not None:
            return problem
        left = [value for value in read_all(exchange.resource, path) if not is_absent(value)]
        if or_empty_text:
            left = [value for value in left if value != ""]
        return Mismatch(f"no value at {path}", f"{path} = {show(left[0])}", path) if left else None

    return match


@as_data
def elements(path: str, wanted: Collection[str], sub: str = "value") -> Matcher:
    """Match a multi-valued attribute that holds exactly these values once each, in any order."""

    def match(exchange: Exchange) -> Mismatch | None:
        if (problem := _no_resource(exchange)) is not None:
            return problem
        value = read(exchange.resource, path)
        listed = value if isinstance(value, list) else [] if is_absent(value) else [value]
        seen = [str(each.get(sub)) if isinstance(each, dict) else str(each) for each in listed]
        if sorted(seen) == sorted(wanted):
            return None
        return Mismatch(f"{path} = {_names(wanted)}", f"{path} = {_names(seen)}{_besides(wanted, seen)}", path)

    return match


@as_data
def error(code: int, *scim_types: str) -> Matcher:
    """Match a SCIM Error message whose status agrees; with scim_types, one of them in scimType."""

    def match(exchange: Exchange) -> Mismatch | None:
        if exchange.status != code:
            return Mismatch(f"status {code}", outcome(exchange))
        body = exchange.resource
        listed = body.get("schemas")
        if not isinstance(listed, list) or ERROR_SCHEMA not in listed:
            return Mismatch(f"a SCIM Error body with schemas [{ERROR_SCHEMA}]", _body(exchange), "schemas")
        if body.get("status") != str(code):
            return Mismatch(f'status "{code}" as a string', f"status = {show(body.get('status', ABSENT))}", "status")
        if scim_types and body.get("scimType") not in scim_types:
            return Mismatch(
                "scimType " + " or ".join(scim_types), f"scimType = {show(body.get('scimType', ABSENT))}", "scimType"
            )
        return None

    return match


@as_data
def listed(*ids: str) -> Matcher:
    """Match a 200 ListResponse with exactly these resources, by id; with none, an empty one."""

    def match(exchange: Exchange) -> Mismatch | None:
        if (problem := _no_listing(exchange)) is not None:
            return problem
        seen = [str(each.get("id")) for each in exchange.resources]
        if sorted(seen) == sorted(ids) and exchange.total == len(ids):
            return None
        wanted = "no resource (totalResults 0)" if not ids else f"totalResults {len(ids)} with {_names(ids)}"
        count = show(exchange.resource.get("totalResults", ABSENT))
        return Mismatch(wanted, f"totalResults {count} with {_names(seen)}{_besides(ids, seen)}")

    return match


@as_data
def includes(identifier: str) -> Matcher:
    """Match a 200 ListResponse that holds this resource among others."""

    def match(exchange: Exchange) -> Mismatch | None:
        if (problem := _no_listing(exchange)) is not None:
            return problem
        seen = [str(each.get("id")) for each in exchange.resources]
        return None if identifier in seen else Mismatch(f"{identifier} in the list", _names(seen) or "an empty list")

    return match


@as_data
def media_type(*wanted: str) -> Matcher:
    """Match a Content-Type, parameters aside."""

    def match(exchange: Exchange) -> Mismatch | None:
        header = exchange.header("content-type") or ""
        if header.partition(";")[0].strip().lower() in wanted:
            return None
        return Mismatch(f"Content-Type {' or '.join(wanted)}", f"Content-Type {header or 'absent'}")

    return match


@as_data
def empty_body() -> Matcher:
    """Match an answer without a body."""

    def match(exchange: Exchange) -> Mismatch | None:
        if exchange.response is None or not exchange.response.body:
            return None
        return Mismatch("no body", _body(exchange))

    return match


def _no_resource(exchange: Exchange) -> Mismatch | None:
    if exchange.status in (200, 201) and exchange.resource:
        return None
    return Mismatch("a resource", outcome(exchange) if exchange.status not in (200, 201) else _body(exchange))


def _no_listing(exchange: Exchange) -> Mismatch | None:
    if exchange.status != 200:  # noqa: PLR2004
        return Mismatch("200 with a ListResponse", outcome(exchange))
    if not exchange.resource or exchange.total is None:
        return Mismatch("a ListResponse with totalResults", _body(exchange))
    return None


def _body(exchange: Exchange) -> str:
    if exchange.json is UNPARSABLE:
        text = exchange.text.strip()
        return f"a body that is not JSON: {text[:200]!r}" if text else "an empty body"
    return show(exchange.json)


def _names(ids: Collection[str], limit: int = 6) -> str:
    shown = ", ".join(list(ids)[:limit])
    return f"[{shown}{', …' if len(ids) > limit else ''}]" + (f" ({len(ids)})" if len(ids) > limit else "")


def _besides(wanted: Collection[str], seen: Collection[str]) -> str:
    """Say how two lists differ whose beginnings are alike."""
    if _names(wanted) != _names(seen):
        return ""
    missing, extra = sorted(set(wanted) - set(seen)), sorted(set(seen) - set(wanted))
    return f", without {_names(missing)}, with {_names(extra)}"
