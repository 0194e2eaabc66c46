"""An OpenAPI 3.1 document of a target, from its own /Schemas, /ResourceTypes and /ServiceProviderConfig.

It says what the target declares, so it is only as right as that; what the target is silent about is as in the RFCs.
"""

from __future__ import annotations

from typing import Any

from scimproof.capabilities import Capabilities
from scimproof.fuzz.schema import grammar, json_schema, openapi_samples
from scimproof.fuzz.schema.shapes import Shape, shapes
from scimproof.requirements import Capability

Json = dict[str, Any]

MEDIA_TYPE = "application/scim+json"
_MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"


def document(capabilities: Capabilities, base_url: str) -> Json:
    """Return the document; the same target always gives the same one."""
    found = shapes(capabilities)
    paths: Json = {}
    components: Json = {"Error": _ERROR}
    for shape in found:
        components[shape.name] = json_schema.shown(shape)
        components[f"{shape.name}ToWrite"] = json_schema.sent(shape)
        components[f"{shape.name}List"] = _listed(shape)
        paths |= _paths(shape, capabilities)
        if _has(capabilities, Capability.PATCH):
            components[f"{shape.name}Patch"] = grammar.patch_message(shape)
    for name in ("ServiceProviderConfig", "ResourceTypes", "Schemas"):
        answer = _answers({"200": "What the service provider says of itself"}, {"type": "object"})
        paths[f"/{name}"] = {"get": {"operationId": f"read{name}", "tags": ["discovery"], "responses": answer}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"SCIM 2.0 at {base_url}",
            "version": "2.0",
            "description": "Made by scimproof from the target's discovery endpoints (RFC 7643, RFC 7644).",
        },
        "servers": [{"url": base_url}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "x-scim-filter-grammar": grammar.ABNF,
    }


def _paths(shape: Shape, capabilities: Capabilities) -> Json:
    one, several = shape.name, f"{shape.name}List"
    written = _body(f"{one}ToWrite", openapi_samples.bodies(shape))
    search: Json = {
        "operationId": f"search{one}",
        "summary": f"Find {one} resources",
        "parameters": _search_parameters(shape, capabilities),
        "responses": _answers({"200": "The resources found"}, _ref(several), "400"),
    }
    patched = _has(capabilities, Capability.PATCH)
    next_ = {"read", "replace", "delete", *(["change"] if patched else [])}
    create: Json = {
        "operationId": f"create{one}",
        "summary": f"Create a {one}",
        "requestBody": written,
        "responses": _answers(
            {"201": "The resource created"},
            _ref(one),
            "400",
            "409",
            links=openapi_samples.links(one, next_, created=True),
        ),
    }
    links = openapi_samples.links(one, next_)
    item: Json = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}],
        "get": {
            "operationId": f"read{one}",
            "parameters": _projection(),
            "responses": _answers({"200": "The resource"}, _ref(one), "404"),
        },
        "put": {
            "operationId": f"replace{one}",
            "requestBody": written,
            "responses": _answers({"200": "The resource as it is now"}, _ref(one), "400", "404", "409", links=links),
        },
        "delete": {
            "operationId": f"delete{one}",
            "responses": _answers({"204": "It is gone"}, None, "404", links=links),
        },
    }
    if patched:
        changed = {"200": "The resource as it is now", "204": "Changed"}
        item["patch"] = {
            "operationId": f"change{one}",
            "requestBody": _body(f"{one}Patch", openapi_samples.changes(shape)),
            "responses": _answers(changed, _ref(one), "400", "404", "409", links=links),
        }
    for operation in (search, create, *(each for key, each in item.items() if key != "parameters")):
        operation["tags"] = [one]
    return {shape.endpoint: {"get": search, "post": create}, f"{shape.endpoint}/{{id}}": item}


def _search_parameters(shape: Shape, capabilities: Capabilities) -> list[Json]:
    names = [each.name for each in shape.attributes if each.returned != "never" and each.type != "complex"]
    found = [
        _query("startIndex", {"type": "integer", "minimum": 1}, "1-based index of the first resource"),
        _query("count", {"type": "integer", "minimum": 0}, "how many resources a page may hold"),
        *_projection(),
    ]
    if _has(capabilities, Capability.FILTER):
        found.append(_query("filter", grammar.filter_schema(shape), "RFC 7644, 3.4.2.2; see x-scim-filter-grammar"))
    if capabilities.state(Capability.SORT).declared:
        found += [
            _query("sortBy", {"type": "string", "enum": names}, "attribute to sort by"),
            _query("sortOrder", {"type": "string", "enum": ["ascending", "descending"]}, "direction"),
        ]
    paging = capabilities.document("/ServiceProviderConfig").resource.get("pagination")
    if isinstance(paging, dict) and paging.get("cursor") is True:
        found.append(_query("cursor", {"type": "string"}, "RFC 9865; empty begins a walk"))
    return found


def _projection() -> list[Json]:
    return [
        _query("attributes", {"type": "string"}, "attributes to return, separated by commas"),
        _query("excludedAttributes", {"type": "string"}, "attributes to leave out, separated by commas"),
    ]


def _query(name: str, schema: Json, description: str) -> Json:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _body(schema: str, examples: Json) -> Json:
    shown = {"examples": examples} if examples else {}
    return {"required": True, "content": {MEDIA_TYPE: {"schema": _ref(schema), **shown}}}


def _answers(good: dict[str, str], schema: Json | None, *errors: str, links: Json | None = None) -> Json:
    answers: Json = {}
    for status, description in good.items():
        answers[status] = {"description": description}
        if links:
            answers[status]["links"] = links
        if schema is not None and status != "204":
            answers[status]["content"] = {MEDIA_TYPE: {"schema": schema}}
    for status in (*errors, "default"):
        answers[status] = {"description": "A SCIM error", "content": {MEDIA_TYPE: {"schema": _ref("Error")}}}
    return answers


def _listed(shape: Shape) -> Json:
    return {
        "type": "object",
        "required": ["schemas", "totalResults"],
        "properties": {
            "schemas": {"type": "array", "contains": {"const": f"{_MESSAGES}ListResponse"}},
            "totalResults": {"type": "integer", "minimum": 0},
            "startIndex": {"type": "integer"},
            "itemsPerPage": {"type": "integer"},
            "Resources": {"type": "array", "items": _ref(shape.name)},
        },
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _has(capabilities: Capabilities, capability: Capability) -> bool:
    """Only what the target itself denies is left out: many say nothing."""
    return capabilities.state(capability).declared is not False


_ERROR: Json = {
    "type": "object",
    "required": ["schemas", "status"],
    "properties": {
        "schemas": {"type": "array", "contains": {"const": f"{_MESSAGES}Error"}},
        "status": {"type": "string", "pattern": "^[45][0-9][0-9]$"},
        "scimType": {"type": "string"},
        "detail": {"type": "string"},
    },
}
