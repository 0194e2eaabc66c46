"""The end of a run on a terminal: the verdict, what to fix, where the report is.

Works at 80 columns and without colour.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from scimproof.report.failure import observation
from scimproof.report.findings import Cause, Finding, blocked, causes
from scimproof.report.model import Case, RecordedMismatch, Report, Result, Verdict
from scimproof.report.reproductions import Reproductions
from scimproof.report.text import apart, code_spans, inert, one_line, visible
from scimproof.report.words import harmed, why_not_gating
from scimproof.reproduction import shell

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


@dataclass(frozen=True, slots=True)
class _Told:
    """What the findings of a report are told with: how to see each again, and where its files are."""

    report: Report
    again: Reproductions
    folder: Path | None

    def lines(self, finding: Finding) -> list[str]:
        """Return what to copy to see a finding again: one request where that is all, and the replay."""
        again = self.again.of(finding.result, finding.lead)
        if again is None:
            return []
        request = [line] if (line := shell.one_line(again.made)) else []
        if self.folder is None:
            return request
        to = "" if self.report.target.embedded else f" --tenant-url {shlex.quote(self.report.target.tenant_url)}"
        return [*request, f"scimproof run{to} --replay {shlex.quote(str(self.folder / again.path))}"]

    def script(self, finding: Finding) -> str:
        """Return the path of the shell script of a finding."""
        again = self.again.of(finding.result, finding.lead)
        return str(self.folder / again.file("curl")) if again and self.folder else ""


def _parts(report: Report, paths: Mapping[str, Path]) -> Iterator[RenderableType]:
    found = causes(report)
    folder = paths["report.json"].parent if "report.json" in paths else None
    told = _Told(report, Reproductions(report), folder)
    for cause in found:
        yield from _cause(cause, told)
    named = {each.result.id for cause in found for each in cause.findings}
    waiting = {blocker: results for blocker, results in blocked(report).items() if blocker not in named}
    yield from (_not_testable(blocker, results) for blocker, results in waiting.items())
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


def _cause(cause: Cause, told: _Told) -> Iterator[RenderableType]:
    yield from _finding(cause.lead, [("Blocks", _waits(cause.blocks))], told)
    if cause.others:
        same = f"{len(cause.others)} more broken in the same way, probably by the same cause"
        yield _line((f"{same} ({one_line(cause.symptom, 200)}):" if cause.symptom else f"{same}:", "dim"))
    for each in cause.others:
        # Expected and observed are shown above; these findings differ in what was sent and in their consequence.
        yield _heading(each.result.verdict.value, _STYLES[each.result.verdict], each.result.id)
        sent = observation(each.lead, told.again.of(each.result, each.lead)).sent
        facts = [("", each.result.summary), ("Sent", sent), *_judged(each.result, told.report.run.profile)]
        yield _facts([*facts, ("Again", told.script(each))])


def _waits(blocks: list[Result]) -> str:
    if not blocks:
        return ""
    return f"{len(blocks)} requirement{'s wait' if len(blocks) > 1 else ' waits'} for this one; the report names them"


def _judged(result: Result, profile: str) -> list[tuple[str, str]]:
    return [
        ("Harm", harmed(result)),
        ("Fix", result.remedy),
        ("Not gating", why_not_gating(result, profile)),
    ]


def _finding(finding: Finding, also: list[tuple[str, str]], told: _Told) -> Iterator[RenderableType]:
    result, case = finding.result, finding.lead
    seen = observation(case, told.again.of(result, case))
    yield _heading(result.verdict.value, _STYLES[result.verdict], result.id)
    expected, observed = apart(seen.expected, seen.observed, _LONGEST)
    facts = [("", result.summary), ("Cases", _cases(finding)), *_sent(case, seen)]
    facts += [("Expected", expected), ("Observed", observed), ("At", seen.at)]
    if result.verdict is not Verdict.ERROR:
        facts += _judged(result, told.report.run.profile)
        facts.append(("Source", "; ".join(f"{each.title}, {each.section}" for each in result.sources[:2])))
    yield _facts([*facts, *also, ("Again", told.script(finding))], to_copy=told.lines(finding))


def _sent(case: Case, seen: RecordedMismatch) -> Iterator[tuple[str, str]]:
    """Yield what was sent, each step of a transcript on a line of its own."""
    if not case.trail:
        yield from (("Sent" if not number else " ", each) for number, each in enumerate(seen.sent.split(", then ")))
        return
    for number, step in enumerate(seen.sent.split("\n")):
        yield " " if number else "Sent", one_line(step, _LONGEST_STEP)


def _cases(finding: Finding) -> str:
    if len(finding.result.cases) == 1:
        return ""
    names = [case.name for case in finding.failing]
    listed = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    return f"{len(names)} of {len(finding.result.cases)} broken: {listed}"


def _not_testable(blocker: str, results: list[Result]) -> Text:
    line = _line(("NOT TESTABLE", _STYLES[Verdict.NOT_TESTABLE]), ("  ", ""))
    count = f"{len(results)} requirement{'s wait' if len(results) > 1 else ' waits'}"
    line.append(f"{count} for {blocker}" if blocker else f"{count} for an unknown requirement", "bold")
    return line.append(f": {_reason(results)}\n" if _reason(results) else "\n")


def _reason(results: list[Result]) -> str:
    """Return why the first of them could not be tested: what stood in its way says it of all of them."""
    reasons = (case.reason for result in results for case in result.cases if case.reason)
    return one_line(next(reasons, ""), _LONGEST_STEP)


def _heading(word: str, style: str, name: str) -> Text:
    return _line((word, style), ("  ", ""), (one_line(name), "bold"))


def _facts(told: list[tuple[str, str]], to_copy: Sequence[str] = ()) -> RenderableType:
    """Return labelled lines; a text without a label stands above them, over the whole width."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", min_width=10, no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in told:
        if label and text:
            grid.add_row(f"  {label}", _prose(text))
    above = [Padding(_prose(text), (0, 0, 0, 2)) for label, text in told if not label]
    return Group(*above, grid, *(_Unbroken(each, "dim") for each in to_copy), Text())


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
