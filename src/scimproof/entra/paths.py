"""Target attribute names as an attribute mapping writes them: parse, read from a resource, write into a body.

``userName``, ``name.givenName``, ``emails[type eq "work"].value``, ``roles[primary eq "True"].value`` and
``urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager`` are all such names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

_NAME = r"[A-Za-z$][\w$-]*"
_PATH = re.compile(
    rf"(?P<attribute>{_NAME})"
    rf"(?:\[\s*(?P<key>{_NAME})\s+eq\s+(?P<wanted>\"(?:[^\"\\]|\\.)*\"|true|false)\s*\])?"
    rf"(?:\.(?P<sub>{_NAME}))?",
    re.IGNORECASE,
)


class BadPath(ValueError):
    """The text is not the name of a target attribute."""


@dataclass(frozen=True, slots=True)
class Path:
    """A target attribute name in its parts; ``schema`` is empty for the core schemas, whose attributes stand on top."""

    schema: str
    attribute: str
    key: str = ""
    wanted: str = ""
    sub: str = ""

    @property
    def bracketed(self) -> bool:
        """It picks one element of a multi-valued attribute."""
        return bool(self.key)


@lru_cache(maxsize=4096)
def parse(text: str) -> Path:
    """Take a target attribute name apart.

    A schema ends at the last colon before any bracket: a dot does not end it (``2.0``), nor does a colon in a value.

    Raises:
        BadPath: it is none.
    """
    head, bracket, tail = text.strip().partition("[")
    schema, _, attribute = head.rpartition(":")
    found = _PATH.fullmatch(attribute + bracket + tail)
    if found is None or (schema and not schema.lower().startswith("urn:")):
        raise BadPath(f"{text!r} is not the name of a SCIM attribute")
    parts = {name: part or "" for name, part in found.groupdict().items()}
    parts["wanted"] = _unquoted(parts["wanted"])
    core = schema.lower() in (USER.lower(), GROUP.lower())
    return Path(schema="" if core else schema, **parts)


def read(resource: object, text: str) -> Any:
    """Return what stands at the attribute in a resource, None when nothing does; names match in any letter case."""
    path = parse(text)
    holder = _member(resource, path.schema) if path.schema else resource
    value = _member(holder, path.attribute)
    if path.bracketed:
        value = next((each for each in _elements(value) if _picked(each, path)), None)
    return _member(value, path.sub) if path.sub else value


def write(body: dict[str, Any], text: str, value: object) -> None:
    """Put a value at the attribute, making the objects and the element on the way.

    The element is made with the ``type`` (or ``primary: true``) that the name asks for, as the service's creates are.

    Raises:
        BadPath: it is no attribute name, or another value stands in its way (``manager`` before ``manager.value``).
    """
    path = parse(text)
    holder = _made(body, path.schema, {}, text) if path.schema else body
    if path.bracketed:
        elements = _made(holder, path.attribute, [], text)
        element = next((each for each in elements if _picked(each, path)), None)
        if element is None:
            element = {path.key: _literal(path)}
            elements.append(element)
        element[path.sub or "value"] = value
    elif path.sub:
        _made(holder, path.attribute, {}, text)[path.sub] = value
    else:
        holder[path.attribute] = value


def present(resource: object, texts: Iterable[str]) -> frozenset[str]:
    """Return the names that have a value in a resource: those the service replaces; the others it adds."""
    return frozenset(text for text in texts if read(resource, text) not in (None, "", [], {}))


def _made(holder: dict[str, Any], name: str, empty: Any, text: str) -> Any:
    held = holder.setdefault(name, empty)
    if type(held) is not type(empty):
        raise BadPath(f"{text!r} cannot be written: {name!r} has a value of another type")
    return held


def _member(holder: object, name: str) -> Any:
    if not isinstance(holder, dict):
        return None
    if name in holder:
        return holder[name]
    folded = name.lower()
    return next((value for key, value in holder.items() if isinstance(key, str) and key.lower() == folded), None)


def _elements(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _picked(element: object, path: Path) -> bool:
    held = _member(element, path.key)
    return held is not None and str(held).lower() == path.wanted.lower()


def _unquoted(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1]) if literal.startswith('"') else literal


def _literal(path: Path) -> str | bool:
    return path.wanted.lower() == "true" if path.key.lower() == "primary" else path.wanted
