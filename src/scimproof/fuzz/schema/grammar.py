"""The filters and PATCH operations of one resource type, as regular expression, ABNF and JSON Schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scimproof.fuzz.schema.json_schema import value_of
from scimproof.fuzz.schema.shapes import Attribute, Shape

Json = dict[str, Any]

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

ABNF = """\
FILTER    = attrExp / logExp / valuePath / *1"not" "(" FILTER ")"
valuePath = attrPath "[" valFilter "]"
valFilter = attrExp / logExp / *1"not" "(" valFilter ")"
attrExp   = (attrPath SP "pr") / (attrPath SP compareOp SP compValue)
logExp    = FILTER SP ("and" / "or") SP FILTER
compValue = false / null / true / number / string ; as in JSON
compareOp = "eq" / "ne" / "co" / "sw" / "ew" / "gt" / "lt" / "ge" / "le"
attrPath  = [URI ":"] ATTRNAME *1subAttr
subAttr   = "." ATTRNAME"""
"""RFC 7644, 3.4.2.2; ``and`` binds tighter than ``or``, ``not`` tightest."""

_TEXT = '"[A-Za-z0-9 @.+-]{0,12}"'


def filter_schema(shape: Shape) -> Json:
    """Return the schema of the ``filter`` parameter: comparisons joined by ``and`` and ``or``, no brackets."""
    texts = [path for path, each in _single(shape) if each.type == "string"]
    switches = [path for path, each in _single(shape) if each.type == "boolean"]
    leaves = [f"({_any(texts)}) (eq|ne|co|sw|ew) {_TEXT}", f"({_any(texts + switches)}) pr"]
    leaves += [f"({_any(switches)}) eq (true|false)"] if switches else []
    leaf = f"({'|'.join(leaves)})"
    examples = [f'{texts[0]} eq "x"'] if texts else []
    return {"type": "string", "pattern": f"^{leaf}( (and|or) {leaf}){{0,3}}$", "examples": examples}


def patch_message(shape: Shape) -> Json:
    """Return the schema of a PATCH body: each path with a value that fits it."""
    by_value: dict[str, list[str]] = {}
    for path, attribute in writable(shape):
        key = json.dumps(value_of(attribute), sort_keys=True)
        by_value.setdefault(key, []).append(path)
    removable = [path for path, each in writable(shape) if not each.required]
    operations: list[Json] = [
        _operation(["add", "replace"], paths, json.loads(value)) for value, paths in by_value.items()
    ]
    operations.append(
        {
            "type": "object",
            "required": ["op", "path"],
            "properties": {"op": {"const": "remove"}, "path": {"type": "string", "enum": removable}},
            "additionalProperties": False,
        }
    )
    return {
        "type": "object",
        "required": ["schemas", "Operations"],
        "properties": {
            "schemas": {"type": "array", "items": {"const": PATCH_OP}, "minItems": 1, "maxItems": 1},
            "Operations": {"type": "array", "minItems": 1, "maxItems": 4, "items": {"anyOf": operations}},
        },
        "additionalProperties": False,
    }


def writable(shape: Shape) -> Iterator[tuple[str, Attribute]]:
    """Yield every path that a client may write to: whole attributes, sub-attributes, elements by type, extensions."""
    for prefix, attributes in [("", shape.attributes), *((f"{urn}:", box) for urn, box in shape.extensions)]:
        for each in attributes:
            if not each.writable or each.mutability == "immutable":
                continue
            yield f"{prefix}{each.name}", each
            for sub in each.subs:
                if not sub.writable or sub.mutability == "immutable":
                    continue
                if not each.multi:
                    yield f"{prefix}{each.name}.{sub.name}", sub
                elif sub.name.lower() == "value" and (types := each.sub("type")) is not None:
                    yield from (
                        (f'{prefix}{each.name}[type eq "{kind}"].{sub.name}', sub)
                        for kind in types.values
                        if '"' not in kind
                    )


def _single(shape: Shape) -> Iterator[tuple[str, Attribute]]:
    for each in shape.attributes:
        if each.returned == "never":
            continue
        if each.subs:
            yield from ((f"{each.name}.{sub.name}", sub) for sub in each.subs)
        else:
            yield each.name, each


def _any(paths: list[str]) -> str:
    return "|".join(re.escape(each) for each in paths) or "id"


def _operation(verbs: list[str], paths: list[str], value: Json) -> Json:
    return {
        "type": "object",
        "required": ["op", "path", "value"],
        "properties": {
            "op": {"type": "string", "enum": verbs},
            "path": {"type": "string", "enum": paths},
            "value": value,
        },
        "additionalProperties": False,
    }
