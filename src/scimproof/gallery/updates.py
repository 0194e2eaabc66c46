"""The updates of tests 16, 18 and 20: their operations in both forms, and how the result is compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from scimproof.gallery.logic import at, bracket, empty, of_type, prop, string
from scimproof.gallery.plan import GalleryAttribute
from scimproof.gallery.values import Values, data

_NEVER_UPDATED = frozenset({"id", "schemas", "meta", "active", "groups", "roles"})


class Shape(StrEnum):
    """How several changes travel: it depends on a setting of the job, so both are tried."""

    MERGED = "merged"
    VERBOSE = "verbose"


def operations(changes: Mapping[str, Any], shape: Shape) -> list[dict[str, Any]]:
    """Return one operation for each change, or those with brackets and one without a path for the rest."""
    if shape is Shape.VERBOSE:
        return [each for path, value in changes.items() for each in replaced(path, value)]
    plain = {path: value for path, value in changes.items() if "[" not in path}
    made = [each for path, value in changes.items() if "[" in path for each in replaced(path, value)]
    return [*made, {"op": "replace", "value": plain}] if plain else made


def replaced(path: str, value: Any) -> list[dict[str, Any]]:
    """Return a replace with a path."""
    return [{"op": "replace", "path": path, "value": value}]


def new_values(values: Values) -> dict[str, Any]:
    """Return what test 18 changes of a user."""
    chosen = [each for each in values.plan.users if each.writable and each.name not in _NEVER_UPDATED]
    return {each.name: data()["set"][1].get(each.name, _new(each, values)) for each in chosen}


def new_group_values(values: Values) -> dict[str, Any]:
    """Return what test 20 changes of a group."""
    left_out = ("id", "members", "schemas", "meta")
    return {each.name: _new(each, values) for each in values.plan.groups if each.writable and each.name not in left_out}


def mismatches(body: Any, changes: Mapping[str, Any]) -> str:
    """Return where a user does not hold what was sent, empty where it does; compared as text, strictly."""
    wrong = [path for path, value in changes.items() if not _holds(body, path, string(value))]
    return f"not as sent after the update: {', '.join(wrong)}" if wrong else ""


def after_clearing(body: Any, rows: Iterable[str], value: str | None) -> str:
    """Return what is left after a replace with an empty text or null; with null, brackets are not looked at."""
    if value is None:
        left = [each for each in rows if "[" not in each and at(body, each) is not None]
    else:
        left = [each for each in rows if (of_type(body, each) if "[" in each else at(body, each)) not in (None, "")]
    return f"{', '.join(left)} still have a value" if left else ""


def _holds(body: Any, path: str, wanted: str) -> bool:
    if "[" in path:
        held = prop(body, bracket(path)[0])
        return not empty(held) and wanted in string(held)
    return string(at(body, path)) == wanted


def _new(attribute: GalleryAttribute, values: Values) -> Any:
    if attribute.type == "integer":
        return values.number()
    if attribute.type == "boolean":
        return True
    if attribute.type == "datetime":
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
    return f"upd-{values.hex()}"
