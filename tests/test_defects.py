"""Every check is seen to fail: each seeded defect turns red exactly the requirements that it should, and no others."""

import tomllib
from pathlib import Path

import pytest

from scimproof.reference import DEFECTS
from tests.support.judging import directed, is_deep, observed, red
from tests.support.seeded import judge_defect, needs_fuzzing, needs_scale

OPEN = tomllib.loads(Path(__file__).with_name("open_defects.toml").read_text(encoding="utf-8")).get("defects", {})
"""Defects whose findings are not exact yet, with the reason."""


def _each():
    for defect in sorted(DEFECTS):
        marks = [pytest.mark.xfail(reason=OPEN[defect]["reason"], strict=False)] if defect in OPEN else []
        marks += [pytest.mark.deep] if is_deep(defect) or needs_fuzzing(defect) or needs_scale(defect) else []
        yield pytest.param(defect, marks=marks)


def test_no_defect_is_open_without_being_seeded():
    assert set(OPEN) - set(DEFECTS) == set()


@pytest.mark.parametrize("defect", list(_each()))
def test_a_defect_is_caught_by_exactly_its_requirements(defect):
    found = judge_defect(defect)
    seen = red(found)

    assert found["errors"] == {}, found["errors"]
    assert directed(seen) == set(DEFECTS[defect].caught_by), {each: found["findings"][each] for each in seen}
    if (wanted := DEFECTS[defect].observed_by) is not None:
        assert observed(seen) == set(wanted), {each: found["findings"][each] for each in observed(seen)}
    assert _stray(found, seen) == {}
    assert found["exit"] in (0, 1)


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
