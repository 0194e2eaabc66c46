"""Which requirements a run judges: --select, --skip, --areas, --fuzz and --scale, and what those build on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

from scimproof.requirements import AREAS, Requirement, matching
from scimproof.run.prerequisites import closure, graph
from scimproof.settings import Settings, UsageError

Thing = TypeVar("Thing")


def select(things: Sequence[Thing], settings: Settings, of: Callable[[Thing], Requirement | None]) -> list[Thing]:
    """Return the things whose requirement was asked for, or is built on by one of those, in the order of the report.

    What was asked for is judged with what it builds on (`scimproof.run.prerequisites`), so that a failure names its
    cause; --skip leaves that out as well, and nothing of an area that is off is judged. A replay judges one thing only.

    Raises:
        UsageError: a pattern names no requirement, an area does not exist, or nothing is left.
    """
    stated = [(of(thing), thing) for thing in things]
    ids = {requirement.id for requirement, _ in stated if requirement}
    asked = asked_for(ids, settings)
    off = _off(settings)
    builds_on = graph({requirement.id: requirement for requirement, _ in stated if requirement})
    wanted = asked if settings.replay else closure(asked, builds_on)
    unwanted = _named("--skip", settings.skip, ids)
    kept = [
        (requirement, thing)
        for requirement, thing in stated
        if asked and requirement and requirement.id in wanted - unwanted and requirement.area not in off
    ]
    if not kept:
        missing = f"; the area is judged only with --{' and --'.join(off)}" if off else ""
        raise UsageError(f"the selection contains no requirement to judge{missing}")
    return [thing for _, thing in sorted(kept, key=lambda each: (AREAS.index(each[0].area), each[0].id))]


def asked_for(ids: Collection[str], settings: Settings) -> set[str]:
    """Return of these requirements those that the settings ask for by name, by area, or by asking for nothing less.

    Raises:
        UsageError: a pattern names no requirement, or an area does not exist.
    """
    wanted = _named("--select", settings.select, ids) or set(ids)
    unwanted = _named("--skip", settings.skip, ids)
    areas, off = _areas(settings.areas), _off(settings)
    area_of = {each: each.partition(".")[0] for each in wanted - unwanted}
    return {each for each, area in area_of.items() if (not areas or area in areas) and area not in off}


def _named(option: str, patterns: Iterable[str], ids: Iterable[str]) -> set[str]:
    found = matching(patterns, ids)
    for pattern, named in found.items():
        if not named:
            raise UsageError(f"{option}: {pattern!r} matches no requirement; scimproof requirements lists them")
    return {each for named in found.values() for each in named}


def _off(settings: Settings) -> list[str]:
    asked = {"fuzz": settings.fuzz != "off", "scale": bool(settings.scale)}
    return [area for area, on in asked.items() if not on]


def _areas(text: str) -> set[str]:
    areas = {each.strip() for each in text.split(",") if each.strip()}
    if unknown := sorted(areas - set(AREAS)):
        raise UsageError(f"--areas: {unknown[0]!r} is not an area; areas are {', '.join(AREAS)}")
    return areas
