"""Writes read-only attributes in a body that is otherwise valid (RFC 7643, 7)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from scimproof.expect.outcome import Mismatch
from scimproof.expect.values import show
from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest
from scimproof.fuzz.schema.shapes import Shape

_LONG_AGO = "1999-12-31T23:59:59Z"
_MARK = "scimproof-read-only"


def overstepping(request: GeneratedRequest, shape: Shape, random: Random) -> GeneratedRequest | None:
    """Return a create or replacement that brings what the service provider decides alone, or None for anything else."""
    if not isinstance(request.body, dict):
        return None
    body = {**request.body, "id": _identifier(random), "meta": {"created": _LONG_AGO, "resourceType": "Service"}}
    for each in shape.attributes:
        if each.mutability == "readOnly" and each.name not in ("id", "meta", "schemas"):
            if each.type == "complex" and each.multi:
                body[each.name] = [{"value": _identifier(random)}]
            elif each.type == "string":
                body[each.name] = [_MARK] if each.multi else _MARK
    return replace(request, content=json.dumps(body).encode())


def taken(sent: Mapping[str, Any], shown: Mapping[str, Any], shape: Shape) -> Mismatch | None:
    """Return the read-only value that a resource has from the client."""
    wanted, meta = (each if isinstance(each, dict) else {} for each in (sent.get("meta"), shown.get("meta")))
    if wanted.get("created") == meta.get("created") == _LONG_AGO:
        return Mismatch("meta.created as the service provider set it", f"meta.created = {show(_LONG_AGO)}", "meta")
    if "id" in sent and sent["id"] == shown.get("id"):
        return Mismatch("an id of the service provider", f"id = {show(sent['id'])}, as it was sent", "id")
    for each in shape.attributes:
        if each.mutability != "readOnly" or each.name not in sent or each.name in ("id", "meta", "schemas"):
            continue
        held, wanted = shown.get(each.name), sent[each.name]
        several = isinstance(held, list) and isinstance(wanted, list)
        if held == wanted or (several and _values(held) & _values(wanted)):
            return Mismatch(f"{each.name} unchanged: it is read-only", f"{each.name} = {show(held)}", each.name)
    return None


def _values(listed: Any) -> set[str]:
    return {str(each.get("value")) for each in listed if isinstance(each, dict) and each.get("value")}


def _identifier(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))
