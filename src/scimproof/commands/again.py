"""``scimproof run --replay``: replays a finding. Exit code 1: it happens again; 0: it does not; 5: undecided."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from scimproof import catalogue
from scimproof.exit_codes import ExitCode
from scimproof.plugin import launch
from scimproof.report.text import inert, one_line, visible
from scimproof.reproduction.player import Played, Shown
from scimproof.reproduction.shared import doing
from scimproof.reproduction.steps import How, Reproduction, Step
from scimproof.run import replay
from scimproof.run.workbench import Run
from scimproof.scim.exchange import Exchange
from scimproof.scim.journal import JOURNALS
from scimproof.scim.preflight import Unreachable
from scimproof.settings import Settings
from scimproof.target_settings import new_id, target_of, with_target

_RACES = 4
"""So often a check of concurrent requests is run again that does not see the finding: a race is lost now and then."""
_CODES = {
    Shown.AGAIN: ExitCode.FINDINGS,
    Shown.OTHERWISE: ExitCode.FINDINGS,
    Shown.NOT: ExitCode.OK,
    Shown.UNDECIDED: ExitCode.UNDECIDED,
}
_SENTENCES = {
    Shown.AGAIN: "It happens again.",
    Shown.OTHERWISE: "Still broken, but in another way than in the report.",
    Shown.NOT: "It does not happen again: the target does what is expected.",
    Shown.UNDECIDED: "Undecided: the replay did not finish.",
}


def execute(settings: Settings) -> ExitCode:
    """Replay a finding on a target and say whether it is seen again.

    Raises:
        UsageError: the file, or another option, cannot be used.
    """
    made = replay.load(settings)
    assert made is not None  # noqa: S101 - asked for with --replay alone
    _say(f"{made.requirement}{f'[{made.case}]' if made.case else ''}: {made.summary}", settings)
    with ExitStack() as stack:
        aimed = with_target(settings, stack)
        if made.how in (How.STEPS, How.OBSERVED):
            try:
                played = _steps(made, aimed)
            except Unreachable as problem:
                print(f"scimproof: {inert(visible(str(problem)))}")
                return ExitCode.UNREACHABLE
            if played.shown in (Shown.AGAIN, Shown.OTHERWISE) or made.how is How.OBSERVED:
                return _end(made, played, settings)
            if played.shown is Shown.UNDECIDED:
                _say(f"Not played to the end: {played.observed}", settings)
            _say("The steps do not show it: running the whole check.", settings)
        played = _check(made, aimed)
        for _ in range(_RACES if made.requirement.startswith("concurrency.") else 0):
            played = _check(made, aimed) if played.shown is Shown.NOT else played
        return _end(made, played, settings)


def _steps(made: Reproduction, settings: Settings) -> Played:
    def told(number: int, step: Step, exchange: Exchange) -> None:
        answer = exchange.status if exchange.status is not None else "no answer"
        path = exchange.request.url.removeprefix(target.base_url)
        _say(f"  {number}. {step.method} {one_line(path, 100)}: {answer} ({doing(step)})", settings)

    target = target_of(settings)
    run = Run(id=new_id(), seed=made.seed, journal=str(JOURNALS.absolute()))
    return replay.play_steps(made, settings, target, run, told)


def _check(made: Reproduction, settings: Settings) -> Played:
    """Run the contract test that found it, with the same case and seed, and without a report of its own."""
    file = catalogue.requirements()[made.requirement].where.partition("::")[0]
    code, session = launch.run(replace(settings, plan=True, quiet=True), [file])
    controller = session.controller
    if controller is None or controller.report is None:
        return Played(Shown.UNDECIDED, controller.refused if controller else f"exit code {code}")
    return replay.judged(made, controller.report)


def _end(made: Reproduction, played: Played, settings: Settings) -> ExitCode:
    if played.shown is not Shown.NOT and made.expected:
        _say(f"Expected: {made.expected}", settings)
    if played.observed and played.shown is not Shown.NOT:
        _say(f"Observed: {played.observed}", settings)
    print(_SENTENCES[played.shown])
    return _CODES[played.shown]


def _say(text: str, settings: Settings) -> None:
    if not settings.quiet:
        print(inert(visible(text)))
