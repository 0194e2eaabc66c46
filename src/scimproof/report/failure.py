"""A failure in full, as labelled lines: the same words in the console, in JUnit and in SARIF."""

from __future__ import annotations

from collections.abc import Iterator

from scimproof.report.model import Case, Result, Source
from scimproof.report.text import plain, visible
from scimproof.report.words import harmed


def facts(result: Result, case: Case) -> Iterator[tuple[str, str]]:
    """Yield (label, text) of one case of a finding: from what was sent to the curl line; empty ones are left out."""
    mismatch = case.mismatch
    told = [
        ("Judged for", _others(result)),
        ("Case", case.name),
        ("Sent", mismatch.sent if mismatch else ""),
        ("Expected", mismatch.expected if mismatch else ""),
        ("Observed", mismatch.observed if mismatch else case.reason),
        ("At", mismatch.at if mismatch else ""),
        ("Harm", plain(harmed(result))),
        ("Fix", plain(result.remedy)),
        ("Source", "; ".join(map(cited, result.sources))),
        ("Replay", mismatch.curl if mismatch else ""),
    ]
    return ((label, visible(text)) for label, text in told if text)


def _others(result: Result) -> str:
    """Say why a requirement was judged that nobody asked for; empty for one that was asked for."""
    if not result.judged_for:
        return ""
    more = f" and {len(result.judged_for) - 3} more" if len(result.judged_for) > 3 else ""  # noqa: PLR2004
    alone = "" if result.gates else "; by itself it does not fail this run"
    return f"{', '.join(result.judged_for[:3])}{more}, which builds on it{alone}"


def in_full(result: Result, case: Case) -> str:
    """Return a failure as text with a line for each fact."""
    return "\n".join([plain(result.summary), *(f"{label}: {text}" for label, text in facts(result, case))])


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
