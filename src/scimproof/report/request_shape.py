"""The shape of a finding's deciding request, without its values, and how its answer is wrong.

Two findings with one shape and one kind of wrong answer are likely to have one cause.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from scimproof.report.model import Case, RecordedExchange
from scimproof.report.operation import operation

_REFUSED, _CRASHED = 400, 500
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SCOPE = re.compile(r'^(userName|displayName) (sw|eq) "[^"]*" and (?=.)', re.IGNORECASE)
"""How a filter begins that leaves the users of others out."""
_CONDITION = re.compile(r"([\w:.$\[\]-]+)\s+(eq|ne|co|sw|ew|gt|ge|lt|le|pr)\b", re.IGNORECASE)


class Shape(NamedTuple):
    """A request without its values.

    Attributes:
        request: method and endpoint, such as ``PATCH /Users/{id}``.
        parts: operator and attribute path of each operation or condition: ``add emails``, ``co username``.
    """

    request: str
    parts: frozenset[str]


def shape(case: Case, exchanges: Mapping[int, RecordedExchange]) -> Shape | None:
    """Return the shape of the request that decided; of a read, that of the write which it reads back."""
    decisive = deciding(case, exchanges)
    return Shape(operation(decisive), frozenset(_parts(decisive))) if decisive is not None else None


def wrong_answer(case: Case, exchanges: Mapping[int, RecordedExchange]) -> str:
    """Return the kind of wrong answer: no answer, crash, refusal, or which attribute or number of results is wrong."""
    decisive = exchanges.get(case.decisive) if case.decisive is not None else None
    if decisive is None or decisive.status is None:
        return "no answer"
    if decisive.status >= _CRASHED:
        return "crash"
    if decisive.status >= _REFUSED:
        return "refusal"
    if "filter=" in decisive.url:
        return "finds something" if _object(decisive.response_body).get("totalResults") else "finds nothing"
    at = case.mismatch.at if case.mismatch else ""
    return f"wrong value at {_attribute(at)}"


def special_parts(case: Case, exchanges: Mapping[int, RecordedExchange]) -> int:
    """Return how much is not plain about the deciding request: the more, the harder it is to say what is wrong."""
    decisive = deciding(case, exchanges)
    if decisive is None:
        return 0
    parts, query = _parts(decisive), parse_qs(urlsplit(decisive.url).query)
    odd = sum(character in each for each in parts for character in "[:.")
    return max(0, len(parts) - 1) + max(0, len(query) - 1) + odd


def deciding(case: Case, exchanges: Mapping[int, RecordedExchange]) -> RecordedExchange | None:
    """Return the request that decided: of a read by id, the last write before it."""
    decisive = exchanges.get(case.decisive) if case.decisive is not None else None
    if decisive is None or decisive.method != "GET" or "filter=" in decisive.url:
        return decisive
    made = [exchanges[each] for each in case.trail or case.exchanges if each in exchanges and each < decisive.number]
    return next((each for each in reversed(made) if each.method in _WRITES), decisive)


def _parts(exchange: RecordedExchange) -> list[str]:
    if exchange.method == "PATCH":
        listed = _object(exchange.request_body).get("Operations")
        return [part for each in (listed if isinstance(listed, list) else []) for part in _operation(each)]
    filters = parse_qs(urlsplit(exchange.url).query).get("filter", [])
    return [part for each in filters for part in _conditions(each)]


def _operation(operation_: Any) -> list[str]:
    if not isinstance(operation_, dict):
        return ["odd"]
    op, path, value = str(operation_.get("op")).lower(), operation_.get("path"), operation_.get("value")
    if isinstance(path, str) and path:
        return [f"{op} {_STRING.sub('', path).lower()}"]
    return (
        [f"{op} without path {name.lower()}" for name in value] if isinstance(value, dict) else [f"{op} without path"]
    )


def _conditions(text: str) -> list[str]:
    bare = _STRING.sub('""', _SCOPE.sub("", text))
    words = [word for word in ("and", "or", "not") if re.search(rf"(?i)\b{word}\b", bare)]
    return [f"{operator.lower()} {path.lower()}" for path, operator in _CONDITION.findall(bare)] + words


def _attribute(at: str) -> str:
    local = at.rpartition(":")[2] if at.lower().startswith("urn:") else at
    return re.split(r"[.\[]", local)[0].lower()


def _object(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
