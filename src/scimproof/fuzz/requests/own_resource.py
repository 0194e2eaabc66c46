"""A request made harmless: it addresses a victim of our own, and what it names bears the run's text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scimproof.fuzz.requests.schemathesis_source import Draft
from scimproof.scim.guard import NAMES
from scimproof.scim.resource import Resource


def harmless(draft: Draft, victims: Mapping[str, Resource], run: str, numbers: Iterator[int]) -> Draft | None:
    """Return a draft that may be sent, or None when there is no victim for it.

    Args:
        draft: what schemathesis made.
        victims: resources of our own: one for each endpoint, and those of a walk by their names (``/Users/{1}``).
        run: stands in front of every name.
        numbers: tell names apart.
    """
    endpoint, _, rest = draft.path.lstrip("/").partition("/")
    walked = victims.get(draft.path) if rest else None
    victim = walked or victims.get(f"/{endpoint}")
    if draft.method in ("PUT", "PATCH", "DELETE"):
        # A victim that everybody needs is not deleted.
        if victim is None or (draft.method == "DELETE" and walked is None):
            return None
        draft = replace(draft, path=victim.path)
    elif draft.method == "GET" and rest and (draft.valid or walked is not None) and victim is not None:
        draft = replace(draft, path=victim.path)
    body = draft.body
    if draft.method in ("POST", "PUT") and isinstance(body, dict):
        return replace(draft, content=json.dumps(_named(body, run, numbers)).encode())
    if draft.method == "PATCH" and isinstance(body, dict):
        return replace(draft, content=json.dumps(_renaming(body, run, numbers)).encode())
    return draft


def _named(body: dict[str, Any], run: str, numbers: Iterator[int]) -> dict[str, Any]:
    """Put the run's text in front of the names in a body; one without any gets an externalId."""
    number = next(numbers)
    named = {
        name: f"{run}{number}-{value}" if name in NAMES and isinstance(value, str) else value
        for name, value in body.items()
    }
    if not any(isinstance(named.get(name), str) for name in NAMES):
        named["externalId"] = f"{run}{number}"
    return named


def _renaming(body: dict[str, Any], run: str, numbers: Iterator[int]) -> dict[str, Any]:
    operations = body.get("Operations")
    if not isinstance(operations, list):
        return body
    named = [
        {**each, "value": f"{run}{next(numbers)}-{each['value']}"}
        if isinstance(each, dict) and each.get("path") in NAMES and isinstance(each.get("value"), str)
        else each
        for each in operations
    ]
    return {**body, "Operations": named}
