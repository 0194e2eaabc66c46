"""PATCH operations as plain JSON objects (RFC 7644, 3.5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

_ABSENT: Any = object()


def add(path: str | None, value: Any) -> dict[str, Any]:
    """Return an ``add`` operation; without a path its value is an object of attributes."""
    return _operation("add", path, value)


def replace(path: str | None, value: Any) -> dict[str, Any]:
    """Return a ``replace`` operation; without a path its value is an object of attributes."""
    return _operation("replace", path, value)


def remove(path: str | None, value: Any = _ABSENT) -> dict[str, Any]:
    """Return a ``remove`` operation; Entra removes members by a value, which the RFC does not know."""
    return _operation("remove", path, value)


def patch_body(*operations: Mapping[str, Any]) -> dict[str, Any]:
    """Return the message that carries operations, in the order given."""
    return {"schemas": [PATCH_OP], "Operations": [dict(each) for each in operations]}


def _operation(op: str, path: str | None, value: Any) -> dict[str, Any]:
    operation: dict[str, Any] = {"op": op}
    if path is not None:
        operation["path"] = path
    if value is not _ABSENT:
        operation["value"] = value
    return operation
