"""What plain pytest shows of a case: an outcome, a letter, and for a finding the full text."""

from __future__ import annotations

from typing import Literal

import pytest

from scimproof.report.model import Case, Verdict
from scimproof.requirements import Requirement

LETTERS = {
    Verdict.PASS: (".", "PASS"),
    Verdict.FAIL: ("F", "FAIL"),
    Verdict.WARN: ("w", "WARN"),
    Verdict.NOTE: ("n", "NOTE"),
    Verdict.NOT_APPLICABLE: ("-", "NOT APPLICABLE"),
    Verdict.NOT_TESTABLE: ("?", "NOT TESTABLE"),
    Verdict.WAIVED: ("v", "WAIVED"),
    Verdict.ERROR: ("E", "ERROR"),
}


_SKIPPED = (Verdict.NOT_APPLICABLE, Verdict.NOT_TESTABLE, Verdict.WAIVED)


def silenced(report: pytest.TestReport) -> pytest.TestReport:
    """Let the teardown's report speak for the whole case; a set-up that ended the case must still stop the call."""
    report.scimproof_silent = True  # type: ignore[attr-defined]
    if not report.passed:
        report.outcome, report.longrepr = "skipped", (report.location[0], 0, "the case failed in its set-up")
    return report


def outcome(verdict: Verdict) -> Literal["passed", "failed", "skipped"]:
    """Return what pytest calls a verdict."""
    if verdict in (Verdict.FAIL, Verdict.ERROR):
        return "failed"
    return "skipped" if verdict in _SKIPPED else "passed"


def message(stated: Requirement, case: Case) -> str | tuple[str, int, str] | None:
    """Return what plain pytest prints for a case: text for a failure, a place and a reason for a skip."""
    if case.verdict in (Verdict.PASS, Verdict.NOTE):
        return None
    if case.verdict in _SKIPPED:
        blocked = f"blocked by {case.blocked_by}: " if case.blocked_by else ""
        return (stated.where.partition("::")[0], 0, f"{case.verdict}: {stated.id}: {blocked}{case.reason}")
    if case.mismatch is None:
        return case.reason
    seen = case.mismatch
    return "\n".join(
        (
            f"{stated.id} ({stated.level}): {stated.summary}",
            f"sent:        {seen.sent}",
            f"expected:    {seen.expected}",
            f"observed:    {seen.observed}",
            f"consequence: {stated.consequence}",
            f"source:      {'; '.join(map(str, stated.sources))}",
            f"remedy:      {stated.remedy}",
            f"replay:      {seen.curl}",
        )
    )
