"""Whether what the target holds is what the mapping says: the question before each write, and after each cycle."""

from __future__ import annotations

from typing import Any

from scimproof.entra.mapping import AttributeMapping
from scimproof.entra.paths import read


def differs(resource: dict[str, Any], row: AttributeMapping, wanted: Any) -> bool:
    """Tell whether a resource holds another value than a row of the mapping wants."""
    return not same(read(resource, row.target), wanted, exact=row.case_exact)


def same(held: Any, wanted: Any, *, exact: bool) -> bool:
    """Compare as the service does: letter case counts only where the attribute says so, types do not."""
    if isinstance(wanted, list):
        return isinstance(held, list) and _elements(held, exact) == _elements(wanted, exact)
    if isinstance(held, dict | list):
        return False
    return held is not None and _folded(held, exact) == _folded(wanted, exact)


def _elements(values: list[Any], exact: bool) -> list[str]:  # noqa: FBT001 - private, two calls above
    return sorted(
        _folded(each.get("value"), exact) if isinstance(each, dict) else _folded(each, exact) for each in values
    )


def _folded(value: Any, exact: bool) -> str:  # noqa: FBT001 - private
    text = str(value)
    return text if exact and not isinstance(value, bool) else text.casefold()
