"""What fuzzing finds is a finding of its own, and never stands before the plain finding of the same fault."""

import pytest

from scimproof.reference import DEFECTS
from tests.support.judging import directed, is_deep, judge, red
from tests.support.seeded import LINGERING

SEEN_BY_FUZZING = (
    "group-read-404",
    "index-keeps-old-value",
    "joining-renames-the-user",
    "listed-id-follows-name",
    "manager-readback-mismatch",
    "ne-finds-the-equal",
    "or-before-and",
    "patch-add-remove-ignored",
    "pathless-lost-beside-paths",
    "remove-op-500",
    "schemas-shouted",
    "three-operations-at-most",
    "two-primaries",
    "unsupported-filter-500",
    "user-filter-ignored",
)
"""Defects of other areas that quick fuzzing trips over, each in a way of its own."""

SEEDS = {"two-primaries": 11}
"""Seeds of those that fuzzing with the usual one sees as the plain requirement does, or not at all."""


@pytest.mark.parametrize(
    "defect", [pytest.param(each, marks=[pytest.mark.deep] if is_deep(each) else []) for each in SEEN_BY_FUZZING]
)
def test_what_fuzzing_finds_stands_with_the_plain_finding_or_behind_it(defect):
    wanted = set(DEFECTS[defect].caught_by)

    found = judge(defects=(defect,), fuzz="quick", seed=SEEDS.get(defect, 7), keep=not LINGERING & wanted)

    fuzzed = {each for each in red(found) if each.startswith("fuzz.")}
    assert directed(red(found)) - fuzzed == wanted
    assert fuzzed
    first = found["causes"][0]
    assert wanted & set(first), found["causes"]
