"""Which requirement a failure belongs to: decided after all cases, only by what requirements declare.

A failing case whose prerequisite (``builds_on``) is broken too, directly or through a chain, is NOT TESTABLE and names
the requirement at the root. A step on the way to the question that failed (`scimproof.expect.given`) names its owner;
when the owner is not broken, the answer to the step decides (`scimproof.run.refused_input`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from scimproof.report.model import Case, RecordedExchange, Verdict
from scimproof.requirements import Requirement, settled_by
from scimproof.run import refused_input

_BROKEN = frozenset({Verdict.FAIL, Verdict.WARN, Verdict.WAIVED, Verdict.ERROR})
_FINDING = frozenset({Verdict.FAIL, Verdict.WARN})

Cases = Mapping[str, Sequence[Case]]
"""Requirement id to its cases."""


class Circular(ValueError):
    """Requirements that build on each other in a circle."""


def graph(stated: Mapping[str, Requirement]) -> dict[str, tuple[str, ...]]:
    """Return requirement id to what it builds on.

    That is what it declares, and for each capability that it needs the requirement that settles that capability.
    """
    owners = settled_by(stated.values())
    found = {}
    for each in stated.values():
        needed = [owners[capability] for capability in sorted(each.needs) if capability in owners]
        found[each.id] = tuple(dict.fromkeys(name for name in (*each.builds_on, *needed) if name != each.id))
    return found


def closure(ids: Iterable[str], builds_on: Mapping[str, Sequence[str]]) -> set[str]:
    """Return these ids and everything that they build on, directly or through a chain."""
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += builds_on.get(each, ())
    return found


def check(builds_on: Mapping[str, Sequence[str]]) -> None:
    """Judge that all ids exist and that nothing builds on itself.

    Raises:
        KeyError: an id is no requirement.
        Circular: requirements build on each other in a circle.
    """
    unknown = sorted({each for names in builds_on.values() for each in names} - set(builds_on))
    if unknown:
        raise KeyError(f"builds_on lists no requirement: {', '.join(unknown)}")
    for each in sorted(builds_on):
        if each in closure(builds_on[each], builds_on):
            raise Circular(f"{each} builds on itself through {', '.join(builds_on[each])}")


@dataclass(frozen=True)
class Attribution:
    """Decides for one run.

    Args:
        cases: as each test ended, requirement id to its cases.
        exchanges: all of the run, by number.
        builds_on: requirement id to what it builds on; without circles.
        broken: the verdict on a requirement that is broken, from level, profile and waivers.
        weight: how much a broken requirement weighs: 2 when it fails the run, 1 when it warns, 0 when it is a remark.
    """

    cases: Cases
    exchanges: Mapping[int, RecordedExchange]
    builds_on: Mapping[str, Sequence[str]]
    broken: Callable[[str], Verdict]
    weight: Callable[[str], int]
    lifted: dict[str, list[str]] = field(default_factory=dict)
    """Requirements that weigh less than what was handed to them, with the ids of that: what fails a run is never lost.
    Known once `result` is."""
    _asked: list[str] = field(default_factory=list)
    _roots: dict[str, str] = field(default_factory=dict)

    @cached_property
    def result(self) -> dict[str, list[Case]]:
        """All cases with the verdicts that they have in the end."""
        return {id_: [self._settled(id_, case) for case in cases] for id_, cases in self.cases.items()}

    def root(self, id_: str) -> str:
        """Return the requirement that explains why a step that this one owns failed; empty when there is none.

        That is the requirement itself or what it builds on, where it is broken, else what blocks it in turn.
        """
        if id_ in self._asked:
            return ""  # an owner that waits for this requirement explains nothing
        if found := self._broken_root(id_):
            return found
        self._asked.append(id_)
        blocking = (self._blocking(id_, case) for case in self.cases.get(id_, ()) if _is_blocked(case))
        found = next(filter(None, blocking), "")
        self._asked.pop()
        return found

    def _broken_root(self, id_: str) -> str:
        """Return what explains that a prerequisite is broken: itself, or the root of what it builds on.

        A chain goes on through what was not judged, does not apply or could not be tested; what holds shows that what
        it builds on does no harm. What blocked a step there explains nothing here: this one came further.
        """
        if id_ not in self._roots:
            cases = self.cases.get(id_, ())
            is_broken = any(each.verdict in _BROKEN or _is_broken_remark(each) for each in cases)
            below = self._plainer(id_) if is_broken or not self._holds(id_) else ""
            self._roots[id_] = below or (id_ if is_broken else "")
        return self._roots[id_]

    def _plainer(self, id_: str) -> str:
        """Return the root of the first broken prerequisite; a remark explains nothing but a remark."""
        roots = (self._broken_root(each) for each in self.builds_on.get(id_, ()))
        return next((each for each in roots if each and (self.weight(each) or not self.weight(id_))), "")

    def _blocking(self, id_: str, case: Case) -> str:
        """Return what a blocked case waits for: the root of the step's owner or of a prerequisite, or its own id."""
        owner = "" if case.blocked_by == id_ else self.root(case.blocked_by)
        return owner or self._plainer(id_) or (id_ if self._is_own(id_, case) else "")

    def _is_own(self, id_: str, case: Case) -> bool:
        """Tell whether a failed step is this case's own result: its owner holds, and the answer is a finding."""
        if case.mismatch is None:
            return False
        by_itself = case.blocked_by == id_
        return by_itself or (self._holds(case.blocked_by) and refused_input.is_finding(case, self.exchanges))

    def _holds(self, id_: str) -> bool:
        return any(each.verdict in (Verdict.PASS, Verdict.NOTE) for each in self.cases.get(id_, ()))

    def _settled(self, id_: str, case: Case) -> Case:
        if case.verdict in _FINDING or _is_broken_remark(case):
            return self._handed_over(id_, case)
        if _is_blocked(case) and case.blocked_by in self.builds_on:
            return self._step(id_, case)
        return case

    def _handed_over(self, id_: str, case: Case) -> Case:
        root = self._plainer(id_)
        if not root:
            return case
        if self.weight(id_) > self.weight(root):
            self.lifted.setdefault(root, []).append(id_)
        seen = case.mismatch
        saw = f"; here: expected {seen.expected}, observed {seen.observed}" if seen else ""
        reason = f"it builds on {root}, which is broken{saw}"
        return replace(case, verdict=Verdict.NOT_TESTABLE, blocked_by=root, reason=reason, mismatch=None)

    def _step(self, id_: str, case: Case) -> Case:
        """Settle a case that a step on the way ended."""
        blocker = self._blocking(id_, case)
        if blocker == id_ and case.mismatch is not None:
            seen = replace(case.mismatch, expected=f"{case.mismatch.expected} (a step that this requirement needs)")
            return replace(case, verdict=self.broken(id_), blocked_by="", reason="", mismatch=seen)
        if blocker:
            return replace(case, blocked_by=blocker, mismatch=None)
        reason = case.reason
        if not self._holds(case.blocked_by):
            reason = f"{case.reason} (this run has no result for {case.blocked_by})"
        elif case.mismatch is not None:
            reason = refused_input.reason(case, self.exchanges)
        return replace(case, reason=reason, blocked_by="", mismatch=None)


def _is_blocked(case: Case) -> bool:
    return case.verdict is Verdict.NOT_TESTABLE and bool(case.blocked_by)


def _is_broken_remark(case: Case) -> bool:
    return case.verdict is Verdict.NOTE and case.mismatch is not None
