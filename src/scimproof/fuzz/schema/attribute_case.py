"""Attribute names in the letter case of the RFC, so that a model can compare them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scimproof.capabilities import ENTERPRISE
from scimproof.fuzz.schema.rfc_schemas import CORE_SCHEMAS

Json = dict[str, Any]


def _names(attributes: Iterable[Json]) -> Iterable[str]:
    for each in attributes:
        yield each["name"]
        yield from _names(each.get("subAttributes", ()))


_COMMON = ("schemas", "id", "meta", "resourceType", "created", "lastModified", "location", "version", ENTERPRISE)
_RFC = {name.lower(): name for schema in CORE_SCHEMAS for name in (*_COMMON, *_names(schema["attributes"]))}


def spelled(resource: Json) -> Json:
    """Return a resource with the names of the core and the enterprise extension in the RFC's own letters."""
    written: Json = _spelled(resource)
    return written


def _spelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {_RFC.get(name.lower(), name): _spelled(inner) for name, inner in value.items()}
    return [_spelled(each) for each in value] if isinstance(value, list) else value
