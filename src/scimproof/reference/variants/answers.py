"""Legal differences in statuses and headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Response
from scimproof.reference.registry import swap, variant

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@variant("patch-user-answers-204")
def _(provider: Provider) -> None:
    """A PATCH of a user is answered with 204 and no body."""
    provider.operations.patch_answers["User"] = 204


@variant("patch-group-answers-200")
def _(provider: Provider) -> None:
    """A PATCH of a group is answered with 200 and the group."""
    provider.operations.patch_answers["Group"] = 200


@variant("content-type-with-charset")
def _(provider: Provider) -> None:
    """Answers name the charset beside the media type."""
    provider.http.content_type = "application/scim+json; charset=utf-8"


@variant("relative-location")
def _(provider: Provider) -> None:
    """The Location header of a create is a path, which HTTP allows; meta.location stays a whole URL."""

    def relative(request: Request, response: Response) -> Response | None:
        if request.method == "POST" and "Location" in response.headers:
            response.headers["Location"] = "/" + response.headers["Location"].split("/", 3)[3]
        return None

    provider.http.after.append(relative)


@variant("headers-in-lower-case")
def _(provider: Provider) -> None:
    """Header names are written as HTTP/2 writes them, and there are some that nobody asked for."""

    def more(_request: Request, response: Response) -> Response | None:
        response.headers = {name.lower(): value for name, value in response.headers.items()}
        response.headers |= {"cache-control": "no-store", "x-request-id": "0af7651916cd43dd"}
        return None

    provider.http.after.append(more)


@variant("removed-from-nothing-is-no-target")
def _(provider: Provider) -> None:
    """Removing by a filter that matches nothing is refused with noTarget, as the error table allows."""
    swap(provider.values, "remove_unmatched", provider.values.no_target)
