"""Reads a value from a resource by the path that Entra uses for it.

Understands ``a``, ``a.b``, ``a[type eq "work"].b``, ``a[primary eq "True"].b`` and each of them behind a schema URN.
Attribute names are case-insensitive (RFC 7643 2.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scimproof.expect.values import ABSENT, same

_STEP = re.compile(
    r"^(?P<name>[^.\[\]]+)"
    r"(\[(?P<by>[^\s\]]+)\s+eq\s+(?P<wanted>\"[^\"]*\"|[^\s\]]+)\])?"
    r"(\.(?P<sub>[^.\[\]]+))?$",
    re.IGNORECASE,
)


def read(resource: Any, path: str) -> Any:
    """Return the value at a path, or ABSENT; of several matching elements, the first that has it."""
    for value in read_all(resource, path):
        return value
    return ABSENT


def read_all(resource: Any, path: str) -> list[Any]:
    """Return all values at a path; of a multi-valued attribute named without a filter, the list as one value."""
    urn, local = split_urn(path)
    if urn:
        if not local:
            return [value for value in [_get(resource, urn)] if value is not ABSENT]
        extension = _get(resource, urn)
        # The core schema's attributes stand at the top level, whatever prefix the path gave them.
        resource = resource if extension is ABSENT and ":core:" in urn.lower() else extension
    return list(_walk(resource, local))


def split_urn(path: str) -> tuple[str, str]:
    """Split ``urn:…:2.0:User:attr`` at the last colon before any filter; without URN the first part is empty."""
    if not path.lower().startswith("urn:"):
        return "", path
    head, bracket, tail = path.partition("[")
    urn, _, local = head.rpartition(":")
    if local.lower() in {"user", "group"} and re.search(r":\d+\.\d+$", urn):
        return path, ""  # the URN alone: its last word is the resource type
    return urn, local + bracket + tail


def _walk(resource: Any, local: str) -> Iterator[Any]:
    step = _STEP.match(local)
    if step is None:
        return
    value = _get(resource, step["name"])
    if value is ABSENT:
        return
    if step["by"]:
        elements = value if isinstance(value, list) else [value]
        chosen = [each for each in elements if _chosen(each, step["by"], step["wanted"])]
    elif step["sub"] and isinstance(value, list):
        chosen = value
    else:
        chosen = [value]
    for each in chosen:
        found = _get(each, step["sub"]) if step["sub"] else each
        if found is not ABSENT:
            yield found


def _chosen(element: Any, by: str, wanted: str) -> bool:
    actual = _get(element, by)
    text = wanted.strip('"')
    if isinstance(actual, bool):
        return str(actual).lower() == text.lower()
    if isinstance(actual, str):
        return actual.lower() == text.lower()
    return same(actual, text)


def _get(holder: Any, name: str) -> Any:
    if not isinstance(holder, dict):
        return ABSENT
    if name in holder:
        return holder[name]
    lowered = name.lower()
    for key, value in holder.items():
        if isinstance(key, str) and key.lower() == lowered:
            return value
    return ABSENT
