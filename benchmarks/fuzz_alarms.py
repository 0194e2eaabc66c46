"""Fuzzing good targets, with many seeds: whatever it finds is a false alarm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import repeat

from benchmarks.fuzz_campaigns import bench_for, campaigns, fuzzer_for, in_order, tried
from scimproof.fuzz.budget import BudgetLimits
from scimproof.run.workbench import Workbench


def alarms(
    targets: Iterable[tuple[str, ...]], seeds: Iterable[int], *, deep: int = 0
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield each target, as its variants, with what fuzzing found there, one line each.

    Args:
        targets: the variants of each.
        seeds: one campaign of everything for each.
        deep: requests of a deep run; 0 for a quick one.
    """
    listed, numbers = list(targets), list(seeds)
    yield from zip(listed, in_order(_found, listed, repeat(numbers), repeat(deep)), strict=True)


def _found(variants: tuple[str, ...], seeds: list[int], deep: int) -> list[str]:
    with bench_for(variants=variants) as bench:
        return [line for seed in seeds for line in _fuzzed(bench, seed, deep)]


def _fuzzed(bench: Workbench, seed: int, deep: int) -> Iterator[str]:
    fuzzer = fuzzer_for(bench, seed, BudgetLimits.read(str(deep or ""), deep=deep > 0), deep=deep > 0)
    for name, campaign in campaigns(bench):
        finding = tried(fuzzer, bench, campaign)
        if finding is not None:
            yield f"{name}, seed {seed}: {finding.mismatch.observed}, not {finding.mismatch.expected}"
