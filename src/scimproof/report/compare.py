"""What changed between two runs: new findings, fixed ones, capabilities, speed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from scimproof.report.failure import why
from scimproof.report.findings import FOUND, blocked, harm_rank
from scimproof.report.model import WORST_FIRST, Problem, Report, Result, Verdict
from scimproof.report.operation import operation
from scimproof.report.text import one_line, plain

_ENOUGH = 5
"""Fewer exchanges of an operation say nothing about its speed."""
_SLOWER, _NOTICEABLE_MS = 1.5, 20.0
"""An operation is slower when its median grew by this factor and by this much: less is noise."""


@dataclass(frozen=True, slots=True)
class Change:
    """A requirement whose verdict, or whose broken cases, differ between the runs."""

    id: str
    summary: str
    level: str
    old: str
    """Its verdict before; empty when the old run did not judge it."""
    new: str
    """Its verdict now; empty when the new run did not judge it."""
    gates: bool
    """True when the new result makes a run fail."""
    cases: tuple[str, ...]
    """The cases that are broken now and were not before."""
    observed: str
    """What the new run saw, or why it has no verdict."""
    remedy: str
    blocked_by: str = ""
    """What keeps the new run from judging it."""
    harm: str = ""
    """How bad it is for a customer when it is broken."""


@dataclass(frozen=True, slots=True)
class CapabilityChange:
    """A capability that is declared or observed otherwise; None means not known."""

    name: str
    aspect: str
    old: bool | None
    new: bool | None


@dataclass(frozen=True, slots=True)
class Slower:
    """An operation whose median grew, in milliseconds."""

    operation: str
    old_ms: float
    new_ms: float
    old_count: int
    new_count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side."""

    old: Report
    new: Report
    appeared: list[Change]
    """Findings that the old run did not have, and findings with more broken cases."""
    fixed: list[Change]
    """Findings of the old run that are PASS now."""
    remaining: list[Change]
    """Findings of both runs without a new broken case."""
    lost: list[Change]
    """Requirements that held and cannot be tested any more, without a new finding that explains it."""
    hidden: list[Change]
    """Requirements that held and cannot be tested any more, because of a new finding."""
    moved: list[Change]
    """Every other difference, such as a finding that cannot be tested any more, or a requirement only one run knows."""
    problems: list[Problem]
    """Problems of the new run itself that the old one did not have."""
    capabilities: list[CapabilityChange]
    slower: list[Slower]
    cautions: list[str]
    """Why the two may not be comparable."""

    @property
    def newly_gating(self) -> list[str]:
        """Ids that gate and are new: what ``--baseline`` makes a run fail on.

        A MUST that passed and cannot be tested any more is among them: a known finding would hide it.
        """
        changes = [each.id for each in self.appeared if each.gates]
        changes += [each.id for each in self.lost if each.level == "MUST"]
        return changes + [each.id for each in self.problems if each.gates]


def compare(old: Report, new: Report) -> Comparison:
    """Compare two runs."""
    groups: dict[str, list[Change]] = defaultdict(list)
    before, now = ({each.id: each for each in report.results} for report in (old, new))
    roots = {each.id: root for root, results in blocked(new).items() for each in results}
    for each in {**now, **before}:
        change = _change(before.get(each), now.get(each), roots.get(each, ""))
        groups[_group(change)].append(change)
    known = {(each.id, each.about) for each in old.problems}
    found = {each.id for each in groups["appeared"]}
    hidden = [each for each in groups["moved"] if each.old == Verdict.PASS and each.new == Verdict.NOT_TESTABLE]
    lost = [each for each in hidden if each.blocked_by not in found]
    return Comparison(
        old,
        new,
        appeared=sorted(groups["appeared"], key=_urgency),
        fixed=groups["fixed"],
        remaining=groups["remaining"],
        lost=lost,
        hidden=[each for each in hidden if each not in lost],
        moved=[each for each in groups["moved"] if each not in hidden],
        problems=[each for each in new.problems if (each.id, each.about) not in known],
        capabilities=list(_capabilities(old, new)),
        slower=list(_slower(old, new)),
        cautions=list(_cautions(old, new)),
    )


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON values, without the two reports."""
    changes = {
        name: [{slot: getattr(each, slot) for slot in each.__slots__} for each in getattr(comparison, name)]
        for name in ("appeared", "fixed", "remaining", "lost", "hidden", "moved", "problems", "capabilities", "slower")
    }
    return {**changes, "newly_gating": comparison.newly_gating, "cautions": comparison.cautions}


def _change(old: Result | None, new: Result | None, blocked_by: str) -> Change:
    shown = new or old
    if shown is None:
        raise ValueError("a change needs a result")
    broken = _broken(new) - _broken(old) if new else set()
    cases = sorted(new.cases, key=lambda case: case.name not in broken) if new else []
    mismatches = [case.mismatch for case in cases if case.mismatch]
    return Change(
        id=shown.id,
        summary=plain(shown.summary),
        level=shown.level,
        old=old.verdict.value if old else "",
        new=new.verdict.value if new else "",
        gates=bool(new and new.gates),
        cases=tuple(sorted(broken - {""})),
        observed=one_line(mismatches[0].observed if mismatches else why(new) if new else "", 500),
        remedy=plain(shown.remedy),
        blocked_by=blocked_by,
        harm=shown.harm,
    )


def _urgency(change: Change) -> tuple[bool, int, int]:
    return not change.gates, WORST_FIRST.index(Verdict(change.new)), harm_rank(change.harm)


def _broken(result: Result | None) -> set[str]:
    return {case.name for case in result.cases if case.verdict in FOUND} if result else set()


def _group(change: Change) -> str:
    was, is_now = (verdict in list(FOUND) for verdict in (change.old, change.new))
    if is_now:
        worse = not was or change.cases or (change.new == Verdict.FAIL and change.old != Verdict.FAIL)
        return "appeared" if worse else "remaining"
    if was and change.new == Verdict.PASS:
        return "fixed"
    return "moved" if change.old != change.new else "same"


def _capabilities(old: Report, new: Report) -> Iterator[CapabilityChange]:
    before = {each.name: each for each in old.capabilities}
    for state in new.capabilities:
        was = before.get(state.name)
        for aspect in ("declared", "observed"):
            then, now = getattr(was, aspect, None), getattr(state, aspect)
            if was is not None and then != now:
                yield CapabilityChange(state.name, aspect, then, now)


def _slower(old: Report, new: Report) -> Iterator[Slower]:
    before, now = _durations(old), _durations(new)
    for each in sorted(before.keys() & now.keys()):
        then, took = median(before[each]), median(now[each])
        enough = min(len(before[each]), len(now[each])) >= _ENOUGH
        if enough and took > then * _SLOWER and took - then > _NOTICEABLE_MS:
            yield Slower(each, round(then, 1), round(took, 1), len(before[each]), len(now[each]))


def _durations(report: Report) -> dict[str, list[float]]:
    durations: dict[str, list[float]] = defaultdict(list)
    for exchange in report.exchanges:
        if exchange.status is not None:
            durations[operation(exchange)].append(exchange.duration_ms)
    return durations


def _cautions(old: Report, new: Report) -> Iterator[str]:
    for name, then, now in (
        ("profile", old.run.profile, new.run.profile),
        ("target", old.target.base_url, new.target.base_url),
        ("scimproof", old.tool.version, new.tool.version),
        ("seed", str(old.run.seed), str(new.run.seed)),
    ):
        if then != now:
            yield f"The {name} differs: {one_line(then, 200)}, then {one_line(now, 200)}."
    for label, report in (("old", old), ("new", new)):
        if report.run.interrupted:
            yield f"The {label} run was interrupted."
