"""Faults in what happens when people, or groups, leave a group or are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind
from scimproof.reference.store import member_ids

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_AT_MOST = 10


@defect("eleven-leavers-ignored", caught_by={"groups.many-removed-together"}, source="RFC 7644 3.5.2.2")
def eleven_leavers_ignored(provider: Provider) -> None:
    """More than ten members that are removed at once all stay."""

    def remove(original: Original, held: list[Any], listed: list[Any]) -> Any:
        return held if len(listed) > _AT_MOST else original(held, listed)

    wrap(provider.members, "remove", remove)


@defect("leaving-the-last-group-deletes", caught_by={"groups.leaving-keeps-user"}, source="tuist/tuist#13209")
def leaving_the_last_group_deletes(provider: Provider) -> None:
    """Whoever is removed from the only group is deleted."""

    def patch(original: Original, request: Request) -> Response:
        group = provider.store.get(provider.schema.group, request.id)
        before = set(member_ids(group)) if group else set()
        answer: Response = original(request)
        group = provider.store.get(provider.schema.group, request.id)
        for gone in before - set(member_ids(group) if group else ()):
            user = provider.store.get(provider.schema.user, gone)
            if user is not None and not provider.store.memberships.get(gone):
                provider.store.delete(provider.schema.user, user)
        return answer

    wrap(provider.operations, "patch", patch)


@defect("member-not-deletable", caught_by={"groups.member-deletable"}, source="RFC 7644 3.6")
def member_not_deletable(provider: Provider) -> None:
    """A user who is in a group cannot be deleted."""

    def delete(original: Original, request: Request) -> Response:
        if request.endpoint == "Users" and provider.store.memberships.get(request.id):
            raise ScimError(409, "The user is still a member of a group")
        return original(request)  # type: ignore[no-any-return]

    wrap(provider.operations, "delete", delete)


@defect("deleted-member-blocks-group", caught_by={"groups.grows-after-deletion"}, source="wso2/product-is#11233")
def deleted_member_blocks_group(provider: Provider) -> None:
    """A group that had a member who was deleted takes no other."""
    blocked: set[str] = set()

    def forget(original: Original, id: str) -> None:  # noqa: A002
        blocked.update(provider.store.memberships.get(id, ()))
        original(id)

    def apply(original: Original, kind: Kind, resource: Resource, body: Any) -> Resource:
        after: Resource = original(kind, resource, body)
        if resource["id"] in blocked and set(member_ids(after)) - set(member_ids(resource)):
            raise ScimError(404, "A member does not exist")
        return after

    wrap(provider.store, "forget_member", forget)
    wrap(provider.patcher, "apply", apply)


@defect(
    "replace-by-unknown-ignored",
    caught_by={"groups.replaced-by-nobody-known"},
    source="intuitem/ciso-assistant-community#4673",
)
def replace_by_unknown_ignored(provider: Provider) -> None:
    """A replace of the members by ids that nobody has is answered with success, and changes nothing."""

    def replace(original: Original, held: list[Any], new: list[Any]) -> Any:
        known = [each for each in new if provider.members.kind_of(each["value"]) is not None]
        return held if new and not known else original(held, new)

    wrap(provider.members, "replace", replace)


@defect("group-as-member-dropped", caught_by={"groups.nested-not-dropped"}, source="RFC 7643 4.2")
def group_as_member_dropped(provider: Provider) -> None:
    """A group that is added to a group is answered with success, and dropped."""

    def add(original: Original, held: list[Any], new: list[Any]) -> Any:
        groups = provider.store.resources["Group"]
        return original(held, [each for each in new if each["value"] not in groups])

    wrap(provider.members, "add", add)


@defect("nested-group-not-removed-500", caught_by={"groups.nested-removed"}, source="simpleidserver/SimpleIdServer#343")
def nested_group_not_removed_500(provider: Provider) -> None:
    """The removal of a group from a group breaks."""

    def remove(original: Original, box: Resource, target: Any, matches: Any, value: Any) -> None:
        held = [each for each in box.get("members", ()) if target.place.attribute.name == "members" and matches(each)]
        if any(each["value"] in provider.store.resources["Group"] for each in held):
            raise TypeError("'NoneType' object is not subscriptable")
        original(box, target, matches, value)

    wrap(provider.values, "remove_matched", remove)


@defect(
    "deleted-group-stays-a-member",
    caught_by={"groups.deleted-leaves-parent"},
    source="simpleidserver/SimpleIdServer#837",
)
def deleted_group_stays_a_member(provider: Provider) -> None:
    """A group that was deleted is still listed as a member of another group."""

    def forget(original: Original, id: str) -> None:  # noqa: A002
        if provider.store.get(provider.schema.user, id) is not None or id in deleted_users:
            original(id)

    deleted_users: set[str] = set()

    def delete(original: Original, kind: Kind, resource: Resource) -> None:
        if kind.name == "User":
            deleted_users.add(resource["id"])
        original(kind, resource)

    wrap(provider.store, "forget_member", forget)
    wrap(provider.store, "delete", delete)
