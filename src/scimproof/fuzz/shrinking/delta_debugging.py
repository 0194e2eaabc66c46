"""Delta debugging: the shortest list that still fails, with a bounded number of trials."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from scimproof.fuzz.budget import OutOfBudget

Item = TypeVar("Item")


def shortest(items: Sequence[Item], fails: Callable[[list[Item]], bool]) -> list[Item]:
    """Return a part of a failing list, in order, from which nothing more can be left out.

    It ends early, with the shortest part so far, when ``fails`` raises `OutOfBudget`.
    """
    kept = list(items)
    size = max(1, len(kept) // 2)
    try:
        while True:
            shrunk = _without_a_chunk(kept, size, fails)
            if shrunk is not None:
                kept = shrunk
                size = max(1, min(size, len(kept) // 2))
            elif size == 1:
                break
            else:
                size = max(1, size // 2)
    except OutOfBudget:
        pass
    return kept


def simplest(item: Item, simpler: Callable[[Item], Iterable[Item]], fails: Callable[[Item], bool]) -> Item:
    """Return what is left of a failing item when no simpler one of it fails, or the budget is spent."""
    try:
        while (found := next((each for each in simpler(item) if fails(each)), None)) is not None:
            item = found
    except OutOfBudget:
        pass
    return item


def smaller(value: Any) -> Iterator[Any]:
    """Yield JSON values with one item left out, outermost first."""
    if isinstance(value, dict):
        yield from ({name: inner for name, inner in value.items() if name != gone} for gone in value)
        for name, inner in value.items():
            yield from ({**value, name: less} for less in smaller(inner))
    elif isinstance(value, list):
        yield from ([*value[:index], *value[index + 1 :]] for index in range(len(value)))
        for index, inner in enumerate(value):
            yield from ([*value[:index], less, *value[index + 1 :]] for less in smaller(inner))
    elif isinstance(value, str) and len(value) > 1:
        yield from (value[: len(value) // 2], value[len(value) // 2 :])


def _without_a_chunk(kept: list[Item], size: int, fails: Callable[[list[Item]], bool]) -> list[Item] | None:
    for start in range(len(kept) - size, -1, -size):
        rest = kept[:start] + kept[start + size :]
        if rest and fails(rest):
            return rest
    return None
