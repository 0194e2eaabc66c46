"""SCIM attributes as JSON Schema: one form for requests, one for answers."""

from __future__ import annotations

from typing import Any

from scimproof.fuzz.schema.shapes import Attribute, Shape

Json = dict[str, Any]

_SIMPLE: dict[str, Json] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "decimal": {"type": "number"},
    "integer": {"type": "integer"},
    "dateTime": {"type": "string", "format": "date-time"},
    "reference": {"type": "string"},
    "binary": {"type": "string", "contentEncoding": "base64"},
}


def sent(shape: Shape) -> Json:
    """Return the schema of a body that creates or replaces a resource: nothing in it is read-only."""
    written = _box(shape.attributes, writing=True)
    written["properties"] = {"schemas": _urns(shape), **written["properties"]}
    written["required"] = ["schemas", *written.get("required", [])]
    for urn, attributes in shape.extensions:
        written["properties"][urn] = _box(attributes, writing=True)
    return written


def shown(shape: Shape) -> Json:
    """Return the schema of a resource as the target shows it."""
    read = _box(shape.attributes, writing=False)
    meta = {name: {"type": "string"} for name in ("resourceType", "created", "lastModified", "location", "version")}
    read["properties"] = {
        "schemas": {"type": "array", "items": {"type": "string"}},
        "id": {"type": "string", "readOnly": True},
        "meta": {"type": "object", "readOnly": True, "properties": meta},
        **read["properties"],
    }
    read["required"] = ["schemas", "id"]
    for urn, attributes in shape.extensions:
        read["properties"][urn] = _box(attributes, writing=False)
    return read


def value_of(attribute: Attribute, *, writing: bool = True) -> Json:
    """Return the schema of one attribute's value."""
    if attribute.type == "complex":
        one = _box(attribute.subs, writing=writing)
        if attribute.name.lower() == "emails" and "value" in one["properties"]:
            one["properties"]["value"]["format"] = "email"
    else:
        one = dict(_SIMPLE[attribute.type])
        if attribute.values and attribute.type == "string":
            one["examples"] = list(attribute.values)
    if writing and attribute.required and attribute.type == "string":
        one["minLength"] = 1
    if attribute.name.lower() == "value" and attribute.type == "reference":
        one["format"] = "uri"
    return {"type": "array", "items": one} if attribute.multi else one


def _box(attributes: tuple[Attribute, ...], *, writing: bool) -> Json:
    properties: Json = {}
    for each in attributes:
        if (writing and each.writable) or (not writing and each.returned != "never"):
            properties[each.name] = value_of(each, writing=writing)
            if not writing and each.mutability == "readOnly":
                properties[each.name]["readOnly"] = True
    box: Json = {"type": "object", "properties": properties}
    required = [each.name for each in attributes if each.required and each.name in properties]
    if writing:
        box["additionalProperties"] = False
        if required:
            box["required"] = required
    return box


def _urns(shape: Shape) -> Json:
    known = [shape.urn, *(urn for urn, _ in shape.extensions)]
    return {
        "type": "array",
        "items": {"type": "string", "enum": known},
        "contains": {"const": shape.urn},
        "minItems": 1,
        "uniqueItems": True,
    }
