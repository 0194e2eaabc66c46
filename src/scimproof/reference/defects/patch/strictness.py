"""Faults in what PATCH lets pass, and in what it should have let pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.defects.patch_seams import Apply, Operation, on_user, path, verb
from scimproof.reference.messages import Request, Resource, Response, invalid_value
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

VERBS = ("add", "replace", "remove")


@defect("unknown-operation-ignored", caught_by={"patch.unknown-operation"}, source="RFC 7644 3.5.2")
def unknown_operation_ignored(provider: Provider) -> None:
    """An operation that is neither add nor replace nor remove is answered with success, and not carried out."""

    def ignore(apply: Apply, work: Resource, operation: Operation) -> None:
        if not isinstance(operation.get("op"), str) or verb(operation) in VERBS:
            apply(work, operation)

    on_user(provider, ignore)


@defect("remove-without-path-ignored", caught_by={"patch.remove-needs-a-path"}, source="better-auth/better-auth#10421")
def remove_without_path_ignored(provider: Provider) -> None:
    """A remove without a path is answered with success, and removes nothing."""

    def ignore(apply: Apply, work: Resource, operation: Operation) -> None:
        if verb(operation) != "remove" or path(operation):
            apply(work, operation)

    on_user(provider, ignore)


@defect("read-only-path-ignored", caught_by={"patch.read-only-refused"}, source="RFC 7644 3.5.2")
def read_only_path_ignored(provider: Provider) -> None:
    """A change of a read-only attribute is answered with success, and nothing happens."""

    def at_path(original: Original, kind: Kind, work: Resource, op: str, target: Any, value: Any) -> None:
        if not provider.patcher.read_only(target):
            original(kind, work, op, target, value)

    wrap(provider.patcher, "at_path", at_path)


@defect("extension-as-path-500", caught_by={"patch.extension-as-path"}, source="apache/directory-scimple#694")
def extension_as_path_500(provider: Provider) -> None:
    """A path that is an extension as a whole breaks."""

    def whole(original: Original, kind: Kind, work: Resource, op: str, urn: str | None, value: Any) -> None:
        if urn is not None:
            raise AttributeError("'NoneType' object has no attribute 'name'")
        original(kind, work, op, urn, value)

    wrap(provider.patcher, "whole", whole)


@defect("attributes-of-patch-ignored", caught_by={"patch.attributes-asked-for"}, source="better-auth/better-auth#10422")
def attributes_of_patch_ignored(provider: Provider) -> None:
    """A PATCH that asks for attributes is answered with 204 and no body."""

    def patch(original: Original, request: Request) -> Response:
        answer: Response = original(request)
        return Response(204) if "attributes" in request.query and request.endpoint == "Users" else answer

    wrap(provider.operations, "patch", patch)


@defect("enabling-twice-disables", caught_by={"patch.active-again"}, source="coder/coder#13974")
def enabling_twice_disables(provider: Provider) -> None:
    """Whoever is active and is made active gets another status, which is not active."""

    def apply_(apply: Apply, work: Resource, operation: Operation) -> None:
        again = work.get("active") is True and path(operation) == "active"
        apply(work, operation)
        if again and work.get("active") is True:
            work["active"] = False

    on_user(provider, apply_)


@defect("role-again-refused", caught_by={"patch.role-again"}, source="lightdash/lightdash#23037")
def role_again_refused(provider: Provider) -> None:
    """A role that the user has cannot be added again."""

    def joined(original: Original, attribute: Any, held: list[Any], new: list[Any]) -> Any:
        if attribute.name == "roles" and any(each.get("value") in [it.get("value") for it in held] for each in new):
            raise invalid_value("The user has that role")
        return original(attribute, held, new)

    wrap(provider.values, "joined", joined)


@defect("manager-not-removed", caught_by={"patch.manager-removed"}, source="RFC 7644 3.5.2.2")
def manager_not_removed(provider: Provider) -> None:
    """A remove of the manager is answered with success, and the manager stays."""

    def ignore(apply: Apply, work: Resource, operation: Operation) -> None:
        if verb(operation) != "remove" or not path(operation).endswith(":manager"):
            apply(work, operation)

    on_user(provider, ignore)


@defect("group-external-id-not-changed", caught_by={"groups.external-id-changed"}, source="RFC 7644 3.5.2.3")
def group_external_id_not_changed(provider: Provider) -> None:
    """A PATCH of the externalId of a group is answered with success, and does nothing."""

    def apply(original: Original, kind: Kind, resource: Resource, body: Any) -> Resource:
        after: Resource = original(kind, resource, body)
        if kind.name == "Group" and "externalId" in resource:
            after = {**after, "externalId": resource["externalId"]}
        return after

    wrap(provider.patcher, "apply", apply)
