"""Answers requests: authentication, routing, the endpoints."""

from __future__ import annotations

import hmac
import json
import threading
import traceback
from collections.abc import Callable
from typing import Any

from benchmarks.foreign.server import published
from benchmarks.foreign.server.messages import MEDIA_TYPE, Document, Refused, Request, Response, invalid
from benchmarks.foreign.server.projection import Paging
from benchmarks.foreign.server.resources import Resources
from benchmarks.foreign.server.schema import ENDPOINTS

TOKEN = "foreign-secret-token"  # noqa: S105 - of a server on loopback
_PARAMETERS = ("filter", "sortBy", "sortOrder", "startIndex", "count", "attributes", "excludedAttributes")


class App:
    """The server without a socket. Faults and variants replace methods of an app and of its parts (``wrap``)."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.lock = threading.RLock()
        self.resources = Resources()
        self.paging = Paging()
        self.published = published

    def wrap(self, owner: Any, name: str, replacement: Callable[..., Any]) -> None:
        """Put ``replacement(original, *args)`` in place of a method of this app or of one of its parts."""
        original = getattr(owner, name)
        setattr(owner, name, lambda *args, **kwargs: replacement(original, *args, **kwargs))

    def handle(self, request: Request) -> Response:
        """Answer a request; every failure is a SCIM error."""
        try:
            with self.lock:
                response = self.dispatch(request)
        except Refused as refused:
            response = self.refusal(request, refused)
        except Exception:  # noqa: BLE001
            traceback.print_exc()
            response = Refused(500, "an internal error").response()
        return self.finish(request, response)

    def refusal(self, _request: Request, refused: Refused) -> Response:
        """Return the error answer."""
        return refused.response()

    def finish(self, request: Request, response: Response) -> Response:
        """Last changes to an answer: the media type."""
        if response.body is not None:
            response.headers.setdefault("Content-Type", self.media_type(request))
        return response

    def media_type(self, request: Request) -> str:
        """Return application/scim+json, or application/json to a client that accepts nothing else."""
        accepted = request.headers.get("accept", "*/*").lower()
        if MEDIA_TYPE in accepted or "*" in accepted or "application/json" not in accepted:
            return MEDIA_TYPE
        return "application/json"

    def encode(self, response: Response) -> Response:
        """Turn JSON into bytes."""
        if response.body is not None and not isinstance(response.body, bytes):
            response.body = self.dumps(response.body).encode()
        return response

    def dumps(self, body: Any) -> str:
        """Return JSON text."""
        return json.dumps(body, ensure_ascii=False)

    def dispatch(self, request: Request) -> Response:
        """Authenticate, then route."""
        if request.parts[:1] != ["ServiceProviderConfig"]:
            self.authenticate(request)
        return self.route(request)

    def authenticate(self, request: Request) -> None:
        """Refuse a request without the token."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self.known(token.strip()):
            challenge = {"WWW-Authenticate": 'Bearer realm="scim"'}
            raise Refused(401, "a bearer token is needed", headers=challenge)

    def known(self, token: str) -> bool:
        """Whether this is the token."""
        return hmac.compare_digest(token.encode(), self.token.encode())

    def route(self, request: Request) -> Response:
        """Find the endpoint."""
        parts = request.parts
        first = parts[0] if parts else ""
        kind = ENDPOINTS.get(first)
        if kind and len(parts) == 1:
            return self.methods(
                request, GET=lambda: self.listed(request, kind), POST=lambda: self.create(request, kind)
            )
        if parts[-1:] == [".search"] and (len(parts) == 1 or (kind and len(parts) == 2)):
            return self.methods(request, POST=lambda: self.search(request, kind))
        if kind and len(parts) == 2:
            return self.resource(request, kind, parts[1])
        if not parts:
            return self.methods(request, GET=lambda: self.listed(request, None))
        if first in ("ServiceProviderConfig", "ResourceTypes", "Schemas") and len(parts) < 3:
            return self.methods(request, GET=lambda: self.discovery(request, first, *parts[1:]))
        if first in ("Me", "Bulk") and len(parts) == 1:
            raise Refused(501, f"/{first} is not supported")
        raise Refused(404, f"there is no {request.path}")

    def methods(self, request: Request, **known: Callable[[], Response]) -> Response:
        """Call the handler of the method; HEAD is a GET without a body."""
        method = "GET" if request.method == "HEAD" else request.method
        if method in known:
            return known[method]()
        return self.not_allowed(request, list(known))

    def not_allowed(self, request: Request, known: list[str]) -> Response:
        """Refuse a method that an endpoint does not have."""
        raise Refused(405, f"{request.method} is not allowed here", headers={"Allow": ", ".join(known)})

    def resource(self, request: Request, kind: str, identifier: str) -> Response:
        """Answer at /Users/{id} and /Groups/{id}."""
        return self.methods(
            request,
            GET=lambda: self.read(request, kind, identifier),
            PUT=lambda: self.replace(request, kind, identifier),
            PATCH=lambda: self.patch(request, kind, identifier),
            DELETE=lambda: self.delete(request, kind, identifier),
        )

    def body(self, request: Request) -> Document:
        """Read a JSON object."""
        sent = request.headers.get("content-type", MEDIA_TYPE).partition(";")[0].strip().lower()
        if sent not in (MEDIA_TYPE, "application/json"):
            raise Refused(415, f"a body is {MEDIA_TYPE}")
        try:
            body = json.loads(request.body.decode("utf-8-sig"), parse_constant=self.no_constant)
        except (ValueError, RecursionError) as wrong:
            raise invalid("the body is no JSON", "invalidSyntax") from wrong
        if not isinstance(body, dict):
            raise invalid("the body is no JSON object", "invalidSyntax")
        return body

    def no_constant(self, name: str) -> None:
        """Refuse NaN and Infinity."""
        raise ValueError(name)

    def listed(self, request: Request, kind: str | None) -> Response:
        """Answer a query (RFC 7644 3.4.2); without a kind over users and groups."""
        query = request.query
        found = self.found(request, (kind,) if kind else ("User", "Group"))
        sorting = kind or "User"
        found = self.paging.sort(sorting, found, query)
        start, count = self.paging.window(query)
        page = self.paging.page(found, start, count)
        shown = [self.resources.projection.apply(self.kind_of(each), each, query) for each in page]
        return Response(200, self.resources.envelope(shown, len(found), start))

    def kind_of(self, document: Document) -> str:
        """Return User or Group."""
        return str(document["meta"]["resourceType"])

    def found(self, request: Request, kinds: tuple[str, ...]) -> list[Document]:
        """Return every resource that meets the filter, in full, by id."""
        text = request.query.get("filter")
        return self.resources.query(request.base, kinds, text)

    def search(self, request: Request, kind: str | None) -> Response:
        """POST /.search is a query with its parameters in the body (RFC 7644 3.4.3)."""
        sent = {key.lower(): value for key, value in self.body(request).items()}
        query: dict[str, str] = {}
        for name in _PARAMETERS:
            value = sent.get(name.lower())
            if value is not None:
                query[name] = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        request.query = query
        return self.listed(request, kind)

    def read(self, request: Request, kind: str, identifier: str) -> Response:
        """GET of one resource, 304 when the client has it already."""
        shown = self.resources.shown(request.base, self.resources.row(kind, identifier))
        tag = shown["meta"]["version"]
        if tag in _tags(request.headers.get("if-none-match", "")):
            return Response(304, None, {"ETag": tag})
        return self.single(request, 200, shown)

    def single(self, request: Request, status: int, shown: Document) -> Response:
        """An answer that holds one resource."""
        headers = {"ETag": shown["meta"]["version"], "Location": shown["meta"]["location"]}
        body = self.resources.projection.apply(self.kind_of(shown), shown, request.query)
        return Response(status, body, headers)

    def precondition(self, request: Request, shown: Document) -> None:
        """Refuse a change of a version that the client does not know."""
        wanted = request.headers.get("if-match")
        if wanted is not None and wanted.strip() != "*" and shown["meta"]["version"] not in _tags(wanted):
            raise Refused(412, "the resource has another version")

    def create(self, request: Request, kind: str) -> Response:
        """POST."""
        row = self.resources.create(kind, self.body(request))
        return self.single(request, 201, self.resources.shown(request.base, row))

    def replace(self, request: Request, kind: str, identifier: str) -> Response:
        """PUT."""
        row = self.resources.row(kind, identifier)
        self.precondition(request, self.resources.shown(request.base, row))
        row = self.resources.replace(row, self.body(request))
        return self.single(request, 200, self.resources.shown(request.base, row))

    def patch(self, request: Request, kind: str, identifier: str) -> Response:
        """PATCH, answered with the whole resource."""
        row = self.resources.row(kind, identifier)
        self.precondition(request, self.resources.shown(request.base, row))
        row = self.resources.patch(row, self.body(request))
        return self.single(request, 200, self.resources.shown(request.base, row))

    def delete(self, request: Request, kind: str, identifier: str) -> Response:
        """DELETE."""
        row = self.resources.row(kind, identifier)
        self.precondition(request, self.resources.shown(request.base, row))
        self.resources.delete(row)
        return Response(204)

    def discovery(self, request: Request, name: str, identifier: str = "") -> Response:
        """ServiceProviderConfig, Schemas and ResourceTypes; a filter is refused (RFC 7644 4)."""
        if "filter" in request.query:
            raise Refused(403, "discovery takes no filter")
        if name == "ServiceProviderConfig":
            if identifier:
                raise Refused(404, "there is one ServiceProviderConfig")
            return Response(200, self.published.service_provider_config(request.base))
        listed = self.described(name, request.base)
        if not identifier:
            return Response(200, self.resources.envelope(listed, len(listed), 1))
        for each in listed:
            if each["id"].lower() == identifier.lower():
                return Response(200, each)
        raise Refused(404, f"there is no {identifier}")

    def described(self, name: str, base: str) -> list[Document]:
        """Return the schemas or the resource types."""
        return self.published.schemas(base) if name == "Schemas" else self.published.resource_types(base)


def _tags(header: str) -> list[str]:
    return [each.strip() for each in header.split(",")]
