"""The end of a run on a terminal: the verdict, what to mend, where to read on.

Works at 80 columns and without colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scimproof.report.failure import cited
from scimproof.report.findings import Cause, Finding, blocked, causes
from scimproof.report.model import Report, Verdict
from scimproof.report.text import code_spans, one_line, visible

_STYLES = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.WARN: "yellow",
    Verdict.ERROR: "bold magenta",
    Verdict.NOT_TESTABLE: "cyan",
}
_LONGEST = 600
"""Characters of a target's text in one line of a finding; the report has the rest."""


def render_end(report: Report, paths: Mapping[str, Path]) -> RenderableType:
    """Return what to print at the end of a run.

    Args:
        report: the run.
        paths: file name (``report.html``) to where it was written, as `write_all` returns it.

    """
    return Group(*_parts(report, paths))


def _parts(report: Report, paths: Mapping[str, Path]) -> Iterator[RenderableType]:
    found = causes(report)
    for cause in found:
        for finding in cause.findings:
            yield from _finding(finding, cause)
    yield from _not_testable(report)
    for problem in report.problems:
        yield _heading("FAIL" if problem.gates else "WARN", "red" if problem.gates else "yellow", problem.id)
        yield _facts([("", problem.message), ("Fix", problem.remedy)])
    yield Text(_visible(report.sentence), style="bold green" if report.conformant else "bold red")
    yield _counts(report)
    if "report.html" in paths:
        # Never broken: a path that wraps cannot be clicked or copied.
        yield Text(f"Report: {paths['report.html']}", no_wrap=True, overflow="ignore")


def _finding(finding: Finding, cause: Cause) -> Iterator[RenderableType]:
    result, case, mismatch = finding.result, finding.lead, finding.lead.mismatch
    yield _heading(result.verdict.value, _STYLES[result.verdict], result.id)
    told = [("", result.summary)]
    if len(result.cases) > 1:
        told.append(("Cases", _cases(finding)))
    if mismatch:
        told += [("Sent", mismatch.sent), ("Expected", mismatch.expected), ("Observed", mismatch.observed)]
        told.append(("At", mismatch.at))
    else:
        told.append(("Observed", case.reason))
    told += [("Entra", result.consequence), ("Fix", result.remedy)]
    told.append(("Source", "; ".join(map(cited, result.sources[:1]))))
    if finding is cause.lead and cause.others:
        told.append(("Likewise", ", ".join(each.result.id for each in cause.others)))
    if finding is cause.lead and cause.blocks:
        told.append(("Blocks", f"{len(cause.blocks)} requirements that could not be tested"))
    yield _facts(told)
    if mismatch and mismatch.curl:
        # Not folded: a curl line has to survive copying.
        yield Padding(Text(_visible(mismatch.curl), style="dim", no_wrap=True, overflow="ignore"), (0, 0, 1, 2))


def _cases(finding: Finding) -> str:
    result = finding.result
    names = [case.name for case in finding.failing]
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")  # noqa: PLR2004
    return f"{len(names)} of {len(result.cases)} broken: {listed}"


def _not_testable(report: Report) -> Iterator[RenderableType]:
    for blocker, results in blocked(report).items():
        line = Text.assemble(("NOT TESTABLE", _STYLES[Verdict.NOT_TESTABLE]), "  ")
        line.append(
            f"{len(results)} blocked by {blocker}" if blocker else f"{len(results)} with no known blocker", "bold"
        )
        line.append(": " + ", ".join(each.id for each in results))
        yield Padding(line, (0, 0, 1, 0))


def _heading(word: str, style: str, name: str) -> Text:
    return Text.assemble((word, style), "  ", (_visible(name), "bold"))


def _facts(told: list[tuple[str, str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", min_width=8, no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in told:
        if text:
            grid.add_row(label, _prose(text))
    return Padding(grid, (0, 0, 1, 2))


def _prose(text: str) -> Text:
    line = Text()
    for is_code, part in code_spans(one_line(text, _LONGEST)):
        line.append(part, style="bold" if is_code else "")
    return line


def _counts(report: Report) -> Text:
    line = Text()
    for verdict in Verdict:
        count = report.counts.get(verdict.value, 0)
        if count:
            line.append(", " if line else "").append(f"{count} {verdict.value}", _STYLES.get(verdict, ""))
    return line


def _visible(text: str) -> str:
    return visible(text).replace("\t", " ")
