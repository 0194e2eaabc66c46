"""The fuzzing options of a run, and where the faults that it found are saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scimproof.fuzz.budget import BudgetLimits
from scimproof.fuzz.fuzzer import Fuzzer, Orders
from scimproof.fuzz.story import Story
from scimproof.run import replay
from scimproof.run.records import CaseRecord
from scimproof.run.workbench import Workbench
from scimproof.settings import Settings, UsageError


def fuzzer(bench: Workbench) -> Fuzzer:
    """Return what fuzzes in this process."""
    settings = bench.settings
    orders = Orders(
        prefix=f"{bench.run.prefix}{bench.run.worker}",
        seed=bench.run.seed,
        budget=_budget(settings),
        deep=settings.fuzz == "deep",
        story=_story(settings),
    )
    return Fuzzer(bench.scim, bench.capabilities, orders)


def keep(cases: Iterable[CaseRecord]) -> list[CaseRecord]:
    """Put what replays each finding into its case."""
    return [replace(each, case=replace(each.case, story=each.replay)) if each.replay else each for each in cases]


def _budget(settings: Settings) -> BudgetLimits:
    try:
        return BudgetLimits.read(settings.budget, deep=settings.fuzz == "deep")
    except ValueError as problem:
        raise UsageError(f"--budget: {problem}") from None


def _story(settings: Settings) -> Story | None:
    made = replay.load(settings)
    return None if made is None or made.story is None else Story.from_json(dict(made.story))


def check(settings: Settings) -> None:
    """See that the options of fuzzing can be read.

    Raises:
        UsageError: the budget, or what is to be replayed, cannot be.
    """
    _budget(settings)
    try:
        _story(settings)
    except ValueError as problem:
        raise UsageError(f"--replay: {settings.replay}: {problem}") from None
