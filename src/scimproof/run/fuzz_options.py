"""What a run's options mean to fuzzing, and where the faults that it found are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scimproof.fuzz.budget import BudgetLimits
from scimproof.fuzz.fuzzer import Fuzzer, Orders
from scimproof.fuzz.story import Story
from scimproof.run.records import CaseRecord
from scimproof.run.workbench import Workbench
from scimproof.settings import Settings, UsageError


def focused(settings: Settings) -> Settings:
    """Return settings that judge nothing but what is replayed, when something is.

    Raises:
        UsageError: the budget or the replay cannot be read.
    """
    _budget(settings)
    story = _story(settings)
    if story is None:
        return settings
    return replace(settings, select=(story.requirement,), skip=(), areas="", fuzz="quick")


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


def keep(cases: Iterable[CaseRecord], folder: Path) -> list[CaseRecord]:
    """Write what plays each fault again; returns the cases, each with the name of its file."""
    return [_kept(each, each.replay, folder) if each.replay is not None else each for each in cases]


def _kept(record: CaseRecord, story: Mapping[str, Any], folder: Path) -> CaseRecord:
    name = f"replays/{record.requirement}.json"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(story, indent=2) + "\n", encoding="utf-8")
    note = f"replay it: scimproof run --replay {path}"
    return replace(record, case=replace(record.case, replay=name, notes=(*record.case.notes, note)))


def _budget(settings: Settings) -> BudgetLimits:
    try:
        return BudgetLimits.read(settings.budget, deep=settings.fuzz == "deep")
    except ValueError as problem:
        raise UsageError(f"--budget: {problem}") from None


def _story(settings: Settings) -> Story | None:
    if not settings.replay:
        return None
    try:
        return Story.load(Path(settings.replay))
    except ValueError as problem:
        raise UsageError(f"--replay: {settings.replay}: {problem}") from None
