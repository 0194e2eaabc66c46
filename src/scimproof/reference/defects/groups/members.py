"""Faults in changing a group and adding members to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError, invalid_syntax, invalid_value
from scimproof.reference.patch_path import Target
from scimproof.reference.registry import Original, defect, swap, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

Operation = dict[str, Any]

_PAGE = 100
"""As many members as the careless load at once."""


def _on_operation(provider: Provider, look: Callable[[Resource, Operation], Operation | None]) -> None:
    """Let `look` at each operation on a group first: it may refuse it, change it, or drop it by returning None."""

    def operation(original: Original, kind: Kind, work: Resource, sent: Operation) -> None:
        seen = look(work, sent) if kind.name == "Group" else sent
        if seen is not None:
            original(kind, work, seen)

    wrap(provider.patcher, "operation", operation)


def _is(operation: Operation, verb: str, path: str | None) -> bool:
    return str(operation.get("op")).lower() == verb and operation.get("path") == path


# names


@defect("group-rename-ignored", caught_by={"groups.renamed"}, source="jelhub/scimgateway#95")
def group_rename_ignored(provider: Provider) -> None:
    """A new name of a group is answered with success and not stored."""
    kind = provider.schema.group

    def apply(original: Original, it: Kind, resource: Resource, body: Any) -> Resource:
        after: Resource = original(it, resource, body)
        return {**after, "displayName": resource["displayName"]} if it is kind else after

    wrap(provider.patcher, "apply", apply)


@defect("group-path-required", caught_by={"groups.renamed-without-path"}, source="RFC 7644 3.5.2.3")
def group_path_required(provider: Provider) -> None:
    """An operation on a group that has no path is refused."""

    def look(_work: Resource, operation: Operation) -> Operation:
        if "path" not in operation:
            raise invalid_value("path is required")
        return operation

    _on_operation(provider, look)


@defect("rename-drops-members", caught_by={"groups.rename-keeps-members"}, source="RFC 7644 3.5.2.3")
def rename_drops_members(provider: Provider) -> None:
    """A group that is renamed loses its members."""

    def look(work: Resource, operation: Operation) -> Operation:
        if _is(operation, "replace", "displayName"):
            work.pop("members", None)
        return operation

    _on_operation(provider, look)


@defect("group-op-case-sensitive", caught_by={"groups.capitalised-operations"}, source="AzureAD/SCIMReferenceCode#25")
def group_op_case_sensitive(provider: Provider) -> None:
    """Operations on groups are known in lower case alone."""

    def look(_work: Resource, operation: Operation) -> Operation:
        if operation.get("op") not in ("add", "replace", "remove"):
            raise invalid_syntax(f"unknown op {operation.get('op')}")
        return operation

    _on_operation(provider, look)


# adding


@defect("add-members-with-path-500", caught_by={"groups.member-added"}, source="BerriAI/litellm#11555")
def add_members_with_path_500(provider: Provider) -> None:
    """Adding members with the path members fails inside; only the form without a path works."""

    def look(_work: Resource, operation: Operation) -> Operation:
        if _is(operation, "add", "members"):
            raise AttributeError("'list' object has no attribute 'get'")
        return operation

    _on_operation(provider, look)


def _refuse_null_refs(provider: Provider, *verbs: str) -> None:
    def look(_work: Resource, operation: Operation) -> Operation:
        value = operation.get("value")
        listed = value if isinstance(value, list) else []
        if operation.get("op") in verbs and any("$ref" in each and each["$ref"] is None for each in listed):
            raise invalid_value("members.$ref must be a URI")
        return operation

    _on_operation(provider, look)


@defect("null-ref-of-newcomer-refused", caught_by={"groups.member-added-with-null-ref"}, source="RFC 7643 2.5")
def null_ref_of_newcomer_refused(provider: Provider) -> None:
    """A new member with "$ref": null is refused."""
    _refuse_null_refs(provider, "add")


@defect(
    "null-ref-of-leaver-refused", caught_by={"groups.removed-with-null-ref"}, source="Captain-P-Goldfish/SCIM-SDK#149"
)
def null_ref_of_leaver_refused(provider: Provider) -> None:
    """A leaving member with "$ref": null is refused."""
    _refuse_null_refs(provider, "remove")


@defect("members-without-path-ignored", caught_by={"groups.member-added-without-path"}, source="RFC 7644 3.5.2.1")
def members_without_path_ignored(provider: Provider) -> None:
    """Members inside the value of an operation without a path are left out."""

    def look(_work: Resource, operation: Operation) -> Operation:
        value = operation.get("value")
        if "path" not in operation and isinstance(value, dict):
            return {**operation, "value": {name: each for name, each in value.items() if name != "members"}}
        return operation

    _on_operation(provider, look)


@defect("add-replaces-members", caught_by={"groups.add-keeps-members"}, source="RFC 7644 3.5.2.1")
def add_replaces_members(provider: Provider) -> None:
    """Adding members throws the others out."""
    swap(provider.members, "add", lambda _held, new: new)


@defect("first-of-several-added", caught_by={"groups.members-added-together"}, source="RFC 7644 3.5.2.1")
def first_of_several_added(provider: Provider) -> None:
    """Of several members that are added in one operation only the first is stored."""
    wrap(provider.members, "add", lambda original, held, new: original(held, new[:1]))


@defect("fifty-of-many-added", caught_by={"groups.hundred-members-added"}, source="RFC 7644 3.5.2.1")
def fifty_of_many_added(provider: Provider) -> None:
    """Of many members that are added in one operation only fifty are stored."""
    wrap(provider.members, "add", lambda original, held, new: original(held, new[:50]))


@defect("add-existing-member-error", caught_by={"groups.added-again-accepted"}, source="wso2/product-is#8589")
def add_existing_member_error(provider: Provider) -> None:
    """Adding somebody who is a member already is answered with a conflict."""

    def add(original: Original, held: list[Resource], new: list[Resource]) -> Any:
        known = {each["value"] for each in held}
        if any(each["value"] in known for each in new):
            raise ScimError(409, "The membership exists", "uniqueness")
        return original(held, new)

    wrap(provider.members, "add", add)


@defect("member-added-twice", caught_by={"groups.member-listed-once"}, source="AzureAD/SCIMReferenceCode#10")
def member_added_twice(provider: Provider) -> None:
    """Who is added again stands in the group twice."""
    swap(provider.members, "add", lambda held, new: held + new)


@defect(
    "group-over-100-truncated-by-patch",
    caught_by={"groups.large-group-grows"},
    source="FusionAuth/fusionauth-issues#2784",
)
def group_over_100_truncated_by_patch(provider: Provider) -> None:
    """A PATCH works on the first hundred members and forgets the others."""

    def working_copy(original: Original, resource: Resource) -> Resource:
        copy: Resource = original(resource)
        if "members" in copy:
            copy["members"] = copy["members"][:_PAGE]
        return copy

    wrap(provider.patcher, "working_copy", working_copy)


@defect("late-member-not-removed", caught_by={"groups.large-group-shrinks"}, source="RFC 7644 3.5.2.2")
def late_member_not_removed(provider: Provider) -> None:
    """Who is to leave is looked for among the first hundred members alone."""

    def remove_matched(original: Original, box: Resource, target: Target, matches: Any, value: Any) -> None:
        late = box.get("members", [])[_PAGE:]
        original(box, target, matches, value)
        if late:
            box["members"] = [each for each in box["members"] if each not in late] + late

    wrap(provider.values, "remove_matched", remove_matched)


@defect("tombstone-stops-return", caught_by={"groups.member-returns"}, source="RFC 7644 3.5.2.1")
def tombstone_stops_return(provider: Provider) -> None:
    """Who was removed from a group by a path filter is never taken in again."""
    gone: set[tuple[str, str]] = set()

    def remove_matched(original: Original, box: Resource, target: Target, matches: Any, value: Any) -> None:
        gone.update((box["id"], each["value"]) for each in box.get("members", []) if matches(each))
        original(box, target, matches, value)

    def look(work: Resource, operation: Operation) -> Operation:
        if _is(operation, "add", "members"):
            kept = [each for each in operation["value"] if (work["id"], each.get("value")) not in gone]
            return {**operation, "value": kept or work.get("members", [])}
        return operation

    wrap(provider.values, "remove_matched", remove_matched)
    _on_operation(provider, look)


@defect("renamed-group-takes-no-members", caught_by={"groups.whole-life"}, source="RFC 7644 3.5.2")
def renamed_group_takes_no_members(provider: Provider) -> None:
    """Memberships are kept under the name that a group was created with: after a rename nobody joins any more."""
    first: dict[str, str] = {}

    def look(work: Resource, operation: Operation) -> Operation | None:
        renamed = first.setdefault(work["id"], work["displayName"]) != work["displayName"]
        return None if renamed and operation.get("path") == "members" and "value" in operation else operation

    _on_operation(provider, look)


@defect("remove-response-stale", caught_by={"groups.patch-answer-current"}, source="wso2/product-is#7475")
def remove_response_stale(provider: Provider) -> None:
    """A PATCH of a group is answered with the group as it was before."""
    provider.operations.patch_answers["Group"] = 200

    def patch(original: Original, request: Request) -> Response:
        if request.endpoint != "Groups":
            answered: Response = original(request)
            return answered
        before = provider.operations.read(request)
        after: Response = original(request)
        return before if after.status == 200 else after  # noqa: PLR2004

    wrap(provider.operations, "patch", patch)
