"""Makes a request harmless: it addresses a resource of this run and uses names with the run's prefix."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest
from scimproof.scim.guard import NAMES
from scimproof.scim.resource import Resource


def harmless(
    request: GeneratedRequest, own_resources: Mapping[str, Resource], run: str, numbers: Iterator[int]
) -> GeneratedRequest | None:
    """Return a request that may be sent, or None when no resource of our own can stand in.

    Args:
        request: what schemathesis made.
        own_resources: resources of our own: one for each endpoint, and those of a walk by their names (``/Users/{1}``).
        run: stands in front of every name.
        numbers: tell names apart.
    """
    endpoint, _, rest = request.path.lstrip("/").partition("/")
    walked = own_resources.get(request.path) if rest else None
    own_resource = walked or own_resources.get(f"/{endpoint}")
    if "${run}" in request.query:
        request = replace(request, query=request.query.replace("${run}", quote(run)))
    if request.method in ("PUT", "PATCH", "DELETE"):
        # A resource that every request needs is not deleted.
        if own_resource is None or (request.method == "DELETE" and walked is None):
            return None
        request = replace(request, path=own_resource.path)
    elif request.method == "GET" and rest and (request.valid or walked is not None) and own_resource is not None:
        request = replace(request, path=own_resource.path)
    body = request.body
    if request.method in ("POST", "PUT") and isinstance(body, dict):
        return replace(request, content=json.dumps(_named(body, run, numbers)).encode())
    if request.method == "PATCH" and isinstance(body, dict):
        return replace(request, content=json.dumps(_renaming(body, run, numbers)).encode())
    return request


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
