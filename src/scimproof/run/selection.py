"""Which requirements a run judges: --select, --skip, --areas, --fuzz and --scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from scimproof.requirements import AREAS, Requirement, matching
from scimproof.settings import Settings, UsageError

Thing = TypeVar("Thing")


def select(things: Sequence[Thing], settings: Settings, of: Callable[[Thing], Requirement | None]) -> list[Thing]:
    """Return the things whose requirement was asked for, in the order of the report.

    Raises:
        UsageError: a pattern names no requirement, an area does not exist, or nothing is left.
    """
    stated = [(of(thing), thing) for thing in things]
    ids = {requirement.id for requirement, _ in stated if requirement}
    wanted = _named("--select", settings.select, ids) or ids
    unwanted = _named("--skip", settings.skip, ids)
    areas = _areas(settings.areas)
    off = _off(settings)
    kept = [
        (requirement, thing)
        for requirement, thing in stated
        if requirement
        and requirement.id in wanted - unwanted
        and (not areas or requirement.area in areas)
        and requirement.area not in off
    ]
    if not kept:
        unasked = f"; without --{' and --'.join(off)} nothing of that area is judged" if off else ""
        raise UsageError(f"the selection leaves nothing to judge{unasked}")
    return [thing for _, thing in sorted(kept, key=lambda each: (AREAS.index(each[0].area), each[0].id))]


def _named(option: str, patterns: Iterable[str], ids: Iterable[str]) -> set[str]:
    found = matching(patterns, ids)
    for pattern, named in found.items():
        if not named:
            raise UsageError(f"{option}: {pattern!r} names no requirement; scimproof requirements lists them")
    return {each for named in found.values() for each in named}


def _off(settings: Settings) -> list[str]:
    asked = {"fuzz": settings.fuzz != "off", "scale": bool(settings.scale)}
    return [area for area, on in asked.items() if not on]


def _areas(text: str) -> set[str]:
    areas = {each.strip() for each in text.split(",") if each.strip()}
    if unknown := sorted(areas - set(AREAS)):
        raise UsageError(f"--areas: {unknown[0]!r} is no area; areas are {', '.join(AREAS)}")
    return areas
