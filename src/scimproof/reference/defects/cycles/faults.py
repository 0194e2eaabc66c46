"""Faults between several objects of a directory, which no single request shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.messages import Resource, ScimError
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind
from scimproof.reference.store import member_ids

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_INITIAL = "cycles.initial-converges"
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@defect("namesakes-refused", caught_by={_INITIAL}, source="RFC 7643 4.1.1")
def namesakes_refused(provider: Provider) -> None:
    """A second user with the displayName of another is refused: displayName is taken for a key."""

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        name = resource.get("displayName")
        if kind.name == "User" and name and any(each.get("displayName") == name for each in provider.store.all(kind)):
            raise ScimError(409, f"displayName {name!r} is taken", "uniqueness")
        return dict(original(kind, resource))

    wrap(provider.store, "insert", insert)


@defect("one-group-per-user", caught_by={_INITIAL}, source="RFC 7643 4.1.2")
def one_group_per_user(provider: Provider) -> None:
    """Who joins a second group silently leaves the first one, where others stay."""

    def put(original: Original, kind: Kind, resource: Resource) -> None:
        known = provider.store.members.get(resource["id"], {})
        original(kind, resource)
        if kind.name != "Group":
            return
        for member in [each for each in member_ids(resource) if each not in known]:
            for other in [each for each in provider.store.memberships.get(member, ()) if each != resource["id"]]:
                group = provider.store.resources["Group"][other]
                left = [each for each in group.get("members", ()) if each["value"] != member]
                if left:
                    original(kind, {**group, "members": left})

    wrap(provider.store, "put", put)


@defect("joining-renames-the-user", caught_by={"cycles.silent-when-unchanged"}, source="RFC 7644 3.5.2.1")
def joining_renames_the_user(provider: Provider) -> None:
    """Who joins a group gets the group's name behind the own displayName."""

    def link(original: Original, group: str, new: dict[str, None]) -> None:
        known = provider.store.members.get(group, {})
        original(group, new)
        name = provider.store.resources["Group"].get(group, {}).get("displayName", "")
        for each in new:
            user = provider.store.resources["User"].get(each)
            if user is not None and each not in known and "displayName" in user:
                user["displayName"] = f"{user['displayName']} ({name})"

    wrap(provider.store, "link", link)


@defect("renamed-group-blocks-old-name", caught_by={"cycles.changes-converge"}, source="RFC 7643 4.2")
def renamed_group_blocks_old_name(provider: Provider) -> None:
    """The name that a group gave up stays taken for another group."""
    given_up: dict[str, str] = {}

    def put(original: Original, kind: Kind, resource: Resource) -> None:
        before = provider.store.resources[kind.name].get(resource["id"])
        if kind.name == "Group" and before is not None and before["displayName"] != resource["displayName"]:
            given_up[before["displayName"].casefold()] = resource["id"]
        original(kind, resource)

    def taken(original: Original, kind: Kind, name: str, resource: Resource) -> bool:
        if kind.name == "Group" and name == "displayName":
            owner = given_up.get(str(resource.get(name, "")).casefold())
            if owner is not None and owner != resource.get("id"):
                return True
        return bool(original(kind, name, resource))

    wrap(provider.store, "put", put)
    wrap(provider.store, "taken", taken)


@defect("reports-follow-the-name", caught_by={"cycles.nothing-resurrected"}, source="RFC 7644 3.6")
def reports_follow_the_name(provider: Provider) -> None:
    """A manager is remembered by userName: who is created under the name of a deleted one has that one's reports."""
    reports: dict[str, list[str]] = {}

    def delete(original: Original, kind: Kind, resource: Resource) -> None:
        if kind.name == "User":
            reports[resource["userName"].casefold()] = [
                each["id"]
                for each in provider.store.all(kind)
                if each.get(_ENTERPRISE, {}).get("manager", {}).get("value") == resource["id"]
            ]
        original(kind, resource)

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        made: Resource = original(kind, resource)
        for each in reports.pop(str(made.get("userName", "")).casefold(), []) if kind.name == "User" else []:
            report = provider.store.get(kind, each)
            if report is not None:
                box = {**report.get(_ENTERPRISE, {}), "manager": {"value": made["id"]}}
                provider.store.put(kind, {**report, _ENTERPRISE: box})
        return made

    wrap(provider.store, "delete", delete)
    wrap(provider.store, "insert", insert)


@defect("managers-move-together", caught_by={"cycles.managers-converge"}, source="RFC 7643 4.3")
def managers_move_together(provider: Provider) -> None:
    """Who gets another manager takes along everybody who had the same one: the manager is kept once for all of them."""

    def put(original: Original, kind: Kind, resource: Resource) -> None:
        before = provider.store.resources[kind.name].get(resource["id"])
        original(kind, resource)
        old, new = (_manager_of(each) for each in (before or {}, resource))
        if kind.name != "User" or not old or not new or old == new:
            return
        for each in list(provider.store.all(kind)):
            if _manager_of(each) == old:
                box = {**each[_ENTERPRISE], "manager": {"value": new}}
                original(kind, {**each, _ENTERPRISE: box})

    wrap(provider.store, "put", put)


def _manager_of(user: Resource) -> str | None:
    manager = user.get(_ENTERPRISE, {}).get("manager", {})
    return manager.get("value") if isinstance(manager, dict) else None
