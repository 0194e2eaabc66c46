"""The part of a request that matters, first: the operations of a PATCH, the attribute of a body that came out wrong."""

from __future__ import annotations

import json
from typing import Any

LONGEST = 600
"""Characters of a request in a sentence."""
_ATTRIBUTE_ENDS = ".["


def request_line(method: str, url: str, body: str, at: str = "", limit: int = LONGEST) -> str:
    """Return a request as one line: method, address, and of its body first what matters.

    Args:
        method: such as PATCH.
        url: the address, or a path.
        body: as it was sent.
        at: the place in the answer that is wrong, such as ``emails[0].value``.
        limit: characters of the body; what is left out is marked.
    """
    return f"{method} {url} {decisive_first(body, at, limit)}" if body else f"{method} {url}"


def decisive_first(body: str, at: str = "", limit: int = LONGEST) -> str:
    """Return a JSON object with the member that matters in front, cut behind whole members.

    A body that does not survive being parsed and written (no JSON, a key twice) comes as it is: such things are
    evidence.
    """
    value = _object(body)
    if value is None:
        return body if len(body) <= limit else f"{body[:limit]}…"
    first = _matters(value, at)
    ordered = {key: value[key] for key in sorted(value, key=lambda key: (key not in first, key == "schemas"))}
    text = _compact(ordered)
    if len(text) <= limit:
        return text
    kept: dict[str, Any] = {}
    for key, member in ordered.items():
        if kept and len(_compact({**kept, key: member})) > limit:
            break
        kept[key] = member
    shown = _compact(kept)[:-1]
    shown = shown if len(shown) <= limit else f"{shown[:limit]}…"
    return f"{shown},…}}" if len(kept) < len(ordered) else f"{shown}}}"


def decisive_part(body: str, at: str = "", limit: int = 240) -> str:
    """Return of a JSON object only what matters: the operations of a PATCH, or the attribute that came out wrong."""
    value = _object(body)
    matters = _matters(value, at) if value is not None else set()
    if value is None or not matters:
        return decisive_first(body, at, limit)
    if matters == {"Operations"} and isinstance(value["Operations"], list) and len(value["Operations"]) == 1:
        text = _compact(value["Operations"][0])
    else:
        text = _compact({key: value[key] for key in value if key in matters})
        text = text if matters == value.keys() else f"{text[:-1]},…}}"
    return text if len(text) <= limit else f"{text[:limit]}…"


def _object(body: str) -> dict[str, Any] | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and _compact(value) == body else None


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _matters(value: dict[str, Any], at: str) -> set[str]:
    """Return the keys that belong in front: of a PATCH its operations, else the attribute, also one of an extension."""
    if "Operations" in value:
        return {"Operations"}
    found = {key for key in value if at.lower() == key.lower() or at.lower().startswith(f"{key.lower()}:")}
    return found or {key for key in value if key.lower() == _top(at).lower()}


def _top(at: str) -> str:
    name = at.rpartition(":")[2] if at.lower().startswith("urn:") else at
    for end in _ATTRIBUTE_ENDS:
        name = name.partition(end)[0]
    return name
