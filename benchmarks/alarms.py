"""Fuzzing a good target with many seeds, in one process for each target: all else of a run would only cost time."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

from tests.support.judging import VARYING

from scimproof.expect import PATIENCE
from scimproof.expect.outcome import NotApplicable, NotTestable, Observed
from scimproof.fuzz.finding import Finding
from scimproof.fuzz.fuzzer import Fuzzer, Orders
from scimproof.fuzz.purse import Budget
from scimproof.plugin.targets import target_of
from scimproof.plugin.workbench import Run, Workbench
from scimproof.reference import serving
from scimproof.requirements import Capability
from scimproof.settings import Settings

ODD_REQUESTS = (
    *("no-server-error", "error-form", "no-insides", "declared-types"),
    *("one-resource", "read-back", "refused-without-trace", "read-only"),
)

Campaign = Callable[[Fuzzer], Finding | None]


def alarms(
    targets: Iterable[tuple[str, ...]], seeds: Iterable[int], *, deep: int = 0
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield each target, as its variants, with what fuzzing found there, one line each.

    Args:
        targets: the variants of each.
        seeds: one campaign of everything for each.
        deep: requests of a deep run; 0 for a quick one.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.preload"])
    listed, numbers = list(targets), list(seeds)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, max_tasks_per_child=1) as pool:
        found = pool.map(_found, listed, [numbers] * len(listed), [deep] * len(listed))
        yield from zip(listed, found, strict=True)


def _found(variants: tuple[str, ...], seeds: list[int], deep: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder, serving(variants=variants) as reference:
        PATIENCE.seconds = next((VARYING[each].get("settle", 0.0) for each in variants if each in VARYING), 0.0)
        settings = Settings(tenant_url=reference.url, token=reference.token)
        bench = Workbench(settings, target_of(settings), Run(f"fuzz{os.getpid()}", seeds[0], folder))
        found = [line for seed in seeds for line in _fuzzed(bench, seed, deep)]
        bench.close()
    return found


def _fuzzed(bench: Workbench, seed: int, deep: int) -> Iterator[str]:
    budget = Budget.read(str(deep or ""), deep=deep > 0)
    orders = Orders(f"{bench.run.prefix}{seed}x", seed, budget, deep=deep > 0)
    fuzzer = Fuzzer(bench.scim, bench.capabilities, orders)
    for name, campaign in _campaigns(bench):
        bench.recorder.begin()
        try:
            finding = campaign(fuzzer)
        except (NotApplicable, NotTestable, Observed):
            continue
        if finding is not None:
            yield f"{name}, seed {seed}: {finding.mismatch.observed}, not {finding.mismatch.expected}"


def _campaigns(bench: Workbench) -> Iterator[tuple[str, Campaign]]:
    if bench.capabilities.state(Capability.FILTER).present:
        yield "filters", lambda fuzzer: fuzzer.filters(brackets=False)
        yield "value-filters", lambda fuzzer: fuzzer.filters(brackets=True)
        yield "invalid-filters", Fuzzer.invalid_filters
        yield "hostile-values", Fuzzer.hostile_values
    if bench.capabilities.state(Capability.PATCH).observed is not False:
        yield "patch-programs", Fuzzer.patch_programs
    yield "sequences", Fuzzer.sequences
    for each in ODD_REQUESTS:
        yield each, lambda fuzzer, each=each: fuzzer.inputs(each)
