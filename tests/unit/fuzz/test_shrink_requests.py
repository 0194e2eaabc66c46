"""Cutting odd requests short: of several that break a rule, one that does so again is the example."""

from itertools import count

from scimproof.expect.outcome import Mismatch
from scimproof.fuzz.budget import RequestBudget
from scimproof.fuzz.requests.bodies import request
from scimproof.fuzz.requests.inputs import Inputs, Violation
from scimproof.fuzz.schema.shapes import shapes
from scimproof.fuzz.shrinking.shrink_requests import shortest_of

TOPIC = "no-server-error"
FAULT = {"userName": "x", "title": "a\x07b", "nickName": "long enough to be cut"}


def _violated(body):
    made = request("POST", "/Users", body, valid=False)
    return Violation(TOPIC, Mismatch("an answer below 500", "no answer"), (), made)


def _shortest(bench, *violations, requests=200):
    known = {each.endpoint: each for each in shapes(bench.capabilities)}
    runs = count(1)

    def fresh():
        return Inputs(bench.client, RequestBudget(requests, 60.0), f"scimproof-unittest-t{next(runs)}", known)

    return shortest_of(violations, fresh)


def test_what_fails_again_is_the_example_though_another_is_shorter(benches):
    with benches(defects=["control-character-500"]) as bench:
        found, again = _shortest(bench, _violated({"userName": "x"}), _violated(FAULT))

        assert again
        assert found.request.body in ({"title": "\x07"}, {"title": "\x07b"}, {"title": "a\x07"})
        assert found.trail[-1].status == 500
        assert bench.left() == []


def test_what_never_fails_again_says_so(bench):
    found, again = _shortest(bench, _violated(FAULT), _violated({"userName": "x"}))

    assert not again
    assert found.request.body == {"userName": "x"}


def test_what_there_is_no_money_to_send_again_is_not_doubted(bench):
    assert _shortest(bench, _violated(FAULT), requests=1) == (_violated(FAULT), True)
