"""Faults in PATCH of users: operations without a path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.defects.patch_seams import Apply, Operation, on_user, on_user_message, path, verb
from scimproof.reference.messages import Resource, ScimError
from scimproof.reference.registry import defect, swap, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


def _no_path(provider: Provider, refused: str) -> None:
    def need_path(apply: Apply, work: Resource, operation: Operation) -> None:
        if verb(operation) == refused and not path(operation):
            raise ScimError(400, f"{refused} needs a path", "invalidPath")
        apply(work, operation)

    on_user(provider, need_path)


@defect("pathless-replace-refused", caught_by={"patch.without-path"}, source="RFC 7644 3.5.2.3")
def pathless_replace_refused(provider: Provider) -> None:
    """A replace needs a path."""
    _no_path(provider, "replace")


@defect("pathless-add-refused", caught_by={"patch.add-without-path"}, source="thomaspoignant/scim-patch#132")
def pathless_add_refused(provider: Provider) -> None:
    """An add needs a path."""
    _no_path(provider, "add")


@defect("pathless-dotted-key-misplaced", caught_by={"patch.dotted-key"}, source="simpleidserver/SimpleIdServer#388")
def pathless_dotted_key_misplaced(provider: Provider) -> None:
    """A dotted key is kept as an attribute of that very name, and shown as one."""
    strays: dict[str, Resource] = {}

    def misplace(_kind: Any, work: Resource, _op: str, name: str, value: Any) -> None:
        strays.setdefault(work["id"], {})[name] = value

    def render(original: Any, kind: Any, resource: Resource, query: dict[str, str]) -> Resource:
        return {**original(kind, resource, query), **strays.get(resource["id"], {})}

    swap(provider.patcher, "dotted_key", misplace)
    wrap(provider.projector, "render", render)


@defect("pathless-urn-key-misplaced", caught_by={"patch.urn-key"}, source="Captain-P-Goldfish/SCIM-SDK#193")
def pathless_urn_key_misplaced(provider: Provider) -> None:
    """A key with a URN in front is lost."""
    swap(provider.patcher, "urn_key", lambda *_: None)


@defect("nested-object-replaces-whole", caught_by={"patch.nested-object"}, source="RFC 7644 3.5.2.3")
def nested_object_replaces_whole(provider: Provider) -> None:
    """An object takes the place of the whole complex attribute."""

    def whole(original: Any, kind: Any, work: Resource, op: str, name: str, value: Any) -> None:
        if name == "name" and isinstance(value, dict):
            work["name"] = {}
        original(kind, work, op, name, value)

    wrap(provider.patcher, "key", whole)


@defect("nested-extension-ignored", caught_by={"patch.nested-extension"}, source="RFC 7644 3.5.2.1")
def nested_extension_ignored(provider: Provider) -> None:
    """An object under an extension's URN is overlooked."""
    swap(provider.patcher, "nested_urn", lambda *_: None)


@defect("pathless-lost-beside-paths", caught_by={"patch.mixed-operations"}, source="RFC 7644 3.5.2")
def pathless_lost_beside_paths(provider: Provider) -> None:
    """Where one operation of a message has a path, those without one are overlooked."""

    def filtered(apply: Any, _before: Resource, body: Any) -> Resource:
        operations = body.get("Operations", [])
        if any(each.get("path") for each in operations):
            body = {**body, "Operations": [each for each in operations if each.get("path")]}
        return apply(body)  # type: ignore[no-any-return]

    on_user_message(provider, filtered)
