"""Faults in how a request is received and answered as HTTP."""

from __future__ import annotations

import ssl
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Response, ScimError, invalid_value
from scimproof.reference.registry import defect

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_MOST_PROBES = 4


@defect("accept-missing-406", caught_by={"connection.accept-missing"}, source="MicrosoftDocs/azure-docs#94189")
def accept_missing_406(provider: Provider) -> None:
    """A request without an Accept header is taken for a browser's and refused."""
    _refuse(provider, 406, lambda request: "accept" not in request.headers)


@defect("accept-scim-406", caught_by={"connection.accept-scim-json"}, source="wso2/product-is#3374")
def accept_scim_406(provider: Provider) -> None:
    """Only plain JSON can be had: who asks for application/scim+json gets 406."""
    _refuse(provider, 406, lambda request: "scim+json" in request.headers.get("accept", ""))


@defect("accept-json-406", caught_by={"connection.accept-any"}, source="RFC 7644 3.8")
def accept_json_406(provider: Provider) -> None:
    """An Accept header is compared as text, so that nothing but the SCIM media type can be asked for."""
    _refuse(provider, 406, lambda request: request.headers.get("accept") not in (None, "application/scim+json"))


@defect("user-agent-missing-403", caught_by={"connection.user-agent-missing"}, source="kortix-ai/suna#7297")
def user_agent_missing_403(provider: Provider) -> None:
    """A firewall takes a request without a User-Agent for a robot's."""
    _refuse(provider, 403, lambda request: "user-agent" not in request.headers)


@defect("charset-415", caught_by={"connection.charset-parameter"}, source="Captain-P-Goldfish/SCIM-SDK#416")
def charset_415(provider: Provider) -> None:
    """The media type of a body is compared as text, parameters and all."""
    _refuse(provider, 415, lambda request: ";" in request.headers.get("content-type", ""))


@defect("charset-body-lost", caught_by={"connection.charset-parameter"}, source="limosa-io/laravel-scim-server#8")
def charset_body_lost(provider: Provider) -> None:
    """A body whose media type has a parameter is not parsed, and looks empty."""

    def lose(request: Request) -> Response | None:
        if ";" in request.headers.get("content-type", ""):
            request.content = b"{}"
        return None

    provider.http.before.append(lose)


@defect("plain-json-415", caught_by={"connection.plain-json-body"}, source="RFC 7644 3.8")
def plain_json_415(provider: Provider) -> None:
    """Bodies are taken as application/scim+json alone."""
    provider.http.media_types = ["application/scim+json"]


@defect("response-plain-json", caught_by={"connection.response-media-type"}, source="jelhub/scimgateway#89")
def response_plain_json(provider: Provider) -> None:
    """Answers are labelled application/json."""
    provider.http.content_type = "application/json"


@defect("double-slash-404", caught_by={"connection.double-slash"}, source="RFC 7644 1.3")
def double_slash_404(provider: Provider) -> None:
    """An empty segment in a path leads nowhere."""
    _refuse(provider, 404, lambda request: "//" in request.path)


@defect("probe-value-validated", caught_by={"connection.test-connection"}, source="OctopusDeploy/Issues#9841")
def probe_value_validated(provider: Provider) -> None:
    """A filter by externalId is refused when its value is a GUID, which nobody is known by."""

    def validate(request: Request) -> Response | None:
        if _asks_for_a_guid(request, "externalid"):
            raise invalid_value("This is no identifier that a user could have")
        return None

    provider.http.before.append(validate)


@defect("third-probe-is-an-attack", caught_by={"connection.repeated-probes"}, source="AzureAD/SCIMReferenceCode#63")
def third_probe_is_an_attack(provider: Provider) -> None:
    """A client that searches for unknown users several times in a row is blocked until its next other request."""
    row = [0]

    def count(request: Request) -> Response | None:
        row[0] = row[0] + 1 if _asks_for_a_guid(request, "username") else 0
        if row[0] >= _MOST_PROBES:
            raise ScimError(403, "Too many unknown users")
        return None

    provider.http.before.append(count)


@defect("dialect-settled", caught_by={"connection.both-dialects"}, source="RFC 7644 3.5.2")
def dialect_settled(provider: Provider) -> None:
    """The first PATCH of a user settles which of Entra's dialects is understood for that user."""
    settled: dict[str, str] = {}

    def settle(request: Request) -> Response | None:
        spoken = _dialect(request) if request.method == "PATCH" else ""
        if spoken and settled.setdefault(request.id, spoken) != spoken:
            raise invalid_value("This user is spoken of in another way")
        return None

    provider.http.before.append(settle)


@defect("tls-1-3-alone", caught_by={"connection.tls"}, source="RFC 7644 7.2", over="tls")
def tls_1_3_alone(provider: Provider) -> None:
    """Connections are taken over TLS 1.3 and nothing older."""
    provider.oldest_tls = ssl.TLSVersion.TLSv1_3


def _refuse(provider: Provider, status: int, holds: Callable[[Request], bool]) -> None:
    def look(request: Request) -> Response | None:
        if holds(request):
            raise ScimError(status, "Not like this")
        return None

    provider.http.before.append(look)


def _asks_for_a_guid(request: Request, by: str) -> bool:
    attribute, _, value = request.query.get("filter", "").partition(" eq ")
    try:
        return request.endpoint == "Users" and attribute.lower() == by and bool(uuid.UUID(value.strip('"')))
    except ValueError:
        return False


def _dialect(request: Request) -> str:
    if b'"displayName"' not in request.content:
        return ""
    return "legacy" if b'"op":"Replace"' in request.content else "flag" if b'"path"' not in request.content else ""
