"""A judgement never contradicts itself, and a step on the way carries what its answer was."""

import json

import pytest

from scimproof.expect import Patience, expect, given, judging_with, matchers, patience, use
from scimproof.expect.outcome import ContradictoryMismatch, Mismatch, StepFailed, Unmet
from scimproof.expect.values import ABSENT, show_apart
from scimproof.scim.exchange import Exchange, Request, Response


def exchange(body, status=200):
    request = Request("GET", "https://t.example/Users/1", (), b"")
    return Exchange(1, "a read", request, Response(status, "", (), json.dumps(body).encode()), None, 0.0, 0.1)


def test_a_mismatch_without_a_difference_is_an_error_of_ours():
    with pytest.raises(ContradictoryMismatch, match="absent"):
        Mismatch("title = absent", "title = absent", "title")
    assert not issubclass(ContradictoryMismatch, (Unmet, AssertionError))


def test_what_was_not_sent_cannot_be_looked_up():
    with pytest.raises(ContradictoryMismatch, match="was not sent"):
        expect(exchange({})).attribute("title", ABSENT)


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [("a" * 900 + "b", "a" * 900 + "c"), ("a" * 900, "a" * 901), ("x", ABSENT), ("1", 1), (True, 1)],
)
def test_two_values_that_differ_are_shown_differently(wanted, seen):
    texts = show_apart(wanted, seen)

    assert texts[0] != texts[1]
    assert all(len(each) < 500 for each in texts)


def test_long_lists_that_differ_behind_their_beginning_are_shown_differently():
    some = [f"id-{number:03}" for number in range(20)]
    body = {"members": [{"value": each} for each in [*some[:-1], "stranger"]]}

    mismatch = matchers.elements("members", some)(exchange(body))
    assert mismatch.observed.endswith("without [id-019], with [stranger]")
    found = {"totalResults": 20, "Resources": [{"id": each} for each in [*some[:-1], "stranger"]]}
    assert "without [id-019]" in matchers.listed(*some)(exchange(found)).observed


def test_a_failed_step_carries_its_exchange():
    with pytest.raises(StepFailed) as failed:
        given(exchange({"active": True}), by="lifecycle.disabled").attribute("active", wanted=False)

    assert failed.value.blocked_by == "lifecycle.disabled"
    assert failed.value.mismatch == Mismatch("active = false", "active = true", "active")
    assert failed.value.exchange.number == 1


def test_patience_is_what_its_owner_made_it():
    before = patience()
    mine = Patience(seconds=3.0)
    with judging_with(mine):
        assert patience() is mine
        use(Patience(seconds=1.0))
    assert patience() is before
