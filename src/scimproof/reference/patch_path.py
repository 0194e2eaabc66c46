"""PATCH paths (RFC 7644 3.5.2): ``[URN:]attribute[filter].sub`` to the place it names."""

from __future__ import annotations

import re
from typing import NamedTuple

from scimproof.reference.filter_parser import FilterParser, Node
from scimproof.reference.messages import ScimError
from scimproof.reference.schema import Kind, Place, Schema

_PATH = re.compile(r"([^\[\]\s]+)(?:\[(.*)\](?:\.([\w$-]+))?)?", re.DOTALL)


class Target(NamedTuple):
    """What an operation is about; `filter` is the one in square brackets."""

    place: Place
    filter: Node | None
    text: str


class Paths:
    """Reads paths."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def read(self, kind: Kind, text: str) -> Target:
        """Return the target of a path.

        Raises:
            ScimError: 400 invalidPath naming it, when it cannot be read or leads nowhere.
        """
        target = self.find(kind, text)
        if target is None:
            raise ScimError(400, f"{text!r} is no attribute of {kind.name}", "invalidPath")
        return target

    def find(self, kind: Kind, text: str) -> Target | None:
        """Return the target of a path, None when it leads nowhere.

        Raises:
            ScimError: 400 when it cannot be read: invalidPath, or invalidFilter for what is in its brackets.
        """
        shape = _PATH.fullmatch(text.strip())
        if shape is None:
            raise ScimError(400, f"{text!r} is not a path", "invalidPath")
        name, condition, sub = shape.groups()
        place = self.schema.resolve(kind, name)
        if place is None or condition is None:
            return None if place is None else Target(place, None, text)
        if place.attribute is None or place.sub is not None:
            return None
        node = FilterParser(condition).parse()
        if sub is None:
            return Target(place, node, text)
        found = place.attribute.subs.get(sub.lower())
        return None if found is None else Target(place._replace(sub=found), node, text)
