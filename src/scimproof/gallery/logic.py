"""How Microsoft's workflow evaluates its expressions: strict about types and letter case, and easily stopped."""

from __future__ import annotations

import json
from typing import Any


class Failed(Exception):
    """The test ends as FAILED; the message says why in a sentence."""


class Skipped(Exception):
    """The test does not run."""


class Stopped(Exception):
    """An expression cannot be evaluated; whether the test then is FAILED or stays SKIPPED depends on the test."""


def prop(holder: Any, name: str) -> Any:
    """Return a property, None of nothing.

    Raises:
        Stopped: the holder is a text, a number or a list, which have no properties.
    """
    if holder is None:
        return None
    if not isinstance(holder, dict):
        raise Stopped(f"`{name}` is looked for in {kind(holder)}")
    return holder.get(name)


def string(value: Any) -> str:
    """Return a value as text: null is empty, and booleans are ``True`` and ``False``."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def empty(value: Any) -> bool:
    """Tell whether a value is null, or a text, list or object with nothing in it."""
    return value is None or value in ("", [], {})


def equals(left: Any, right: Any) -> bool:
    """Compare strictly: ``false`` is not the text ``False``."""
    return type(left) is type(right) and bool(left == right)


def first(value: Any) -> Any:
    """Return the first element.

    Raises:
        Stopped: it is no list, or an empty one.
    """
    if not isinstance(value, list) or not value:
        raise Stopped("the first element of what has none is looked for")
    return value[0]


def kind(value: Any) -> str:
    """Name the kind of a value."""
    names = {str: "a text", list: "a list", bool: "a boolean", dict: "an object"}
    return names.get(type(value), "a number")


def at(body: Any, target: str) -> Any:
    """Return what stands at an attribute name without brackets: ``urn:…:x``, ``a.b`` or ``a``."""
    if target.startswith("urn:"):
        schema, _, name = target.rpartition(":")
        return prop(prop(body, schema), name)
    head, _, sub = target.partition(".")
    return prop(prop(body, head), sub) if sub else prop(body, head)


def bracket(target: str) -> tuple[str, str, str, str]:
    """Return attribute, key, wanted value and sub-attribute of ``emails[type eq "work"].value``."""
    attribute, _, rest = target.partition("[")
    inside, _, sub = rest.partition("]")
    key, _, wanted = inside.partition(" eq ")
    return attribute, key.strip(), wanted.strip().strip('"'), sub.lstrip(".")


def of_type(body: Any, target: str) -> Any:
    """Return the sub-attribute of the element whose ``type`` a bracketed name asks for, None when there is none."""
    attribute, key, wanted, sub = bracket(target)
    if key != "type":
        return None  # the workflow looks under a key that no element has
    held = prop(body, attribute)
    for each in held if isinstance(held, list) else []:
        if isinstance(each, dict) and string(each.get("type")).lower() == wanted.lower():
            return each.get(sub)
    return None
