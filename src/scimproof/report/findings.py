"""Findings worst first, grouped by root cause, with what each cause blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scimproof.report.finding_groups import likeness
from scimproof.report.model import WORST_FIRST, Case, RecordedExchange, Report, Result, Verdict
from scimproof.report.operation import operation
from scimproof.report.request_shape import shape, special_parts, wrong_answer
from scimproof.requirements import Harm

FOUND = (Verdict.ERROR, Verdict.FAIL, Verdict.WARN)
"""The verdicts of a finding."""

_LEVELS = ("MUST", "SHOULD", "MAY")
_HARMS = [each.value for each in Harm]


@dataclass(slots=True)
class Finding:
    """A requirement that was broken, with the case that shows it best."""

    result: Result
    failing: list[Case]
    """The cases that carry its verdict."""
    exchange: RecordedExchange | None
    """The decisive one of the first failing case."""

    @property
    def lead(self) -> Case:
        """The case to show first."""
        return self.failing[0]


@dataclass(slots=True)
class Cause:
    """Findings that one change in the service provider is likely to fix together."""

    findings: list[Finding]
    blocks: list[Result] = field(default_factory=list)
    """Requirements that could not be tested because of one of them."""

    @property
    def lead(self) -> Finding:
        """The finding to read first."""
        return self.findings[0]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict among its findings."""
        return self.lead.result.verdict

    @property
    def harm(self) -> str:
        """The worst harm among the findings that carry its verdict; empty where the report knew none."""
        harms = [each.result.harm for each in self.findings if each.result.verdict is self.verdict]
        return min(harms, key=harm_rank)

    @property
    def reach(self) -> int:
        """How many requirements it touches: broken by it, or not testable because of it."""
        return len(self.findings) + len(self.blocks)

    @property
    def others(self) -> list[Finding]:
        """The findings beside the first."""
        return self.findings[1:]

    @property
    def symptom(self) -> str:
        """What its findings have in common, such as ``PATCH /Users/{id}: 501 Not Implemented``; may be empty."""
        exchange = self.lead.exchange
        if exchange is None:
            return ""
        answer = f"{exchange.status} {exchange.reason}".strip() if exchange.status is not None else exchange.failure
        return f"{operation(exchange)}: {answer}"

    @property
    def gates(self) -> bool:
        """True when one of its findings does."""
        return any(each.result.gates for each in self.findings)


def causes(report: Report, verdicts: Iterable[Verdict] = FOUND) -> list[Cause]:
    """Return the causes of all findings of these verdicts, the most urgent first.

    Two findings share a cause when their decisive requests were of one kind and were answered alike, apart from
    made-up values; `likeness` has the details. What fuzzing found joins the plain finding that a request of the same
    shape shows in the same way (`request_shape`). Urgent: our own errors, then what gates, then what plain requests
    show, then what harms a customer most, then what touches most requirements: a leaver who keeps access comes before
    ten odd headers.
    """
    by_number = {each.number: each for each in report.exchanges}
    wanted = tuple(verdicts)
    groups: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for result in report.results:
        if result.verdict in wanted:
            finding = _finding(result, by_number)
            groups[_likeness(finding, by_number)].append(finding)
    blocks = blocked(report)
    found = []
    for members in _joined(list(groups.values()), by_number):
        members.sort(key=lambda each: _rank(each, blocks, by_number))
        held_up = [each for member in members for each in blocks.get(member.result.id, [])]
        found.append(Cause(members, held_up))
    return sorted(found, key=_urgency)


def _joined(groups: list[list[Finding]], exchanges: Mapping[int, RecordedExchange]) -> list[list[Finding]]:
    """Return the groups with each finding of fuzzing in the first plain group of the same shape and wrong answer."""

    def look(finding: Finding) -> tuple[object, str]:
        return shape(finding.lead, exchanges), wrong_answer(finding.lead, exchanges)

    plain = [each for each in groups if not all(map(_is_fuzz, each))]
    homes: dict[tuple[object, str], list[Finding]] = {}
    for group in plain:
        for each in group:
            if not _is_fuzz(each):
                homes.setdefault(look(each), group)
    for group in groups:
        if all(map(_is_fuzz, group)):
            home = next((homes[look(each)] for each in group if each.lead.mismatch and look(each) in homes), None)
            if home is None:
                plain.append(group)
            else:
                home.extend(group)
    return plain


def _is_fuzz(finding: Finding) -> bool:
    return finding.result.area == "fuzz"


def blocked(report: Report) -> dict[str, list[Result]]:
    """Return the requirements that were NOT TESTABLE under the id at the root of what blocks them.

    The empty id stands for those whose blocker is not known.
    """
    blockers = {
        result.id: next((case.blocked_by for case in result.cases if case.blocked_by), "")
        for result in report.results
        if result.verdict is Verdict.NOT_TESTABLE
    }
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in report.results:
        if result.id in blockers:
            groups[_root(result.id, blockers)].append(result)
    return dict(groups)


def _root(blocked_id: str, blockers: dict[str, str]) -> str:
    seen = {blocked_id}
    blocker = blockers[blocked_id]
    while blockers.get(blocker) and blocker not in seen:
        seen.add(blocker)
        blocker = blockers[blocker]
    return blocker


def _finding(result: Result, by_number: dict[int, RecordedExchange]) -> Finding:
    failing = [case for case in result.cases if case.verdict is result.verdict] or [Case("", result.verdict)]
    failing.sort(key=lambda case: case.mismatch is None)
    decisive = failing[0].decisive
    return Finding(result, failing, by_number.get(decisive) if decisive is not None else None)


def _likeness(finding: Finding, exchanges: Mapping[int, RecordedExchange]) -> tuple[str, ...]:
    """Return what findings of one cause have in common; our own errors and what has no mismatch stand alone."""
    mismatch = finding.lead.mismatch
    if mismatch is None or finding.result.verdict is Verdict.ERROR:
        return (finding.result.id,)
    return likeness(finding.lead, mismatch, exchanges)


def _rank(
    finding: Finding, blocks: dict[str, list[Result]], exchanges: Mapping[int, RecordedExchange]
) -> tuple[int, bool, int, int, int, int]:
    result = finding.result
    return (
        WORST_FIRST.index(result.verdict),
        _is_fuzz(finding),
        special_parts(finding.lead, exchanges),
        harm_rank(result.harm),
        -len(blocks.get(result.id, [])),
        _LEVELS.index(result.level) if result.level in _LEVELS else len(_LEVELS),
    )


def _urgency(cause: Cause) -> tuple[bool, bool, int, bool, int, int]:
    return (
        cause.verdict is not Verdict.ERROR,
        not cause.gates,
        WORST_FIRST.index(cause.verdict),
        all(map(_is_fuzz, cause.findings)),
        harm_rank(cause.harm),
        -cause.reach,
    )


def harm_rank(harm: str) -> int:
    """Return where a harm stands, 0 being the worst; one that is not known comes last."""
    return _HARMS.index(harm) if harm in _HARMS else len(_HARMS)
