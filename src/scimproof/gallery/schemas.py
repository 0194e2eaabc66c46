"""How test 15 reads /Schemas: flat names, as a mapping would write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scimproof.entra.paths import ENTERPRISE, GROUP, USER
from scimproof.gallery.logic import string

_WHOLE = frozenset({"manager", "members"})


def flattened(listed: Any) -> tuple[set[str], set[str]]:
    """Return the names that /Schemas declares for users and for groups, in lower case.

    Every schema that is neither core user nor core group counts as an extension of the user.
    """
    users: set[str] = set()
    groups: set[str] = set()
    for schema in listed if isinstance(listed, list) else []:
        if not isinstance(schema, dict):
            continue
        urn = string(schema.get("id"))
        attributes = _dicts(schema.get("attributes"))
        if urn == USER:
            users.update(name.lower() for each in attributes for name in _names(each))
        elif urn == GROUP:
            groups.update(name.lower() for each in attributes for name in _names(each))
        else:
            users.update(f"{urn}:{string(each.get('name'))}".lower() for each in attributes)
    return users, groups


def required_names(document: Any) -> tuple[set[str], set[str]]:
    """Return what core and enterprise schema call required, with the names inside: the workflow searches text."""
    listed = _dicts(document.get("Resources")) if isinstance(document, dict) else []
    core, enterprise = ([each for each in listed if each.get("id") == urn] for urn in (USER, ENTERPRISE))
    return _required(core), _required(enterprise)


def _required(schemas: list[dict[str, Any]]) -> set[str]:
    required = [each for schema in schemas for each in _dicts(schema.get("attributes")) if each.get("required") is True]
    inside = [sub for each in required for sub in _dicts(each.get("subAttributes"))]
    return {string(each.get("name")) for each in [*required, *inside]}


def _names(attribute: dict[str, Any]) -> Iterator[str]:
    name, type_ = string(attribute.get("name")), string(attribute.get("type")).lower()
    subs = _dicts(attribute.get("subAttributes"))
    if name in _WHOLE:
        yield name
    elif type_ == "complex" and attribute.get("multiValued") is True:
        yield from _elements(name, subs)
    elif type_ == "complex":
        simple = (each for each in subs if string(each.get("type")).lower() not in ("complex", "reference"))
        yield from (f"{name}.{string(each.get('name'))}" for each in simple)
    elif type_ != "reference":
        yield name


def _elements(name: str, subs: list[dict[str, Any]]) -> Iterator[str]:
    types = next((each.get("canonicalValues") for each in subs if each.get("name") == "type"), None)
    if isinstance(types, list) and types:
        inner = [string(each.get("name")) for each in subs if each.get("name") not in ("type", "primary")]
        yield from (f'{name}[type eq "{string(value)}"].{sub}' for value in types for sub in inner)
    else:
        inner = [string(each.get("name")) for each in subs if each.get("name") != "primary"]
        yield from (f'{name}[primary eq "True"].{sub}' for sub in inner)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
