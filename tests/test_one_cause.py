"""One cause, one finding: what a plain requirement finds, fuzzing does not find once more."""

import pytest

from scimproof.reference import DEFECTS
from tests.support.judging import is_deep, judge, red
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
def test_what_a_plain_requirement_finds_is_no_finding_of_fuzzing(defect):
    wanted = set(DEFECTS[defect].caught_by)

    found = judge(defects=(defect,), fuzz="quick", seed=SEEDS.get(defect, 7), keep=not LINGERING & wanted)

    assert red(found) == wanted
    assert any(each.startswith("fuzz.") and blockers & wanted for each, blockers in _blocked(found))


def _blocked(found):
    return [(each, set(blockers)) for each, blockers in found["blocked"].items()]
