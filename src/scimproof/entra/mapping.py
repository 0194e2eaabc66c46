"""Attribute mappings: which source value each target attribute gets, and when.

`scimproof.entra.mapping_file` reads them from an exported schema.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scimproof.entra.dialect import ROLE_TYPE
from scimproof.entra.expressions import BadExpression, Expression
from scimproof.entra.functions import IGNORE, Context
from scimproof.entra.functions.registry import as_text
from scimproof.entra.paths import ENTERPRISE, GROUP, USER, parse, write

REFERENCE = "Reference"


class BadMapping(ValueError):
    """The file is no attribute mapping that can be used. One line that says where and why."""


class Apply(StrEnum):
    """When a row takes part: Graph's flow types."""

    ALWAYS = "Always"
    ON_CREATE = "ObjectAddOnly"
    INTO_NOTHING = "AttributeAddOnly"
    """Only where the target has no value at all."""
    VALUES = "ValueAddOnly"
    """What is there stays; more is added."""
    ELEMENTS = "MultiValueAddOnly"
    """Only where a multi-valued attribute gets another element."""


_ADDING = frozenset({Apply.VALUES, Apply.ELEMENTS})
_ROLES = re.compile(r"\b(SingleAppRoleAssignment|AppRoleAssignmentsComplex)\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeMapping:
    """One row.

    Attributes:
        target: target attribute name.
        source: the expression that gives its value.
        type: Binary, Boolean, DateTime, Integer, Reference or String.
        precedence: above 0, it is a matching attribute; the lowest is tried first.
        apply: always, only when the object is created, or only to add.
        default: the value on create when the source gives none.
        multivalued: the target attribute holds a list.
        required: the target demands a value.
        case_exact: a change of letter case alone is a change.
        documented: it stands in Microsoft's table, rather than only in configurations that were seen.
    """

    target: str
    source: Expression
    type: str = "String"
    precedence: int = 0
    apply: Apply = Apply.ALWAYS
    default: str | None = None
    multivalued: bool = False
    required: bool = False
    case_exact: bool = False
    documented: bool = True

    @property
    def assigns_roles(self) -> bool:
        """It gives roles, and not by the assertive function: the legacy dialect words them in a way of their own."""
        return parse(self.target).attribute.lower() == "roles" and _ROLES.search(self.source.text) is not None

    @property
    def replaces_list(self) -> bool:
        """It puts a whole list in the place of another, even of none."""
        return "AssertiveAppRoleAssignmentsComplex(" in self.source.text

    @property
    def adds_only(self) -> bool:
        """It adds to a list and never takes anything out of it."""
        return self.apply in _ADDING or (self.assigns_roles and not parse(self.target).bracketed)

    def value(self, source: Mapping[str, Any], *, creating: bool = False, context: Context | None = None) -> Any:
        """Return what flows to the target; None when nothing does, for the service sends no nulls.

        Raises:
            BadMapping: the expression cannot be evaluated, or its value is not of the attribute's type.
        """
        try:
            value = self.source.evaluate(source, context)
        except BadExpression as error:
            raise BadMapping(f"{self.target}: {error}") from None
        if value is IGNORE:
            return None
        if value in (None, "", []) and creating:
            value = self.default
        return None if value in (None, "", []) else self._typed(value)

    def _typed(self, value: Any) -> Any:
        if isinstance(value, list):
            if self.multivalued or any(isinstance(each, dict) for each in value):
                return value
            value = value[0]
        text = as_text(value)
        if self.type == "Boolean":
            if text.lower() not in ("true", "false"):
                raise BadMapping(f"{self.target}: {text!r} is not a boolean")
            return text.lower() == "true"
        if self.type == "Integer":
            try:
                return int(text)
            except ValueError:
                raise BadMapping(f"{self.target}: {text!r} is not an integer") from None
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectMapping:
    """How one kind of object goes over.

    Attributes:
        name: as the portal shows it.
        source: ``User`` or ``Group``.
        target: the URN of the target's schema.
        rows: its attribute mappings.
        enabled: whether it runs at all.
        creates, updates, deletes: the target object actions that are ticked.
        scope: the scoping filters as exported; any one that holds lets an object in, none lets all in.
    """

    name: str
    source: str
    target: str
    rows: tuple[AttributeMapping, ...]
    enabled: bool = True
    creates: bool = True
    updates: bool = True
    deletes: bool = True
    scope: tuple[Mapping[str, Any], ...] = ()

    @property
    def matching(self) -> tuple[AttributeMapping, ...]:
        """The matching attributes, the first to try first."""
        return tuple(sorted((row for row in self.rows if row.precedence > 0), key=lambda row: row.precedence))

    @property
    def references(self) -> tuple[AttributeMapping, ...]:
        """The rows that link objects (``manager``, ``members``): they flow in a later PATCH, not on create."""
        return tuple(row for row in self.rows if row.type == REFERENCE)

    def values(
        self, source: Mapping[str, Any], *, creating: bool = False, context: Context | None = None
    ) -> dict[str, Any]:
        """Return target attribute name to value for all that flows, links aside.

        Raises:
            BadMapping: a row cannot be evaluated; the message names it.
        """
        found = {
            row.target: row.value(source, creating=creating, context=context)
            for row in self.rows
            if row.type != REFERENCE and (creating or row.apply is not Apply.ON_CREATE)
        }
        return {target: value for target, value in found.items() if value is not None}

    def body(self, source: Mapping[str, Any], context: Context | None = None) -> dict[str, Any]:
        """Return the create body.

        Like the service's own it lists the two user schemas, an extension's URN not, and carries a ``meta``; the work
        e-mail is primary; a user has ``roles``, a group ``members``, both empty.

        Raises:
            BadMapping: a row cannot be evaluated.
            BadPath: two rows stand in each other's way.
        """
        group = self.source == "Group"
        body: dict[str, Any] = {"schemas": [GROUP] if group else [USER, ENTERPRISE]}
        for target, value in self.values(source, creating=True, context=context).items():
            write(body, target, value)
        for email in body.get("emails", []) if isinstance(body.get("emails"), list) else []:
            if isinstance(email, dict) and email.get("type") == "work":
                email.setdefault("primary", True)
        for role in body.get("roles", []) if isinstance(body.get("roles"), list) else []:
            if isinstance(role, dict):
                role["type"] = ROLE_TYPE  # whatever is mapped
        body.setdefault("members" if group else "roles", [])
        return body | {"meta": {"resourceType": "Group" if group else "User"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSchema:
    """What a provisioning job does: its mapping of users, and of groups if it has one."""

    users: ObjectMapping
    groups: ObjectMapping | None = None

    def problems(self) -> list[str]:
        """Return what will not work, a sentence each."""
        found = (
            []
            if self.users.matching
            else ["the mapping of users has no matching attribute: every cycle would create the users again"]
        )
        rows = [*self.users.rows, *(self.groups.rows if self.groups else ())]
        if any(parse(row.target).attribute == "id" for row in rows):
            found.append("id must not be mapped: the target assigns it")
        return found
