"""A resource as a flat map from path to value, so that two of them can be compared attribute by attribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scimproof.capabilities import CORE_GROUP, CORE_USER
from scimproof.expect.values import is_absent

APART = frozenset({"schemas", "id", "meta", "password"})
"""What the server keeps by itself, or shows to nobody."""

REFERENCES = frozenset({"members", "groups", "manager"})
"""Attributes that refer to other resources: only the id that they contain belongs to the resource itself."""

_CORE = (f"{CORE_USER}:".lower(), f"{CORE_GROUP}:".lower())


def flat(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a resource by path, in lower case: ``title``, ``name.givenname``, ``urn:…:user:manager``.

    A multi-valued attribute is one value; of references only the ids are kept, sorted. What is absent is left out.
    """
    found: dict[str, Any] = {}
    for name, held in resource.items():
        low = name.lower()
        if low in APART:
            continue
        if low.startswith("urn:") and isinstance(held, Mapping):
            for sub, inner in held.items():
                found.update(_entries(f"{low}:{sub.lower()}", inner))
        else:
            found.update(_entries(low, held))
    return found


def local(path: str) -> str:
    """Return the name of the attribute that a path begins with, without its schema."""
    return path.rpartition(":")[2].partition(".")[0]


def covers(footprint: frozenset[str], path: str) -> bool:
    """Tell whether a path, or a part or whole of it, is in a footprint; ``*`` is everything."""
    return "*" in footprint or any(_reaches(each, path) for each in footprint)


def _reaches(named: str, path: str) -> bool:
    """Tell whether two paths lead to one place; a name without a schema may be meant for an extension."""
    if named.endswith(":"):
        return path.startswith(named)
    if ":" not in named:
        path = path.rpartition(":")[2]
    return path == named or path.startswith(f"{named}.") or named.startswith(f"{path}.")


def without_core(path: str) -> str:
    """Return a path, in lower case, without the URN of a core schema in front."""
    low = path.lower()
    return next((low[len(urn) :] for urn in _CORE if low.startswith(urn)), low)


def _entries(path: str, held: Any) -> Iterator[tuple[str, Any]]:
    if is_absent(held) or held == "":
        return
    if local(path) in REFERENCES:
        yield path, _named(held)
    elif isinstance(held, Mapping):
        for sub, inner in held.items():
            if not is_absent(inner) and inner != "":
                yield f"{path}.{sub.lower()}", _plain(inner)
    else:
        yield path, _plain(held)


def _named(held: Any) -> tuple[str, ...]:
    """Return the ids that a reference, or a list of them, names."""
    listed = held if isinstance(held, list) else [held]
    named = (each.get("value") if isinstance(each, Mapping) else each for each in listed)
    return tuple(sorted({str(each) for each in named if each is not None}))


def _plain(value: Any) -> Any:
    """Return a value that can be compared: names in lower case, what is absent left out, elements in no order."""
    if isinstance(value, Mapping):
        return {
            name.lower(): _plain(each) for name, each in sorted(value.items()) if not is_absent(each) and each != ""
        }
    if isinstance(value, list):
        return sorted((_plain(each) for each in value if not is_absent(each)), key=repr)
    return value
