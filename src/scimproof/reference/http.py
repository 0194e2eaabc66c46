"""From a request to a response: hooks, credentials, media type, route, and errors on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

from scimproof.reference.auth import Auth
from scimproof.reference.bulk import Bulk
from scimproof.reference.errors import Errors
from scimproof.reference.messages import Request, Response, ScimError, invalid_syntax
from scimproof.reference.oauth import PATH as TOKEN_PATH
from scimproof.reference.oauth import Oauth
from scimproof.reference.operations import Operations

Handler = Callable[[Request], Response]
Before = Callable[[Request], Response | None]
After = Callable[[Request, Response], Response | None]

SCIM_JSON = "application/scim+json"


class Http:
    """`before` hooks may answer in our place; `after` hooks may change the response or return another."""

    def __init__(self, auth: Auth, errors: Errors, operations: Operations) -> None:
        self.auth = auth
        self.errors = errors
        self.operations = operations
        self.oauth = Oauth(auth)
        self.bulk = Bulk(lambda request: self.attempt(self.dispatch, request))
        self.before: list[Before] = []
        self.after: list[After] = []
        self.content_type = SCIM_JSON
        self.media_types = [SCIM_JSON, "application/json"]
        self.head: Callable[[bytes], bytes] | None = None  # rewrites the head of each answer as it goes out

    async def answer(self, request: Request) -> Response:
        """Answer a request. Only here can a defect wait: all below is one piece that nothing interrupts."""
        return self.perform(request)

    def perform(self, request: Request) -> Response:
        """Answer a request, with an error if need be."""
        response = self.attempt(self.through, request)
        for hook in self.after:
            response = hook(request, response) or response
        return response

    def attempt(self, handler: Handler, request: Request) -> Response:
        """Return what a handler answers, or the error it ends with."""
        try:
            return handler(request)
        except ScimError as error:
            return self.errors.response(request, error)
        except RecursionError:
            return self.errors.response(request, invalid_syntax("The body is nested too deeply"))
        except Exception as error:  # noqa: BLE001 - a client gets a SCIM error whatever happens
            return self.errors.response(request, self.errors.unexpected(error))

    def through(self, request: Request) -> Response:
        """Take a request through all stages.

        Raises:
            ScimError: any stage refused it.
        """
        for hook in self.before:
            if response := hook(request):
                return response
        if request.path == TOKEN_PATH and request.method == "POST":
            return self.oauth.answer(request)
        if request.outside:
            raise ScimError(404, "There is nothing here")
        self.auth.check(request)
        return self.dispatch(request)

    def dispatch(self, request: Request) -> Response:
        """Read the body, unless that has been done, and hand the request to the endpoint."""
        handler = self.route(request)
        if request.method in ("POST", "PUT", "PATCH") and request.json is None:
            self.check_media_type(request)
            request.json = self.parse(request)
        return handler(request)

    def check_media_type(self, request: Request) -> None:
        """Refuse a body that says it is not JSON; parameters such as charset do not matter."""
        sent = request.headers.get("content-type", SCIM_JSON).partition(";")[0].strip().lower()
        if sent not in self.media_types:
            raise ScimError(415, f"The body must be {SCIM_JSON}, not {sent}")

    def parse(self, request: Request) -> Any:
        """Return the object in the body.

        Raises:
            ScimError: 413 when it is too large, 400 invalidSyntax when it is no JSON object.
        """
        if request.oversize:
            raise ScimError(413, "The body is too large")
        try:
            body = json.loads(request.content.decode("utf-8"), parse_constant=_not_json)
        except (ValueError, RecursionError):
            raise invalid_syntax("The body is not JSON") from None
        if not isinstance(body, dict):
            raise invalid_syntax("The body must be a JSON object")
        return body

    def route(self, request: Request) -> Handler:
        """Return what handles a request.

        Raises:
            ScimError: 404 when there is no such place, 405 when there is but not for this method, 501 for /Me.
        """
        methods = self.methods(request)
        handler = methods.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            raise ScimError(405, f"{request.method} is not possible here", Allow=", ".join(methods))
        return handler

    def methods(self, request: Request) -> dict[str, Handler]:
        """Return what a place can do, by method."""
        do, depth = self.operations, len(request.segments)
        if request.endpoint == "Me":
            raise ScimError(501, "/Me is not supported")
        if request.endpoint in do.schema.kinds and request.segments[1:] == [".search"]:
            return {"POST": do.search_by_post}
        if request.endpoint in do.schema.kinds and depth == 1:
            return {"GET": do.search, "POST": do.create}
        if request.endpoint in do.schema.kinds and depth == 2:  # noqa: PLR2004 - /Users/{id}
            return {"GET": do.read, "PUT": do.replace, "PATCH": do.patch, "DELETE": do.delete}
        if request.segments == ["ServiceProviderConfig"]:
            return {"GET": do.config}
        if request.endpoint in ("ResourceTypes", "Schemas") and depth <= 2:  # noqa: PLR2004 - /Schemas/{id}
            return {"GET": do.discover}
        if request.segments in ([".search"], ["Bulk"]):
            return {"POST": do.search_by_post if request.segments == [".search"] else self.bulk.answer}
        raise ScimError(404, f"There is nothing at /{'/'.join(request.segments)}")

    def encode(self, response: Response) -> bytes:
        """Return the body as bytes and see to its Content-Type; an unpaired surrogate stays an escape."""
        if response.content is None and response.json is None:
            return b""
        response.headers.setdefault("Content-Type", self.content_type)
        if response.content is not None:
            return response.content
        try:
            return json.dumps(response.json, ensure_ascii=False, separators=(",", ":")).encode()
        except UnicodeEncodeError:
            return json.dumps(response.json, separators=(",", ":")).encode()


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
