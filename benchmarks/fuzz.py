"""What fuzzing finds that simple cases do not, at what price, and that it cries wolf at nobody and harms nobody."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

from tests.support.judging import QUIET, judge

from benchmarks.full import GROUPS, USERS, everything
from benchmarks.fuzz_alarms import alarms
from benchmarks.fuzz_price import faults, prices
from scimproof.plugin.launch import run
from scimproof.reference import VARIANTS, serving

SEEDS = range(1, 21)
FEW = range(1, 6)
SLOW = {"latency-300ms", "rate-limit-20"}
"""Targets that let one wait, an hour with all seeds: ``benchmarks variants`` judges them once."""

DEEP_EACH = 2500
DEEP_REQUESTS = "5000"


def main() -> None:
    """Print defects caught of those seeded, false alarms over many seeds, and what a deep run leaves of a tenant."""
    _caught()
    _false_alarms()
    _harmless()


def _caught() -> None:
    """Look for each fault that only fuzzing finds, with some seeds: by a quick run, and for as long as it takes."""
    names = faults()
    quick = found = 0
    for name, paid in prices(names, FEW):
        requests = [each.requests for each in paid if each.requests is not None]
        quick, found = quick + any(each.quick for each in paid), found + bool(requests)
        often = f"{sum(each.quick for each in paid)} of {len(paid)} quick runs"
        cost = f"{median(requests):>6.0f} requests {median(each.seconds for each in paid):>5.1f} s" if requests else "-"
        print(f"  {name:<42} {often}, {len(requests)} of {len(paid)} in the end: {cost}")
    print(f"seeded         {found} caught / {len(names)} seeded; {quick} of them by one of {len(FEW)} quick runs")
    print(f"               all other areas together: {judge()['requests']} requests")


def _false_alarms() -> None:
    """Fuzz the clean target and every variant with many seeds, and deeply with one."""
    targets: list[tuple[str, ...]] = [(), *((name,) for name in sorted(VARIANTS) if name not in SLOW)]
    for seeds, deep, how in ((SEEDS, 0, f"{len(SEEDS)} seeds"), (SEEDS[:1], DEEP_EACH, f"{DEEP_EACH} deep requests")):
        count = 0
        for like, lines in alarms(targets, seeds, deep=deep):
            count += len(lines)
            for line in lines:
                print(f"  {'+'.join(like) or 'clean'}: {line}")
        print(f"false alarms   {count} findings on {len(targets)} targets with {how} each")


def _harmless() -> None:
    """Compare every object of a full tenant before and after a deep run."""
    with serving(users=USERS, groups=GROUPS) as reference, tempfile.TemporaryDirectory() as folder:
        before, here = everything(reference), Path.cwd()
        os.chdir(folder)
        try:
            asked = replace(QUIET, fuzz="deep", budget=DEEP_REQUESTS, areas="fuzz")
            code, _ = run(replace(asked, tenant_url=reference.url, token=reference.token, report_dir=folder))
        finally:
            os.chdir(here)
        after = everything(reference)
    touched = sum(after.get(key) != value for key, value in before.items())
    left = len(after) - len(before)
    print(f"full tenant    {touched} of {len(before)} objects touched, {left} left behind by a deep run (exit {code})")
