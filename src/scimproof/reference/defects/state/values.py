"""Faults that change values that no request contained, or lose values that one did."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind

_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@defect("user-type-lost-with-a-change", caught_by=(), observed_by={"state.values-kept"}, source="RFC 7644 3.5.2")
def user_type_lost_with_a_change(provider: Provider) -> None:
    """A PATCH of a user that does not name the userType loses it."""
    _after_patch(provider, "userType", lambda after, _: {n: v for n, v in after.items() if n != "userType"})


@defect("disabled-by-a-rename", caught_by=(), observed_by={"state.activity-kept"}, source="coder/coder#13974")
def disabled_by_a_rename(provider: Provider) -> None:
    """A user whose displayName changes is disabled until somebody looks."""

    def change(after: Resource, before: Resource) -> Resource:
        renamed = after.get("displayName") != before.get("displayName")
        return {**after, "active": False} if renamed else after

    _after_patch(provider, "active", change)


@defect("manager-lost-with-a-change", caught_by=(), observed_by={"state.managers-kept"}, source="RFC 7644 3.5.2")
def manager_lost_with_a_change(provider: Provider) -> None:
    """A PATCH of a user that does not name the manager loses the manager."""

    def change(after: Resource, _before: Resource) -> Resource:
        if _ENTERPRISE not in after:
            return after
        kept = {name: value for name, value in after[_ENTERPRISE].items() if name != "manager"}
        return {**after, _ENTERPRISE: kept}

    _after_patch(provider, "manager", change)


@defect("refused-rename-done", caught_by=(), observed_by={"state.refusals-change-nothing"}, source="RFC 7644 3.5.2")
def refused_rename_done(provider: Provider) -> None:
    """A PATCH that is refused for one of its operations has applied those before it."""

    def patch(original: Original, request: Request) -> Response:
        try:
            return original(request)  # type: ignore[no-any-return]
        except ScimError:
            listed = request.json.get("Operations") if isinstance(request.json, dict) else None
            operations = listed if isinstance(listed, list) else []
            for number in range(len(operations) - 1, 0, -1):
                try:
                    request.json = {**request.json, "Operations": operations[:number]}
                    original(request)
                    break
                except ScimError:
                    continue
            raise

    wrap(provider.operations, "patch", patch)


@defect("user-type-not-created", caught_by=(), observed_by={"state.created-as-sent"}, source="RFC 7644 3.3")
def user_type_not_created(provider: Provider) -> None:
    """The userType that a create sends is not stored."""

    def insert(original: Original, kind: Kind, resource: Resource) -> Resource:
        resource.pop("userType", None)
        made: Resource = original(kind, resource)
        return made

    wrap(provider.store, "insert", insert)


@defect("long-titles-cut", caught_by=(), observed_by={"state.changed-as-sent"}, source="RFC 7644 3.5.2")
def long_titles_cut(provider: Provider) -> None:
    """A PATCH stores the first ten characters of a title."""

    def apply(original: Original, kind: Kind, resource: Resource, body: Any) -> Resource:
        after: Resource = original(kind, resource, body)
        title = after.get("title")
        changed = isinstance(title, str) and title != resource.get("title")
        return {**after, "title": str(title)[:10]} if changed else after

    wrap(provider.patcher, "apply", apply)


@defect("modified-stays", caught_by=(), observed_by={"state.modified-moves"}, source="RFC 7643 3.1")
def modified_stays(provider: Provider) -> None:
    """The lastModified of a resource stays what it was when the resource was created."""

    def stamp(original: Original, resource: Resource) -> None:
        before = resource["meta"]["lastModified"]
        original(resource)
        resource["meta"] = {**resource["meta"], "lastModified": before}

    wrap(provider.store, "stamp", stamp)


@defect("version-stays", caught_by=(), observed_by={"state.versions-move"}, source="RFC 7644 3.14")
def version_stays(provider: Provider) -> None:
    """The version of a group stays the same when the group changes."""

    def replace(original: Original, kind: Kind, resource: Resource) -> Resource:
        version = resource["meta"]["version"]
        changed: Resource = original(kind, resource)
        if kind.name == "Group":
            changed["meta"] = {**changed["meta"], "version": version}
        return changed

    wrap(provider.store, "replace", replace)


def _after_patch(provider: Provider, name: str, change: Any) -> None:
    """Change what a PATCH of a user leaves, where it does not name an attribute."""

    def apply(original: Original, kind: Kind, resource: Resource, body: Any) -> Resource:
        after: Resource = original(kind, resource, body)
        named = name.lower() in json.dumps(body).lower()
        changed: Resource = after if named or kind.name != "User" else change(after, resource)
        return changed

    wrap(provider.patcher, "apply", apply)
