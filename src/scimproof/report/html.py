"""report.html: the whole run on one page, findings first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from scimproof.report.difference import Marked, marked
from scimproof.report.failure import cited, why
from scimproof.report.findings import FOUND, Finding, blocked, causes
from scimproof.report.model import Case, Report, Result, Verdict
from scimproof.report.pack import View, pack, view
from scimproof.report.page import css_class, render
from scimproof.report.text import one_line, visible
from scimproof.report.words import LEGEND, LEVELS, meaning, no_meaning, outcome

_INLINE_BUDGET = 180_000
"""Characters of exchanges that are part of the page from the start; the others open from the block."""
_CASES = 20
"""Failing cases that an article shows; report.json has all."""
_PREDICTED = {"PASSED": "v-pass", "FAILED": "v-fail", "WARNING": "v-warn", "SKIPPED": "v-not-applicable"}
"""Words of Microsoft's gallery tests, coloured like the verdicts that they resemble."""
_TOKEN = re.compile(r"([a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Area:
    """One bar of the picture: how many requirements of an area have which verdict."""

    name: str
    parts: list[tuple[str, int, float, float]]
    """Verdict, count, start and width in percent."""
    holds: int
    judged: int


@dataclass(frozen=True, slots=True)
class Shown:
    """An exchange in an article: inline when there is room, else a reference that the script opens."""

    number: int
    title: str
    outcome: str
    label: str
    decisive: bool
    inline: View | None


class _Exchanges:
    """Hands out exchanges for articles: each inline once, while the budget lasts."""

    def __init__(self, report: Report) -> None:
        self._by_number = {each.number: each for each in report.exchanges}
        self._left = _INLINE_BUDGET

    def of(self, case: Case) -> list[Shown]:
        numbers = dict.fromkeys([*case.exchanges, *([] if case.decisive is None else [case.decisive])])
        return [self._shown(each, decisive=each == case.decisive) for each in numbers if each in self._by_number]

    def _shown(self, number: int, *, decisive: bool) -> Shown:
        seen = view(self._by_number[number])
        size = len(seen.request) + len(seen.response) + len(seen.curl)
        room = size <= self._left and decisive
        self._left -= size if room else 0
        return Shown(number, seen.title, seen.outcome, seen.label, decisive, seen if room else None)


def to_html(report: Report) -> bytes:
    """Return the page: one file, no network, readable without its script."""
    exchanges = _Exchanges(report)
    found = causes(report)
    waived = causes(report, [Verdict.WAIVED])
    with_article = {each.result.id for cause in [*found, *waived] for each in cause.findings}
    known = {each.id for each in report.results}
    return render(
        "report.html",
        report=report,
        outcome=outcome(report),
        meaning=meaning(report),
        no_meaning=no_meaning(report),
        legend=LEGEND,
        levels=LEVELS,
        found_verdicts=FOUND,
        causes=found,
        waived=waived,
        urgent=[each for each in found if each.verdict is not Verdict.ERROR][:3],
        cards={each.result.id: _card(each, exchanges) for cause in [*found, *waived] for each in cause.findings},
        areas=_areas(report.results),
        blocked=blocked(report),
        with_article=with_article,
        why=why,
        cited=cited,
        cell=lambda text: _cell(text, known),
        log=_log(report.provisioning_log),
        block=pack(report.exchanges, _details(report, with_article)),
    )


def _card(finding: Finding, exchanges: _Exchanges) -> dict[str, Any]:
    """Return what an article shows beside the result itself."""
    lead = finding.lead
    expected, observed = _difference(lead)
    shown = finding.failing[:_CASES]
    return {
        "expected": expected,
        "observed": observed,
        "exchanges": exchanges.of(lead),
        "others": [(case, exchanges.of(case)) for case in shown[1:]],
        "left_out": len(finding.failing) - len(shown),
        "holding": sum(case.verdict is Verdict.PASS for case in finding.result.cases),
        "field": [each for each in finding.result.sources if each.grade == "captured in the field"],
        "documents": [each for each in finding.result.sources if each.grade != "captured in the field"],
    }


def _difference(case: Case) -> tuple[Marked, Marked]:
    if case.mismatch is None:
        return [], [(False, case.reason)] if case.reason else []
    return marked(case.mismatch.expected, case.mismatch.observed)


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


def _cell(text: str, known: set[str]) -> Markup:
    """Return a cell of a profile's table: a verdict or a predicted one in its colour, requirement ids as links."""
    if colour := css_class(text) or _PREDICTED.get(text):
        return Markup('<span class="badge {}">{}</span>').format(colour, text)
    parts = _TOKEN.split(visible(text))
    link = Markup('<a href="#{0}"><code>{0}</code></a>')
    return Markup().join(link.format(part) if part in known else Markup("{}").format(part) for part in parts)
