"""Request bodies as data: fixtures/entra/*.json, with names in braces that a test fills in."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from scimproof.data import fixtures

_SLOT = re.compile(r"\{(\w+)\}")


class UnknownBody(LookupError):
    """There is no such body, or it has a slot that was not filled."""


def names() -> tuple[str, ...]:
    """Return the names of all bodies."""
    return tuple(sorted(each.stem for each in (fixtures() / "entra").glob("*.json")))


def body(name: str, **values: Any) -> dict[str, Any]:
    """Return a body of fixtures/entra, its ``{slots}`` filled.

    A slot that is a whole string takes the value as it is, whatever its type; inside a longer string it takes its text.

    Raises:
        UnknownBody: no such body, or a slot is left empty.
    """
    return fill(template(name), values, name)


def template(name: str) -> dict[str, Any]:
    """Return a body of fixtures/entra with its slots unfilled.

    Raises:
        UnknownBody: no such body.
    """
    read = json.loads(_text(name))
    assert isinstance(read, dict)  # noqa: S101 - our own data, checked by a self-test
    return read


def fill(body: dict[str, Any], values: dict[str, Any], name: str = "given") -> dict[str, Any]:
    """Return a body with its ``{slots}`` filled; see `body`.

    Raises:
        UnknownBody: a slot is left empty.
    """
    return {str(_fill(key, values, name)): _fill(each, values, name) for key, each in body.items()}


@cache
def slots(name: str) -> frozenset[str]:
    """Return the names of the slots of a body.

    Raises:
        UnknownBody: no such body.
    """
    return frozenset(_SLOT.findall(_text(name)))


@cache
def _text(name: str) -> str:
    file = fixtures() / "entra" / f"{name}.json"
    if name not in names():
        raise UnknownBody(f"no body {name!r} in fixtures/entra; there are {', '.join(names())}")
    return file.read_text(encoding="utf-8")


def _fill(value: Any, values: dict[str, Any], name: str) -> Any:
    if isinstance(value, dict):
        return {_fill(key, values, name): _fill(each, values, name) for key, each in value.items()}
    if isinstance(value, list):
        return [_fill(each, values, name) for each in value]
    if not isinstance(value, str):
        return value
    missing = [slot for slot in _SLOT.findall(value) if slot not in values]
    if missing:
        raise UnknownBody(f"body {name!r} has a slot {missing[0]!r} that was not filled")
    whole = _SLOT.fullmatch(value)
    return values[whole[1]] if whole else _SLOT.sub(lambda slot: str(values[slot[1]]), value)
