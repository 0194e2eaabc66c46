"""Whether the target's values are what the mapping says: asked before each write and after each cycle."""

from __future__ import annotations

import json
from typing import Any

from scimproof.entra.mapping import Apply, AttributeMapping
from scimproof.entra.paths import read


def differs(resource: dict[str, Any], row: AttributeMapping, wanted: Any) -> bool:
    """Tell whether a resource holds another value than a row of the mapping wants, and the row would change that."""
    held = read(resource, row.target)
    there = held not in (None, "", [], {})
    if row.apply is Apply.INTO_NOTHING or (row.apply is Apply.ELEMENTS and not isinstance(wanted, list)):
        return not there
    if row.assigns_roles and not isinstance(wanted, list):
        return held != wanted and wanted not in _worded(read(resource, "roles"))
    if row.adds_only and isinstance(wanted, list):
        known = _elements(held, row.case_exact) if isinstance(held, list) else []
        known += [_folded(each, row.case_exact) for each in _worded(held)] if row.assigns_roles else []
        return not set(_elements(wanted, row.case_exact)) <= set(known)
    return not same(held, wanted, exact=row.case_exact)


def same(held: Any, wanted: Any, *, exact: bool) -> bool:
    """Compare as the service does: letter case counts only where the attribute says so, types do not."""
    if isinstance(wanted, list):
        return isinstance(held, list) and _elements(held, exact) == _elements(wanted, exact)
    if isinstance(held, dict | list):
        return False
    return held is not None and _folded(held, exact) == _folded(wanted, exact)


def _worded(roles: Any) -> list[str]:
    """Return the roles that stand in a list as texts of JSON, as the legacy dialect writes them."""
    found = []
    for each in roles if isinstance(roles, list) else []:
        try:
            role = json.loads(each["value"])
        except (TypeError, KeyError, ValueError, RecursionError):
            continue
        if isinstance(role, dict) and isinstance(role.get("value"), str):
            found.append(role["value"])
    return found


def _elements(values: list[Any], exact: bool) -> list[str]:  # noqa: FBT001 - private, two calls above
    return sorted(
        _folded(each.get("value"), exact) if isinstance(each, dict) else _folded(each, exact) for each in values
    )


def _folded(value: Any, exact: bool) -> str:  # noqa: FBT001 - private
    text = str(value)
    return text if exact and not isinstance(value, bool) else text.casefold()
