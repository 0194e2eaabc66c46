"""Texts of the reports: the meaning of a run and the legend of the verdicts."""

from __future__ import annotations

from scimproof.report.model import Report, Result, Verdict
from scimproof.requirements import Harm

LEGEND = {
    Verdict.PASS: "The requirement is met in every case that was tried.",
    Verdict.FAIL: "A MUST of the chosen profile is broken. It makes the run fail.",
    Verdict.WARN: "A SHOULD, or a MUST outside the chosen profile, is broken. It fails a run only with --strict.",
    Verdict.NOTE: "An observation without a judgement.",
    Verdict.NOT_APPLICABLE: "It is about an optional capability that the target neither declares nor shows.",
    Verdict.NOT_TESTABLE: "A requirement that it builds on is broken, so that it cannot be judged. Fix that one first.",
    Verdict.WAIVED: "A known finding that the target's owner has accepted, with a reason and an expiry date.",
    Verdict.ERROR: "A fault of scimproof itself. It says nothing about the target.",
}
"""Verdict to its meaning, in the order in which a legend reads best."""

LEVELS = {
    "MUST": "The source leaves no choice: Entra or the RFC relies on it.",
    "SHOULD": "The source recommends it.",
    "MAY": "The source allows it.",
}


HARMS = {
    Harm.ACCESS: (
        "Wrong access",
        "A user keeps or gets access that nobody assigned, or loses access that nobody removed.",
    ),
    Harm.LOSS: ("Lost or mixed up", "Users or groups are duplicated, mixed up or missing, and Entra does not notice."),
    Harm.STOP: ("Provisioning stops", "Requests fail: some or all users get no account, no group or no change."),
    Harm.DRIFT: ("Wrong values", "A value is missing, old or wrong, or is written again in every cycle."),
    Harm.FORM: (
        "Protocol form",
        "Entra's provisioning works; Microsoft's gallery tests, a validator or another client fails.",
    ),
}
"""What a broken requirement does to a customer, the worst first: a short name and a sentence."""


def harm(result: Result) -> str:
    """Return the short name of what happens to a customer, or nothing for a report that knows none."""
    return HARMS[Harm(result.harm)][0] if result.harm else ""


def harmed(result: Result) -> str:
    """Return what a broken requirement does to a customer: its short name and the consequence."""
    return f"{harm(result)}: {result.consequence}" if harm(result) else result.consequence


def why_not_gating(result: Result, profile: str) -> str:
    """Return why a broken requirement does not fail the run, or nothing where it does or its level says it."""
    if result.gates or result.verdict is not Verdict.WARN or result.level != "MUST":
        return ""
    source = result.sources[0].title.partition(" (")[0] if result.sources else "its source"
    return f"it is a MUST of {source}; profile {profile} does not gate on it"


def outcome(report: Report) -> str:
    """Return the verdict of a run in two words at most."""
    if report.run.interrupted:
        return "interrupted"
    if not report.results and report.provisioning_log:
        return "provisioned" if report.exit_code == 0 else "not fully provisioned"
    if report.conformant:
        return "conformant"
    if report.exit_code == 0 and report.baseline:
        return "nothing new"
    return "undecided" if report.exit_code not in (0, 1) else "not conformant"


def meaning(report: Report) -> list[str]:
    """Return what the verdict of this run means, as sentences."""
    if not report.results and report.provisioning_log:
        return ["No requirement was judged: the provisioning log shows what the emulated service did, entry by entry."]
    if not report.results:
        return ["Nothing was judged, so nothing is known about the target."]
    said = []
    if report.conformant:
        said.append(
            f"Every MUST of the profile “{report.run.profile}” that a black-box test can judge is met in this run. "
            "The target handles what Microsoft Entra's provisioning service sends."
        )
    elif broken := report.counts.get(Verdict.FAIL.value, 0):
        said.append(
            f"{_requirements(broken)} of the profile “{report.run.profile}” {'is' if broken == 1 else 'are'} broken. A "
            "customer who connects Microsoft Entra ID sees the consequence that each of them states."
        )
    if baseline := report.baseline:
        said.append(
            f"This run gates on new findings since run {baseline.run} of {baseline.started[:10]}. "
            f"Findings that the earlier run already had do not gate: {len(baseline.known)} in all."
        )
    if report.counts.get(Verdict.ERROR.value):
        said.append("scimproof itself failed: until that is fixed, this run proves nothing.")
    if report.run.interrupted:
        said.append("The run was stopped before its end: the remaining requirements were not judged.")
    if blocked := report.counts.get(Verdict.NOT_TESTABLE.value, 0):
        said.append(
            f"{_requirements(blocked)} could not be tested because a requirement that they build on is broken. "
            "More findings may appear when that one is fixed."
        )
    if report.target.embedded:
        said.append("The target was scimproof's own reference target: this run says nothing about a product.")
    return said


def no_meaning(report: Report) -> list[str]:
    """Return what the verdict does not mean, as sentences."""
    said = ["It is not a certification by Microsoft, and not a review of the target's security or of its data model."]
    if report.not_tested:
        said.append(
            f"It says nothing about {_requirements(len(report.not_tested))} that a black-box test cannot judge, "
            "listed under “Not tested”."
        )
    if report.run.select or report.run.skip:
        said.append(
            "Only selected requirements were judged (--select, --skip): the others are not part of this verdict."
        )
    said.append("It applies to this target at this time, with the data of this seed.")
    return said


def _requirements(count: int) -> str:
    return f"{count} requirement{'s' * (count != 1)}"
