"""From an answer to the error code that Entra's provisioning log shows for it."""

from __future__ import annotations

from scimproof.scim.exchange import UNPARSABLE, Exchange, FailureKind

_INCOMPATIBLE = "SystemForCrossDomainIdentityManagementServiceIncompatible"
_MULTIPLE = "SystemForCrossDomainIdentityManagementMultipleEntriesInResponse"
_BY_STATUS = {
    401: "Unauthorized",
    403: "InsufficientRights",
    404: "InvalidAnchor",
    405: "MethodNotAllowed",
    408: "Timeout",
    409: "EntryConflict",
    422: "UnprocessableEntity",
    429: "TooManyRequests",
    501: "NotImplemented",
}
_BY_FAILURE = {FailureKind.TIMEOUT: "Timeout", FailureKind.CREDENTIALS: "Unauthorized"}
_LONGEST = 500


class Trouble(Exception):
    """Why an object could not be provisioned: Entra's code, and a sentence with what the target said."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


def trouble(exchange: Exchange) -> Trouble:
    """Return what the log says of an answer that is no success."""
    if exchange.failure is not None:
        code = _BY_FAILURE.get(exchange.failure.kind, "WebExceptionProtocolError")
        return Trouble(code, f"{exchange.label}: {exchange.failure.detail}")
    status = exchange.status or 0
    code = _BY_STATUS.get(status, "InternalServerError" if status >= 500 else _INCOMPATIBLE)  # noqa: PLR2004
    said = exchange.text.strip()
    detail = exchange.resource.get("detail")
    said = detail if isinstance(detail, str) and detail else said
    return Trouble(code, f"{exchange.label}: answered {status}" + (f": {said[:_LONGEST]}" if said else ""))


def succeeded(exchange: Exchange) -> bool:
    """Tell whether the target took a request."""
    return exchange.status is not None and 200 <= exchange.status < 300  # noqa: PLR2004


def checked(exchange: Exchange) -> Exchange:
    """Return an answer that is a success.

    Raises:
        Trouble: it is not.
    """
    if not succeeded(exchange):
        raise trouble(exchange)
    return exchange


def listed(exchange: Exchange) -> list[dict[str, object]]:
    """Return what a query found.

    Raises:
        Trouble: the answer is no success, or no list that the service can read.
    """
    if exchange.status == 404:  # noqa: PLR2004 - a miss must be an empty list; a 404 says that there is no endpoint
        raise Trouble(_INCOMPATIBLE, f"{exchange.label}: a query that finds nothing answered 404")
    checked(exchange)
    if exchange.json is UNPARSABLE or exchange.total is None:
        raise Trouble(_INCOMPATIBLE, f"{exchange.label}: the answer is not a ListResponse with totalResults")
    found = exchange.resources
    if exchange.total > 0 and not found:
        raise Trouble(_INCOMPATIBLE, f"{exchange.label}: totalResults is {exchange.total}, and no resource is listed")
    return found


def several(exchange: Exchange, count: int) -> Trouble:
    """Return the trouble of a query by a matching attribute that finds more than one."""
    code = _MULTIPLE if count > 2 else "DuplicateTargetEntries"  # noqa: PLR2004 - a whole page: the filter was ignored
    return Trouble(code, f"{exchange.label}: {count} resources match instead of one")


def incompatible(exchange: Exchange, what: str) -> Trouble:
    """Return the trouble of a success that cannot be read."""
    return Trouble(_INCOMPATIBLE, f"{exchange.label}: {what}")
