"""Never cry wolf: on each legal difference the whole suite finds nothing, under each profile that allows it."""

import pytest

from scimproof import catalogue
from scimproof.reference import VARIANTS
from scimproof.requirements import Level
from tests.support.judging import VARYING, judge, red


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_a_legal_difference_is_no_finding(variant):
    legal = VARIANTS[variant]
    profile = "entra" if "entra" in legal.profiles else "rfc"

    found = judge(variants=(variant,), profile=profile, **{"fuzz": "quick", **VARYING.get(variant, {})})

    assert found["errors"] == {}, found["errors"]
    assert red(found) == set(legal.warns), {each: found["findings"][each] for each in red(found)}
    assert _failing(red(found), legal.profiles) == set()
    assert found["problems"] == {}
    assert found["exit"] == 0


def test_there_are_forty_and_more():
    """A switch that is there and varies nothing would be no help; each is seen to vary in tests/unit/reference."""
    assert sum("entra" in each.profiles for each in VARIANTS.values()) >= 40


def _failing(found, profiles):
    """Which of the requirements found broken are binding under one of the profiles."""
    stated = catalogue.requirements()
    return {each for each in found if stated[each].level is Level.MUST and stated[each].profiles & profiles}
