"""Requirements: the decorator on each contract test, and the registry of all of them.

Standard library only, so that anything may import it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any, TypeVar

from scimproof.sources import Citation, Grade

AREAS = (
    "connection",
    "discovery",
    "security",
    "users",
    "matching",
    "filters",
    "patch",
    "lifecycle",
    "groups",
    "paging",
    "errors",
    "concurrency",
    "cycles",
    "fuzz",
    "scale",
    "invariants",
    "state",
)
"""The folders of suites/, in the order in which a report reads best."""

OBSERVED = frozenset({"invariants", "state"})
"""The areas that send no requests of their own: they judge the exchanges of all others, once these are over."""

MARK = "requirement"
"""The pytest mark that carries a `Requirement`."""

_ID = re.compile(r"^[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*$")


class Level(StrEnum):
    """How binding a requirement is: the keyword of its source."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY


class Harm(StrEnum):
    """What a customer of Entra suffers when a requirement is broken, the worst first; never how likely it is.

    A level says how binding the source is, and says nothing of this: MUST stands on a header as on a leaver's access.
    """

    ACCESS = "access"
    """A user keeps or gets access that nobody assigned, or loses access that nobody removed."""
    LOSS = "loss"
    """Users or groups are duplicated, mixed up or missing, or data is lost, and Entra does not notice."""
    STOP = "stop"
    """Requests fail: some or all users are not provisioned until the fault is fixed."""
    DRIFT = "drift"
    """A value is missing, old or wrong, or is sent again in each cycle."""
    FORM = "form"
    """Entra's provisioning works; Microsoft's gallery tests, a validator or another client fails."""


ACCESS, LOSS, STOP, DRIFT, FORM = Harm


class Capability(StrEnum):
    """An optional part of SCIM that a target may declare, show, both or neither."""

    PATCH = "patch"
    FILTER = "filter"
    SORT = "sort"
    BULK = "bulk"
    ETAG = "etag"
    GROUPS = "groups"
    ENTERPRISE = "enterprise"
    MANAGERS = "managers"
    CUSTOM_EXTENSION = "custom-extension"
    SCHEMAS = "schemas"
    PUT = "put"


ESSENTIAL = frozenset({Capability.PATCH, Capability.FILTER})
"""Entra cannot work without these: their absence is a finding, never "not applicable"."""


class BadRequirement(ValueError):
    """A requirement that breaks the house rules: raised when its module is imported, never during a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One fact about a service provider that a contract test verifies.

    Attributes:
        id: ``area.behaviour``; the same string in console, JUnit, HTML anchor, waivers and defects. Never reused.
        level: from the source's keyword.
        sources: where it is written; at least one.
        builds_on: ids of plainer requirements whose failure explains its own (`scimproof.run.prerequisites`).
        needs: optional capabilities without which it is not applicable.
        settles: the optional capability whose presence it judges: a target that declares it and has it not breaks it.
        covers: ids of the Entra behaviours (fixtures/behaviours.toml) that it verifies.
        harm: how bad what happens then is; the worst of what the consequence names.
        consequence: what happens to a customer when it is broken.
        remedy: what to change in the service provider.
        summary: one sentence, from the test's docstring.
        since: the release that had it first; releases/ holds what each release asked for.
    """

    id: str
    level: Level
    sources: tuple[Citation, ...]
    harm: Harm
    consequence: str
    remedy: str
    builds_on: tuple[str, ...] = ()
    needs: frozenset[Capability] = frozenset()
    settles: Capability | None = None
    covers: tuple[str, ...] = ()
    summary: str = ""
    where: str = ""
    since: str = "0.1.0"

    @property
    def area(self) -> str:
        """The folder of suites/ it lives in."""
        return self.id.partition(".")[0]

    @property
    def profiles(self) -> frozenset[str]:
        """The profiles in which it can gate: those of its sources."""
        return frozenset(profile for citation in self.sources for profile in citation.document.profiles)

    def problems(self) -> Iterator[str]:
        """Yield each house rule that it breaks, as a sentence."""
        if not _ID.match(self.id):
            yield f"id {self.id!r} is not area.behaviour in lower-case words"
        if self.area not in AREAS:
            yield f"area {self.area!r} is not one of {', '.join(AREAS)}"
        if not self.sources:
            yield "it cites no source"
        if not self.summary.strip():
            yield "its test has no docstring"
        if self.id in self.builds_on or len(set(self.builds_on)) < len(self.builds_on):
            yield "builds_on names the requirement itself, or names one twice"
        if self.level is MUST and not _enough_evidence_to_gate(self.sources):
            yield "a MUST needs a document (RFC, Microsoft) or reports from three independent products"


def _enough_evidence_to_gate(sources: tuple[Citation, ...]) -> bool:
    if any(citation.grade in (Grade.DOCUMENTED, Grade.TESTED) for citation in sources):
        return True
    return len({citation.product for citation in sources if citation.grade is Grade.CAPTURED}) >= 3  # noqa: PLR2004


@dataclass
class Registry:
    """All requirements that have been imported, by id."""

    _by_id: dict[str, Requirement] = field(default_factory=dict)

    def add(self, requirement: Requirement) -> None:
        """Enter a requirement.

        Raises:
            BadRequirement: it breaks a house rule, or its id is taken by another test.
        """
        for problem in requirement.problems():
            raise BadRequirement(f"{requirement.where or requirement.id}: {problem}")
        known = self._by_id.get(requirement.id)
        if known is not None and known.where != requirement.where:
            raise BadRequirement(f"{requirement.id} is on two tests: {known.where} and {requirement.where}")
        self._by_id[requirement.id] = requirement

    def __iter__(self) -> Iterator[Requirement]:
        return iter(sorted(self._by_id.values(), key=lambda each: (AREAS.index(each.area), each.id)))

    def __len__(self) -> int:
        return len(self._by_id)

    def by_id(self) -> Mapping[str, Requirement]:
        """Return a read-only view, id to requirement."""
        return MappingProxyType(self._by_id)


REGISTRY = Registry()

Test = TypeVar("Test", bound=Callable[..., Any])


def requirement(  # noqa: PLR0913 - all are keywords, and each is a fact that stands above its test
    id: str,  # noqa: A002 - the word of the design; a reader of a suite sees it as the first, positional argument
    *,
    level: Level,
    builds_on: Iterable[str] = (),
    source: Iterable[Citation],
    harm: Harm,
    consequence: str,
    remedy: str,
    needs: Iterable[Capability] = (),
    settles: Capability | None = None,
    covers: Iterable[str] = (),
    since: str = "0.1.0",
) -> Callable[[Test], Test]:
    """Put a requirement on the contract test below it.

    ``builds_on`` names the plainer requirements whose failure explains a failure of this one: the same question without
    its special part, and the steps that lead to it. When one of them is broken, this one is NOT TESTABLE.

    Returns the test itself, carrying its `Requirement` as ``test.requirement``; the pytest plugin reads it there.

    Raises:
        BadRequirement: it breaks a house rule, or its id stands on another test already.
    """

    def put(test: Test) -> Test:
        stated = Requirement(
            id=id,
            level=level,
            sources=tuple(source),
            harm=harm,
            consequence=consequence,
            remedy=remedy,
            builds_on=tuple(builds_on),
            needs=frozenset(needs),
            settles=settles,
            covers=tuple(covers),
            summary=(test.__doc__ or "").strip().partition("\n\n")[0].replace("\n    ", " "),
            where=f"{test.__code__.co_filename}::{test.__name__}",
            since=since,
        )
        REGISTRY.add(stated)
        test.requirement = stated  # type: ignore[attr-defined]
        return test

    return put


def settled_by(stated: Iterable[Requirement]) -> dict[Capability, str]:
    """Return capability to the id of the requirement that settles it; not every capability has one."""
    return {each.settles: each.id for each in stated if each.settles is not None}


def matching(patterns: Iterable[str], ids: Iterable[str]) -> dict[str, list[str]]:
    """Return, for each pattern (an id, or one with ``*`` and ``?``), the ids it names; a list may be empty."""
    known = list(ids)
    return {pattern: [each for each in known if fnmatchcase(each, pattern)] for pattern in patterns}
