"""Faults in what the discovery endpoints answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("resource-type-not-readable", caught_by={"discovery.resource-type-by-id"}, source="RFC 7644 4")
def resource_type_not_readable(provider: Provider) -> None:
    """A single resource type cannot be read."""

    def discover(original: Original, request: Request) -> Response:
        if request.endpoint == "ResourceTypes" and request.id:
            raise ScimError(404, "There is nothing here")
        return original(request)  # type: ignore[no-any-return]

    wrap(provider.operations, "discover", discover)


@defect("schemas-take-writes", caught_by={"discovery.cannot-be-written"}, source="RFC 7644 4")
def schemas_take_writes(provider: Provider) -> None:
    """A POST to /Schemas is answered with success."""

    def methods(original: Original, request: Request) -> Any:
        found = original(request)
        if request.endpoint == "Schemas" and not request.id:
            found["POST"] = lambda sent: Response(200, sent.json)
        return found

    wrap(provider.http, "methods", methods)
