"""Defects caught of those seeded, per area, and how precisely: failing requirements per defect."""

from __future__ import annotations

from collections import Counter
from statistics import median

from tests.support.judging import red
from tests.support.seeded import judge_defect

from benchmarks.parallel import each
from scimproof.reference import DEFECTS


def main() -> None:
    """Judge the reference target with each defect and print the counts."""
    seeded, caught, exact = Counter[str](), Counter[str](), 0
    failing: dict[str, int] = {}
    for name, found in each(sorted(DEFECTS), judge_defect):
        wanted, seen = set(DEFECTS[name].caught_by), red(found)
        area = min(wanted).partition(".")[0] if wanted else "none"
        seeded[area] += 1
        caught[area] += bool(seen & wanted)
        exact += seen == wanted
        failing[name] = len(seen)
        if seen != wanted:
            print(f"  {name}: red {sorted(seen)}, expected {sorted(wanted)}")
    for area, count in seeded.items():
        print(f"{area:<14} {caught[area]} caught / {count} seeded")
    most = max(failing, key=lambda name: failing[name])
    print(f"all            {caught.total()} caught / {seeded.total()} seeded; {exact} by exactly their requirements")
    print(f"precision      median {median(failing.values()):g}, maximum {failing[most]} failing requirements ({most})")
