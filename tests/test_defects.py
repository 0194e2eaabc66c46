"""Every check is seen to fail: each seeded defect turns red exactly the requirements that it should, and no others."""

import tomllib
from pathlib import Path

import pytest

from scimproof.reference import DEFECTS
from scimproof.settings import LEAST_SCALE
from tests.support.judging import FUZZED, is_deep, judge, red

OPEN = tomllib.loads(Path(__file__).with_name("open_defects.toml").read_text(encoding="utf-8")).get("defects", {})
"""Defects whose findings are not exact yet, with the reason."""

LINGERING = {"users.list-survives-odd-data", "users.email-without-value"}
"""What breaks every list for as long as one user is there: only a run that tidies up has a single finding of it."""


def _needs_fuzzing(defect):
    return any(each.startswith("fuzz.") for each in DEFECTS[defect].caught_by)


def _needs_scale(defect):
    return any(each.startswith("scale.") for each in DEFECTS[defect].caught_by)


def _each():
    for defect in sorted(DEFECTS):
        marks = [pytest.mark.xfail(reason=OPEN[defect]["reason"], strict=False)] if defect in OPEN else []
        marks += [pytest.mark.deep] if is_deep(defect) or _needs_fuzzing(defect) or _needs_scale(defect) else []
        yield pytest.param(defect, marks=marks)


def test_no_defect_is_open_without_being_seeded():
    assert set(OPEN) - set(DEFECTS) == set()


@pytest.mark.parametrize("defect", list(_each()))
def test_a_defect_is_caught_by_exactly_its_requirements(defect):
    found = _judged(defect)
    seen = red(found)

    assert found["errors"] == {}, found["errors"]
    assert seen == set(DEFECTS[defect].caught_by), {each: found["findings"][each] for each in seen}
    assert _stray(found, seen) == {}
    assert found["exit"] in (0, 1)


def _judged(defect):
    """A fault that only fuzzing finds may take more luck than a small budget buys: then a larger one has to do."""
    # The target goes away with its process: removing what was made there would only cost time (test_guest sees to it).
    if not _needs_fuzzing(defect):
        return judge(
            defects=(defect,),
            over=DEFECTS[defect].over,
            keep=not LINGERING & DEFECTS[defect].caught_by,
            scale=LEAST_SCALE if _needs_scale(defect) else 0,
        )
    found = judge(defects=(defect,), fuzz="quick", budget="500", keep=True)
    return found if red(found) else judge(defects=(defect,), keep=True, **FUZZED)


def _stray(found, seen):
    """What could not be judged and does not say, through any chain of blockers, that a red one is why."""
    reached = set(seen)
    grown = True
    while grown:
        grown = False
        for each, blockers in found["blocked"].items():
            if each not in reached and found["verdicts"][each] == "NOT TESTABLE" and reached & set(blockers):
                reached.add(each)
                grown = True
    return {
        each: found["blocked"][each]
        for each, verdict in found["verdicts"].items()
        if verdict == "NOT TESTABLE" and each not in reached
    }
