"""A run in a GitHub job: annotations on the job's page, and its step summary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scimproof.report.findings import causes
from scimproof.report.markdown import to_markdown
from scimproof.report.model import Report, Verdict
from scimproof.report.text import one_line, plain
from scimproof.report.words import harmed

_MOST = 10
"""GitHub shows ten errors and ten warnings of a step, and drops the rest without a word."""
_LONGEST = 1_000_000
"""Bytes: GitHub refuses a step summary beyond 1 MiB."""


def workflow_commands(report: Report) -> list[str]:
    """Return workflow commands: an error for each finding that gates, a warning for each other, most urgent first."""
    errors: list[tuple[str, str]] = []
    warnings: list[tuple[str, str]] = []
    for cause in causes(report, (Verdict.FAIL, Verdict.WARN)):
        for each in cause.findings:
            mismatch = each.lead.mismatch
            observed = f" Observed: {one_line(mismatch.observed, 300)}." if mismatch else ""
            harm = plain(harmed(each.result))
            text = f"{harm} Does not hold: {plain(each.result.summary)}{observed} Fix: {plain(each.result.remedy)}"
            (errors if each.result.gates else warnings).append((each.result.id, text))
    for problem in report.problems:
        (errors if problem.gates else warnings).append((problem.id, f"{problem.message} Fix: {problem.remedy}"))
    if report.exit_code not in (0, 1):
        errors.insert(0, ("scimproof", report.sentence))
    return [*_commands("error", errors), *_commands("warning", warnings)]


def append_summary(report: Report, path: Path) -> None:
    """Add summary.md to a step summary, which other steps may have written to as well.

    Raises `OSError` when it cannot be written.
    """
    text = to_markdown(report).encode()
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rpartition(b"\n")[0] + b"\n\nCut here; the whole is in summary.md.\n"
    with path.open("ab") as file:
        file.write(b"\n" + text)


def _commands(kind: str, found: list[tuple[str, str]]) -> Iterator[str]:
    more = len(found) - _MOST
    if more > 0:
        found = [*found[: _MOST - 1], ("scimproof", f"{more + 1} more {kind}s: see the report.")]
    for title, text in found:
        yield f"::{kind} title={_property(title)}::{_data(one_line(text, 2000))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
