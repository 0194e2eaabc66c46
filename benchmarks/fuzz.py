"""What fuzzing finds that simple cases do not, at what price, and that it cries wolf at nobody and harms nobody."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.support.judging import FUZZED, QUIET, judge, red

from benchmarks.alarms import alarms
from benchmarks.foreign import GROUPS, USERS, everything
from benchmarks.parallel import each
from scimproof.reference import DEFECTS, VARIANTS, serving
from scimproof.running import run

SEEDS = range(1, 21)
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
    """Judge each fault that only fuzzing finds: first with a quick run's budget, then with more."""
    names = sorted(name for name, one in DEFECTS.items() if any(map(_is_fuzz, one.caught_by)))
    plain = judge()["requests"]
    usual = dict(each(names, lambda name: judge(defects=(name,), fuzz="quick", areas="fuzz")))
    missed = [name for name in names if not red(usual[name])]
    more = dict(each(missed, lambda name: judge(defects=(name,), areas="fuzz", **FUZZED)))
    for name in names:
        found = more.get(name, usual[name])
        first = "caught with more" if name in more else "caught"
        state = first if red(found) else "missed"
        print(f"  {name:<42} {state:<16} {found['requests']:>5} requests {found['seconds']:>6.1f} s")
    late = sum(bool(red(found)) for found in more.values())
    print(f"seeded         {len(names) - len(missed)} caught / {len(names)} seeded by a quick run with one seed")
    caught = len(names) - len(missed) + late
    print(f"               {caught} caught / {len(names)} seeded with {FUZZED['budget']} requests")
    print(f"               all other areas together: {plain} requests")


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


def _is_fuzz(requirement: str) -> bool:
    return requirement.startswith("fuzz.")
