"""Fuzzing alone, in one process for each target: all else of a run would only cost time."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from tests.support.judging import VARYING

from scimproof.expect import PATIENCE
from scimproof.expect.outcome import NotApplicable, NotTestable, Observed
from scimproof.fuzz.budget import BudgetLimits
from scimproof.fuzz.finding import Finding
from scimproof.fuzz.fuzzer import Fuzzer, Orders
from scimproof.reference import serving
from scimproof.requirements import Capability
from scimproof.run.workbench import Run, Workbench
from scimproof.settings import Settings
from scimproof.target_settings import target_of

ODD_REQUESTS = (
    *("no-server-error", "error-form", "no-insides", "declared-types"),
    *("one-resource", "read-back", "refused-without-trace", "read-only"),
)

Campaign = Callable[[Fuzzer], Finding | None]
Result = TypeVar("Result")


@contextmanager
def bench_for(*, variants: tuple[str, ...] = (), defects: tuple[str, ...] = ()) -> Iterator[Workbench]:
    """Yield the tools of a run against a reference target of its own."""
    with tempfile.TemporaryDirectory() as folder, serving(variants=variants, defects=defects) as reference:
        PATIENCE.seconds = next((VARYING[each].get("settle", 0.0) for each in variants if each in VARYING), 0.0)
        settings = Settings(tenant_url=reference.url, token=reference.token)
        bench = Workbench(settings, target_of(settings), Run(f"fuzz{os.getpid()}", 0, folder))
        yield bench
        bench.close()


def campaigns(bench: Workbench) -> Iterator[tuple[str, Campaign]]:
    """Yield what there is to do for a target, by the requirement of the area ``fuzz``."""
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


def tried(fuzzer: Fuzzer, bench: Workbench, campaign: Campaign) -> Finding | None:
    """Run one campaign; one that has nothing to do here finds nothing."""
    bench.recorder.begin()
    try:
        return campaign(fuzzer)
    except (NotApplicable, NotTestable, Observed):
        return None


def fuzzer_for(bench: Workbench, seed: int, budget: BudgetLimits, *, deep: bool = False) -> Fuzzer:
    """Return a new fuzzer, with names of its own."""
    return Fuzzer(bench.scim, bench.capabilities, Orders(f"{bench.run.prefix}{seed}x", seed, budget, deep=deep))


def in_order(judge: Callable[..., Result], *arguments: Iterable[object]) -> Iterator[Result]:
    """Yield what ``judge`` returns for each of the arguments, in as many processes as there are cores.

    Each is a fresh one that has imported everything.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.preload"])
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, max_tasks_per_child=1) as pool:
        yield from pool.map(judge, *arguments)
