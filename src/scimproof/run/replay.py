"""``--replay``: seeing a finding again, by its steps alone or by the check that found it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from scimproof import catalogue
from scimproof.expect import Patience, judging_with
from scimproof.fuzz.story import Story
from scimproof.observe.history import history
from scimproof.report.model import Report, Verdict
from scimproof.reproduction.player import Judgement, Played, Player, Shown, Told
from scimproof.reproduction.steps import How, Reproduction
from scimproof.run.read_lag import BRIEF
from scimproof.run.workbench import Run
from scimproof.scim.cleanup import clean_up
from scimproof.scim.client import Client, connect
from scimproof.scim.exchange import Exchange
from scimproof.scim.guard import Guard, GuestRuleBroken
from scimproof.scim.journal import JOURNALS, Journal
from scimproof.scim.pace import Pace
from scimproof.scim.preflight import preflight
from scimproof.settings import LEAST_SCALE, Settings, UsageError
from scimproof.target import Target

_DISCOVERY = ("/ServiceProviderConfig", "/ResourceTypes", "/Schemas")
_BROKEN = (Verdict.FAIL, Verdict.WARN, Verdict.WAIVED)


def load(settings: Settings) -> Reproduction | None:
    """Return what ``--replay`` names, or None when nothing is to be replayed.

    A file of what fuzzing found in an older version is read as well.

    Raises:
        UsageError: it cannot be read, is none, or is about a requirement that does not exist.
    """
    if not settings.replay:
        return None
    path = Path(settings.replay)
    try:
        made = _older(path) or Reproduction.load(path)
    except ValueError as problem:
        raise UsageError(f"--replay: {settings.replay}: {problem}") from None
    if made.requirement not in catalogue.requirements():
        raise UsageError(f"--replay: {settings.replay}: there is no requirement {made.requirement!r}")
    return made


def _older(path: Path) -> Reproduction | None:
    """Return what a file holds that fuzzing wrote before there were reproductions."""
    try:
        story = Story.load(path)
    except ValueError:
        return None
    return Reproduction(
        requirement=story.requirement,
        case="",
        summary="",
        seed=story.seed,
        base_url="",
        how=How.FUZZ,
        steps=(),
        check=None,
        expected="",
        observed="",
        story=json.loads(path.read_text(encoding="utf-8")),
    )


def focused(settings: Settings) -> Settings:
    """Return settings that judge nothing but what is replayed, when something is.

    Raises:
        UsageError: the replay cannot be read.
    """
    made = load(settings)
    if made is None:
        return settings
    area = made.requirement.partition(".")[0]
    return replace(
        settings,
        select=(made.requirement,),
        skip=(),
        areas="",
        workers=1,
        seed=made.seed if settings.seed is None else settings.seed,
        fuzz="quick" if area == "fuzz" else "off",
        scale=settings.scale or (LEAST_SCALE if area == "scale" else 0),
    )


def play_steps(made: Reproduction, settings: Settings, target: Target, run: Run, told: Told) -> Played:
    """Send the steps of a reproduction, judge the last answer, and remove what they created.

    Raises:
        Unreachable: there is no SCIM endpoint, or it refuses the credentials.
    """
    with _guest(settings, target, run) as client:
        preflight(client, target.base_url)
        try:
            with judging_with(Patience(seconds=settings.settle)):
                return Player(client, run.id, told).play(made, _observing(made, client, settings))
        except GuestRuleBroken as broken:
            return Played(Shown.UNDECIDED, f"a step would write to what this run did not create: {broken}")


def _observing(made: Reproduction, client: Client, settings: Settings) -> Judgement | None:
    """Return how a requirement that judges whole runs judges the steps, or None for any other requirement.

    What the target declares is read as well: a run knows that from its beginning.
    """
    if made.how is not How.OBSERVED:
        return None
    declared = [client.get(each, label="what the target declares") for each in _DISCOVERY]

    def judge(exchanges: Sequence[Exchange]) -> None:
        seen = history([*declared, *exchanges], client.target.base_url, min(settings.settle, BRIEF))
        catalogue.tests()[made.requirement](seen)

    return judge


@contextmanager
def _guest(settings: Settings, target: Target, run: Run) -> Iterator[Client]:
    """Give a client that owns what it creates, and remove that at the end."""
    journal = Journal(Path(JOURNALS), run.id, base_url=target.base_url, prefix=run.prefix)
    guard = Guard(target.base_url, journal, prefix=run.prefix)
    client = connect(target, guard=guard, pace=Pace(rate=settings.rate))
    try:
        yield client
    finally:
        if not settings.keep:
            clean_up(client, journal)
            journal.close_if_clean()
        client.close()


def judged(made: Reproduction, report: Report) -> Played:
    """Return what a run of the check itself shows of a finding."""
    result = next((each for each in report.results if each.id == made.requirement), None)
    if result is None:
        return Played(Shown.UNDECIDED, "the requirement was not judged")
    case = next((each for each in result.cases if each.verdict is result.verdict), None)
    seen = case.mismatch.observed if case and case.mismatch else case.reason if case else ""
    if result.verdict in _BROKEN or (case is not None and case.mismatch is not None):
        return Played(Shown.AGAIN if not made.observed or seen == made.observed else Shown.OTHERWISE, seen)
    if result.verdict is Verdict.PASS:
        return Played(Shown.NOT, "")
    blocker = f"blocked by {case.blocked_by}: " if case and case.blocked_by else ""
    return Played(Shown.UNDECIDED, f"{result.verdict}: {blocker}{seen}")
