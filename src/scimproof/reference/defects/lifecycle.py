"""Faults in disabling, enabling and deleting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Resource, ScimError
from scimproof.reference.registry import Original, defect, swap, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("disabled-user-hidden", caught_by={"lifecycle.disabled-user-readable"}, source="RFC 7643 4.1.1")
def _(provider: Provider) -> None:
    """A disabled user cannot be read any more."""

    def existing(original: Original, request: Request) -> Resource:
        found: Resource = original(request)
        if found.get("active") is False and request.method == "GET":
            raise ScimError(404, "No such user")
        return found

    wrap(provider.operations, "existing", existing)


@defect("deleted-user-blocks-name", caught_by={"lifecycle.name-free-after-delete"}, source="RFC 7644 3.6")
def _(provider: Provider) -> None:
    """The userName of a deleted user stays taken."""
    gone: set[str] = set()

    def delete(original: Original, kind: Kind, resource: Resource) -> None:
        gone.add(str(resource.get("userName")))
        original(kind, resource)

    wrap(provider.store, "delete", delete)
    taken = provider.store.taken
    swap(provider.store, "taken", lambda kind, name, it: it.get(name) in gone or taken(kind, name, it))
