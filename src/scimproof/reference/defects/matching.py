"""Faults in finding the user or group that an identity belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Response, ScimError
from scimproof.reference.registry import defect

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("filter-miss-404", caught_by={"matching.miss-is-empty-list"}, source="jelhub/scimgateway#18")
def _(provider: Provider) -> None:
    """A filter that matches nothing is answered with 404."""

    def missing(request: Request, response: Response) -> Response | None:
        if "filter" in request.query and response.status == 200 and response.json["totalResults"] == 0:  # noqa: PLR2004
            return provider.errors.response(request, ScimError(404, "Nothing found"))
        return None

    provider.http.after.append(missing)


@defect("username-compared-exactly", caught_by={"matching.username-any-case"}, source="scimmyjs/scimmy")
def _(provider: Provider) -> None:
    """A userName filter matches only in the letter case in which the name is stored."""
    provider.schema.user.core["username"].case_exact = True
