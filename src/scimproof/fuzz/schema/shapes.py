"""The resources of a target by its own /Schemas and /ResourceTypes, or by the RFC if it publishes none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scimproof.capabilities import Capabilities
from scimproof.fuzz.schema.rfc_schemas import CORE_SCHEMAS, CORE_TYPES

_TYPES = frozenset({"string", "boolean", "decimal", "integer", "dateTime", "reference", "binary", "complex"})


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute or sub-attribute (RFC 7643, 7); what the target left out has the RFC's default."""

    name: str
    type: str = "string"
    multi: bool = False
    required: bool = False
    mutability: str = "readWrite"
    returned: str = "default"
    case_exact: bool = False
    unique: bool = False
    values: tuple[str, ...] = ()
    """Canonical values; a suggestion, no limit."""
    subs: tuple[Attribute, ...] = ()

    @property
    def writable(self) -> bool:
        """Whether a client may send it."""
        return self.mutability != "readOnly"

    def sub(self, name: str) -> Attribute | None:
        """Return a sub-attribute by its name in any letter case."""
        return named(self.subs, name)


@dataclass(frozen=True, slots=True)
class Shape:
    """A resource type: where it is, its schema, and its extensions by URN."""

    name: str
    endpoint: str
    urn: str
    attributes: tuple[Attribute, ...]
    extensions: tuple[tuple[str, tuple[Attribute, ...]], ...] = ()

    def find(self, path: str) -> Attribute | None:
        """Return the attribute at ``name``, ``name.sub`` or ``urn:…:attribute``, or None."""
        box, local = self.attributes, path
        if path.lower().startswith("urn:"):
            urn, _, local = path.rpartition(":")
            box = next((inner for known, inner in self.extensions if known.lower() == urn.lower()), ())
        name, _, sub = local.partition(".")
        found = named(box, name)
        return found.sub(sub) if found is not None and sub else found


def named(attributes: tuple[Attribute, ...], name: str) -> Attribute | None:
    """Return the attribute with a name in any letter case."""
    return next((each for each in attributes if each.name.lower() == name.lower()), None)


def shapes(capabilities: Capabilities) -> list[Shape]:
    """Return the target's resource types; never raises, whatever the target publishes."""
    published = {
        each["id"].lower(): each
        for each in _documents(capabilities, "/Schemas")
        if isinstance(each.get("id"), str) and isinstance(each.get("attributes"), list)
    }
    known = {**{each["id"].lower(): each for each in CORE_SCHEMAS}, **published}
    found = [shape for each in _documents(capabilities, "/ResourceTypes") if (shape := _shape(each, known)) is not None]
    return found or [shape for each in CORE_TYPES if (shape := _shape(each, known)) is not None]


def _documents(capabilities: Capabilities, path: str) -> list[dict[str, Any]]:
    exchange = capabilities.document(path)
    bare = exchange.json if isinstance(exchange.json, list) else exchange.resources
    return [each for each in bare if isinstance(each, dict)]


def _shape(written: dict[str, Any], known: dict[str, dict[str, Any]]) -> Shape | None:
    name, endpoint, urn = (written.get(key) for key in ("name", "endpoint", "schema"))
    if not (isinstance(name, str) and isinstance(endpoint, str) and isinstance(urn, str) and urn.lower() in known):
        return None
    listed = written.get("schemaExtensions")
    extensions = [
        (each["schema"], tuple(_attributes(known[each["schema"].lower()])))
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict) and isinstance(each.get("schema"), str) and each["schema"].lower() in known
    ]
    place = f"/{endpoint.strip('/')}"
    # From the root of the server, as some have it, it would name nothing below the base URL.
    place = next((each for each in ("/Users", "/Groups") if place.endswith(each)), place)
    return Shape(name, place, urn, tuple(_attributes(known[urn.lower()])), tuple(dict(extensions).items()))


def _attributes(holder: dict[str, Any], key: str = "attributes", depth: int = 0) -> Iterator[Attribute]:
    listed = holder.get(key)
    seen: set[str] = set()
    for each in listed if isinstance(listed, list) and depth < 2 else []:  # noqa: PLR2004 - no sub-sub-attributes
        name = each.get("name") if isinstance(each, dict) else None
        if not isinstance(name, str) or not name or name.lower() in seen:
            continue
        seen.add(name.lower())
        type_ = each.get("type")
        canonical = each.get("canonicalValues")
        subs = tuple(_attributes(each, "subAttributes", depth + 1))
        yield Attribute(
            name=name,
            type="complex" if subs else type_ if type_ in _TYPES and type_ != "complex" else "string",
            multi=each.get("multiValued") is True,
            required=each.get("required") is True,
            mutability=_word(each, "mutability", "readWrite"),
            returned=_word(each, "returned", "default"),
            case_exact=each.get("caseExact") is True,
            unique=each.get("uniqueness") in ("server", "global"),
            values=tuple(v for v in canonical if isinstance(v, str)) if isinstance(canonical, list) else (),
            subs=subs,
        )


def _word(holder: dict[str, Any], key: str, otherwise: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else otherwise
