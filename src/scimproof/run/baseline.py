"""``--baseline``: a run that gates on new findings only.

Findings of the earlier run are reported as before and do not gate. A baseline is no waiver: it has no reason and no
expiry date, and it covers only what the earlier run showed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scimproof.exit_codes import ExitCode
from scimproof.report.compare import Change, compare
from scimproof.report.model import Baseline, Problem, Report
from scimproof.report.results import BadReport
from scimproof.report.results import load as read
from scimproof.settings import UsageError


def load(path: str) -> Report:
    """Return the earlier run.

    Raises:
        UsageError: it cannot be read, or it did not come to its end and so knows too little.
    """
    try:
        earlier = read(Path(path))
    except BadReport as problem:
        raise UsageError(f"--baseline: {problem}") from None
    if earlier.exit_code not in (ExitCode.OK, ExitCode.FINDINGS):
        raise UsageError(f"--baseline: {path}: that run did not finish: it did not judge everything")
    return earlier


def apply(report: Report, earlier: Report) -> None:
    """Make findings of the earlier run not gate, and make requirements gate that cannot be tested any more."""
    found = compare(earlier, report)
    appeared = {each.id for each in found.appeared}
    fresh = {(each.id, each.about) for each in found.problems}
    known: list[str] = []
    for result in report.results:
        if result.gates and result.id not in appeared:
            result.gates = False
            known.append(result.id)
    for problem in report.problems:
        if problem.gates and (problem.id, problem.about) not in fresh:
            problem.gates = False
            known.append(problem.id)
    report.baseline = Baseline(run=earlier.run.id, started=earlier.run.started, known=known)
    report.problems += _lost([each for each in found.lost if each.id in found.newly_gating])
    report.notes += [f"Baseline: {each}" for each in found.cautions]


def _lost(hidden: list[Change]) -> Iterator[Problem]:
    by_blocker: dict[str, list[str]] = {}
    for each in hidden:
        by_blocker.setdefault(each.blocked_by, []).append(each.id)
    for blocker, ids in sorted(by_blocker.items()):
        some = ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")  # noqa: PLR2004
        yield Problem(
            id="baseline.out-of-sight",
            message=f"{some} passed in the baseline and cannot be tested now, because {blocker or 'a requirement'} "
            "is broken.",
            remedy="Fix the requirement that blocks them, which the baseline lists as broken, or use a new baseline.",
            about=blocker,
        )
