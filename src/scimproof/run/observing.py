"""The areas that judge the run as a whole, in the process that collected all its exchanges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scimproof import catalogue
from scimproof.observe.history import History, history
from scimproof.report.model import Verdict
from scimproof.requirements import OBSERVED, Requirement
from scimproof.run.auditing import Audit
from scimproof.run.read_lag import BRIEF, SHOWN_LATER
from scimproof.run.records import CaseRecord, WorkerSummary, by_number
from scimproof.run.selection import select
from scimproof.run.verdicts import Judge
from scimproof.run.workbench import Workbench
from scimproof.settings import Settings

NOTHING_TO_OBSERVE = (
    "the selection sends nothing: invariants.* and state.* judge what other cases send, so select some of these as well"
)

_YIELDS_TO = {
    Verdict.FAIL: frozenset({Verdict.FAIL, Verdict.WAIVED}),
    Verdict.WARN: frozenset({Verdict.FAIL, Verdict.WARN, Verdict.WAIVED}),
}
"""What fails a run is handed to nothing that does not."""


def is_observed(requirement: Requirement | None) -> bool:
    """Tell whether a requirement is judged by the exchanges of all others."""
    return requirement is not None and requirement.area in OBSERVED


def selected(settings: Settings) -> list[str]:
    """Return the ids of the requirements of this kind that a run over all of suites/ judges."""
    stated = [*catalogue.requirements().values()]
    return [each.id for each in select(stated, settings, lambda each: each) if is_observed(each)]


class Observer:
    """Judges what holds of a run as a whole.

    Args:
        ids: of the requirements to judge; with none, nothing is sent and nothing judged.
        bench: of the process that opened the run.
        judge: of the run.
    """

    def __init__(self, ids: Sequence[str], bench: Workbench, judge: Judge) -> None:
        self._ids = ids
        self._bench = bench
        self._judge = judge
        self._audit = Audit(bench, whole=bench.settings.fuzz == "deep")
        self._audits = any(each.startswith("state.") for each in ids)

    def audit(self, cases: Sequence[CaseRecord], summaries: Sequence[WorkerSummary]) -> None:
        """Read once more what the run made, before it is removed."""
        if self._audits:
            self._audit.before_removal(self._seen(cases, summaries))

    def audit_removed(self, cases: Sequence[CaseRecord], summaries: Sequence[WorkerSummary]) -> None:
        """Ask for what was removed."""
        if self._audits:
            self._audit.after_removal(self._seen(cases, summaries))

    def cases(self, cases: Sequence[CaseRecord], summaries: Sequence[WorkerSummary]) -> list[CaseRecord]:
        """Return one case for each requirement.

        Args:
            cases: of the run.
            summaries: of its other processes.
        """
        if not self._ids:
            return []
        seen = self._seen(cases, summaries)
        judged = [_judged(each, seen, cases, self._judge) for each in self._ids]
        if self._audits:
            first = judged[0]
            noted = replace(first.case, notes=(*first.case.notes, self._audit.note))
            judged[0] = replace(first, case=noted)
        return judged

    def _seen(self, cases: Sequence[CaseRecord], summaries: Sequence[WorkerSummary]) -> History:
        known = by_number(cases, summaries) | {each.number: each for each in self._bench.recorder.run()}
        return history(known.values(), self._bench.target.base_url, lag_of(cases, self._bench.settings.settle))


def lag_of(cases: Sequence[CaseRecord], longest: float) -> float:
    """Return the seconds for which a read may show what was before a write: little, unless some read was late."""
    late = any(SHOWN_LATER in note for each in cases for note in each.case.notes)
    return longest if late else min(longest, BRIEF)


def _judged(id_: str, seen: History, cases: Sequence[CaseRecord], judge: Judge) -> CaseRecord:
    stated = catalogue.requirements()[id_]
    seen.findings = _findings(cases, _YIELDS_TO.get(judge.broken(stated), frozenset()))
    error: Exception | None = None
    try:
        catalogue.tests()[id_](seen)
    except Exception as ended:  # noqa: BLE001 - its kind is the verdict
        error = ended
    case = judge.case(stated, "", error, ())
    shown = {*case.trail, *([case.decisive] if case.decisive is not None else [])}
    return CaseRecord(id_, replace(case, exchanges=tuple(sorted(shown))))


def _findings(cases: Sequence[CaseRecord], weighty: frozenset[Verdict]) -> Mapping[str, frozenset[int]]:
    """Return the exchanges in which the cases found something, by requirement.

    Those of a case that could not be judged belong to the finding that blocks it. Of fuzzing, which sends so much else,
    only the requests that lead to the finding count.
    """
    broken = {each.requirement for each in cases if each.case.verdict in weighty}
    found: dict[str, frozenset[int]] = {}
    for each in cases:
        case = each.case
        if case.verdict in weighty:
            led = case.trail or ((case.decisive,) if case.decisive is not None else ())
            owner, made = each.requirement, led if each.requirement.startswith("fuzz.") else case.exchanges
        elif case.verdict is Verdict.NOT_TESTABLE and case.blocked_by in broken:
            owner, made = case.blocked_by, case.exchanges
        else:
            continue
        found[owner] = found.get(owner, frozenset()) | frozenset(made)
    return found
