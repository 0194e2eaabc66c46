"""A filter may lag behind a write: it is given time, the delay is reported, and more than that is a finding."""

from tests.support.judging import judge

from scimproof.run.read_lag import BRIEF

LAGS = ("filters-lag-500ms",)
ASKED = {"select": ("matching.by-username", "matching.miss-is-empty-list", "lifecycle.deleted-not-found")}


def test_a_delay_is_waited_for_and_reported():
    found = judge(variants=LAGS, settle=3.0, **ASKED)
    said = [note for notes in found["notes"].values() for note in notes if note.startswith("a read showed the write")]

    assert set(found["verdicts"].values()) == {"PASS"}
    assert said
    assert all(BRIEF < float(each.split()[-3]) < 1.5 for each in said), said


def test_a_delay_that_is_longer_than_the_patience_is_a_finding_that_says_so():
    found = judge(variants=LAGS, settle=0.2, **ASKED)

    assert found["verdicts"]["matching.by-username"] == "FAIL"
    assert "no filter showed a new user within 0.2 s; more time: --settle" in found["findings"]["matching.by-username"]


def test_a_target_that_shows_writes_at_once_costs_no_time():
    found = judge(settle=3.0, **ASKED)

    assert set(found["verdicts"].values()) == {"PASS"}
    assert not any("later" in note for notes in found["notes"].values() for note in notes)
