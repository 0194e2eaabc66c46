"""Faults in error messages."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_SERVER_ERROR = 500
_BAD_REQUEST = 400
_UNAUTHORIZED = 401
_AT_ONCE = 15


@defect("error-status-number", caught_by={"errors.status-is-string"}, source="xlgmokha/scim-kit#46")
def error_status_number(provider: Provider) -> None:
    """The status in an error message is a number."""
    wrap(provider.errors, "body", lambda original, error: {**original(error), "status": error.status})


@defect("error-schemas-string", caught_by={"errors.scim-error"}, source="wso2/product-is#3572")
def error_schemas_string(provider: Provider) -> None:
    """The schemas of an error message are one string, and no list, when the request is at fault."""
    _reword(provider, lambda body, error: {**body, "schemas": body["schemas"][0]} if _is_bad(error) else body)


@defect("error-not-scim", caught_by={"errors.scim-error"}, source="simpleidserver/SimpleIdServer#227")
def error_not_scim(provider: Provider) -> None:
    """Errors have the form that the web framework gives them; only a refused token is told of in SCIM's."""

    def reworded(body: Resource, error: ScimError) -> Resource:
        kept = ("detail", "scimType") if error.status != _UNAUTHORIZED else tuple(body)
        return {name: value for name, value in body.items() if name in kept}

    _reword(provider, reworded)


@defect("broken-json-web-page", caught_by={"errors.scim-error"}, source="getsentry/sentry#45484")
def broken_json_web_page(provider: Provider) -> None:
    """A body that cannot be parsed is refused by the web framework, with a web page."""

    def page(_request: Request, response: Response) -> Response | None:
        if response.status == _BAD_REQUEST and response.json.get("scimType") == "invalidSyntax":
            response.content, response.headers["Content-Type"] = b"<h1>Bad Request</h1>", "text/html"
        return None

    provider.http.after.append(page)


@defect("error-problem-json", caught_by={"errors.media-type"}, source="RFC 7644 3.1")
def error_problem_json(provider: Provider) -> None:
    """Errors are labelled as the problem details of another standard."""

    def label(_request: Request, response: Response) -> Response | None:
        if response.status >= _BAD_REQUEST:
            response.headers["Content-Type"] = "application/problem+json"
        return None

    provider.http.after.append(label)


@defect("error-bad-scimtype", caught_by={"errors.known-scim-type"}, source="simpleidserver/SimpleIdServer#275")
def error_bad_scimtype(provider: Provider) -> None:
    """The kind of an error is a word of the provider's own."""
    _reword(provider, lambda body, _: {**body, "scimType": "schemaViolated"} if "scimType" in body else body)


@defect("missing-required-500", caught_by={"errors.sparse-body"}, source="GluuFederation/oxTrust#403")
def missing_required_500(provider: Provider) -> None:
    """Where no name is sent, the one to show is taken from the first e-mail address, also when that has none."""

    def create(original: Original, request: Request) -> Response:
        if request.json.get("emails") and not {"name", "displayName"} & set(request.json):
            request.json["displayName"] = request.json["emails"][0]["display"]
        response: Response = original(request)
        return response

    wrap(provider.operations, "create", create)


@defect("broken-json-500", caught_by={"errors.broken-json"}, source="RFC 7644 3.12")
def broken_json_500(provider: Provider) -> None:
    """A body that cannot be parsed is a failure of the server."""

    def parse(original: Original, request: Request) -> object:
        try:
            return original(request)
        except ScimError:
            raise ScimError(_SERVER_ERROR, "The service provider failed") from None

    wrap(provider.http, "parse", parse)


@defect("empty-body-taken", caught_by={"errors.broken-json"}, source="RFC 7644 3.12")
def empty_body_taken(provider: Provider) -> None:
    """A PATCH without a body succeeds and does nothing."""

    def parse(original: Original, request: Request) -> object:
        empty = request.method == "PATCH" and not request.content
        return {"Operations": []} if empty else original(request)

    wrap(provider.http, "parse", parse)


@defect("unknown-route-web-page", caught_by={"errors.unknown-route"}, source="RFC 7644 3.12")
def unknown_route_web_page(provider: Provider) -> None:
    """What is no endpoint falls through to the web application, which answers with its start page."""

    def start_page(request: Request) -> Response | None:
        known = {*provider.schema.kinds, "Schemas", "ResourceTypes", "ServiceProviderConfig", "Bulk", "Me", ".search"}
        if request.endpoint in known:
            return None
        return Response(200, content=b"<h1>Welcome</h1>", headers={"Content-Type": "text/html"})

    provider.http.before.append(start_page)


@defect("limited-without-retry-after", caught_by={"errors.retry-after"}, source="RFC 9110 10.2.3")
def limited_without_retry_after(provider: Provider) -> None:
    """Look-ups that find nobody are limited to fifteen in a tenth of a second, and a 429 does not say for how long."""
    recent: deque[float] = deque(maxlen=_AT_ONCE)

    def limit(request: Request, response: Response) -> Response | None:
        if "filter" not in request.query or response.status != 200 or response.json.get("totalResults"):  # noqa: PLR2004
            return None
        now = time.monotonic()
        if len(recent) == _AT_ONCE and recent[0] > now - 0.1:
            return provider.errors.response(request, ScimError(429, "Too many requests"))
        recent.append(now)
        return None

    provider.http.after.append(limit)


def _is_bad(error: ScimError) -> bool:
    return error.status == _BAD_REQUEST


def _reword(provider: Provider, words: Original) -> None:
    wrap(provider.errors, "body", lambda original, error: words(original(error), error))
