"""Faults in PATCH of a single attribute: filters do not see the change, or it cannot be removed."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from scimproof.reference.defects.patch_seams import Apply, Operation, on_user, path, verb
from scimproof.reference.definitions import CUSTOM
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.messages import Resource
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind, Place


@defect("phones-indexed-at-creation", caught_by={"patch.found-by-new-value"}, source="RFC 7644 3.4.2.2")
def phones_indexed_at_creation(provider: Provider) -> None:
    """Filters look for phone numbers in an index that is written when a user is created, and never again."""
    index: dict[str, list[Any]] = {}

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        made: Resource = original(kind, resource)
        index[made["id"]] = copy.deepcopy(made.get("phoneNumbers", []))
        return made

    def kept(original: Original, kind: Kind, resource: Resource, place: Place) -> list[Any]:
        if kind.name == "User" and place.attribute is not None and place.attribute.name == "phoneNumbers":
            return index.get(resource["id"], [])
        found: list[Any] = original(kind, resource, place)
        return found

    wrap(provider.store, "insert", insert)
    wrap(provider.filters, "kept", kept)


@defect("own-attributes-stay", caught_by={"patch.removed-by-any-path"}, source="RFC 7644 3.5.2.2")
def own_attributes_stay(provider: Provider) -> None:
    """What stands in the provider's own extension can be set and not removed."""

    def keep(apply: Apply, work: Resource, operation: Operation) -> None:
        if not (verb(operation) == "remove" and path(operation).startswith(f"{CUSTOM['id']}:")):
            apply(work, operation)

    on_user(provider, keep)
