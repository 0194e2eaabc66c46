"""Filters as trees: their text, and whether a resource matches.

Where the RFCs leave room (contested readings of missing values), a tree has no truth, and nothing is judged by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from scimproof.expect.path import read_all
from scimproof.expect.values import is_absent


@dataclass(frozen=True, slots=True)
class Leaf:
    """``path operator value``."""

    path: str
    operator: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Within:
    """``path[filter]``: one element matches as a whole."""

    path: str
    inner: Tree


@dataclass(frozen=True, slots=True)
class Both:
    """``left and right``."""

    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Either:
    """``left or right``."""

    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Negation:
    """``not (inner)``."""

    inner: Tree


Tree = Leaf | Within | Both | Either | Negation


class _Reading(Enum):
    """How a comparison with an attribute that has no value is read: all three are held by somebody."""

    DIFFERENT = True
    """Two-valued; ``ne`` holds."""
    FALSE = False
    """Two-valued; nothing holds."""
    UNKNOWN = None
    """Three-valued, as in SQL."""


def text(tree: Tree, *, inside: type | None = None) -> str:
    """Return a filter's text with the fewest brackets, so that precedence decides."""
    match tree:
        case Leaf(path, "pr"):
            return f"{path} pr"
        case Leaf(path, operator, value):
            return f"{path} {operator} {json.dumps(value, ensure_ascii=False)}"
        case Within(path, inner):
            return f"{path}[{text(inner)}]"
        case Negation(inner):
            return f"not ({text(inner)})"
        case Both(left, right):
            return f"{text(left, inside=Both)} and {text(right, inside=Both)}"
        case Either(left, right):
            joined = f"{text(left)} or {text(right)}"
            return f"({joined})" if inside is Both else joined


class _Unlike(Exception):
    """An attribute is shown in another type than it is compared in: a fault, and not of the filter."""


def truth(tree: Tree, resource: dict[str, Any]) -> bool | None:
    """Tell whether a resource matches; None when readings differ."""
    try:
        outcomes = {bool(_holds(tree, resource, reading)) for reading in _Reading}
    except _Unlike:
        return None
    return outcomes.pop() if len(outcomes) == 1 else None


def smaller(tree: Tree) -> Iterator[Tree]:
    """Yield trees that are this one with something left out, the smallest first."""
    match tree:
        case Both(left, right) | Either(left, right):
            yield from (left, right)
            yield from (type(tree)(each, right) for each in smaller(left))
            yield from (type(tree)(left, each) for each in smaller(right))
        case Negation(inner):
            yield inner
            yield from map(Negation, smaller(inner))
        case Within(path, inner):
            yield from (Within(path, each) for each in smaller(inner))
        case Leaf():
            pass


def words(tree: Tree) -> set[str]:
    """Return the operators and connectives in a tree; ``[]`` for a value filter."""
    match tree:
        case Leaf(_, operator):
            return {operator}
        case Within(_, inner):
            return {"[]"} | words(inner)
        case Negation(inner):
            return {"not"} | words(inner)
        case Both(left, right):
            return {"and"} | words(left) | words(right)
        case Either(left, right):
            return {"or"} | words(left) | words(right)


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Yield the conditions of a tree; what stands in square brackets is one of its own."""
    match tree:
        case Leaf():
            yield tree
        case Negation(inner):
            yield from leaves(inner)
        case Both(left, right) | Either(left, right):
            yield from leaves(left)
            yield from leaves(right)


def to_json(tree: Tree) -> list[Any]:
    """Return a tree as lists."""
    match tree:
        case Leaf(path, operator, value):
            return [path, operator, value]
        case Within(path, inner):
            return ["[]", path, to_json(inner)]
        case Negation(inner):
            return ["not", to_json(inner)]
        case Both(left, right):
            return ["and", to_json(left), to_json(right)]
        case Either(left, right):
            return ["or", to_json(left), to_json(right)]


def from_json(written: Any) -> Tree:
    """Return the tree that `to_json` wrote.

    Raises:
        ValueError: it is none.
    """
    match written:
        case ["[]", str(path), inner]:
            return Within(path, from_json(inner))
        case ["not", inner]:
            return Negation(from_json(inner))
        case ["and", left, right]:
            return Both(from_json(left), from_json(right))
        case ["or", left, right]:
            return Either(from_json(left), from_json(right))
        case [str(path), str(operator), value]:
            return Leaf(path, operator, value)
    raise ValueError(f"{written!r} is not a filter")


def _holds(tree: Tree, resource: dict[str, Any], reading: _Reading) -> bool | None:
    match tree:
        case Both(left, right) | Either(left, right):
            joined = _all if isinstance(tree, Both) else _any
            return joined(_holds(each, resource, reading) for each in (left, right))
        case Negation(inner):
            held = _holds(inner, resource, reading)
            return None if held is None else not held
        case Within(path, inner):
            return _any(_holds(inner, each, reading) for each in _values(resource, path) if isinstance(each, dict))
        case Leaf(path, operator, wanted):
            return _leaf(_values(resource, path), operator, wanted, reading)


def _leaf(held: list[Any], operator: str, wanted: Any, reading: _Reading) -> bool | None:
    if operator == "pr":
        return bool(held)
    if not held:
        return reading.value and operator == "ne"
    return any(_compare(operator, each, wanted) for each in held)


def _values(resource: dict[str, Any], path: str) -> list[Any]:
    found = [inner for each in read_all(resource, path) for inner in (each if isinstance(each, list) else [each])]
    return [each for each in found if not is_absent(each)]


def _compare(operator: str, held: Any, wanted: Any) -> bool:
    if type(held) is not type(wanted):
        raise _Unlike
    if not isinstance(held, str):
        return bool(held == wanted) if operator == "eq" else bool(held != wanted)
    held, wanted = held.casefold(), wanted.casefold()
    return bool(
        {
            "eq": held == wanted,
            "ne": held != wanted,
            "co": wanted in held,
            "sw": held.startswith(wanted),
            "ew": held.endswith(wanted),
            "gt": held > wanted,
            "ge": held >= wanted,
            "lt": held < wanted,
            "le": held <= wanted,
        }[operator]
    )


def _all(outcomes: Iterable[bool | None]) -> bool | None:
    seen = set(outcomes)
    return False if False in seen else None if None in seen else True


def _any(outcomes: Iterable[bool | None]) -> bool | None:
    seen = set(outcomes)
    return True if True in seen else None if None in seen else False
