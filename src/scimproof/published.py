"""What a target's own schemas say of an attribute: whether it exists, its types, and who may set it."""

from __future__ import annotations

import re
from typing import Any

_ALWAYS = ("schemas", "meta", "externalId", "userName")
"""What every user has, in a schema or not."""

_TYPE = re.compile(r'\[\s*type\s+eq\s+"([^"]*)"\s*\]', re.IGNORECASE)


class Published:
    """The schemas that a target publishes.

    Args:
        schemas: as they are in the list response, whatever is in them.
    """

    def __init__(self, schemas: list[dict[str, Any]]) -> None:
        self._schemas = schemas

    def schema(self, urn: str) -> dict[str, Any] | None:
        """Return a schema, or None."""
        wanted = urn.lower()
        return next((each for each in self._schemas if str(each.get("id", "")).lower() == wanted), None)

    def names(self, path: str, resource: str, *, to_read: bool = False) -> bool:
        """Tell whether there is an attribute that a client may set; without any schema, all of the core.

        Args:
            path: as Entra maps it; see `Capabilities.declares`.
            resource: the core schema that unqualified paths belong to.
            to_read: an attribute that a client may only read counts too.
        """
        if path == "externalId":
            return True
        urn, local = path.rpartition(":")[::2] if path.lower().startswith("urn:") else (resource, path)
        name, _, sub = local.partition("[")[0].partition(".")
        if "[" in local:
            sub = local.rpartition("]")[2].lstrip(".")
        schema = self.schema(urn)
        if schema is None:
            return not self._schemas and urn == resource
        attribute = named(schema.get("attributes"), name)
        if attribute is None or not _has_type(attribute, local):
            return False
        whole = not sub or not attribute.get("subAttributes")
        inner = attribute if whole else named(attribute.get("subAttributes"), sub)
        return inner is not None and (
            to_read or "readOnly" not in (attribute.get("mutability"), inner.get("mutability"))
        )

    def part(self, body: dict[str, Any], resource: str) -> dict[str, Any]:
        """Return of a body what a client may set; an extension that no schema describes stays whole."""
        kept: dict[str, Any] = {}
        for name, value in body.items():
            if name in _ALWAYS:
                kept[name] = value
            elif name.lower().startswith("urn:"):
                kept[name] = self._inner(f"{name}:", value, resource) if self.schema(name) else value
            elif self.names(name, resource):
                kept[name] = self._value(name, value, resource)
        return kept

    def _value(self, name: str, value: Any, resource: str) -> Any:
        if not isinstance(value, list):
            return self._inner(f"{name}.", value, resource)
        known = [each for each in value if self.names(f"{name}{_brackets(each)}", resource)]
        return [self._inner(f"{name}.", each, resource) for each in known]

    def _inner(self, prefix: str, value: Any, resource: str) -> Any:
        if not isinstance(value, dict):
            return value
        return {sub: inner for sub, inner in value.items() if self.names(f"{prefix}{sub}", resource)}


def named(attributes: Any, name: str) -> dict[str, Any] | None:
    """Return the attribute with a name in any letter case, from what ought to be a list of attributes."""
    for each in attributes if isinstance(attributes, list) else ():
        if isinstance(each, dict) and str(each.get("name", "")).lower() == name.lower():
            return each
    return None


def _brackets(element: Any) -> str:
    kind = element.get("type") if isinstance(element, dict) else None
    return f'[type eq "{kind}"]' if isinstance(kind, str) else ""


def _has_type(attribute: dict[str, Any], path: str) -> bool:
    """Tell whether an attribute knows the type that a path asks for; a schema that lists no types knows them all."""
    wanted = _TYPE.search(path)
    of_type = named(attribute.get("subAttributes"), "type")
    listed = of_type.get("canonicalValues") if of_type else None
    if wanted is None or not isinstance(listed, list) or not listed:
        return True
    return wanted[1].lower() in (str(each).lower() for each in listed)
