"""Comparisons as pages: two runs, or many side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scimproof.report.compare import Comparison
from scimproof.report.findings import FOUND
from scimproof.report.model import WORST_FIRST, Report, Result, Verdict
from scimproof.report.page import render
from scimproof.report.words import LEGEND, LEVELS


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement over all runs of a matrix."""

    result: Result
    """As the first run that judged it states it."""
    cells: list[tuple[str, str]]
    """For each run its verdict and what it observed; both empty where the run did not judge it."""
    worst: str

    @property
    def differs(self) -> bool:
        """True when the runs do not agree."""
        return len({verdict for verdict, _ in self.cells}) > 1


def comparison_html(comparison: Comparison) -> bytes:
    """Return two runs compared, as one page."""
    return render("compare.html", comparison=comparison, known={None: "not known", True: "yes", False: "no"})


def matrix_html(reports: Mapping[str, Report]) -> bytes:
    """Return many runs side by side as one page: a column for each, under its label; a row for each requirement.

    Rows that are broken somewhere come first.
    """
    ids = dict.fromkeys(result.id for report in reports.values() for result in report.results)
    by_report = [{result.id: result for result in report.results} for report in reports.values()]
    rows = [_row([results.get(each) for results in by_report]) for each in ids]
    rows.sort(key=lambda row: row.worst not in list(FOUND))
    return render("matrix.html", reports=reports, rows=rows, legend=LEGEND, levels=LEVELS, verdicts=list(Verdict))


def _row(results: list[Result | None]) -> Row:
    known = [each for each in results if each is not None]
    worst = min((each.verdict for each in known), key=WORST_FIRST.index)
    return Row(known[0], [(each.verdict.value, _observed(each)) if each else ("", "") for each in results], worst.value)


def _observed(result: Result) -> str:
    case = next((case for case in result.cases if case.verdict is result.verdict), None)
    if case is None:
        return ""
    return case.mismatch.observed if case.mismatch else case.reason
