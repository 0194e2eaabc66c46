"""What the faults in deleting share: a memory of deleted resources that affects later requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Resource, Response
from scimproof.reference.registry import Original, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


def deleted_resources(provider: Provider, of: Kind) -> list[Resource]:
    """Return a list that fills with the resources of a kind that are deleted from now on, as they were."""
    gone: list[Resource] = []

    def delete(original: Original, kind: Kind, resource: Resource) -> None:
        if kind is of:
            gone.append(dict(resource))
        original(kind, resource)

    wrap(provider.store, "delete", delete)
    return gone


def succeeds_on_deleted(provider: Provider, of: Kind, verb: str) -> None:
    """Answer ``delete`` or ``patch`` of what was deleted with 204, as if it were there."""
    gone = deleted_resources(provider, of)

    def answer(original: Original, request: Request) -> Response:
        if any(each["id"] == request.id for each in gone):
            return Response(204)
        answered: Response = original(request)
        return answered

    wrap(provider.operations, verb, answer)
