"""Faults in deleting groups and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.defects.deleted_resources import deleted_resources, succeeds_on_deleted
from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, swap, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

Members = list[Resource]


@defect("group-delete-refused", caught_by={"groups.deleted"}, source="RFC 7644 3.6")
def group_delete_refused(provider: Provider) -> None:
    """Groups cannot be deleted."""

    def delete(original: Original, request: Request) -> Response:
        if request.endpoint == "Groups":
            raise ScimError(400, "Deleting a group is not supported")
        answered: Response = original(request)
        return answered

    wrap(provider.operations, "delete", delete)


@defect("group-delete-does-nothing", caught_by={"groups.deleted"}, source="RFC 7644 3.6")
def group_delete_does_nothing(provider: Provider) -> None:
    """Deleting a group is answered with success and does nothing."""

    def delete(original: Original, kind: Kind, resource: Resource) -> None:
        if kind.name != "Group":
            original(kind, resource)

    wrap(provider.store, "delete", delete)


@defect("deleted-group-still-found", caught_by={"groups.deleted-not-found"}, source="RFC 7644 3.6")
def deleted_group_still_found(provider: Provider) -> None:
    """Deleted groups are still found by their names."""
    gone = deleted_resources(provider, provider.schema.group)

    def search(original: Original, kind: Kind, text: str) -> Members:
        found: Members = original(kind, text)
        return found + [each for each in gone if f'displayName eq "{each["displayName"]}"' == text]

    wrap(provider.filters, "search", search)


@defect("group-deleted-twice", caught_by={"groups.deleted-twice"}, source="RFC 7644 3.6")
def group_deleted_twice(provider: Provider) -> None:
    """Deleting a group that was deleted succeeds again."""
    succeeds_on_deleted(provider, provider.schema.group, "delete")


@defect("deleted-group-blocks-name", caught_by={"groups.name-free-after-delete"}, source="RFC 7644 3.6")
def deleted_group_blocks_name(provider: Provider) -> None:
    """The name of a deleted group stays taken."""
    gone = deleted_resources(provider, provider.schema.group)

    def taken(original: Original, kind: Kind, name: str, resource: Resource) -> bool:
        known = kind.name == "Group" and name == "displayName"
        return (known and resource["displayName"] in [each[name] for each in gone]) or original(kind, name, resource)

    wrap(provider.store, "taken", taken)


@defect("recreated-group-remembers-members", caught_by={"groups.recreated-empty"}, source="RFC 7644 3.6")
def recreated_group_remembers_members(provider: Provider) -> None:
    """A group with the name of a deleted one gets its members."""
    gone = deleted_resources(provider, provider.schema.group)

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        for each in gone:
            if kind.name == "Group" and each["displayName"] == resource["displayName"] and "members" in each:
                resource["members"] = each["members"]
        made: Resource = original(kind, resource)
        return made

    wrap(provider.store, "insert", insert)


@defect(
    "user-groups-stale-after-group-delete",
    caught_by={"groups.deleted-leaves-users"},
    source="simpleidserver/SimpleIdServer#698",
)
def user_groups_stale_after_group_delete(provider: Provider) -> None:
    """A user's groups go on to list a group that was deleted."""
    gone = deleted_resources(provider, provider.schema.group)

    def groups(original: Original, user: Resource) -> Members:
        stale = [each for each in gone if {"value": user["id"]} in each.get("members", ())]
        return [*original(user), *(provider.projector.group_of(each) for each in stale)]

    wrap(provider.projector, "groups", groups)


@defect("deleted-user-stays-member", caught_by={"groups.deleted-user-leaves"}, source="RFC 7643 4.2")
def deleted_user_stays_member(provider: Provider) -> None:
    """A deleted user stays in the groups it was in."""
    swap(provider.store, "forget_member", lambda _id: None)
