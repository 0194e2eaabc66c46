"""Whether two findings are likely to have one cause: the same kind of request with the same kind of answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from scimproof.report.model import Case, RecordedExchange, RecordedMismatch
from scimproof.report.operation import operation

_REFUSED, _CRASHED = 400, 500
_MADE_UP = re.compile(
    r"\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[\w.@+-]*\d)[\w.@+-]{6,}|\d{4,})\b", re.IGNORECASE
)
_DOCUMENTS = ("GET /Schemas", "GET /ResourceTypes")


def likeness(case: Case, mismatch: RecordedMismatch, exchanges: Mapping[int, RecordedExchange]) -> tuple[str, ...]:
    """Return what findings of one cause have in common, made-up values left out.

    A refusal speaks for itself, a crash even by its status alone; an answer that was accepted has to be wrong in the
    same place. Beyond that, one cause is enough for discovery that names nothing, document by document, and for
    changes of one attribute that succeed and leave it as it was, whatever they wanted of it.

    Args:
        case: the one that shows the finding best.
        mismatch: of that case.
        exchanges: of the run, by number.
    """
    decisive = exchanges.get(case.decisive) if case.decisive is not None else None
    status = decisive.status or 0 if decisive else 0
    request = (operation(decisive), str(status)) if decisive else ()
    if status >= _CRASHED:
        return request
    if status >= _REFUSED:
        return (*request, _shape(mismatch.observed))
    if decisive is not None and operation(decisive) in _DOCUMENTS and _is_empty_list(decisive):
        return ("discovery is empty",)
    if decisive is not None and (change := _change_without_effect(case, mismatch.at, decisive, exchanges)) is not None:
        return ("nothing changes", operation(change), mismatch.at.lower())
    return (*request, mismatch.at, _shape(mismatch.expected), _shape(mismatch.observed))


def _shape(text: str) -> str:
    return _MADE_UP.sub("…", text)


def _is_empty_list(exchange: RecordedExchange) -> bool:
    body = _object(exchange.response_body)
    return "Resources" in body and not body["Resources"]


def _change_without_effect(
    case: Case, at: str, decisive: RecordedExchange, exchanges: Mapping[int, RecordedExchange]
) -> RecordedExchange | None:
    """Return the accepted PATCH after which an attribute, read back, is what it was; only of those at the top."""
    made = [exchanges[number] for number in case.exchanges if number in exchanges and number < decisive.number]
    changes = [each for each in made if each.method == "PATCH" and each.url == decisive.url]
    if not at or not changes or changes[-1].status is None or changes[-1].status >= _REFUSED:
        return None
    now = _object(decisive.response_body)
    known = [body for each in made if each.number < changes[-1].number and (body := _object(each.response_body))]
    before = next((body for body in reversed(known) if "id" in body and body["id"] == now.get("id")), None)
    same = before is not None and _top(before, at) == _top(now, at)
    return changes[-1] if same else None


def _top(resource: Mapping[str, Any], name: str) -> Any:
    return next((value for key, value in resource.items() if key.lower() == name.lower()), None)


def _object(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
