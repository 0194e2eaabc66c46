"""Declared characteristics of attributes, varied in behaviour and in /Schemas alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scimproof.reference.definitions import Document
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind

_FIELDS = {
    "required": "required",
    "returned": "returned",
    "uniqueness": "uniqueness",
    "mutability": "mutability",
    "caseExact": "case_exact",
}


def declare(provider: Provider, kind: Kind, name: str, sub: str = "", **says: object) -> None:
    """Change characteristics of an attribute of the core, or of one of its sub-attributes.

    Args:
        provider: the one to change.
        kind: the resource type.
        name: of the attribute, as the schema writes it.
        sub: of the sub-attribute, empty for the attribute itself.
        says: characteristics by their names in the document.
    """
    attribute, document = kind.core[name.lower()], find(provider.schema.own(kind.urn), "attributes", name)
    if sub:
        attribute, document = attribute.subs[sub.lower()], find(document, "subAttributes", sub)
    for characteristic, value in says.items():
        setattr(attribute, _FIELDS[characteristic], value)
        document[characteristic] = value


def withdraw(provider: Provider, kind: Kind, *names: str) -> None:
    """Take attributes of the core away, and out of /Schemas."""
    document = provider.schema.own(kind.urn)
    for name in names:
        del kind.core[name.lower()]
        document["attributes"].remove(find(document, "attributes", name))


def find(document: Document, where: str, name: str) -> Document:
    """Return what a document says of an attribute."""
    found: Document = next(each for each in document[where] if each["name"] == name)
    return found
