"""Faults in PATCH of users: the forms in which values are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.defects.patch_seams import Apply, Operation, on_user, path, verb
from scimproof.reference.messages import Resource, ScimError
from scimproof.reference.registry import defect, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("active-string-refused", caught_by={"patch.active-as-string"}, source="rancher/rancher#52996")
def active_string_refused(provider: Provider) -> None:
    """In a PATCH active must be a JSON boolean."""

    def strict(apply: Apply, work: Resource, operation: Operation) -> None:
        if path(operation) == "active" and isinstance(operation.get("value"), str):
            raise ScimError(400, "active must be true or false", "invalidValue")
        apply(work, operation)

    on_user(provider, strict)


@defect("active-string-stored-raw", caught_by={"patch.active-as-string"}, source="thomaspoignant/scim-patch#872")
def active_string_stored_raw(provider: Provider) -> None:
    """The string "False" is kept, and shown, as a string."""

    def raw(apply: Apply, work: Resource, operation: Operation) -> None:
        apply(work, operation)
        if path(operation) == "active" and isinstance(operation.get("value"), str):
            work["active"] = operation["value"]

    on_user(provider, raw)


@defect("active-string-is-true", caught_by={"patch.active-as-string"}, source="better-auth/better-auth#8841")
def active_string_is_true(provider: Provider) -> None:
    """Every string is true, "False" as well."""

    def truthy(apply: Apply, work: Resource, operation: Operation) -> None:
        apply(work, operation)
        if path(operation) == "active" and isinstance(operation.get("value"), str):
            work["active"] = True

    on_user(provider, truthy)


@defect("active-any-string-taken", caught_by={"patch.active-is-boolean"}, source="RFC 7644 3.12")
def active_any_string_taken(provider: Provider) -> None:
    """A string that is not "true" is false, whatever it says."""

    def lenient(apply: Apply, work: Resource, operation: Operation) -> None:
        value = operation.get("value")
        if path(operation) == "active" and isinstance(value, str):
            operation = {**operation, "value": value.lower() == "true"}
        apply(work, operation)

    on_user(provider, lenient)


@defect("active-needs-path", caught_by={"patch.active-without-path"}, source="scimmyjs/scimmy#86")
def active_needs_path(provider: Provider) -> None:
    """Without a path active is overlooked."""

    def overlook(original: Any, kind: Any, work: Resource, op: str, name: str, value: Any) -> None:
        if name != "active":
            original(kind, work, op, name, value)

    wrap(provider.patcher, "key", overlook)


@defect("manager-string-rejected", caught_by={"patch.manager-as-string"}, source="apache/directory-scimple#1244")
def manager_string_rejected(provider: Provider) -> None:
    """In a PATCH the manager must be an object."""

    def strict(apply: Apply, work: Resource, operation: Operation) -> None:
        if path(operation).endswith(":manager") and isinstance(operation.get("value"), str) and operation["value"]:
            raise ScimError(400, "manager must be an object", "invalidValue")
        apply(work, operation)

    on_user(provider, strict)


@defect("manager-list-rejected", caught_by={"patch.manager-in-a-list"}, source="RFC 7643 4.3")
def manager_list_rejected(provider: Provider) -> None:
    """The manager must not be a list."""

    def strict(apply: Apply, work: Resource, operation: Operation) -> None:
        if path(operation) == "manager" and isinstance(operation.get("value"), list):
            raise ScimError(400, "manager must not be a list", "invalidValue")
        apply(work, operation)

    on_user(provider, strict)


@defect("manager-object-rejected", caught_by={"patch.manager-as-object"}, source="RFC 7643 4.3")
def manager_object_rejected(provider: Provider) -> None:
    """The manager must be a string."""

    def strict(apply: Apply, work: Resource, operation: Operation) -> None:
        if path(operation).endswith(":manager") and isinstance(operation.get("value"), dict):
            raise ScimError(400, "manager must be an id", "invalidValue")
        apply(work, operation)

    on_user(provider, strict)


@defect("manager-set-once", caught_by={"patch.manager-changed"}, source="RFC 7644 3.5.2.3")
def manager_set_once(provider: Provider) -> None:
    """A user who has a manager keeps that manager."""

    def keep(apply: Apply, work: Resource, operation: Operation) -> None:
        held = any("manager" in box for box in work.values() if isinstance(box, dict))
        if not (held and verb(operation) == "replace" and path(operation).endswith(":manager") and operation["value"]):
            apply(work, operation)

    on_user(provider, keep)


@defect("manager-empty-string-refused", caught_by={"patch.manager-cleared"}, source="RFC 7643 4.3")
def manager_empty_string_refused(provider: Provider) -> None:
    """An empty string is no manager's id, and is refused."""

    def strict(apply: Apply, work: Resource, operation: Operation) -> None:
        if path(operation).endswith(":manager") and operation.get("value") == "":
            raise ScimError(400, "manager must not be empty", "invalidValue")
        apply(work, operation)

    on_user(provider, strict)


@defect("manager-leaves-a-shell", caught_by={"patch.manager-cleared"}, source="RFC 7643 2.5")
def manager_leaves_a_shell(provider: Provider) -> None:
    """A manager that was cleared with an empty string leaves an object behind whose value is null."""
    cleared: set[str] = set()

    def remember(apply: Apply, work: Resource, operation: Operation) -> None:
        apply(work, operation)
        if path(operation).endswith(":manager"):
            (cleared.add if operation.get("value") == "" else cleared.discard)(work["id"])

    def render(original: Any, kind: Any, resource: Resource, query: dict[str, str]) -> Resource:
        body: Resource = original(kind, resource, query)
        if kind.name == "User" and resource["id"] in cleared:
            urn = kind.extensions[0]
            body[urn] = {**body.get(urn, {}), "manager": {"value": None}}
        return body

    on_user(provider, remember)
    wrap(provider.projector, "render", render)


@defect(
    "remove-mono-valued-filter", caught_by={"patch.manager-removed-by-filter"}, source="thomaspoignant/scim-patch#453"
)
def remove_mono_valued_filter(provider: Provider) -> None:
    """A filter in a path is for lists alone."""

    def lists_only(apply: Apply, work: Resource, operation: Operation) -> None:
        if path(operation).startswith("manager["):
            raise ScimError(400, "manager is no list", "invalidPath")
        apply(work, operation)

    on_user(provider, lists_only)


@defect("role-json-text-500", caught_by={"patch.role-as-json-text"}, source="Captain-P-Goldfish/SCIM-SDK#516")
def role_json_text_500(provider: Provider) -> None:
    """A role's value that is a JSON text breaks."""

    def several(original: Any, attribute: Any, content: Any) -> Any:
        if attribute.name == "roles" and '{"' in str(content):
            raise TypeError(content)
        return original(attribute, content)

    wrap(provider.intake, "several", several)


@defect("roles-replace-appends", caught_by={"patch.roles-replaced"}, source="RFC 7644 3.5.2.3")
def roles_replace_appends(provider: Provider) -> None:
    """Replacing roles appends to them."""

    def append(original: Any, box: Resource, attribute: Any, value: Any) -> None:
        (provider.values.add_attribute if attribute.name == "roles" else original)(box, attribute, value)

    wrap(provider.values, "replace_attribute", append)


@defect("roles-add-replaces", caught_by={"patch.roles-added"}, source="RFC 7644 3.5.2.1")
def roles_add_replaces(provider: Provider) -> None:
    """Adding a role takes the others away."""

    def replace(original: Any, attribute: Any, held: list[Any], new: list[Any]) -> Any:
        return new if attribute.name == "roles" else original(attribute, held, new)

    wrap(provider.values, "joined", replace)


@defect("equal-element-added-twice", caught_by={"patch.equal-element-once"}, source="RFC 7644 3.5.2.1")
def equal_element_added_twice(provider: Provider) -> None:
    """An element that is there is added once more."""

    def append(original: Any, attribute: Any, held: list[Any], new: list[Any]) -> Any:
        return held + new if attribute.name == "roles" else original(attribute, held, new)

    wrap(provider.values, "joined", append)


@defect("operations-cut-at-fifty", caught_by={"patch.many-operations"}, source="RFC 7644 3.5.2")
def operations_cut_at_fifty(provider: Provider) -> None:
    """Of a message with many operations the first fifty are applied."""
    wrap(provider.patcher, "operations", lambda original, body: original(body)[:50])
