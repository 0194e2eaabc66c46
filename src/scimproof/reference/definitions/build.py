"""How schemas are defined here: one call per attribute; the result has every characteristic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Document = dict[str, Any]

CORE = "urn:ietf:params:scim:schemas:core:2.0:"
EXTENSION = "urn:ietf:params:scim:schemas:extension:"


def attribute(
    name: str,
    description: str,
    type: str = "string",  # noqa: A002 - the word of the schema document
    *,
    subs: Iterable[Document] = (),
    values: Iterable[str] = (),
    refers: Iterable[str] = (),
    **differs: object,
) -> Document:
    """Return an attribute definition (RFC 7643 7).

    `differs` names the characteristics that are not the usual ones, with the names of the document:
    ``multiValued``, ``required``, ``caseExact``, ``mutability``, ``returned``, ``uniqueness``.
    """
    written: Document = {
        "name": name,
        "type": type,
        "multiValued": False,
        "description": description,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
        **differs,
    }
    if values:
        written["canonicalValues"] = list(values)
    if refers:
        written["referenceTypes"] = list(refers)
    if subs:
        written["subAttributes"] = list(subs)
    return written


def several(name: str, description: str, *types: str, value: Document | None = None, role: str = "") -> Document:
    """Return a multi-valued complex attribute with the usual sub-attributes: value, display, type, primary."""
    return attribute(
        name,
        description,
        "complex",
        multiValued=True,
        subs=[
            value or attribute("value", f"The {role or 'value'} itself."),
            attribute("display", "What a person is shown."),
            attribute("type", "What it is used for.", values=types),
            attribute("primary", "Whether it is the preferred one; at most one is.", "boolean"),
        ],
    )


def schema(urn: str, name: str, description: str, *attributes: Document) -> Document:
    """Return a Schema resource without its meta, which depends on where it is served."""
    return {
        "schemas": [f"{CORE}Schema"],
        "id": urn,
        "name": name,
        "description": description,
        "attributes": list(attributes),
    }
