"""Text that a service provider may store and then never show again, so that every list that holds it fails.

A lone surrogate parses as JSON and cannot be written as UTF-8; NUL ends a text in many databases; a number beyond a
double reads as infinity, which is not JSON. A quick run sends none of them. A deep run sends them last, as a change to
one user of its own; it reads the list of that user afterwards and deletes the user at once.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from scimproof.fuzz.requests import bodies
from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest
from scimproof.fuzz.schema.grammar import PATCH_OP, writable
from scimproof.fuzz.schema.shapes import Shape

_WRITES = frozenset({"POST", "PUT", "PATCH"})
_BAD = re.compile("[\x00\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""NUL, surrogates, and what Unicode calls noncharacters."""

_BAD_BYTES = re.compile(rb"\x00|\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])")
"""The same in a body that is no JSON."""

TEXTS = ("\ud800", "a\x00b", "x\udfffy", "\ufffe", "\x00")


def is_poison(request: GeneratedRequest) -> bool:
    """Tell whether a write holds text or a number that may be stored and not be shown again."""
    if request.method not in _WRITES or not request.content:
        return False
    try:
        body = json.loads(request.content)
    except (ValueError, RecursionError):
        return bool(_BAD_BYTES.search(request.content)) or not _is_utf8(request.content)
    return any(_is_bad(each) for each in _leaves(body))


def walks(shape: Shape, random: Random) -> Iterator[tuple[GeneratedRequest, ...]]:
    """Yield walks without end: create a user, change one text of that user into poison, read and list the user.

    Both are asked before the change as well: whoever refuses the question refuses it then too.

    Args:
        shape: of users.
        random: decides which attribute, and which text.
    """
    places = [path for path, attribute in writable(shape) if attribute.type == "string" and not attribute.multi]
    while places:
        path, text = random.choice(places), random.choice(TEXTS)
        operation = {"op": "replace", "path": path, "value": text}
        asked = (
            GeneratedRequest("GET", f"{shape.endpoint}/{{1}}", "", None, valid=True),
            GeneratedRequest("GET", shape.endpoint, "filter=userName+sw+%22${run}%22", None, valid=True),
        )
        yield (
            bodies.request("POST", shape.endpoint, bodies.plain(shape, random), valid=True),
            *asked,
            bodies.request(
                "PATCH", f"{shape.endpoint}/{{1}}", {"schemas": [PATCH_OP], "Operations": [operation]}, valid=False
            ),
            *asked,
        )


def _leaves(value: Any) -> Iterator[Any]:
    open_: list[Any] = [value]
    while open_:
        node = open_.pop()
        if isinstance(node, dict):
            open_ += [*node.keys(), *node.values()]
        elif isinstance(node, list):
            open_ += node
        else:
            yield node


def _is_bad(leaf: Any) -> bool:
    if isinstance(leaf, float):
        return not math.isfinite(leaf)
    return isinstance(leaf, str) and _BAD.search(leaf) is not None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
