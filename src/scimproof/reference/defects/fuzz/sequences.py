"""Faults that appear only after earlier renames, moves or deletions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_CAUGHT = {"fuzz.sequences"}
_SEVERAL = 2


@defect("renamed-user-shows-no-groups", caught_by=_CAUGHT, source="RFC 7643 4.1.2")
def renamed_user_shows_no_groups(provider: Provider) -> None:
    """Who is renamed while a member of a group is not shown as its member any more."""
    renamed: set[str] = set()

    def put(original: Original, kind: Kind, resource: Resource) -> None:
        before = provider.store.get(kind, resource["id"])
        if kind.name == "User" and before is not None and before["userName"] != resource["userName"]:
            renamed.add(resource["id"])
        original(kind, resource)

    def groups(original: Original, user: Resource) -> list[Resource]:
        return [] if user["id"] in renamed else original(user)

    wrap(provider.store, "put", put)
    wrap(provider.projector, "groups", groups)


@defect("name-given-by-put-not-found", caught_by=_CAUGHT, source="RFC 7644 3.4.2.2")
def name_given_by_put_not_found(provider: Provider) -> None:
    """Who got a new name by PUT, and had one by PATCH before, is not found by it: the index keeps one change."""
    patched: set[str] = set()
    lost: set[str] = set()

    def patch(original: Original, request: Request) -> Response:
        before = _name(provider, request.id)
        response: Response = original(request)
        if before != _name(provider, request.id):
            patched.add(request.id)
        return response

    def replace(original: Original, request: Request) -> Response:
        before = _name(provider, request.id)
        response: Response = original(request)
        if before != _name(provider, request.id) and request.id in patched:
            lost.add(request.id)
        return response

    def find(original: Original, kind: Kind, name: str, value: str) -> list[Resource] | None:
        found: list[Resource] | None = original(kind, name, value)
        return found if name != "userName" or found is None else [each for each in found if each["id"] not in lost]

    wrap(provider.operations, "patch", patch)
    wrap(provider.operations, "replace", replace)
    wrap(provider.store, "find", find)


@defect("left-by-put-cannot-join-again", caught_by=_CAUGHT, source="RFC 7644 3.5.2.1")
def left_by_put_cannot_join_again(provider: Provider) -> None:
    """Who left a group by a PUT is not let in again by a PATCH."""
    gone: dict[str, set[str]] = {}

    def replace(original: Original, request: Request) -> Response:
        before = _members(provider, request.id)
        response: Response = original(request)
        gone.setdefault(request.id, set()).update(before - _members(provider, request.id))
        return response

    def patch(original: Original, request: Request) -> Response:
        response: Response = original(request)
        held = provider.store.get(provider.schema.group, request.id)
        if held is not None and gone.get(request.id, set()) & _members(provider, request.id):
            left = [each for each in held["members"] if each["value"] not in gone[request.id]]
            provider.store.replace(provider.schema.group, {**held, "members": left})
        return response

    wrap(provider.operations, "replace", replace)
    wrap(provider.operations, "patch", patch)


@defect("leaving-one-group-leaves-all", caught_by=_CAUGHT, source="RFC 7644 3.5.2.2")
def leaving_one_group_leaves_all(provider: Provider) -> None:
    """Who leaves one of two groups is shown in neither."""
    left: set[str] = set()

    def link(original: Original, group: str, new: dict[str, None]) -> None:
        left.update(each for each in provider.store.members.get(group, {}) if each not in new)
        left.difference_update(new)
        original(group, new)

    def groups(original: Original, user: Resource) -> list[Resource]:
        return [] if user["id"] in left else original(user)

    wrap(provider.store, "link", link)
    wrap(provider.projector, "groups", groups)


@defect("deleted-group-still-shown", caught_by=_CAUGHT, source="RFC 7643 4.1.2")
def deleted_group_still_shown(provider: Provider) -> None:
    """A group that is deleted while it has two members is emptied of the first alone."""

    def delete(original: Original, request: Request) -> Response:
        group = provider.store.get(provider.schema.group, request.id) if request.endpoint == "Groups" else None
        members = [each["value"] for each in group.get("members", ())] if group else []
        shown = [provider.projector.group_of(group)] if group else []
        response: Response = original(request)
        if len(members) >= _SEVERAL and response.status == 204:  # noqa: PLR2004
            stale.setdefault(members[-1], []).extend(shown)
        return response

    stale: dict[str, list[Resource]] = {}

    def groups(original: Original, user: Resource) -> list[Resource]:
        return [*original(user), *stale.get(user["id"], [])]

    wrap(provider.operations, "delete", delete)
    wrap(provider.projector, "groups", groups)


@defect("name-of-a-renamed-user-never-free", caught_by=_CAUGHT, source="RFC 7644 3.6")
def name_of_a_renamed_user_never_free(provider: Provider) -> None:
    """The name that somebody had before a rename leads to whoever had it, not to whoever has it now."""
    earlier: dict[str, str] = {}

    def put(original: Original, kind: Kind, resource: Resource) -> None:
        before = provider.store.get(kind, resource["id"])
        if kind.name == "User" and before is not None and before["userName"] != resource["userName"]:
            earlier[before["userName"].casefold()] = resource["id"]
        original(kind, resource)

    def find(original: Original, kind: Kind, name: str, value: str) -> list[Resource] | None:
        found: list[Resource] | None = original(kind, name, value)
        held = earlier.get(value.casefold())
        if kind.name == "User" and name == "userName" and found and held not in (None, found[0]["id"]):
            return []
        return found

    wrap(provider.store, "put", put)
    wrap(provider.store, "find", find)


@defect("disabled-after-a-put-is-enabled", caught_by=_CAUGHT, source="RFC 7644 3.5.2.3")
def disabled_after_a_put_is_enabled(provider: Provider) -> None:
    """Who was enabled by a PUT cannot be disabled by a PATCH any more."""
    fixed: set[str] = set()

    def replace(original: Original, request: Request) -> Response:
        if request.endpoint == "Users":
            fixed.discard(request.id)
            if request.json.get("active") is True and _active(provider, request.id) is False:
                fixed.add(request.id)
        return original(request)  # type: ignore[no-any-return]

    def patch(original: Original, request: Request) -> Response:
        response: Response = original(request)
        held = provider.store.get(provider.schema.user, request.id)
        if held is not None and request.id in fixed and held.get("active") is False:
            provider.store.replace(provider.schema.user, {**held, "active": True})
        return response

    wrap(provider.operations, "replace", replace)
    wrap(provider.operations, "patch", patch)


@defect("put-after-patch-restores-members", caught_by=_CAUGHT, source="RFC 7644 3.5.1")
def put_after_patch_restores_members(provider: Provider) -> None:
    """A group that was changed by PATCH before keeps those members through a PUT."""
    patched: set[str] = set()

    def patch(original: Original, request: Request) -> Response:
        patched.add(request.id)
        return original(request)  # type: ignore[no-any-return]

    def replace(original: Original, request: Request) -> Response:
        held = provider.store.get(provider.schema.group, request.id) if request.id in patched else None
        if held is not None and held.get("members") and isinstance(request.json.get("members"), list):
            request.json["members"] = [*request.json["members"], *held["members"]]
        return original(request)  # type: ignore[no-any-return]

    wrap(provider.operations, "patch", patch)
    wrap(provider.operations, "replace", replace)


@defect("group-rename-brings-old-members-back", caught_by=_CAUGHT, source="RFC 7644 3.5.2.1")
def group_rename_brings_old_members_back(provider: Provider) -> None:
    """A change of a group's name after its members changed brings the members of the change before."""
    versions: dict[str, list[list[Resource]]] = {}

    def put(original: Original, kind: Kind, resource: Resource) -> None:
        before = provider.store.get(kind, resource["id"])
        if kind.name == "Group" and before is not None:
            known = versions.setdefault(resource["id"], [])
            if before["displayName"] != resource["displayName"] and len(known) >= _SEVERAL:
                resource["members"] = list(known[-_SEVERAL])
            else:
                known.append(list(before.get("members", ())))
        original(kind, resource)

    wrap(provider.store, "put", put)


def _name(provider: Provider, id_: str) -> Any:
    return (provider.store.get(provider.schema.user, id_) or {}).get("userName")


def _active(provider: Provider, id_: str) -> Any:
    return (provider.store.get(provider.schema.user, id_) or {}).get("active")


def _members(provider: Provider, id_: str) -> set[str]:
    held = provider.store.get(provider.schema.group, id_) or {}
    return {each["value"] for each in held.get("members", ())}
