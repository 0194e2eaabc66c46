"""What the target's own schemas declare for each attribute of users and groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.capabilities import CORE_GROUP, CORE_USER
from scimproof.observe.history import GROUPS, USERS, History

_CORE = {USERS: CORE_USER, GROUPS: CORE_GROUP}
_CACHED = "declared by the target"
_COMMON = frozenset({"schemas", "id", "meta", "externalid"})


@dataclass(frozen=True, slots=True)
class Place:
    """An attribute of a resource that a schema declares.

    Attributes:
        path: as Entra would write it: ``name.givenName``, ``urn:…:User:department``.
        attribute: as in the schema; whatever is in it.
        value: what the resource has there; never None.
        parent: the attribute that it is a part of, if any.
    """

    path: str
    attribute: Mapping[str, Any]
    value: Any
    parent: Mapping[str, Any] | None = None


class Declared:
    """The attributes of users and groups, as /Schemas has them.

    Args:
        history: of the run; without a published schema nothing is declared.
    """

    def __init__(self, history: History) -> None:
        self._schemas = {str(each.get("id", "")).lower(): each for each in history.schemas}
        self._types = history.resource_types
        self._attributes = {urn: _by_name(each.get("attributes")) for urn, each in self._schemas.items()}
        self._subs = {
            id(attribute): _by_name(attribute.get("subAttributes"))
            for attributes in self._attributes.values()
            for attribute in attributes.values()
        }

        self._places: dict[tuple[str, int], tuple[Mapping[str, Any], list[Place]]] = {}

    def __bool__(self) -> bool:
        return bool(self._schemas)

    def urns(self, endpoint: str) -> set[str]:
        """Return, in lower case, the schema of an endpoint's resource type and its extensions; empty if unknown."""
        found: set[str] = set()
        for each in self._types:
            at = each.get("endpoint")
            if isinstance(at, str) and at.rstrip("/").rpartition("/")[2] == endpoint.strip("/"):
                found.add(str(each.get("schema", "")).lower())
                listed = each.get("schemaExtensions")
                for one in listed if isinstance(listed, list) else []:
                    found.add(str(one.get("schema", "")).lower() if isinstance(one, dict) else str(one).lower())
        return found - {""}

    def attributes(self, urn: str) -> dict[str, Mapping[str, Any]]:
        """Return the attributes of a schema by name, in lower case."""
        return self._attributes.get(urn.lower(), {})

    def of(self, endpoint: str, path: str) -> Mapping[str, Any] | None:
        """Return the attribute that a path names, or None when no schema declares it."""
        urn, _, local = path.rpartition(":") if path.lower().startswith("urn:") else (_CORE[endpoint], "", path)
        name, _, sub = local.partition(".")
        attribute = self.attributes(urn).get(name.lower())
        if attribute is None or not sub:
            return attribute
        return self._subs[id(attribute)].get(sub.lower())

    def mutability(self, endpoint: str, path: str) -> str:
        """Return the mutability that a path is declared with, its parent's if that is stricter; empty if unknown."""
        parent = self.of(endpoint, path.partition(".")[0] if not path.lower().startswith("urn:") else path)
        own = self.of(endpoint, path)
        for each in (parent, own):
            if each is not None and each.get("mutability") in ("readOnly", "immutable", "writeOnly"):
                return str(each["mutability"])
        return str(own.get("mutability", "")) if own is not None else ""

    def places(self, endpoint: str, resource: Mapping[str, Any]) -> list[Place]:
        """Return each declared attribute that a resource has a value of, sub-attributes after their parent."""
        key = (endpoint, id(resource))
        if key not in self._places:
            self._places[key] = (resource, list(self._placed(endpoint, resource)))
        return self._places[key][1]

    def _placed(self, endpoint: str, resource: Mapping[str, Any]) -> Iterator[Place]:
        yield from self._box(self.attributes(_CORE[endpoint]), resource, "")
        for name, inner in resource.items():
            if name.lower() in self._schemas and isinstance(inner, Mapping):
                yield from self._box(self.attributes(name), inner, f"{name}:")

    def _box(self, attributes: Mapping[str, Mapping[str, Any]], box: Mapping[str, Any], prefix: str) -> Iterator[Place]:
        for name, held in box.items():
            attribute = attributes.get(name.lower())
            if attribute is None or held is None or (not prefix and name.lower() in _COMMON):
                continue
            yield Place(f"{prefix}{name}", attribute, held)
            inner = self._subs[id(attribute)]
            for each in held if isinstance(held, list) else [held]:
                for sub, part in each.items() if isinstance(each, Mapping) else ():
                    if part is not None and sub.lower() in inner:
                        yield Place(f"{prefix}{name}.{sub}", inner[sub.lower()], part, attribute)


def _by_name(attributes: Any) -> dict[str, Mapping[str, Any]]:
    listed = attributes if isinstance(attributes, list) else []
    return {str(each.get("name", "")).lower(): each for each in listed if isinstance(each, Mapping)}


def declared(history: History) -> Declared:
    """Return what the target declares, read once for a history."""
    made: Declared | None = history.__dict__.get(_CACHED)
    if made is None:
        made = history.__dict__[_CACHED] = Declared(history)
    return made
