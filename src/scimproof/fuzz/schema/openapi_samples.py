"""Examples and links of the OpenAPI document."""

from __future__ import annotations

from typing import Any

from scimproof.fuzz.schema.grammar import PATCH_OP
from scimproof.fuzz.schema.shapes import Shape

Json = dict[str, Any]

_GROUPS = "/Groups"
_ID = "$response.body#/id"
_SAME = "$request.path.id"
_PERSON: Json = {
    "userName": "maria.garcia@example.com",
    "externalId": "maria.garcia",
    "displayName": "Maria García",
    "name": {"givenName": "Maria", "familyName": "García"},
    "title": "Engineer",
    "active": True,
    "emails": [{"type": "work", "value": "maria.garcia@example.com", "primary": True}],
}
_TEAM: Json = {"displayName": "Engineering", "externalId": "0d2a9a6e-4b1c-4c6e-9d6f-6f3c1f5f4b1a"}
_PERSON_CHANGES: dict[str, Json] = {
    "Disable": {"op": "replace", "path": "active", "value": False},
    "Rename": {"op": "replace", "path": "displayName", "value": "Maria García López"},
    "Add an attribute": {"op": "add", "path": "title", "value": "Director"},
    "Clear an attribute": {"op": "remove", "path": "nickName"},
}
_TEAM_CHANGES: dict[str, Json] = {"Rename": {"op": "replace", "path": "displayName", "value": "Engineering Berlin"}}


def bodies(shape: Shape) -> Json:
    """Return named examples of a body that creates or replaces a resource, of what the target declares."""
    known = _TEAM if shape.endpoint == _GROUPS else _PERSON
    body = {"schemas": [shape.urn]} | {name: value for name, value in known.items() if _offered(shape, name, value)}
    missing = [each.name for each in shape.attributes if each.required and each.writable and each.name not in body]
    return {} if missing else {"usual": {"summary": f"A usual {shape.name}", "value": body}}


def changes(shape: Shape) -> Json:
    """Return named examples of a PATCH body."""
    known = _TEAM_CHANGES if shape.endpoint == _GROUPS else _PERSON_CHANGES
    return {
        summary.partition(" ")[0].lower(): {
            "summary": summary,
            "value": {"schemas": [PATCH_OP], "Operations": [operation]},
        }
        for summary, operation in known.items()
        if _offered(shape, operation["path"], operation.get("value", ""))
    }


def links(name: str, verbs: set[str], *, created: bool = False) -> Json:
    """Return the links of an answer to what can be done next with the same resource.

    Args:
        name: of the resource type.
        verbs: of ``read``, ``replace``, ``change``, ``delete``, what there is.
        created: whether the answer shows a new resource; else its id is that of the request.
    """
    parameters = {"id": _ID if created else _SAME}
    return {verb: {"operationId": f"{verb}{name}", "parameters": parameters} for verb in sorted(verbs)}


def _offered(shape: Shape, name: str, value: Any) -> bool:
    found = shape.find(name)
    if found is None or not found.writable or found.mutability == "immutable":
        return False
    if isinstance(value, dict):
        return all(_offered(shape, f"{name}.{sub}", inner) for sub, inner in value.items())
    if isinstance(value, list):
        return found.multi and all(found.sub(sub) is not None for each in value for sub in each)
    return found.type == ("boolean" if isinstance(value, bool) else "string") and not found.multi
