"""What kinds of requests there were: what two requests have in common, whatever names and values they hold.

An exchange is plain data here, with the fields of `scimproof.report.model.Exchange`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORDS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "and", "or", "not")
_FAILED = 500

_SCOPE = re.compile(r'(?i)(userName|displayName) (sw|eq) "[^"]*" and ')
"""How a filter of fuzzing begins: it asks for users of its own."""

SCOPED = "scoped"
CONJUNCTION = {"filter and", "filter eq", "filter sw"}
"""What the beginning of each filter of fuzzing needs; its words say nothing of what the rest is about."""

_MANY = 3
"""Operations of a message: so many and more are needed together only where their number matters."""

Sent = dict[str, Any]


def kinds(numbers: Iterable[int], exchanges: Mapping[int, Sent]) -> set[str]:
    """Return what kinds of requests there were, creates and reads by id aside: every case needs those."""
    return {kind for number in numbers if number in exchanges for kind in _kind(exchanges[number])}


class _Operation(NamedTuple):
    """An operation of a PATCH: what it does, the form of its path, and what else is not plain about it."""

    op: str
    path: str
    peculiarity: str


class Question(NamedTuple):
    """What a request asks: of its filters all but the values."""

    method: str = ""
    endpoint: str = ""
    searches: bool = False
    filters: tuple[str, ...] = ()


def asked(exchange: Sent | None) -> Question:
    """Return which question a request is; an empty one for none."""
    if exchange is None:
        return Question()
    query = exchange["url"].partition("?")[2]
    filters = [_STRING.sub('""', each).lower() for each in parse_qs(query).get("filter", [])]
    return Question(exchange["method"], _endpoint(exchange), bool(query), tuple(filters))


def parts(numbers: Iterable[int], exchanges: Mapping[int, Sent], *, alone: bool = False) -> set[str]:
    """Return the parts of requests that may be broken each for itself: what is broken alone is broken in company.

    An operation on a plain attribute of the core schema with a single value is part of any other of its name. What
    any request needs is no part: ``eq``, ``sw`` and ``and``, and, unless it fails, replacing a plain attribute.

    Args:
        numbers: of exchanges.
        exchanges: all of the run.
        alone: whether to leave the operations of a message of several out: what is broken there is their company.
    """
    found: set[str] = set()
    for each in (exchanges[number] for number in numbers if number in exchanges):
        found |= {kind for kind in _kind(each) if re.fullmatch(r"filter \S+", kind)} - CONJUNCTION
        if each["method"] == "PATCH":
            some = _message_parts(each["request_body"], alone=alone, fails=_fails(each))
            found |= {f"PATCH {_endpoint(each)} {part}" for part in some}
    return found


def failing(numbers: Iterable[int], exchanges: Mapping[int, Sent]) -> set[str]:
    """Return the kinds of requests that were answered with a failure of the server, or not at all."""
    return {each for each in kinds(numbers, exchanges) if each.endswith(" fails")}


def readings(seen: set[str]) -> list[set[str]]:
    """Return the ways to see what was asked: a filter that leaves everybody else out is one, and what it adds another.

    A requirement on a plain ``and`` stands for the second; one on the condition behind the first ``and`` for the third,
    whatever it compares with: an attribute that eq does not find is not read by ne either.
    """
    if SCOPED not in seen:
        return [seen]
    behind = {each.removeprefix("behind ") for each in seen if each.startswith("behind ")}
    behind = {each for each in behind if each.startswith("filter on ")} or behind
    rest = {each for each in seen if "filter " not in each and each != SCOPED}
    return [{each for each in seen if not each.startswith("behind ") and each != SCOPED}, rest | behind]


def _endpoint(exchange: Sent) -> str:
    path = exchange["url"].partition("?")[0]
    return next((each for each in ("Users", "Groups") if f"/{each}" in path), "")


def _kind(exchange: Sent) -> set[str]:
    query, endpoint = exchange["url"].partition("?")[2], _endpoint(exchange)
    method, body = exchange["method"], exchange["request_body"]
    fails = _fails(exchange)
    if body and not _is_object(body):
        return {"no object", "no object fails"} if fails else {"no object"}
    found = {f"{method} {endpoint} fails"} if fails else set()
    if method == "PATCH":
        found |= {f"PATCH {endpoint} {each.op} {each.path}" for each in _operations(body)}
    elif method in ("PUT", "DELETE"):
        found.add(f"{method} {endpoint}")
    for written in parse_qs(query).get("filter", []):
        found |= _filtered(written)
        if scope := _SCOPE.match(written):
            found |= {SCOPED, *(f"behind {each}" for each in _filtered(written[scope.end() :]))}
    return found


def _fails(exchange: Sent) -> bool:
    return exchange["status"] is None or exchange["status"] >= _FAILED


def _filtered(written: str) -> set[str]:
    """Return the operators of a filter, and what a single condition is about."""
    bare = _STRING.sub("", written)
    found = {f"filter {each}" for each in _WORDS if re.search(rf"(?i)\b{each}\b", bare)}
    found |= {"filter []"} if "[" in bare else set()
    if not found & {"filter and", "filter or", "filter not", "filter []"}:
        path = bare.partition(" ")[0].lower()
        found.add("filter on urn" if path.startswith("urn:") else f"filter on {path}")
    return found


def _is_object(body: str) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


def _operations(body: str) -> list[_Operation]:
    try:
        return [
            _Operation(str(each.get("op")).lower(), _form(each.get("path")), _peculiarity(each))
            for each in json.loads(body).get("Operations", [])
        ]
    except (ValueError, AttributeError, TypeError):
        return [_Operation("odd", "", "")]


def _message_parts(body: str, *, alone: bool, fails: bool) -> set[str]:
    operations = _operations(body)
    found = {f"{count} operations" for count in range(_MANY, len(operations) + 1)}
    mixed = len({each.path == "without a path" for each in operations}) > 1
    found |= {"with and without a path"} if mixed else set()
    if alone and len(operations) > 1:
        return found
    for each in operations:
        plain = each.path == "a" and not each.peculiarity
        found |= {each.op} if each.op != "replace" or (fails and plain) else set()
        found |= {f"{each.op} {each.path}"} if each.path != "a" else set()
        found |= {each.peculiarity} if each.peculiarity else set()
    return found


def _peculiarity(operation: Sent) -> str:
    """Return what is not plain about an operation besides the form of its path.

    With a single value add and replace do the same, so that either stands for the other there.
    """
    path = str(operation.get("path"))
    if isinstance(operation.get("value"), (dict, list)):
        return f"{str(operation.get('op')).lower()} several"
    if path.lower().startswith("urn:"):
        return "of an extension"
    return "of an object" if re.fullmatch(r"\w+\.\w+", path) else ""


def _form(path: Any) -> str:
    """Return the form of a path: which attribute it is does not matter, members aside."""
    if not isinstance(path, str) or not path:
        return "without a path"
    local = path.rpartition(":")[2] if path.lower().startswith("urn:") else path
    name, bracket, _ = local.partition("[")
    several = "members" if name.lower() == "members" else "a"
    return several + ("[]" if bracket else "") + (".b" if local.endswith((".value", ".primary")) else "")
