"""``--write-waivers``: a first waiver file from the findings of a run."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from scimproof.report.model import Report, Result, Verdict
from scimproof.report.text import one_line
from scimproof.report.write import write_whole
from scimproof.waivers import Waiver, as_toml

DAYS = 90
"""How long a first waiver is valid."""


def write_first(report: Report, path: Path, today: date) -> None:
    """Write an entry for each finding that makes a run fail and that no waiver covers.

    What only warns is left out: when a waiver ends, it is a finding itself, and that would fail the run.
    """
    known = report.baseline.known if report.baseline else []
    found = [each for each in report.results if each.gates or (each.id in known and each.verdict in _BROKEN)]
    entries = [Waiver(each.id, _reason(each, report, today), today + timedelta(days=DAYS)) for each in found]
    heading = (
        f"Found on {report.target.base_url} by run {report.run.id}.",
        "Write in each reason why it is accepted, and add an owner; delete the entries that you fix now.",
    )
    write_whole(path, as_toml(entries, heading).encode())


_BROKEN = (Verdict.FAIL, Verdict.WARN)


def _reason(result: Result, report: Report, today: date) -> str:
    mismatch = next((case.mismatch for case in result.cases if case.mismatch), None)
    observed = f": {one_line(mismatch.observed, 160)}" if mismatch else ""
    return f"Not explained yet. Found on {today.isoformat()} by scimproof {report.tool.version}{observed}"
