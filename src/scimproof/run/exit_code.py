"""The result of a run: the exit code, and the verdict in one sentence."""

from __future__ import annotations

from scimproof.exit_codes import ExitCode
from scimproof.report.model import Report, Result, Verdict


def conclude(report: Report) -> None:
    """Set exit code, verdict and sentence of a report from its results and problems."""
    report.exit_code = _exit_code(report)
    # Findings of the baseline do not gate, but are still broken.
    report.conformant = report.exit_code == ExitCode.OK and not (report.baseline and report.baseline.known)
    report.sentence = _sentence(report)


def _exit_code(report: Report) -> ExitCode:
    if report.run.interrupted:
        return ExitCode.INTERRUPTED
    if any(each.verdict is Verdict.ERROR for each in report.results):
        return ExitCode.OUR_ERROR
    if any(each.id == "run.lost-cases" for each in report.problems):
        return ExitCode.OUR_ERROR
    gates = [each.gates for each in report.results] + [each.gates for each in report.problems]
    return ExitCode.FINDINGS if any(gates) else ExitCode.OK


def _sentence(report: Report) -> str:
    results, profile = report.results, report.run.profile
    if report.exit_code == ExitCode.INTERRUPTED:
        return f"Interrupted: {len(results)} requirements were judged before the run was stopped."
    if report.exit_code == ExitCode.OUR_ERROR:
        return "scimproof itself failed: this run says nothing about the target."
    judged = sum(each.verdict not in (Verdict.NOT_APPLICABLE, Verdict.NOT_TESTABLE) for each in results)
    if report.conformant:
        return f"Conformant under profile {profile}: {_held(results, judged)}."
    known = len(report.baseline.known) if report.baseline else 0
    if report.exit_code == ExitCode.OK:
        return (
            f"No new findings under profile {profile}: {known} known from the baseline, {judged} requirements judged."
        )
    broken = sum(each.gates for each in results)
    own = sum(each.gates for each in report.problems)
    are = f"{'are' if broken != 1 else 'is'} {'newly ' if report.baseline else ''}broken"
    parts = [f"{broken} of {judged} requirements {are}"] if broken else []
    parts += [f"the run itself has {own} problem{'s' * (own > 1)}"] if own else []
    more = f"; {known} more known from the baseline" if known else ""
    return f"Not conformant under profile {profile}: {', and '.join(parts)}{more}."


def _held(results: list[Result], judged: int) -> str:
    """Say how many requirements are met, and how many are broken without making the run fail."""
    warned, waived = (sum(each.verdict is verdict for each in results) for verdict in (Verdict.WARN, Verdict.WAIVED))
    if not warned and not waived:
        return f"all {judged} requirements are met" if judged != 1 else "the one requirement judged is met"
    rest = [f"{warned} {'is' if warned == 1 else 'are'} broken without failing the run"] if warned else []
    rest += [f"{waived} {'is' if waived == 1 else 'are'} waived"] if waived else []
    return f"{judged - warned - waived} of {judged} requirements are met, {', '.join(rest)}"
