"""Many runs in columns, with a row for each requirement on which they differ or that is broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.report.findings import FOUND, harm_rank
from scimproof.report.model import WORST_FIRST, Report, Result, Verdict
from scimproof.report.text import one_line, visible

_LETTERS = {
    "": " ",
    Verdict.PASS: "✓",
    Verdict.FAIL: "F",
    Verdict.WARN: "w",
    Verdict.NOTE: "n",
    Verdict.NOT_APPLICABLE: "-",
    Verdict.NOT_TESTABLE: "?",
    Verdict.WAIVED: "v",
    Verdict.ERROR: "E",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement over all runs."""

    result: Result
    """As the first run that judged it states it."""
    cells: list[tuple[str, str]]
    """For each run its verdict and what it observed; both empty where the run did not judge it."""
    worst: str

    @property
    def differs(self) -> bool:
        """True when the runs do not agree."""
        return len({verdict for verdict, _ in self.cells}) > 1


def rows(reports: Mapping[str, Report]) -> list[Row]:
    """Return a row for each requirement; those that are broken somewhere come first, the most harmful on top."""
    ids = dict.fromkeys(result.id for report in reports.values() for result in report.results)
    by_report = [{result.id: result for result in report.results} for report in reports.values()]
    found = [_row([results.get(each) for results in by_report]) for each in ids]
    return sorted(found, key=_urgency)


def matrix_text(reports: Mapping[str, Report]) -> str:
    """Return the runs for a terminal: their counts, then a line for each requirement that is broken somewhere."""
    return "\n".join(_lines(reports)) + "\n"


def matrix_json(reports: Mapping[str, Report]) -> dict[str, Any]:
    """Return the runs as JSON values: label to facts, and requirement id to the verdict of each label."""
    return {
        "runs": {
            label: {
                "base_url": each.target.base_url,
                "started": each.run.started,
                "profile": each.run.profile,
                "version": each.tool.version,
                "sentence": each.sentence,
                "counts": each.counts,
            }
            for label, each in reports.items()
        },
        "requirements": {
            row.result.id: dict(zip(reports, (verdict for verdict, _ in row.cells), strict=True))
            for row in rows(reports)
        },
    }


def matrix_markdown(reports: Mapping[str, Report]) -> str:
    """Return the counts of the runs as a Markdown table, for a README."""
    shown = [verdict for verdict in Verdict if any(each.counts.get(verdict.value) for each in reports.values())]
    lines = [
        f"| | {' | '.join(verdict.value for verdict in shown)} |",
        f"|---|{'--:|' * len(shown)}",
        *(
            f"| {_cell(label)} | {' | '.join(str(each.counts.get(verdict.value, 0)) for verdict in shown)} |"
            for label, each in reports.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def _urgency(row: Row) -> tuple[int, int]:
    if row.worst not in list(FOUND):
        return len(FOUND), 0
    return FOUND.index(Verdict(row.worst)), harm_rank(row.result.harm)


def _cell(text: str) -> str:
    return one_line(text).replace("|", "\\|")


def _row(results: list[Result | None]) -> Row:
    known = [each for each in results if each is not None]
    worst = min((each.verdict for each in known), key=WORST_FIRST.index)
    return Row(known[0], [(each.verdict.value, _observed(each)) if each else ("", "") for each in results], worst.value)


def _observed(result: Result) -> str:
    case = next((case for case in result.cases if case.verdict is result.verdict), None)
    if case is None:
        return ""
    return case.mismatch.observed if case.mismatch else case.reason


def _lines(reports: Mapping[str, Report]) -> Iterator[str]:
    for number, (label, each) in enumerate(reports.items(), 1):
        counts = ", ".join(f"{each.counts[verdict]} {verdict}" for verdict in each.counts if each.counts[verdict])
        yield f"{number}  {visible(label)}: {one_line(each.sentence)} ({counts})"
    found = rows(reports)
    broken = [row for row in found if row.worst in list(FOUND)]
    yield f"\n{len(found)} requirements, {len(broken)} broken in one run or more:"
    yield " ".join(str(number % 10) for number in range(1, len(reports) + 1))
    yield from (f"{' '.join(_LETTERS[verdict] for verdict, _ in row.cells)}  {row.result.id}" for row in broken)
    if broken:
        yield "\n" + ", ".join(f"{letter} {verdict or 'not judged'}" for verdict, letter in _LETTERS.items() if verdict)
