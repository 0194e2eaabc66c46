"""The requirements of each release, and the version number that a change of them needs.

A user's waivers, baselines and gates name requirements by id. An id that is gone, or that gates where it did not, is a
breaking change: a new major version, or, while the major version is 0, a new minor one (semver.org, 4 and 8).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scimproof.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Released:
    """A requirement as a release had it."""

    id: str
    level: str
    profiles: tuple[str, ...]

    @classmethod
    def of(cls, requirement: Requirement) -> Released:
        """Return a requirement as it is now."""
        return cls(requirement.id, requirement.level.value, tuple(sorted(requirement.profiles)))


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its version, such as ``0.1.0``, and id to requirement."""

    version: str
    requirements: dict[str, Released]


def load(path: Path) -> Release:
    """Return what a file of releases/ holds.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such file.
        KeyError: likewise.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    found = (Released(each["id"], each["level"], tuple(each["profiles"])) for each in content["requirements"])
    return Release(content["version"], {each.id: each for each in found})


def as_json(version: str, requirements: Iterable[Requirement]) -> str:
    """Return the file of a release, to be written when it is made."""
    found = [Released.of(each) for each in sorted(requirements, key=lambda each: each.id)]
    listed = [{"id": each.id, "level": each.level, "profiles": list(each.profiles)} for each in found]
    return json.dumps({"version": version, "requirements": listed}, indent=1) + "\n"


def breaking(before: Release, now: Iterable[Released]) -> list[str]:
    """Return what breaks for a user of an earlier release, one sentence each."""
    known = {each.id: each for each in now}
    said = []
    for id_, was in sorted(before.requirements.items()):
        is_ = known.get(id_)
        if is_ is None:
            said.append(f"{id_} is gone")
        elif is_ != was:
            said.append(f"{id_} was {_told(was)} and is {_told(is_)}")
    return said


def _told(requirement: Released) -> str:
    return f"{requirement.level} of {', '.join(requirement.profiles)}"


def may_break(before: str, version: str) -> bool:
    """Tell whether a version may break what an earlier one had."""
    (old_major, old_minor), (major, minor) = (tuple(map(int, each.split(".")[:2])) for each in (before, version))
    return major > old_major or (major == old_major == 0 and minor > old_minor)


def misdated(releases: Iterable[Release], now: Iterable[Requirement], version: str) -> Iterator[str]:
    """Yield each requirement whose ``since`` is not the release that had it first, as a sentence."""
    first: dict[str, str] = {}
    for release in sorted(releases, key=lambda each: [int(part) for part in each.version.split(".")]):
        for id_ in release.requirements:
            first.setdefault(id_, release.version)
    for each in now:
        came = first.get(each.id, version)
        if each.since != came:
            yield f'{each.id}: write since="{came}", not {each.since!r}'
