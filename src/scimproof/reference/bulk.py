"""Bulk requests (RFC 7644 3.7): many operations in one message, referring to each other by bulkId."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from scimproof.reference.messages import (
    MESSAGES,
    Request,
    Resource,
    Response,
    ScimError,
    check_message,
    invalid_syntax,
    invalid_value,
)

Perform = Callable[[Request], Response]

_REFERENCE = "bulkId:"


class Bulk:
    """Operations run one after another; each that refers to one not yet done waits for it.

    Where some wait for each other in a circle, the first is created without what it waits for and completed by a PUT.
    """

    max_operations = 1000
    max_payload = 1024 * 1024

    def __init__(self, perform: Perform) -> None:
        self.perform = perform

    def answer(self, request: Request) -> Response:
        """Answer a bulk request: 200, however its operations end.

        Raises:
            ScimError: 413 when it is too large, 400 when it is no bulk request; nothing has been done then.
        """
        if len(request.content) > self.max_payload:
            raise ScimError(413, f"A bulk request may have {self.max_payload} bytes at most")
        operations = self.operations(request.json)
        results = self.run(operations, self.most_errors(request.json))
        done = [each for each in results if each is not None]
        return Response(200, {"schemas": [f"{MESSAGES}BulkResponse"], "Operations": done})

    def operations(self, body: Resource) -> list[Resource]:
        """Return the operations of a message."""
        check_message(body, "BulkRequest")
        operations = body.get("Operations")
        if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
            raise invalid_syntax("Operations must be a list of objects")
        if len(operations) > self.max_operations:
            raise ScimError(413, f"A bulk request may have {self.max_operations} operations at most", "tooMany")
        return operations

    def most_errors(self, body: Resource) -> int | None:
        """Return after how many errors to stop, None for never."""
        wanted = body.get("failOnErrors")
        if wanted is None:
            return None
        if isinstance(wanted, bool) or not isinstance(wanted, int) or wanted < 1:
            raise invalid_value("failOnErrors must be a whole number from 1")
        return wanted

    def run(self, operations: list[Resource], most_errors: int | None) -> list[Resource | None]:
        """Run the operations; None stands for one that was not reached."""
        results: list[Resource | None] = [None] * len(operations)
        ids: dict[str, str | None] = {str(each["bulkId"]): None for each in operations if self.creates(each)}
        waiting = list(range(len(operations)))
        incomplete: list[int] = []
        errors = 0
        while waiting and (most_errors is None or errors < most_errors):
            ready = next((each for each in waiting if not self.awaited(operations[each], ids)), None)
            at = waiting[0] if ready is None else ready
            incomplete += [at] if ready is None else []
            waiting.remove(at)
            results[at] = result = self.one(operations[at], ids, complete=ready is not None)
            if int(result["status"]) >= 400:  # noqa: PLR2004 - an HTTP error
                errors += 1
                ids.pop(str(operations[at].get("bulkId")), None)
        for at in incomplete:
            self.complete(operations[at], results[at] or {}, ids)
        return results

    def creates(self, operation: Resource) -> bool:
        """Whether others may refer to what the operation makes."""
        return str(operation.get("method")).upper() == "POST" and isinstance(operation.get("bulkId"), str)

    def awaited(self, operation: Resource, ids: dict[str, str | None]) -> set[str]:
        """Return the bulkIds that an operation refers to and that have not been created yet."""
        own = operation.get("bulkId")
        named = _references([operation.get("data"), str(operation.get("path")).split("/")])
        return {each for each in named if each in ids and ids[each] is None and each != own}

    def one(self, operation: Resource, ids: dict[str, str | None], *, complete: bool) -> Resource:
        """Run one operation and return its result; `complete` says that all it refers to exists."""
        method = str(operation.get("method")).upper()
        result: Resource = {"method": method}
        if "bulkId" in operation:
            result["bulkId"] = operation["bulkId"]
        try:
            response = self.perform(self.request(method, operation, ids, complete=complete))
        except ScimError as error:
            detail = {"schemas": [f"{MESSAGES}Error"], "status": str(error.status), "detail": error.detail}
            response = Response(error.status, {**detail, "scimType": error.scim_type} if error.scim_type else detail)
        result["status"] = str(response.status)
        if response.status >= 400:  # noqa: PLR2004 - an HTTP error
            result["response"] = response.json
            return result
        if "ETag" in response.headers:
            result["version"] = response.headers["ETag"]
        if isinstance(response.json, dict) and "meta" in response.json:
            result["location"] = response.json["meta"]["location"]
        if self.creates(operation) and isinstance(response.json, dict):
            ids[operation["bulkId"]] = response.json["id"]
        return result

    def request(self, method: str, operation: Resource, ids: dict[str, str | None], *, complete: bool) -> Request:
        """Return an operation as a request of its own, its references replaced by ids.

        Raises:
            ScimError: 400 when it is no operation, 409 when it refers to nothing.
        """
        path = operation.get("path")
        if method not in ("POST", "PUT", "PATCH", "DELETE") or not isinstance(path, str):
            raise invalid_syntax("An operation needs a method (POST, PUT, PATCH, DELETE) and a path")
        if method == "POST" and not isinstance(operation.get("bulkId"), str):
            raise invalid_syntax("A POST needs a bulkId")
        data = operation.get("data")
        if method != "DELETE" and not isinstance(data, dict):
            raise invalid_syntax(f"A {method} needs an object as data")
        segments = [unquote(each) for each in path.split("/") if each]
        for each in _references([data, segments]):
            if each not in ids:
                raise ScimError(409, f"There is no bulkId {each!r} to refer to", "invalidValue")
        known = {key: value for key, value in ids.items() if value is not None}
        version = operation.get("version")
        return Request(
            method=method,
            segments=[str(_resolved(each, known)) for each in segments],
            headers={"if-match": version} if isinstance(version, str) else {},
            json=_resolved(data, known) if complete else _resolved(_trimmed(data, known), known),
        )

    def complete(self, operation: Resource, result: Resource, ids: dict[str, str | None]) -> None:
        """Put in full what was created before all that it refers to existed."""
        known = {key: value for key, value in ids.items() if value is not None}
        if result.get("status") != "201":
            return
        segments = [*(each for each in str(operation["path"]).split("/") if each), known[operation["bulkId"]]]
        response = self.perform(Request("PUT", segments, json=_resolved(operation["data"], known)))
        if "ETag" in response.headers:
            result["version"] = response.headers["ETag"]


def _references(value: Any) -> set[str]:
    """Return the bulkIds in a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {found for each in value for found in _references(each)}
    return {value.removeprefix(_REFERENCE)} if isinstance(value, str) and value.startswith(_REFERENCE) else set()


def _resolved(value: Any, known: dict[str, str]) -> Any:
    """Return a value with the references in it replaced by ids."""
    if isinstance(value, dict):
        return {name: _resolved(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(each, known) for each in value]
    if isinstance(value, str) and value.startswith(_REFERENCE):
        return known.get(value.removeprefix(_REFERENCE), value)
    return value


def _trimmed(value: Any, known: dict[str, str]) -> Any:
    """Return a value without what refers to something that does not exist yet."""
    if isinstance(value, dict):
        return {name: left for name, inner in value.items() if (left := _trimmed(inner, known)) is not None}
    if isinstance(value, list):
        return [left for each in value if (left := _trimmed(each, known)) not in (None, {})]
    return None if _references(value) - known.keys() else value
