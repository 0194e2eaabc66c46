"""A failure in full, as labelled lines: the same words in the console, in JUnit and in SARIF."""

from __future__ import annotations

from collections.abc import Iterator

from scimproof.report.model import Case, RecordedMismatch, Result, Source
from scimproof.report.reproductions import FORMS, Again
from scimproof.report.text import plain, visible
from scimproof.report.words import harmed, why_not_gating
from scimproof.reproduction import shell


def facts(result: Result, case: Case, again: Again | None, profile: str) -> Iterator[tuple[str, str]]:
    """Yield (label, text) of one case of a finding: from what was sent to how to see it again; empty ones are left out.

    Args:
        result: the requirement.
        case: one that is broken.
        again: how to see it again, where that is known.
        profile: of the run.
    """
    seen = observation(case, again)
    told = [
        ("Judged for", _others(result)),
        ("Case", case.name),
        ("Sent", seen.sent),
        ("Expected", seen.expected),
        ("Observed", seen.observed),
        ("At", seen.at),
        ("Harm", plain(harmed(result))),
        ("Fix", plain(result.remedy)),
        ("Does not fail the run", why_not_gating(result, profile)),
        ("Source", "; ".join(map(cited, result.sources))),
        ("Again", again_line(again) if again else ""),
        ("Request", shell.one_line(again.made) if again else ""),
    ]
    return ((label, visible(text)) for label, text in told if text)


def _others(result: Result) -> str:
    """Say why a requirement was judged that nobody asked for; empty for one that was asked for."""
    if not result.judged_for:
        return ""
    more = f" and {len(result.judged_for) - 3} more" if len(result.judged_for) > 3 else ""  # noqa: PLR2004
    alone = "" if result.gates else "; by itself it does not fail this run"
    return f"{', '.join(result.judged_for[:3])}{more}, which builds on it{alone}"


def observation(case: Case, again: Again | None) -> RecordedMismatch:
    """Return what was sent, expected and observed to a reader: ids as the steps of the reproduction name them."""
    if case.mismatch is None:
        return RecordedMismatch("", "", case.reason)
    if again is None or case.trail:
        return case.mismatch
    sent = ", then ".join(f"{each.line} {each.body}".strip() for each in again.sent_flat())
    return RecordedMismatch(sent, again.expected, again.observed, case.mismatch.at)


def again_line(again: Again) -> str:
    """Return where to find what shows it again."""
    files = ", ".join(f"{again.file(form)} ({form})" for form in FORMS)
    return f"{files}; scimproof run --replay {again.path}"


def in_full(result: Result, case: Case, again: Again | None, profile: str) -> str:
    """Return a failure as text with a line for each fact."""
    told = (f"{label}: {text}" for label, text in facts(result, case, again, profile))
    return "\n".join([plain(result.summary), *told])


def cited(source: Source) -> str:
    """Return a source as a reader would look it up."""
    return f"{source.title}, {source.section} <{source.url}>"


def why(result: Result) -> str:
    """Return in one sentence why a requirement has no verdict of its own: waived, not applicable or not testable."""
    if result.waiver is not None:
        owner = f" by {result.waiver.owner}" if result.waiver.owner else ""
        return f"waived until {result.waiver.expires}{owner}: {result.waiver.reason}"
    case = next((case for case in result.cases if case.verdict is result.verdict), None)
    if case is None:
        return ""
    blocker = f"blocked by {case.blocked_by}" if case.blocked_by else ""
    return "; ".join(each for each in (blocker, case.reason) if each)
