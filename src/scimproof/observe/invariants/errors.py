"""What RFC 7644, 3.12 requires of every error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scimproof.expect.values import show
from scimproof.fuzz import checks
from scimproof.observe.history import History, Operation
from scimproof.observe.judging import Violation
from scimproof.scim.exchange import UNPARSABLE

_BAD, _UNAUTHORIZED, _CONFLICT = 400, 401, 409
_CHANGES = frozenset({"POST", "PUT", "PATCH"})

_ANYWHERE = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
APPLICABLE: Mapping[str, frozenset[str]] = {
    "invalidFilter": frozenset({"GET", "POST", "PATCH"}),
    "tooMany": frozenset({"GET", "POST"}),
    "uniqueness": _CHANGES,
    "mutability": _CHANGES,
    "invalidSyntax": _CHANGES,
    "invalidPath": frozenset({"GET", "PATCH"}),
    "noTarget": frozenset({"PATCH"}),
    "invalidValue": frozenset({"GET", "POST", "PUT", "PATCH"}),
    "invalidVers": _ANYWHERE,
    "sensitive": frozenset({"GET"}),
    "invalidCursor": frozenset({"GET", "POST"}),
    "expiredCursor": frozenset({"GET", "POST"}),
    "invalidCount": frozenset({"GET", "POST"}),
}
"""Each keyword of RFC 7644, table 9, and of RFC 9865, with the requests that the table names; one or two more where
implementations apply it in the same sense."""


def scim_errors(history: History) -> Iterator[Violation | None]:
    """Each refusal of a request to users or groups is a SCIM error that names its own status."""
    for each in _errors(history):
        wrong = checks.error_form(each.exchange)
        yield Violation(each, wrong.expected, wrong.observed, wrong.at) if wrong is not None else None


def kinds_given(history: History) -> Iterator[Violation | None]:
    """A 400, and a 409 for a value that is taken, say in scimType what kind of error it is."""
    for each in _errors(history):
        if not (each.status == _BAD or (each.status == _CONFLICT and _may_be_taken(each))) or not _is_scim(each):
            continue
        missing = each.exchange.resource.get("scimType") in (None, "")
        yield Violation(each, "a scimType of RFC 7644, table 9", "no scimType", "scimType") if missing else None


def kinds_fit(history: History) -> Iterator[Violation | None]:
    """A scimType is a keyword of the table, and one that the table has for such a request."""
    for each in _errors(history):
        kind = each.exchange.resource.get("scimType")
        if kind in (None, ""):
            continue
        fitting = isinstance(kind, str) and each.method in APPLICABLE.get(kind, ())
        wanted = f"a scimType that RFC 7644, table 9, allows for {each.method}"
        yield None if fitting else Violation(each, wanted, f"scimType = {show(kind)}", "scimType")


def no_insides(history: History) -> Iterator[Violation | None]:
    """An error shows no trace, no exception, no SQL and no path of the server."""
    for each in history.answered:
        if each.status >= _BAD:
            wrong = checks.insides(each.exchange)
            yield Violation(each, wrong.expected, wrong.observed) if wrong is not None else None


def _errors(history: History) -> Iterator[Operation]:
    """Yield the errors that the service provider itself wrote: about users and groups, to who may ask."""
    for each in history.answered:
        if each.endpoint and each.authorized and each.status >= _BAD and each.status != _UNAUTHORIZED:
            yield each


def _is_scim(operation: Operation) -> bool:
    return operation.exchange.json is not UNPARSABLE and isinstance(operation.exchange.resource.get("schemas"), list)


def _may_be_taken(operation: Operation) -> bool:
    """Tell whether a 409 is about a value, not about a version."""
    conditions: Any = [name.lower() for name, _ in operation.exchange.request.headers]
    return operation.method in _CHANGES and "if-match" not in conditions
