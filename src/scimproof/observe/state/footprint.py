"""The footprint of a write: what it may change, and what must have its value afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scimproof.observe.history import Operation
from scimproof.observe.state.flat import without_core

EVERYTHING = frozenset({"*"})
NOTHING: frozenset[str] = frozenset()

_PATH = re.compile(r"^(?P<urn>urn:[^\[\]]*:)?(?P<name>[a-z$_][\w$-]*)(?P<filter>\[.*\])?(?:\.(?P<sub>[\w$-]+))?$")
_URN = re.compile(r"^urn:[^\[\]\s]+:\d+\.\d+:[a-z]+$|^urn:[^\[\]\s]+:\d+\.\d+$")
"""An extension as a whole: it ends in its version, or in the resource type behind that."""

_OPS = ("add", "replace", "remove")


def footprint(write: Operation) -> frozenset[str]:
    """Return the paths that a write may change, as far as it says; what cannot be read may change everything."""
    if write.method != "PATCH":
        return EVERYTHING
    listed = write.body.get("Operations") if isinstance(write.body, dict) else None
    if not isinstance(listed, list):
        return EVERYTHING
    found: set[str] = set()
    for each in listed:
        named = _named(each)
        if named is None:
            return EVERYTHING
        found |= named
    return frozenset(found)


def plain_values(write: Operation) -> dict[str, Any]:
    """Return the values that a create, PUT or PATCH gives to single-valued simple attributes, by path.

    What is named twice, or in a way that allows for two readings, is left out.
    """
    body = write.body if isinstance(write.body, dict) else {}
    if write.method in ("POST", "PUT"):
        return dict(_scalars(body))
    listed = body.get("Operations")
    found: dict[str, Any] = {}
    unclear: set[str] = set()
    for each in listed if isinstance(listed, list) else []:
        named = _named(each)
        if named is None:
            return {}
        given = dict(_given(each))
        unclear |= {path for path in given if path in found} | (named - set(given))
        found.update(given)
    return {
        path: value
        for path, value in found.items()
        if not any(path == each or path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in unclear)
    }


def _given(operation: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what one operation of a PATCH sets, where that is plain."""
    if str(operation.get("op", "")).lower() not in ("add", "replace"):
        return
    path, value = operation.get("path"), operation.get("value")
    if path is None and isinstance(value, dict):
        yield from _scalars(value)
    elif isinstance(path, str) and "[" not in path and _is_scalar(value):
        yield without_core(path), value


def _scalars(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        low = without_core(name)
        if _is_scalar(value) and "[" not in low:
            yield low, value
        elif isinstance(value, Mapping) and low not in ("meta", "schemas"):
            joint = ":" if low.startswith("urn:") else "."
            for sub, inner in value.items():
                if _is_scalar(inner) and "." not in low:
                    yield f"{low}{joint}{sub.lower()}", inner


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | bool | int | float) and value != ""


def _named(operation: Any) -> set[str] | None:
    """Return the paths that one operation names, None when that cannot be told."""
    if not isinstance(operation, dict) or str(operation.get("op", "")).lower() not in _OPS:
        return None
    path = operation.get("path")
    if path is None or path == "":
        value = operation.get("value")
        if not isinstance(value, dict):
            return None
        names = [f"{key}:" if _URN.match(key.lower()) else key for key in value]
    else:
        names = [path] if isinstance(path, str) else []
    found = [_place(each) for each in names]
    return None if not found or None in found else {each for each in found if each}


def _place(path: str) -> str | None:
    """Return a path as `flat` writes it: of a multi-valued attribute, the attribute as a whole."""
    low = without_core(path.strip())
    if low.endswith(":") or _URN.match(low):
        return f"{low.rstrip(':')}:"
    found = _PATH.match(low)
    if found is None:
        return None
    name = f"{found['urn'] or ''}{found['name']}"
    return name if found["filter"] or not found["sub"] else f"{name}.{found['sub']}"
