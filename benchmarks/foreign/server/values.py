"""From what a client sends to what is stored: names in their own letter case, values of their declared type."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from benchmarks.foreign.server.messages import Document, invalid
from benchmarks.foreign.server.schema import ATTRIBUTES, COMMON, ENTERPRISE, KINDS, Attribute

LISTLESS = {"manager"}
"""Single-valued attributes that Entra sends as a list with one element."""


class Values:
    """Reads values of attributes; each method is a place where a fault can sit."""

    def document(self, kind: str, body: Document) -> Document:
        """Return what a POST or PUT body asserts. Unknown and read-only attributes, null and [] are left out."""
        core, extensions = KINDS[kind]
        known = [each for each in (*COMMON, *ATTRIBUTES[core]) if each.name != "schemas"]
        document = self.fields(known, body)
        for urn in extensions:
            sent = next((value for key, value in body.items() if key.lower() == urn.lower()), None)
            if sent is not None and not isinstance(sent, dict):
                raise invalid(f"{urn} is an object", "invalidSyntax")
            if fields := self.fields(ATTRIBUTES[urn], sent or {}):
                document[urn] = fields
        if kind == "User" and "manager" in body and "manager" not in document.get(ENTERPRISE, {}):
            manager = self.fields(ATTRIBUTES[ENTERPRISE], {"manager": body["manager"]})
            if manager:
                document.setdefault(ENTERPRISE, {}).update(manager)
        return document

    def fields(self, known: Any, sent: Document) -> Document:
        """Return the known and writable attributes of an object."""
        names = {each.name.lower(): each for each in known}
        found: Document = {}
        for key, value in sent.items():
            attribute = names.get(key.lower())
            if attribute is None or attribute.mutability == "readOnly":
                continue
            read = self.value(attribute, value)
            if read is not None:
                found[attribute.name] = read
        return found

    def value(self, attribute: Attribute, value: Any) -> Any:
        """Return a value as stored, None for unassigned; refuse what has another type than declared."""
        if value is None or value == []:
            return None
        if attribute.many:
            return self.many(attribute, value if isinstance(value, list) else [value])
        if isinstance(value, list) and attribute.name in LISTLESS and len(value) == 1:
            value = value[0]
        return self.one(attribute, value)

    def many(self, attribute: Attribute, values: list[Any]) -> list[Any] | None:
        """Return the elements without repetitions; at most one is primary (RFC 7643 2.4)."""
        found: list[Any] = []
        for value in values:
            element = self.one(attribute, value)
            if element is not None and element not in found:
                found.append(element)
        if sum(isinstance(each, dict) and each.get("primary") is True for each in found) > 1:
            raise invalid(f"{attribute.name} has more than one primary value")
        return found or None

    def one(self, attribute: Attribute, value: Any) -> Any:
        """Return one value or element."""
        if value is None:
            return None
        if attribute.kind == "complex":
            return self.complex(attribute, value)
        if attribute.kind == "boolean":
            return self.boolean(attribute, value)
        if not isinstance(value, str):
            raise invalid(f"{attribute.name} is a {attribute.kind}")
        return self.text(attribute, value)

    def complex(self, attribute: Attribute, value: Any) -> Document | None:
        """Return an object; a bare string stands for its ``value``."""
        if isinstance(value, str):
            if attribute.sub("value") is None:
                raise invalid(f"{attribute.name} is an object")
            value = {"value": value} if value or attribute.many else {}
        if not isinstance(value, dict):
            raise invalid(f"{attribute.name} is an object")
        found = self.fields(attribute.subs, value)
        if attribute.name in LISTLESS and not found.get("value"):
            return None
        return found or None

    def boolean(self, attribute: Attribute, value: Any) -> bool:
        """Return a boolean; Entra sends it as text in any letter case."""
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        raise invalid(f"{attribute.name} is a boolean")

    def text(self, attribute: Attribute, value: str) -> str:
        """Return a string, reference or binary as it was sent."""
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise invalid(f"{attribute.name} holds half a surrogate pair")
        if attribute.kind == "binary":
            try:
                base64.b64decode(value, validate=True)
            except (binascii.Error, ValueError) as wrong:
                raise invalid(f"{attribute.name} is not base64") from wrong
        return value
