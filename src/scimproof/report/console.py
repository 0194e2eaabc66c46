"""The end of a run on a terminal: the verdict, what to fix, where the report is.

Works at 80 columns and without colour.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from scimproof.report.findings import Cause, Finding, blocked, causes
from scimproof.report.model import Case, RecordedMismatch, Report, Result, Verdict
from scimproof.report.text import code_spans, inert, one_line, visible
from scimproof.report.words import harmed

_STYLES = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.WARN: "yellow",
    Verdict.ERROR: "bold magenta",
    Verdict.NOT_TESTABLE: "cyan",
}
_LONGEST = 600
"""Characters of one fact of a finding; the report has the rest."""
_LONGEST_STEP = 240
"""Likewise of one step of a transcript."""
_FIRST = 3
"""Causes that are named once more at the end, where there are more."""
_NAMED = 5
"""Failing cases that are named; the report has all."""


class Output:
    """Standard output for a `rich.console.Console`: what a target sent commands no CI system from there."""

    def write(self, text: str) -> int:
        """Write the text without commands."""
        return sys.stdout.write(inert(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.stdout, name)


def render_end(report: Report, paths: Mapping[str, Path]) -> RenderableType:
    """Return what to print at the end of a run, with ``crop=False`` or ``soft_wrap=True``.

    Uncropped, because a curl line that lost its end is worse than one that the terminal wraps; all else wraps itself.

    Args:
        report: the run.
        paths: file name (``report.html``) to where it was written, as `write_all` returns it.
    """
    return Group(*_parts(report, paths))


class _Unbroken:
    """A line to copy: never wrapped, never padded."""

    def __init__(self, line: str, style: str = "") -> None:
        self._line, self._style = line, style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Segment(visible(self._line), Style.parse(self._style))
        yield Segment.line()


def _parts(report: Report, paths: Mapping[str, Path]) -> Iterator[RenderableType]:
    found = causes(report)
    for cause in found:
        yield from _cause(cause, partial(_to_copy, report, paths))
    told = {each.result.id for cause in found for each in cause.findings}
    for blocker, results in blocked(report).items():
        if blocker not in told:
            yield _not_testable(blocker, results)
    for problem in report.problems:
        yield _heading("FAIL" if problem.gates else "WARN", "bold red" if problem.gates else "yellow", problem.id)
        yield _facts([("", problem.message), ("Fix", problem.remedy)])
    if len(found) > _FIRST:
        yield _first(found)
    yield _line((one_line(report.sentence), "bold green" if report.exit_code == 0 else "bold red"))
    yield _counts(report)
    if "report.html" in paths:
        yield _Unbroken(f"Report: {paths['report.html']}")


def _first(found: list[Cause]) -> RenderableType:
    """Return what to fix first, again: the worst findings have scrolled out of sight."""
    grid = Table.grid(padding=(0, 1))
    for number, cause in enumerate(found[:_FIRST], 1):
        result = cause.lead.result
        grid.add_row(f"  {number}.", _prose(result.remedy).append(f"  {one_line(result.id)}", "dim"))
    return Group(_line(("Fix first", "bold")), grid, Text())


def _cause(cause: Cause, to_copy: Callable[[Case], str]) -> Iterator[RenderableType]:
    yield from _finding(cause.lead, [("Blocks", ", ".join(each.id for each in cause.blocks))], to_copy)
    if cause.others:
        same = f"{len(cause.others)} more broken in the same way, probably by the same cause"
        yield _line((f"{same} ({one_line(cause.symptom, 200)}):" if cause.symptom else f"{same}:", "dim"))
    for each in cause.others:
        # Expected and observed are shown above; these findings differ in what was sent and in their consequence.
        yield _heading(each.result.verdict.value, _STYLES[each.result.verdict], each.result.id)
        mismatch = each.lead.mismatch
        told = [("", each.result.summary), ("Sent", mismatch.sent if mismatch else "")]
        yield _facts([*told, ("Harm", harmed(each.result)), ("Fix", each.result.remedy)])


def _finding(finding: Finding, also: list[tuple[str, str]], to_copy: Callable[[Case], str]) -> Iterator[RenderableType]:
    result, case, mismatch = finding.result, finding.lead, finding.lead.mismatch
    yield _heading(result.verdict.value, _STYLES[result.verdict], result.id)
    told = [("", result.summary), ("Cases", _cases(finding))]
    if mismatch:
        told += [*_sent(case, mismatch), ("Expected", mismatch.expected), ("Observed", mismatch.observed)]
        told.append(("At", mismatch.at))
    else:
        told.append(("Observed", case.reason))
    if result.verdict is not Verdict.ERROR:
        told += [("Harm", harmed(result)), ("Fix", result.remedy)]
        told.append(("Source", "; ".join(f"{each.title}, {each.section}" for each in result.sources[:2])))
    yield _facts([*told, *also], to_copy=to_copy(case))


def _sent(case: Case, mismatch: RecordedMismatch) -> Iterator[tuple[str, str]]:
    """Yield what was sent, each step of a transcript on a line of its own."""
    if not case.trail:
        yield "Sent", mismatch.sent
        return
    for number, step in enumerate(mismatch.sent.split("\n")):
        yield " " if number else "Sent", one_line(step, _LONGEST_STEP)


def _to_copy(report: Report, paths: Mapping[str, Path], case: Case) -> str:
    """Return the command that shows it again: one request by curl, a whole transcript by ourselves."""
    if case.replay and "report.json" in paths:
        to = "" if report.target.embedded else f" --tenant-url {shlex.quote(report.target.tenant_url)}"
        return f"scimproof run{to} --replay {shlex.quote(str(paths['report.json'].parent / case.replay))}"
    return case.mismatch.curl if case.mismatch else ""


def _cases(finding: Finding) -> str:
    if len(finding.result.cases) == 1:
        return ""
    names = [case.name for case in finding.failing]
    listed = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    return f"{len(names)} of {len(finding.result.cases)} broken: {listed}"


def _not_testable(blocker: str, results: list[Result]) -> Text:
    line = _line(("NOT TESTABLE", _STYLES[Verdict.NOT_TESTABLE]), ("  ", ""))
    line.append(f"{len(results)} blocked by {blocker}" if blocker else f"{len(results)} with no known blocker", "bold")
    return line.append(": " + ", ".join(each.id for each in results) + "\n")


def _heading(word: str, style: str, name: str) -> Text:
    return _line((word, style), ("  ", ""), (one_line(name), "bold"))


def _facts(told: list[tuple[str, str]], to_copy: str = "") -> RenderableType:
    """Return labelled lines; a text without a label stands above them, over the whole width."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", min_width=10, no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in told:
        if label and text:
            grid.add_row(f"  {label}", _prose(text))
    above = [Padding(_prose(text), (0, 0, 0, 2)) for label, text in told if not label]
    return Group(*above, grid, *([_Unbroken(to_copy, "dim")] if to_copy else []), Text())


def _prose(text: str) -> Text:
    line = _line()
    for is_code, part in code_spans(one_line(text, _LONGEST)):
        line.append(part, style="bold" if is_code else "")
    return line


def _counts(report: Report) -> Text:
    line = _line()
    for verdict in Verdict:
        count = report.counts.get(verdict.value, 0)
        if count:
            line.append(", " if line else "").append(f"{count} {verdict.value}", _STYLES.get(verdict, ""))
    return line


def _line(*parts: tuple[str, str]) -> Text:
    """Return (text, style) parts as text that wraps, even where the caller prints without wrapping."""
    return Text.assemble(*parts, no_wrap=False, overflow="fold")
