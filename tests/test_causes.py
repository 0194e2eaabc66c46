"""One fault, one finding: a defect that several requirements necessarily see is one cause in the report."""

import pytest

from scimproof.reference import DEFECTS
from tests.support.judging import directed, judge

SEEN_TWICE = sorted(each.id for each in DEFECTS.values() if len(each.caught_by) > 1)


@pytest.mark.parametrize("defect", SEEN_TWICE)
def test_what_several_requirements_see_is_one_cause(defect):
    found = judge(defects=(defect,))

    assert [each for cause in found["causes"] if (each := sorted(directed(set(cause))))] == [
        sorted(DEFECTS[defect].caught_by)
    ]
