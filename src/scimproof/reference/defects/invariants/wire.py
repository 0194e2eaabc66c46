"""Faults visible in the HTTP and JSON of an answer."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_OK, _NO_CONTENT, _NOT_FOUND, _NOT_ALLOWED = 200, 204, 404, 405


@defect("repeated-list-fails", caught_by=(), observed_by={"invariants.no-server-error"}, source="RFC 9110 15.6")
def repeated_list_fails(provider: Provider) -> None:
    """A list that is asked for twice in a row, without a query, comes from a cache whose entry cannot be read."""
    last: list[str] = [""]

    def crash(request: Request) -> Response | None:
        asked = f"{request.method} {request.path}?{request.raw_query}"
        again = asked == last[0] and request.method == "GET" and len(request.segments) == 1 and not request.query
        last[0] = asked
        if again:
            raise ScimError(500, "The service provider failed")
        return None

    provider.http.before.append(crash)


@defect(
    "repeated-list-is-short",
    caught_by=(),
    observed_by={"invariants.same-question-same-answer"},
    source="RFC 9110 9.2.1",
)
def repeated_list_is_short(provider: Provider) -> None:
    """A list that is asked for twice in a row, without a query, comes from a cache that lacks the last resource."""
    last: list[str] = [""]

    def cut(request: Request, response: Response) -> Response | None:
        asked = f"{request.method} {request.path}?{request.raw_query}"
        again = asked == last[0] and request.method == "GET" and len(request.segments) == 1 and not request.query
        last[0] = asked
        if again and isinstance(response.json, dict) and response.json.get("Resources"):
            response.json["Resources"].pop()
            response.json["itemsPerPage"] -= 1
        return None

    provider.http.after.append(cut)


@defect("no-content-with-type", caught_by=(), observed_by={"invariants.no-content-is-empty"}, source="RFC 9110 15.3.5")
def no_content_with_type(provider: Provider) -> None:
    """An answer without a body says that its body is SCIM."""
    _after(provider, lambda _request, response: _typed(response) if response.status == _NO_CONTENT else None)


@defect("not-allowed-without-allow", caught_by=(), observed_by={"invariants.allow-with-405"}, source="RFC 9110 15.5.6")
def not_allowed_without_allow(provider: Provider) -> None:
    """Resources are changed with PATCH alone, and the 405 to a PUT does not say so."""

    def methods(original: Original, request: Request) -> Any:
        return {name: handler for name, handler in original(request).items() if name != "PUT"}

    def bare(_request: Request, response: Response) -> None:
        if response.status == _NOT_ALLOWED:
            response.headers.pop("Allow", None)

    wrap(provider.http, "methods", methods)
    _after(provider, bare)


@defect("id-stands-twice", caught_by=(), observed_by={"invariants.json-well-formed"}, source="RFC 8259 4")
def id_stands_twice(provider: Provider) -> None:
    """A resource that is read by its id has the id twice in its JSON."""

    def twice(original: Original, response: Response) -> bytes:
        written: bytes = original(response)
        if response.status == _OK and isinstance(response.json, dict) and "id" in response.json:
            return b'{"id":' + json.dumps(response.json["id"]).encode() + b"," + written[1:]
        return written

    wrap(provider.http, "encode", twice)


@defect("byte-order-mark", caught_by=(), observed_by={"invariants.json-well-formed"}, source="RFC 8259 8.1")
def byte_order_mark(provider: Provider) -> None:
    """Lists begin with a byte order mark."""

    def marked(original: Original, response: Response) -> bytes:
        written: bytes = original(response)
        is_list = isinstance(response.json, dict) and "Resources" in response.json
        return b"\xef\xbb\xbf" + written if is_list else written

    wrap(provider.http, "encode", marked)


@defect("compressed-unasked", caught_by=(), observed_by={"invariants.no-unasked-coding"}, source="RFC 9110 12.5.3")
def compressed_unasked(provider: Provider) -> None:
    """Lists of more than a kilobyte are compressed, whatever the client accepts."""

    def compressed(_request: Request, response: Response) -> None:
        if isinstance(response.json, dict) and "Resources" in response.json:
            written = json.dumps(response.json).encode()
            if len(written) > 1024:  # noqa: PLR2004
                response.content = gzip.compress(written)
                response.headers["Content-Encoding"] = "gzip"

    _after(provider, compressed)


@defect("delete-shows-the-deleted", caught_by=(), observed_by={"invariants.delete-answers-204"}, source="RFC 7644 3.6")
def delete_shows_the_deleted(provider: Provider) -> None:
    """A DELETE is answered with 200 and the resource that is gone."""

    def delete(original: Original, request: Request) -> Response:
        resource = provider.operations.existing(request)
        shown = provider.projector.render(provider.operations.kind(request), resource, {})
        original(request)
        return Response(_OK, shown)

    wrap(provider.operations, "delete", delete)


def _typed(response: Response) -> None:
    response.headers["Content-Type"] = "application/scim+json"


def _after(provider: Provider, change: Any) -> None:
    def hook(request: Request, response: Response) -> Response | None:
        change(request, response)
        return None

    provider.http.after.append(hook)
