"""A finding is seen again from its report alone: on a fresh target with the same defect, and not on a clean one."""

import pytest

from scimproof.reference import DEFECTS
from tests.support.replaying import replay_defect
from tests.support.seeded import needs_fuzzing, needs_scale

pytestmark = pytest.mark.slow

SAMPLE = 40
"""Defects of the sample: spread over all areas, and always the same."""
LEFT_OUT = {
    "patch-add-cost-grows": "shows in how long an answer takes, which a busy machine decides",
    "left-by-put-cannot-join-again": "fuzzing with this seed and budget does not meet it each time",
    "listed-once-per-email": "the finding of paging.walk-complete needs users of other checks, with two addresses",
}
"""Defects that are not replayed, and why."""
CAUGHT = sorted(each for each in set(DEFECTS) - set(LEFT_OUT) if DEFECTS[each].caught_by)


def _area(defect):
    return min(DEFECTS[defect].caught_by).partition(".")[0]


def _sample():
    """Return defects of each area in turn, until there are enough."""
    areas = {}
    for defect in CAUGHT:
        if not needs_scale(defect):
            areas.setdefault(_area(defect), []).append(defect)
    rounds = [defects[turn] for turn in range(SAMPLE) for defects in areas.values() if turn < len(defects)]
    return set(rounds[:SAMPLE])


def _each():
    sample = _sample()
    for defect in CAUGHT:
        marks = [] if defect in sample else [pytest.mark.deep]
        yield pytest.param(defect, marks=marks)


def test_the_sample_has_every_area():
    areas = {_area(defect) for defect in CAUGHT if not needs_scale(defect)}

    assert {_area(defect) for defect in _sample()} == areas
    assert any(needs_fuzzing(defect) for defect in _sample())


@pytest.mark.parametrize("defect", list(_each()))
def test_a_finding_is_seen_again_from_its_report_alone(defect):
    replayed = replay_defect(defect)

    assert replayed, "nothing was found"
    assert {each.file: each.said for each in replayed if not each.is_faithful} == {}
