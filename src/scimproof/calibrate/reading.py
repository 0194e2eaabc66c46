"""Which attributes of a user a target stores: what was sent, compared with what is read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scimproof.calibrate.lab import Lab
from scimproof.calibrate.model import Line, Template
from scimproof.scim.resource import Resource

_OK = 200


def kept(lab: Lab, lines: list[Line], user: Resource) -> None:
    """Compare what was sent with what is read back."""
    read = lab.get(user, "which attributes are stored?")
    if read is None or read.status != _OK:
        return
    same: list[str] = []
    altered: list[str] = []
    lost: list[str] = []
    for name, value in _leaves(user.body):
        shown = at(read.resource, name)
        (same if shown == value else lost if shown is None else altered).append(
            name if shown in (value, None) else f"{name} ({value!r} reads {shown!r})"
        )
    numbers = (read.number,)
    lines.append(Line("Attributes of a user that are stored", ", ".join(same) or "none", numbers))
    if altered:
        lines.append(Line("Attributes that read back differently", ", ".join(altered), numbers))
    if lost:
        lines.append(Line("Attributes that are accepted but not stored", ", ".join(lost), numbers))


def _leaves(body: Template, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        if name in ("schemas", "password"):
            continue
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            yield from _leaves(inner, f"{prefix}{name}{':' if name.startswith('urn:') else '.'}")
        else:
            yield f"{prefix}{name}", value


def at(resource: Any, path: str) -> Any:
    """Return what a resource has at a path; of a list the first element."""
    urn, _, rest = path.rpartition(":") if path.startswith("urn:") else ("", "", path)
    seen = resource.get(urn) if urn and isinstance(resource, dict) else resource
    for part in rest.split("."):
        if isinstance(seen, list):
            seen = seen[0] if seen else None
        seen = seen.get(part) if isinstance(seen, dict) else None
    return seen
