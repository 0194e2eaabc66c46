"""Faults that change or delete data of another resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind


@defect(
    "create-writes-to-the-last",
    caught_by={"users.stored-as-sent"},
    observed_by={"state.other-users-untouched"},
    source="RFC 7644 3.3",
)
def create_writes_to_the_last(provider: Provider) -> None:
    """A new user's name is written to the user who was created before as well."""
    _like_the_one_before(provider, "User", "name")


@defect(
    "group-create-writes-to-the-last", caught_by=(), observed_by={"state.other-groups-untouched"}, source="RFC 7644 3.5"
)
def group_create_writes_to_the_last(provider: Provider) -> None:
    """A new group's externalId is written to the group that was created before as well."""
    _like_the_one_before(provider, "Group", "externalId")


@defect("delete-takes-a-stranger-out", caught_by=(), observed_by={"state.members-kept"}, source="RFC 7644 3.6")
def delete_takes_a_stranger_out(provider: Provider) -> None:
    """When a user is deleted who is in no group, the group that was changed last loses its last member."""

    def delete(original: Original, kind: Kind, resource: Resource) -> None:
        is_stranger = kind.name == "User" and not provider.store.memberships.get(resource["id"])
        original(kind, resource)
        groups = [each for each in provider.store.all(provider.schema.group) if len(each.get("members", ())) > 1]
        if is_stranger and groups:
            last = max(groups, key=lambda each: str(each["meta"]["lastModified"]))
            provider.store.put(provider.schema.group, {**last, "members": last["members"][:-1]})

    wrap(provider.store, "delete", delete)


@defect(
    "groups-hidden-after-a-change",
    caught_by=(),
    observed_by={"state.groups-kept", "state.sides-agree"},
    source="RFC 7643 4.1.2",
)
def groups_hidden_after_a_change(provider: Provider) -> None:
    """A user who was changed shows no groups any more."""
    changed: set[str] = set()

    def apply(original: Original, kind: Kind, resource: Resource, body: Any) -> Resource:
        after: Resource = original(kind, resource, body)
        changed.add(resource["id"])
        return after

    wrap(provider.patcher, "apply", apply)
    wrap(provider.projector, "groups", lambda original, user: [] if user["id"] in changed else original(user))


@defect(
    "deleted-stay-members-elsewhere",
    caught_by=(),
    observed_by={"state.deleted-members-leave"},
    source="simpleidserver/SimpleIdServer#837",
)
def deleted_stay_members_elsewhere(provider: Provider) -> None:
    """A deleted user or group stays a member of all groups but the last."""

    def forget(original: Original, id: str) -> None:  # noqa: A002
        groups = list(provider.store.memberships.get(id, ()))
        kept = {each: provider.store.resources["Group"][each]["members"] for each in groups[:-1]}
        original(id)
        for each, members in kept.items():
            group = provider.store.resources["Group"][each]
            provider.store.put(provider.schema.group, {**group, "members": members})

    wrap(provider.store, "forget_member", forget)


@defect("leaver-of-a-group-deleted", caught_by=(), observed_by={"state.kept-until-deleted"}, source="tuist/tuist#13209")
def leaver_of_a_group_deleted(provider: Provider) -> None:
    """A user who leaves the last group is deleted a moment later."""
    leaving: list[str] = []

    def link(original: Original, group: str, new: dict[str, None]) -> None:
        old = set(provider.store.members.get(group, {}))
        original(group, new)
        leaving.extend(each for each in old - set(new) if not provider.store.memberships.get(each))

    def late() -> None:
        while len(leaving) > 10:  # noqa: PLR2004 - a job that runs now and then
            user = provider.store.get(provider.schema.user, leaving.pop(0))
            if user is not None and not provider.store.memberships.get(user["id"]):
                provider.store.delete(provider.schema.user, user)

    wrap(provider.store, "link", link)

    def perform(original: Original, request: Request) -> Response:
        late()
        answer: Response = original(request)
        return answer

    wrap(provider.http, "perform", perform)


@defect("deleted-still-listed", caught_by=(), observed_by={"state.deleted-stay-gone"}, source="RFC 7644 3.6")
def deleted_still_listed(provider: Provider) -> None:
    """A list without a filter shows deleted users."""
    gone: list[Resource] = []

    def delete(original: Original, kind: Kind, resource: Resource) -> None:
        original(kind, resource)
        if kind.name == "User":
            gone.append(resource)

    def matching(original: Original, kinds: list[Kind], query: dict[str, str]) -> Any:
        found = original(kinds, query)
        known = [(kind, each) for kind in kinds if kind.name == "User" for each in gone]
        return found if "filter" in query else [*known, *found]

    wrap(provider.store, "delete", delete)
    wrap(provider.operations, "matching", matching)


@defect(
    "refused-group-is-there", caught_by=(), observed_by={"state.refused-creates-store-nothing"}, source="RFC 7644 3.3"
)
def refused_group_is_there(provider: Provider) -> None:
    """A group whose members are refused has been stored without them."""

    def create(original: Original, request: Request) -> Response:
        try:
            return original(request)  # type: ignore[no-any-return]
        except ScimError as refusal:
            if request.endpoint == "Groups" and refusal.scim_type == "invalidValue" and request.json.get("members"):
                original(_without_members(request))
            raise

    wrap(provider.operations, "create", create)


@defect("index-of-the-last-two-hundred", caught_by=(), observed_by={"state.still-found"}, source="RFC 7644 3.4.2.2")
def index_of_the_last_two_hundred(provider: Provider) -> None:
    """Users are found by name only until two hundred others have been created."""

    def find(original: Original, kind: Kind, name: str, value: str) -> Any:
        found = original(kind, name, value)
        if kind.name != "User" or name != "userName" or not found:
            return found
        recent = {each["id"] for each in list(provider.store.all(kind))[-200:]}
        return [each for each in found if each["id"] in recent]

    wrap(provider.store, "find", find)


def _without_members(request: Request) -> Request:
    body = {name: value for name, value in request.json.items() if name != "members"}
    return Request(method="POST", segments=request.segments, headers=request.headers, json=body, path=request.path)


def _like_the_one_before(provider: Provider, kind_name: str, name: str) -> None:
    """Write an attribute of each new resource to the one that was created before it, too."""

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        known = list(provider.store.all(kind)) if kind.name == kind_name else []
        made: Resource = original(kind, resource)
        if known and name in made:
            provider.store.put(kind, {**known[-1], name: made[name]})
        return made

    wrap(provider.store, "insert", insert)
