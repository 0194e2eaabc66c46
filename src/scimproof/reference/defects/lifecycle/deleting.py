"""Faults in deleting users and in creating them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.defects.deleted_resources import deleted_resources, succeeds_on_deleted
from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

NAME_FREE = "lifecycle.name-free-after-delete"


@defect("user-delete-refused", caught_by={"lifecycle.delete-offered"}, source="RFC 7644 3.6")
def user_delete_refused(provider: Provider) -> None:
    """Users cannot be deleted."""

    def delete(original: Original, request: Request) -> Response:
        if request.endpoint == "Users":
            raise ScimError(405, "DELETE is not possible here")
        answered: Response = original(request)
        return answered

    wrap(provider.operations, "delete", delete)


@defect("deleted-user-is-410", caught_by={"lifecycle.deleted"}, source="RFC 7644 3.6")
def deleted_user_is_410(provider: Provider) -> None:
    """A deleted user is answered with 410 instead of 404."""
    gone = deleted_resources(provider, provider.schema.user)

    def existing(original: Original, request: Request) -> Resource:
        if request.endpoint == "Users" and any(each["id"] == request.id for each in gone):
            raise ScimError(410, "The user is gone")
        found: Resource = original(request)
        return found

    wrap(provider.operations, "existing", existing)


@defect("deleted-user-still-found", caught_by={"lifecycle.deleted-not-found"}, source="RFC 7644 3.6")
def deleted_user_still_found(provider: Provider) -> None:
    """Deleted users are still found by their names."""
    gone = deleted_resources(provider, provider.schema.user)

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        wanted = [f'userName eq "{each["userName"]}"' for each in gone] if kind.name == "User" else []
        return found or [each for each, asked in zip(gone, wanted, strict=False) if asked == text]

    wrap(provider.filters, "search", search)


@defect("delete-twice-204", caught_by={"lifecycle.deleted-twice"}, source="wireapp/wire-server#660")
def delete_twice_204(provider: Provider) -> None:
    """Deleting a user who was deleted succeeds again."""
    succeeds_on_deleted(provider, provider.schema.user, "delete")


@defect("deleted-user-still-changes", caught_by={"lifecycle.deleted-not-changed"}, source="RFC 7644 3.6")
def deleted_user_still_changes(provider: Provider) -> None:
    """A PATCH of a deleted user is answered with success."""
    succeeds_on_deleted(provider, provider.schema.user, "patch")


@defect("softdeleted-blocks-create", caught_by={NAME_FREE}, source="kirodotdev/Kiro#10711")
def softdeleted_blocks_create(provider: Provider) -> None:
    """The userName and externalId of a deleted user stay taken."""
    gone = deleted_resources(provider, provider.schema.user)

    def taken(original: Original, kind: Kind, name: str, resource: Resource) -> bool:
        used = name in resource and resource[name] in [each.get(name) for each in gone]
        return (kind.name == "User" and used) or original(kind, name, resource)

    wrap(provider.store, "taken", taken)


@defect("rehired-user-has-old-data", caught_by={"lifecycle.rehired-starts-clean"}, source="RFC 7644 3.6")
def rehired_user_has_old_data(provider: Provider) -> None:
    """A user with the name of a deleted one gets what that one had and the new one does not name."""
    gone = deleted_resources(provider, provider.schema.user)

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        for each in gone:
            if kind.name == "User" and each["userName"] == resource["userName"]:
                resource.update(
                    {name: each[name] for name in ("title", "name") if name in each and name not in resource}
                )
        made: Resource = original(kind, resource)
        return made

    wrap(provider.store, "insert", insert)


@defect("rehired-user-has-old-groups", caught_by={"lifecycle.rehired-without-memberships"}, source="RFC 7644 3.6")
def rehired_user_has_old_groups(provider: Provider) -> None:
    """A user with the name of a deleted one is in its groups."""
    gone = deleted_resources(provider, provider.schema.user)
    groups: dict[str, list[str]] = {}

    def forget_member(original: Original, id_: str) -> None:
        groups[id_] = list(provider.store.memberships.get(id_, ()))
        original(id_)

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        made: Resource = original(kind, resource)
        for each in gone:
            if kind.name != "User" or each["userName"] != made["userName"]:
                continue
            for group_id in groups[each["id"]]:
                group = provider.store.get(provider.schema.group, group_id)
                if group is not None:
                    members = [*group.get("members", []), {"value": made["id"]}]
                    provider.store.put(provider.schema.group, {**group, "members": members})
        return made

    wrap(provider.store, "forget_member", forget_member)
    wrap(provider.store, "insert", insert)
