"""Findings about the run itself: waivers that no longer fit, and things left behind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from scimproof.expect.outcome import THROTTLED
from scimproof.report.model import Problem, Result, Verdict
from scimproof.run.verdicts import Judge
from scimproof.scim.cleanup import CleanUp
from scimproof.settings import Settings


def problems(
    results: Sequence[Result],
    judge: Judge,
    swept: CleanUp,
    known: Collection[str],
    settings: Settings,
    *,
    lost: int,
    pace: float = 0.0,
) -> list[Problem]:
    """Return every problem of a run, in the order in which they are worth reading.

    Args:
        results: of all requirements.
        judge: with its waivers.
        swept: what was cleaned up.
        known: ids of all requirements.
        settings: of the run.
        lost: cases of which no worker told.
        pace: requests a second that the run sent.
    """
    return [
        *_lost(lost),
        *_throttled(results, pace),
        *_tenant_url(judge, settings),
        *_left_behind(swept),
        *_waivers(results, judge, known, whole=not (settings.select or settings.skip or settings.areas)),
    ]


def _lost(count: int) -> Iterator[Problem]:
    if count:
        yield Problem(
            id="run.lost-cases",
            message=f"A worker process died: {count} cases were not judged.",
            remedy="Run again. If it happens again, run with --workers 1 and report the fault to scimproof.",
        )


def _throttled(results: Sequence[Result], pace: float) -> Iterator[Problem]:
    """A target that is too busy to the last: one problem, whatever could not be judged for it."""
    reasons = [
        case.reason
        for each in results
        for case in each.cases
        if case.verdict is Verdict.NOT_TESTABLE and case.blocked_by == THROTTLED
    ]
    if reasons:
        slower = max(1, int(pace / 2))
        yield Problem(
            id=THROTTLED,
            message=f"Throttled: {len(reasons)} cases got no answer, as the target was busy (429 or 503) for longer "
            f"than --patience allows. The first: {reasons[0]}.",
            remedy=f"Run again with --rate {slower} (requests a second; this run sent {pace:.1f}), or with a longer "
            "--patience. If it happens again, the target refuses these requests at any rate.",
        )


def _tenant_url(judge: Judge, settings: Settings) -> Iterator[Problem]:
    suffix = judge.profile.tenant_url_suffix
    url = settings.tenant_url.partition("?")[0].rstrip("/")
    if suffix and not url.endswith(suffix):
        yield Problem(
            id="profile.tenant-url",
            message=f"Under profile {judge.profile.name} the Tenant URL ends in {suffix}; this one does not.",
            remedy=f"Give <tenantURL>{suffix}, as an administrator types it into Entra.",
        )


def _left_behind(swept: CleanUp) -> Iterator[Problem]:
    if swept.left:
        shown = "; ".join(f"{each.endpoint}/{each.id} {each.name}: {each.why}" for each in swept.left[:5])
        more = f"; and {len(swept.left) - 5} more" if len(swept.left) > 5 else ""  # noqa: PLR2004
        yield Problem(
            id="cleanup.left-behind",
            message=f"The target did not delete {len(swept.left)} of the objects that this run created: {shown}{more}",
            remedy="Let DELETE remove the object and answer 204. Then run scimproof cleanup: the journal has the ids.",
            about=", ".join(sorted({each.endpoint for each in swept.left})),
        )


def _waivers(results: Iterable[Result], judge: Judge, known: Collection[str], *, whole: bool) -> Iterator[Problem]:
    verdicts = {each.id: each.verdict for each in results}
    for waiver in judge.waivers:
        named = [each for each in known if waiver.covers(each)]
        if not named:
            yield Problem(
                id="waiver.unknown",
                message=f"The waiver of {waiver.id} matches no requirement.",
                remedy="Correct the id, or remove the waiver.",
                about=waiver.id,
            )
        elif waiver.expired(judge.today):
            yield Problem(
                id="waiver.expired",
                message=f"The waiver of {waiver.id} expired on {waiver.expires}: {waiver.reason}",
                remedy="Fix the finding, or extend the waiver with a new reason.",
                about=waiver.id,
            )
        elif _all_pass(verdicts, named, whole=whole):
            yield Problem(
                id="waiver.passes",
                message=f"The waiver of {waiver.id} is not needed any more: the requirement is met.",
                remedy="Remove the waiver.",
                about=waiver.id,
            )


def _all_pass(verdicts: dict[str, Verdict], named: Sequence[str], *, whole: bool) -> bool:
    judged = [verdicts[each] for each in named if each in verdicts]
    if not judged or not (whole or len(judged) == len(named)):
        return False
    return all(verdict in (Verdict.PASS, Verdict.NOTE) for verdict in judged)
