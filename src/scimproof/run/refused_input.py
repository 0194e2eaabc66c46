"""The verdict of a failed step whose requirement is met: is one input refused, or is it a finding?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scimproof.report.model import Case, RecordedExchange
from scimproof.report.operation import path_of

_REFUSED, _CRASHED = 400, 500
_BUSY = (429, 503)
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_ONE = re.compile(r"/(Users|Groups)/[^/?]+$")
_LIST = re.compile(r"/(Users|Groups)$")
_EQUAL = re.compile(r'^\S+(\[[^\]]*\]\S*)? eq "[^"]*"( and \S+ eq "[^"]*")?$')
_ENTRAS_PATHS = frozenset({"active", "members"})
_SHOWN = 300
"""Characters of a body in a reason."""


def is_finding(case: Case, exchanges: Mapping[int, RecordedExchange]) -> bool:
    """Tell whether a failed step is a finding, although the requirement on such steps holds.

    A crash is one, and so is a refusal of what Entra must be able to send (`entra_sends`). A refusal of anything else
    says only that the target does not take this input. An answer that was accepted and is wrong is a finding, unless
    it is about a create: then the target keeps a made-up value in its own way.

    Args:
        case: has the mismatch of the step, and its exchange as the decisive one.
        exchanges: of the run, by number.
    """
    step = _step(case, exchanges)
    if step is None or step.status in _BUSY:
        return False
    if step.status is None or step.status >= _CRASHED:
        return True
    if step.status >= _REFUSED:
        return entra_sends(step)
    write = _last_write(case, step, exchanges)
    return write is None or write.method != "POST"


def reason(case: Case, exchanges: Mapping[int, RecordedExchange]) -> str:
    """Return why a case cannot be judged: which input the target refuses, and with which answer."""
    step = _step(case, exchanges)
    if step is None:
        return case.reason
    if step.status is not None and step.status < _REFUSED:
        write = _last_write(case, step, exchanges) or step
        return f"the target does not store this input as it was sent: {shown(write)}; {case.reason}"
    return f"the target refuses this input: {shown(step)} -> {answered(step)}"


def entra_sends(exchange: RecordedExchange) -> bool:
    """Tell whether a request holds nothing made up, so that Entra sends the like in every cycle.

    A read by id, a search for one value with ``eq``, a delete, and a PATCH of ``active`` or of members
    (learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups).
    """
    address = urlsplit(exchange.url)
    query = parse_qs(address.query)
    if exchange.method in ("GET", "DELETE") and _ONE.search(address.path):
        return not set(query) - {"excludedAttributes"}
    if exchange.method == "GET" and _LIST.search(address.path):
        filters = query.pop("filter", [])
        plain = len(filters) == 1 and _EQUAL.match(filters[0]) is not None
        return plain and not set(query) - {"excludedAttributes"}
    if exchange.method == "PATCH" and _ONE.search(address.path):
        paths = [_path(each) for each in _operations(exchange)]
        return bool(paths) and all(each in _ENTRAS_PATHS for each in paths)
    return False


def shown(exchange: RecordedExchange) -> str:
    """Return a request in one line: method, path and the beginning of its body."""
    body = exchange.request_body
    cut = body if len(body) <= _SHOWN else f"{body[:_SHOWN]}…"
    return f"{exchange.method} {path_of(exchange)} {cut}".rstrip()


def answered(exchange: RecordedExchange) -> str:
    """Return an answer in one line: status and detail, or why there is none."""
    if exchange.status is None:
        return exchange.failure
    detail = _object(exchange.response_body).get("detail")
    said = f", {detail[:_SHOWN]}" if isinstance(detail, str) and detail else ""
    return f"{exchange.status} {exchange.reason}".strip() + said


def _step(case: Case, exchanges: Mapping[int, RecordedExchange]) -> RecordedExchange | None:
    return exchanges.get(case.decisive) if case.decisive is not None else None


def _last_write(
    case: Case, step: RecordedExchange, exchanges: Mapping[int, RecordedExchange]
) -> RecordedExchange | None:
    if step.method in _WRITES:
        return step
    made = [exchanges[each] for each in case.exchanges if each in exchanges and each < step.number]
    return next((each for each in reversed(made) if each.method in _WRITES), None)


def _operations(exchange: RecordedExchange) -> list[Any]:
    listed = _object(exchange.request_body).get("Operations")
    return listed if isinstance(listed, list) else []


def _path(operation: Any) -> str:
    """Return the attribute that an operation changes: of one without a path, the only key of its value."""
    if not isinstance(operation, dict):
        return ""
    path, value = operation.get("path"), operation.get("value")
    if isinstance(path, str):
        return path.partition("[")[0]
    return next(iter(value)) if isinstance(value, dict) and len(value) == 1 else ""


def _object(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
