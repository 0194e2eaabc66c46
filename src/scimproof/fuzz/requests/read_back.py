"""Whether accepted values are returned: only values that no service provider has a reason to change."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from scimproof.expect.outcome import Mismatch
from scimproof.expect.values import show_apart
from scimproof.fuzz.schema.shapes import Attribute, Shape, named

_CANONICAL = frozenset({"locale", "timezone", "preferredlanguage", "profileurl", "formatted", "password", "type"})
"""Attributes with a form of their own, into which a service provider may bring them."""


def changed(sent: Mapping[str, Any], shown: Mapping[str, Any], shape: Shape) -> Mismatch | None:
    """Return the first value that a resource shows otherwise than it was accepted."""
    boxes = [("", sent, shown, shape.attributes)]
    for urn, attributes in shape.extensions:
        boxes.append((f"{urn}:", _object(sent.get(urn)), _object(shown.get(urn)), attributes))
    return next((found for box in boxes for found in _changed(*box)), None)


def _changed(
    at: str, sent: Mapping[str, Any], shown: Mapping[str, Any], attributes: tuple[Attribute, ...]
) -> Iterator[Mismatch]:
    for name, value in sent.items():
        attribute = named(attributes, name)
        if attribute is None or attribute.multi or not attribute.writable or attribute.returned != "default":
            continue
        held = next((inner for key, inner in shown.items() if key.lower() == name.lower()), None)
        if attribute.type == "complex":
            yield from _changed(f"{at}{name}.", _object(value), _object(held), attribute.subs)
        elif _plain(attribute, value) and not _alike(attribute, value, held):
            wanted, seen = show_apart(value, held)
            yield Mismatch(f"{at}{name} = {wanted}", f"{at}{name} = {seen}", f"{at}{name}")


def is_free(attribute: Attribute) -> bool:
    """Tell whether any text will do for an attribute: it has no form of its own, and its schema names no values."""
    return attribute.name.lower() not in _CANONICAL and not attribute.values


def _plain(attribute: Attribute, value: Any) -> bool:
    if attribute.name.lower() in _CANONICAL:
        return False
    if attribute.type == "boolean":
        return isinstance(value, bool)
    if attribute.type == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if attribute.type != "string" or not isinstance(value, str) or not value:
        return False
    return value.isprintable() and value == value.strip() == unicodedata.normalize("NFC", value)


def _alike(attribute: Attribute, sent: Any, held: Any) -> bool:
    if attribute.name.lower() == "username" and isinstance(held, str):
        return bool(unicodedata.normalize("NFKC", held).casefold() == unicodedata.normalize("NFKC", sent).casefold())
    if isinstance(held, str) and isinstance(sent, str):
        return unicodedata.normalize("NFC", held) == sent
    return type(held) is type(sent) and bool(held == sent)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
