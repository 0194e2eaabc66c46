"""The areas that judge the run as a whole: once its cases are over, in the process that collected them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from scimproof import catalogue
from scimproof.observe.history import History, history
from scimproof.report.model import Verdict
from scimproof.requirements import OBSERVED, Requirement
from scimproof.run.auditing import Audit
from scimproof.run.read_lag import BRIEF, SHOWN_LATER
from scimproof.run.recording import plain
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

Sent = dict[str, Any]


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

    def audit(self, sent: Sequence[Sent], beside: Sequence[Sent]) -> None:
        """Read once more what the run made, before it is removed."""
        if self._audits:
            self._audit.before_removal(self._seen(sent, beside))

    def audit_removed(self, sent: Sequence[Sent], beside: Sequence[Sent]) -> None:
        """Ask for what was removed."""
        if self._audits:
            self._audit.after_removal(self._seen(sent, beside))

    def cases(self, sent: Sequence[Sent], beside: Sequence[Sent]) -> list[Sent]:
        """Return one case for each requirement, in the shape in which a worker sends its own.

        Args:
            sent: the cases of the run, in that shape.
            beside: what was exchanged beside them: each has ``exchanges``.
        """
        if not self._ids:
            return []
        seen = self._seen(sent, beside)
        judged = [_judged(each, seen, sent, self._judge) for each in self._ids]
        if self._audits:
            judged[0]["case"]["notes"].append(self._audit.note)
        return judged

    def _seen(self, sent: Sequence[Sent], beside: Sequence[Sent]) -> History:
        own = {"exchanges": [plain(each) for each in self._bench.recorder.run()]}
        records = {each["number"]: each for one in (*sent, *beside, own) for each in one["exchanges"]}
        return history(records.values(), self._bench.target.base_url, _lag(sent, self._bench.settings.settle))


def _lag(sent: Sequence[Sent], longest: float) -> float:
    """Return the seconds for which a read may show what was before a write: little, unless some read was late."""
    late = any(SHOWN_LATER in note for each in sent for note in each["case"]["notes"])
    return longest if late else min(longest, BRIEF)


def _judged(id_: str, seen: History, sent: Sequence[Sent], judge: Judge) -> Sent:
    stated = catalogue.requirements()[id_]
    seen.findings = _findings(sent, _YIELDS_TO.get(judge.broken(stated), frozenset()))
    error: Exception | None = None
    try:
        catalogue.tests()[id_](seen)
    except Exception as ended:  # noqa: BLE001 - its kind is the verdict
        error = ended
    case = judge.case(stated, "", error, ())
    case.exchanges = sorted({*case.trail, *([case.decisive] if case.decisive is not None else [])})
    return {"requirement": id_, "case": asdict(case), "exchanges": [], "yields": None, "replay": None}


def _findings(sent: Sequence[Sent], weighty: frozenset[Verdict]) -> Mapping[str, frozenset[int]]:
    """Return what the cases found: of fuzzing, which sends so much else, the requests that lead to the finding."""
    found: dict[str, frozenset[int]] = {}
    for each in sent:
        case = each["case"]
        if case["verdict"] in weighty:
            made = case["trail"] or [case["decisive"]] if each["requirement"].startswith("fuzz.") else case["exchanges"]
            found[each["requirement"]] = found.get(each["requirement"], frozenset()) | frozenset(made)
    return found
