"""Functions on multi-valued attributes, and on the app roles a person is assigned."""

from __future__ import annotations

from typing import Any

from scimproof.entra.dialect import ROLE_TYPE
from scimproof.entra.functions.registry import as_list, as_number, as_text, function


@function("Count", 1)
def count(attribute: Any) -> int:
    """Return how many elements there are."""
    return len(as_list(attribute))


@function("Item", 2)
def item(attribute: Any, index: Any) -> Any:
    """Return one element, counted from 1; null when there is none."""
    elements, number = as_list(attribute), as_number(index, "Item")
    return elements[number - 1] if 1 <= number <= len(elements) else None


@function("RemoveDuplicates", 1)
def remove_duplicates(attribute: Any) -> list[Any]:
    """Return each value once, in the order in which they came."""
    kept: list[Any] = []
    for each in as_list(attribute):
        if each not in kept:
            kept.append(each)
    return kept


@function("Split", 2)
def split(source: Any, delimiter: Any) -> list[str] | None:
    """Return the parts of a text, without the spaces around them."""
    if source is None:
        return None
    wanted = as_text(delimiter)
    parts = as_text(source).split(wanted) if wanted else [as_text(source)]
    return [part.strip() for part in parts if part.strip()]


@function("SingleAppRoleAssignment", 1)
def single_app_role_assignment(assignments: Any) -> str | None:
    """Return one role; which one, if there are several, is not promised."""
    roles = [_role(each) for each in as_list(assignments)]
    return roles[0][0] if roles else None


@function("AppRoleAssignmentsComplex", 1)
def app_role_assignments_complex(assignments: Any) -> list[dict[str, Any]]:
    """Return all roles, to be added to those the target has."""
    return [
        {"primary": False, "type": ROLE_TYPE, "displayName": display, "value": value}
        for value, display in (_role(each) for each in as_list(assignments))
    ]


@function("AssertiveAppRoleAssignmentsComplex", 1)
def assertive_app_role_assignments_complex(assignments: Any) -> list[dict[str, Any]]:
    """Return all roles, to replace those the target has."""
    return [
        {"primary": False, "type": ROLE_TYPE, "display": display, "value": value}
        for value, display in (_role(each) for each in as_list(assignments))
    ]


def _role(assignment: Any) -> tuple[str, str]:
    if not isinstance(assignment, dict):
        return as_text(assignment), as_text(assignment)
    value = as_text(assignment.get("value"))
    return value, as_text(assignment.get("displayName")) or value
