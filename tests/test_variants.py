"""Never cry wolf: on each legal difference the whole suite finds nothing."""

import pytest

from scimproof.reference import VARIANTS
from tests.support.judging import judge, red


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_a_legal_difference_is_no_finding(variant):
    found = judge(variants=(variant,))

    assert found["errors"] == {}, found["errors"]
    assert red(found) == set(getattr(VARIANTS[variant], "warns", ())), {
        each: found["findings"][each] for each in red(found)
    }
    assert found["problems"] == {}
    assert found["exit"] == 0
