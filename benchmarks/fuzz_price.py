"""What it takes to find a fault that only fuzzing finds: requests and seconds until it is found and cut short."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat

from tests.support.seeded import needs_fuzzing

from benchmarks.fuzz_campaigns import ODD_REQUESTS, bench_for, campaigns, fuzzer_for, in_order, tried
from scimproof.fuzz.budget import QUICK, BudgetLimits
from scimproof.reference import DEFECTS
from scimproof.run.workbench import Workbench

_ENOUGH = BudgetLimits(40_000, 600.0)
"""For a campaign that ends with the first fault."""

_ODD = (QUICK, 2_000, 10_000)
"""Odd requests are all sent before the first fault is looked at: this many are tried one after the other."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one seed had to spend on one fault.

    Attributes:
        requests: sent until it was found and cut short; None when it was not found.
        seconds: that it took.
        quick: whether a quick run's share finds it.
    """

    requests: int | None
    seconds: float
    quick: bool


def faults() -> list[str]:
    """Return the defects that only fuzzing finds."""
    return sorted(filter(needs_fuzzing, DEFECTS))


def prices(defects: Iterable[str], seeds: Iterable[int]) -> Iterator[tuple[str, list[Price]]]:
    """Yield each defect with what it costs, seed by seed."""
    listed = list(defects)
    yield from zip(listed, in_order(_prices, listed, repeat(list(seeds))), strict=True)


def _prices(defect: str, seeds: list[int]) -> list[Price]:
    with bench_for(defects=(defect,)) as bench:
        return [_price(bench, defect, seed) for seed in seeds]


def _price(bench: Workbench, defect: str, seed: int) -> Price:
    quick = _found(bench, defect, seed, BudgetLimits.read("", deep=False))
    sent, begun = bench.recorder.total, time.monotonic()
    odd = _sought(defect) <= set(ODD_REQUESTS)
    budgets = [BudgetLimits(each, 600.0) for each in _ODD] if odd else [_ENOUGH]
    found = any(_found(bench, defect, seed, each) for each in budgets)
    return Price(bench.recorder.total - sent if found else None, time.monotonic() - begun, quick)


def _found(bench: Workbench, defect: str, seed: int, budget: BudgetLimits) -> bool:
    fuzzer = fuzzer_for(bench, seed, budget)
    mine = [campaign for name, campaign in campaigns(bench) if name in _sought(defect)]
    return any(tried(fuzzer, bench, each) is not None for each in mine)


def _sought(defect: str) -> set[str]:
    return {each.removeprefix("fuzz.") for each in DEFECTS[defect].caught_by if each.startswith("fuzz.")}
