"""Faults in how a request is received and answered as HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Response, ScimError
from scimproof.reference.registry import defect

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("accept-missing-406", caught_by={"connection.accept-missing"}, source="MicrosoftDocs/azure-docs#94189")
def _(provider: Provider) -> None:
    """A request without an Accept header is taken for a browser's and refused."""

    def only_with_accept(request: Request) -> Response | None:
        if "json" not in request.headers.get("accept", ""):
            raise ScimError(406, "Only application/scim+json can be had")
        return None

    provider.http.before.append(only_with_accept)


@defect("response-plain-json", caught_by={"connection.response-media-type"}, source="jelhub/scimgateway#89")
def _(provider: Provider) -> None:
    """Answers are labelled application/json."""
    provider.http.content_type = "application/json"
