"""report.html: the whole run on one page, findings first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scimproof.report.cells import EXCHANGES, cells, linked, numbers
from scimproof.report.difference import Marked, marked
from scimproof.report.exchange_views import Exchanges, ranges, transcripts
from scimproof.report.failure import cited, observation, why
from scimproof.report.findings import Cause, Finding, blocked, causes
from scimproof.report.model import Case, Report, Result, Verdict
from scimproof.report.pack import pack
from scimproof.report.page import render
from scimproof.report.reproductions import Again
from scimproof.report.scripts import Scripts
from scimproof.report.sent import SentStep, steps
from scimproof.report.text import apart, one_line, visible
from scimproof.report.words import HARMS, LEGEND, LEVELS, harm, meaning, no_meaning, outcome, why_not_gating

_CASES = 20
"""Failing cases that an article shows; report.json has all."""
_BRIEF = 240
"""Characters of what was expected and observed on the first screen."""
_OPEN = 3
"""Causes whose evidence is open from the start: those to fix first."""


@dataclass(frozen=True, slots=True)
class Area:
    """One bar of the picture: how many requirements of an area have which verdict."""

    name: str
    parts: list[tuple[str, int, float, float]]
    """Verdict, count, start and width in percent."""
    holds: int
    judged: int


@dataclass(frozen=True, slots=True)
class _Brief:
    """What the first screen says of a finding."""

    sent: list[SentStep]
    expected: str
    observed: str


@dataclass(frozen=True, slots=True)
class Group:
    """Causes under one heading of the findings."""

    anchor: str
    title: str
    sentence: str
    causes: list[Cause]

    @property
    def count(self) -> int:
        """How many findings it stands for: where some make the run fail, those."""
        findings = [each for cause in self.causes for each in cause.findings]
        return sum(each.result.gates for each in findings) or len(findings)


def to_html(report: Report) -> bytes:
    """Return the page: one file, no network, readable without its script."""
    exchanges, again = Exchanges(report), Scripts(report)
    found = causes(report)
    waived = causes(report, [Verdict.WAIVED])
    with_article = {each.result.id for cause in [*found, *waived] for each in cause.findings}
    known = {each.id for each in report.results}
    urgent = [each for each in found if each.verdict is not Verdict.ERROR][:_OPEN]
    cards = {
        each.result.id: _card(each, exchanges, again, report.target.base_url)
        for cause in [*found, *waived]
        for each in cause.findings
    }
    return render(
        "report.html",
        report=report,
        outcome=outcome(report),
        meaning=meaning(report),
        no_meaning=no_meaning(report),
        legend=LEGEND,
        levels=LEVELS,
        harms=HARMS.values(),
        harm=harm,
        groups=_groups(found),
        waived=waived,
        urgent=urgent,
        cards=cards,
        not_gating=lambda result: why_not_gating(result, report.run.profile),
        reason=_reason,
        transcripts=transcripts(report.results, exchanges),
        areas=_areas(report.results),
        blocked=blocked(report),
        with_article=with_article,
        why=why,
        cited=cited,
        linked=lambda text: linked(text, known),
        tables=[(table, cells(table, known)) for table in report.tables],
        exchanges_column=EXCHANGES,
        numbers=numbers,
        ranges=ranges,
        log=_log(report.provisioning_log),
        block=pack(report.exchanges, _details(report, with_article), again.packed()),
    )


def _groups(found: list[Cause]) -> list[Group]:
    """Return the causes under their headings: what gates by what it does to a customer, then the rest."""
    ours = [each for each in found if each.verdict is Verdict.ERROR]
    gating = [each for each in found if each.gates and each.verdict is not Verdict.ERROR]
    rest = [each for each in found if not each.gates and each.verdict is not Verdict.ERROR]
    told = "Faults of scimproof, not of the target: these requirements were not judged."
    groups = [Group("ours", "scimproof failed", told, ours)]
    groups += [
        Group(f"harm-{word}", title, sentence, [each for each in gating if each.harm == word])
        for word, (title, sentence) in HARMS.items()
    ]
    groups.append(
        Group("harm-unknown", "Broken", "These findings make the run fail.", [each for each in gating if not each.harm])
    )
    told = "Recommendations, requirements outside the profile, and findings that are known already, worst first."
    groups.append(Group("not-gating", "Broken, without failing this run", told, rest))
    return [each for each in groups if each.causes]


def _card(finding: Finding, exchanges: Exchanges, scripts: Scripts, base_url: str) -> dict[str, Any]:
    """Return what an article shows beside the result itself."""
    lead, result = finding.lead, finding.result
    shown = finding.failing[:_CASES]
    again = scripts.reproductions
    lead_again = again.of(result, lead)
    seen = observation(lead, lead_again)
    sent, expected, observed = _told(lead, lead_again, base_url)
    brief = apart(seen.expected, seen.observed, _BRIEF)
    return {
        "sent": sent,
        "expected": expected,
        "observed": observed,
        "brief": _Brief(lead_again.sent_brief() if lead_again and not lead.trail else sent, *brief),
        "again": scripts.shown(result, lead),
        "exchanges": exchanges.of(lead),
        "others": [
            (case, *_told(case, again.of(result, case), base_url), scripts.shown(result, case), exchanges.of(case))
            for case in shown[1:]
        ],
        "left_out": len(finding.failing) - len(shown),
        "holding": sum(case.verdict is Verdict.PASS for case in finding.result.cases),
        "field": [each for each in finding.result.sources if each.grade == "captured in the field"],
        "documents": [each for each in finding.result.sources if each.grade != "captured in the field"],
    }


def _told(case: Case, again: Again | None, base_url: str) -> tuple[list[SentStep], Marked, Marked]:
    """Return what was sent, expected and observed; ids as the steps of the reproduction name them."""
    if case.mismatch is None:
        return [], [], [(False, case.reason)] if case.reason else []
    seen = observation(case, again)
    sent = steps(case.mismatch.sent, base_url) if again is None or case.trail else again.sent()
    return sent, *marked(seen.expected, seen.observed)


def _reason(results: list[Result]) -> str:
    """Return why requirements that wait for one could not be tested: the reason of the first of them."""
    return next((one_line(case.reason, 300) for each in results for case in each.cases if case.reason), "")


def _areas(results: Iterable[Result]) -> list[Area]:
    by_area: dict[str, list[Verdict]] = {}
    for result in results:
        by_area.setdefault(result.area, []).append(result.verdict)
    return [_area(name, verdicts) for name, verdicts in by_area.items()]


def _area(name: str, verdicts: list[Verdict]) -> Area:
    start, parts = 0.0, []
    for verdict in LEGEND:
        count = verdicts.count(verdict)
        if count:
            width = 100 * count / len(verdicts)
            parts.append((verdict.value, count, round(start, 2), round(width, 2)))
            start += width
    judged = sum(verdict not in (Verdict.NOT_APPLICABLE, Verdict.NOT_TESTABLE, Verdict.NOTE) for verdict in verdicts)
    return Area(name, parts, verdicts.count(Verdict.PASS), judged)


def _details(report: Report, with_article: set[str]) -> dict[str, Any]:
    """Return what a row of the table opens, in the order in which page.js reads it."""
    return {
        result.id: [
            visible(result.consequence),
            visible(result.remedy),
            [[visible(f"{each.title}, {each.section}"), each.url] for each in result.sources],
            [
                [one_line(case.name, 200), case.verdict.value, one_line(case.reason, 1_000), case.exchanges, case.notes]
                for case in result.cases
            ],
        ]
        for result in report.results
        if result.id not in with_article
    }


def _log(entries: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Return the columns of the provisioning log and its rows."""
    columns = list(dict.fromkeys(key for entry in entries for key in entry))
    return columns, [[_value(entry.get(each, "")) for each in columns] for entry in entries]


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
