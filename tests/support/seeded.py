"""Judging a seeded defect as it needs: most by a plain run, some by fuzzing, by a large directory, or in a tidy run."""

from __future__ import annotations

from typing import Any

from scimproof.proof.targets import LINGERING
from scimproof.reference import DEFECTS
from scimproof.settings import LEAST_SCALE
from tests.support.judging import FUZZED, judge, red

__all__ = ["LINGERING", "judge_defect", "needs_fuzzing", "needs_scale"]


def needs_fuzzing(defect: str) -> bool:
    """Tell whether only fuzzing finds it."""
    return any(each.startswith("fuzz.") for each in DEFECTS[defect].caught_by)


def needs_scale(defect: str) -> bool:
    """Tell whether it shows in a large directory alone."""
    return any(each.startswith("scale.") for each in DEFECTS[defect].caught_by)


def judge_defect(defect: str) -> dict[str, Any]:
    """Judge the reference target with a defect; returns what `tests.support.judging.judge` returns.

    A fault that only fuzzing finds may take more luck than a small budget buys: then a larger one has to do.
    """
    # The target goes away with its process: removing what was made there would only cost time (test_guest sees to it).
    if not needs_fuzzing(defect):
        return judge(
            defects=(defect,),
            over=DEFECTS[defect].over,
            keep=not LINGERING & DEFECTS[defect].caught_by,
            scale=LEAST_SCALE if needs_scale(defect) else 0,
        )
    found = judge(defects=(defect,), fuzz="quick", budget="500", keep=True)
    return found if red(found) else judge(defects=(defect,), keep=True, **FUZZED)
