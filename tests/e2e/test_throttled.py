"""A target that makes us wait gets the verdicts of one that does not, only later."""

import pytest
from tests.support.judging import judge

WAITS = {
    "seconds": {"variants": ("rate-limit-200",)},
    "a date": {"variants": ("rate-limit-200-until-a-date",)},
    "two workers": {"variants": ("rate-limit-200",), "workers": 2},
    "away once": {"variants": ("unavailable-once",)},
}


@pytest.fixture(scope="module")
def at_once():
    return judge()


@pytest.mark.parametrize("wait", WAITS)
def test_waiting_changes_no_verdict(at_once, wait):
    found = judge(**WAITS[wait])

    assert _different(at_once, found) == {}
    assert found["errors"] == {}
    assert found["problems"] == {}
    assert any("as Retry-After asked" in note for notes in found["notes"].values() for note in notes)


def test_our_own_rate_is_kept_by_all_workers_together_and_changes_no_verdict(at_once):
    found = judge(rate=250.0, workers=2)

    assert _different(at_once, found) == {}
    assert found["requests"] / found["seconds"] < 250 * 1.1


ABOUT_WAITING = {"errors.burst", "errors.retry-after"}
"""What these see is the throttling itself."""


def _different(one, other):
    both = (set(one["verdicts"]) | set(other["verdicts"])) - ABOUT_WAITING
    return {
        each: (one["verdicts"].get(each), other["verdicts"].get(each), other["findings"].get(each))
        for each in both
        if one["verdicts"].get(each) != other["verdicts"].get(each)
    }
