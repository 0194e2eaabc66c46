"""Bodies generated from a schema: a complete one, and others with one invalid value.

Schemathesis needs luck for either; what a service provider cuts off or takes in the wrong type is seldom more than one
attribute of many.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from itertools import cycle
from random import Random
from typing import Any

from scimproof.fuzz.requests.read_back import is_free
from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest
from scimproof.fuzz.schema.grammar import PATCH_OP, writable
from scimproof.fuzz.schema.shapes import Attribute, Shape

Json = dict[str, Any]

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LENGTHS = range(4, 41)
"""Long enough for a column that is too narrow, short enough for one that is not."""

_ODD_ONES: tuple[Any, ...] = (
    *(7, 1.5, True, None, [], ["x"], {}, {"a": {"b": ["c"]}}),
    *("", "\x00", "a\x07b", "\ud800", "\u202ex", "x" * 3000, 10**30, -1),
)
_ODD_SEVERAL: tuple[Any, ...] = (
    *("x", 7, None, {}, [None], [[]], [7], ["x"], {"value": None}, [{}], [{"value": 7}], [{"value": 1.5}]),
    *([{"value": {"a": "b"}}], [{"value": ["x"]}], [{"value": "x", "type": []}], [{"value": "x", "primary": "yes"}]),
)


def whole(shape: Shape, random: Random) -> Json:
    """Return a body in which every text and switch has a value that no service provider has a reason to change."""
    body: Json = {"schemas": [shape.urn, *(urn for urn, _ in shape.extensions)]}
    body |= _filled(shape.attributes, random)
    return body | {urn: filled for urn, attributes in shape.extensions if (filled := _filled(attributes, random))}


def misfits(shape: Shape, random: Random) -> Iterator[Json]:
    """Yield small bodies, without end, each with one value of a wrong type or of a kind that nobody thinks of."""
    least = plain(shape, random)
    places = list(_places(shape))
    odd = _Odd(random)
    while places:
        box, path, attribute = random.choice(places)
        body = copy.deepcopy(least)
        holder = body.setdefault(box, {}) if box else body
        if box:
            body["schemas"].append(box)
        if len(path) > 1:
            holder = holder.setdefault(path[0], {})
        holder[path[-1]] = odd.value(attribute)
        yield body


def odd_operations(shape: Shape, random: Random) -> Iterator[Json]:
    """Yield PATCH bodies, without end, each with one value that does not fit its path."""
    places = list(writable(shape))
    odd = _Odd(random)
    while places:
        path, attribute = random.choice(places)
        operation = {"op": random.choice(("add", "replace")), "path": path, "value": odd.value(attribute)}
        yield {"schemas": [PATCH_OP], "Operations": [operation]}


def request(method: str, path: str, body: Json, *, valid: bool) -> GeneratedRequest:
    """Return a body as a request."""
    return GeneratedRequest(method, path, "", json.dumps(body).encode(), valid)


class _Odd:
    """Hands out odd values in a random order, each once before one comes again."""

    def __init__(self, random: Random) -> None:
        self._one, self._several = (cycle(random.sample(all_, len(all_))) for all_ in (_ODD_ONES, _ODD_SEVERAL))

    def value(self, attribute: Attribute) -> Any:
        """Return a value that does not fit an attribute, or barely."""
        return next(self._several if attribute.multi or attribute.type == "complex" else self._one)


def plain(shape: Shape, random: Random) -> Json:
    """Return the smallest body that creates a resource: what the schema requires, and names."""
    needed = {each.name for each in shape.attributes if each.required} | {"userName", "displayName"}
    return {"schemas": [shape.urn]} | {
        name: value for name, value in _filled(shape.attributes, random).items() if name in needed
    }


def _filled(attributes: tuple[Attribute, ...], random: Random) -> Json:
    filled: Json = {}
    for each in attributes:
        if not each.writable or each.mutability == "immutable" or each.returned != "default":
            continue
        if each.multi:
            if each.required or each.name == "emails":
                value = f"{_text(random)}@scimproof.example"
                filled[each.name] = [{"value": value, "type": "work"}] if each.type == "complex" else [value]
        elif each.type == "complex":
            if inner := _filled(each.subs, random):
                filled[each.name] = inner
        elif each.type == "boolean":
            filled[each.name] = random.random() < 0.5  # noqa: PLR2004
        elif each.type == "string" and (is_free(each) or each.required):
            filled[each.name] = each.values[0] if each.values else _text(random)
    if "userName" in filled:
        filled["userName"] += "@scimproof.example"
    return filled


def _text(random: Random) -> str:
    return "".join(random.choices(_LETTERS, k=random.choice(_LENGTHS)))


def _places(shape: Shape) -> Iterator[tuple[str, tuple[str, ...], Attribute]]:
    for box, attributes in (("", shape.attributes), *shape.extensions):
        for each in attributes:
            if each.writable and each.name != "schemas":
                yield box, (each.name,), each
                if not each.multi:
                    yield from ((box, (each.name, sub.name), sub) for sub in each.subs)
