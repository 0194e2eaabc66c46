"""The PATCH operations the service sends, in both of its dialects. Pure functions from a change to operations.

Legacy is what it sends by default; flag is what it sends when the Tenant URL carries ``aadOptscim062020``, except in
provision on demand, so that one target sees both. Shapes: Microsoft's compatibility page and captures from the field.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from scimproof.entra.paths import ENTERPRISE, parse

Operation = dict[str, Any]

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MANAGER = f"{ENTERPRISE}:manager"
ROLE_TYPE = "WindowsAzureActiveDirectoryRole"


class Dialect(StrEnum):
    """How the service words a PATCH."""

    LEGACY = "legacy"
    FLAG = "flag"


def envelope(operations: Iterable[Operation], *, operations_first: bool = False) -> dict[str, Any]:
    """Return the PatchOp message; the service writes its two keys in either order."""
    schemas, held = {"schemas": [PATCH_OP]}, {"Operations": list(operations)}
    return held | schemas if operations_first else schemas | held


def operation(dialect: Dialect, op: str, path: str, value: Any) -> Operation:
    """Return one operation with a path: in legacy the op is capitalised and booleans are strings."""
    if dialect is Dialect.LEGACY:
        return {"op": op.capitalize(), "path": path, "value": _legacy_value(value)}
    return {"op": op.lower(), "path": path, "value": value}


def merged(op: str, changes: Mapping[str, Any]) -> Operation:
    """Return one operation without a path, whose keys are dotted names and names with their URN in front."""
    return {"op": op.lower(), "value": dict(changes)}


def update(dialect: Dialect, changes: Mapping[str, Any], present: Collection[str] = ()) -> list[Operation]:
    """Return the operations that change attributes (target attribute name to new value).

    Names in ``present`` have a value in the target already and are replaced; the others are added. Legacy sends one
    operation for each. Flag keeps a path on what is bracketed, and on a lone attribute; it merges the rest.
    """
    worded = [("replace" if path in present else "add", path, value) for path, value in changes.items()]
    if dialect is Dialect.LEGACY:
        return [operation(dialect, op, path, value) for op, path, value in worded]
    operations = [operation(dialect, op, path, value) for op, path, value in worded if parse(path).bracketed]
    for wanted in ("add", "replace"):
        plain = {path: value for op, path, value in worded if op == wanted and not parse(path).bracketed}
        if len(plain) == 1:
            operations += [operation(dialect, wanted, path, value) for path, value in plain.items()]
        elif plain:
            operations.append(merged(wanted, plain))
    return operations


def disable(dialect: Dialect) -> list[Operation]:
    """Return what follows an unassignment, a blocked sign-in, or a scope that is left."""
    return [operation(dialect, "replace", "active", value=False)]


def enable(dialect: Dialect) -> list[Operation]:
    """Return what follows a re-assignment or a restore within 30 days."""
    return [operation(dialect, "replace", "active", value=True)]


def deleted_name(upn: str, object_id: str) -> str:
    """Return the name a user has in the recycle bin: the object id, 32 hex digits without dashes, then the old name."""
    return object_id.replace("-", "").lower() + upn


def rename_deleted(dialect: Dialect, upn: str, object_id: str) -> list[Operation]:
    """Return the one request that follows a deletion in Entra: disabled, and renamed out of the way."""
    changes = {"active": False, "userName": deleted_name(upn, object_id)}
    return update(dialect, changes, present=changes)


def restore(dialect: Dialect, upn: str) -> list[Operation]:
    """Return the one request that follows a restore from the recycle bin: enabled, under the old name."""
    changes = {"active": True, "userName": upn}
    return update(dialect, changes, present=changes)


def set_manager(dialect: Dialect, manager_id: str, *, present: bool = False) -> list[Operation]:
    """Return the change of a manager: a plain string on the path with the URN, whatever the schema says."""
    return [operation(dialect, "replace" if present else "add", MANAGER, manager_id)]


def set_manager_by_reference(manager_id: str, reference: str) -> list[Operation]:
    """Return the legacy form of Microsoft's own example: an array of one on the bare path ``manager``."""
    return [{"op": "Add", "path": "manager", "value": [{"$ref": reference, "value": manager_id}]}]


def clear_manager(dialect: Dialect, manager_id: str) -> list[Operation]:
    """Return the removal of a manager: in flag a filter on a single-valued attribute, else an empty string.

    Often the service sends nothing at all; the empty string is what Microsoft's gallery test sends.
    """
    if dialect is Dialect.FLAG:
        return [{"op": "remove", "path": f"manager[value eq {_quoted(manager_id)}]"}]
    return [{"op": "replace", "path": MANAGER, "value": ""}]


def add_roles(roles: Iterable[str]) -> list[Operation]:
    """Return roles as the legacy dialect adds them: each value is a JSON text of its own, kept as sent by the target.

    ``roles`` are those texts; see `scimproof.entra.expressions` for where they come from.
    """
    return [{"op": "Add", "path": "roles", "value": [{"value": role} for role in roles]}]


def replace_roles(names: Iterable[str]) -> list[Operation]:
    """Return the assertive form: the whole list is replaced."""
    roles = [{"primary": False, "type": ROLE_TYPE, "display": name, "value": name} for name in names]
    return [{"op": "replace", "path": "roles", "value": roles}]


def rename_group(dialect: Dialect, name: str) -> list[Operation]:
    """Return a change of a group's name; in flag without a path."""
    if dialect is Dialect.FLAG:
        return [merged("replace", {"displayName": name})]
    return [operation(dialect, "replace", "displayName", name)]


def add_members(dialect: Dialect, ids: Iterable[str], *, null_refs: bool = False) -> list[Operation]:
    """Return new members, all in one operation; ``null_refs`` adds the ``"$ref": null`` of Microsoft's examples."""
    return [operation(dialect, "add", "members", _member_list(ids, null_refs=null_refs))]


def remove_members(dialect: Dialect, ids: Iterable[str], *, null_refs: bool = False) -> list[Operation]:
    """Return members that leave: in legacy a list of values that means only those, in flag a path filter for each."""
    if dialect is Dialect.FLAG:
        return [{"op": "remove", "path": f"members[value eq {_quoted(each)}]"} for each in ids]
    return [operation(dialect, "remove", "members", _member_list(ids, null_refs=null_refs))]


def _member_list(ids: Iterable[str], *, null_refs: bool) -> list[dict[str, Any]]:
    return [{"$ref": None, "value": each} if null_refs else {"value": each} for each in ids]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _legacy_value(value: Any) -> Any:
    return str(value) if isinstance(value, bool) else value
