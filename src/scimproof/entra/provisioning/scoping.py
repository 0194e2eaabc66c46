"""Who is in scope: assignments, app roles and scoping filters.

Clauses of one filter must all hold, one filter of several is enough, and a value that is empty makes a clause fail.
Operators: Microsoft's page on scoping filters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scimproof.entra.functions.registry import as_text
from scimproof.entra.mapping import BadMapping

Test = Callable[[str, str], bool]


def _matched(value: str, pattern: str) -> bool:
    return re.search(pattern, value) is not None


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\s*-?\d+\s*", text) else float("nan")


_OPERATORS: dict[str, Test] = {
    "EQUALS": lambda value, wanted: value == wanted,
    "NOTEQUALS": lambda value, wanted: value != wanted,
    "INCLUDES": lambda value, wanted: wanted in value,
    "ENDSWITH": lambda value, wanted: value.endswith(wanted),
    "GREATERTHAN": lambda value, wanted: _number(value) > _number(wanted),
    "GREATERTHANOREQUALS": lambda value, wanted: _number(value) >= _number(wanted),
    "REGEXMATCH": _matched,
    "NOTREGEXMATCH": lambda value, wanted: not _matched(value, wanted),
    "ISTRUE": lambda value, _: value.lower() == "true",
    "ISFALSE": lambda value, _: value.lower() == "false",
    "ISNOTNULL": lambda _value, _wanted: True,
    "&": lambda value, wanted: value in wanted,
    "!&": lambda value, wanted: value not in wanted,
}
"""By name without spaces and underscores: the portal, its pages and Graph spell them differently."""

_IS_NULL = "ISNULL"


class ScopingFilters:
    """The scoping filters of one object mapping.

    Args:
        groups: as exported (``scope.groups``); none lets everything in.

    Raises:
        BadMapping: a clause has an operator that does not exist, or a pattern that is none.
    """

    def __init__(self, groups: Sequence[Mapping[str, Any]]) -> None:
        self._filters = [(str(each.get("name") or "scoping filter"), list(_clauses(each))) for each in groups]

    def admits(self, attributes: Mapping[str, Any]) -> bool:
        """Tell whether an object with these attributes of the source is in scope."""
        return not self._filters or any(all(clause(attributes) for clause in clauses) for _, clauses in self._filters)

    @property
    def names(self) -> str:
        """The titles of the filters, for the log."""
        return ", ".join(name for name, _ in self._filters)


def _clauses(group: Mapping[str, Any]) -> list[Callable[[Mapping[str, Any]], bool]]:
    clauses = group.get("clauses")
    return [_clause(each) for each in clauses if isinstance(each, dict)] if isinstance(clauses, list) else []


def _clause(clause: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], bool]:
    name = str(clause.get("sourceOperandName") or "")
    spelled = str(clause.get("operatorName") or "")
    operator = re.sub(r"[\s_]", "", spelled).upper()
    operand = clause.get("targetOperand")
    values = operand.get("values") if isinstance(operand, dict) else None
    wanted = as_text(values[0]) if isinstance(values, list) and values else ""
    if operator == _IS_NULL:
        return lambda attributes: attributes.get(name) in (None, "", [])
    test = _OPERATORS.get(operator)
    if test is None:
        known = "EQUALS, NOT EQUALS, Includes, ENDS_WITH, REGEX MATCH, IS NULL, ..."
        raise BadMapping(f"scoping filter on {name or '?'}: unknown operator {spelled!r}; there are {known}")
    if operator.endswith("REGEXMATCH"):
        try:
            re.compile(wanted)
        except re.error as problem:
            raise BadMapping(f"scoping filter on {name}: {wanted!r} is no pattern: {problem}") from None

    def holds(attributes: Mapping[str, Any]) -> bool:
        value = attributes.get(name)
        # Lists cannot be filtered on; the documentation leaves it at that, and so nothing with one is let in.
        if value in (None, "", []) or isinstance(value, list):
            return False
        return test(as_text(value), wanted)

    return holds
