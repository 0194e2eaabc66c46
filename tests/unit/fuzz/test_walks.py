"""Walks along a document's links: what they send, what they find, and that a finding can be played again."""

import json
import re
from collections import defaultdict

import pytest

from scimproof.fuzz.budget import RequestBudget
from scimproof.fuzz.requests.inputs import Inputs
from scimproof.fuzz.requests.schemathesis_source import RequestGenerator
from scimproof.fuzz.requests.walks import explore
from scimproof.fuzz.schema import openapi
from scimproof.fuzz.schema.shapes import shapes
from scimproof.fuzz.story import Story

pytestmark = pytest.mark.slow


def _explored(bench, seed, most=200):
    """Walk, and return the exchanges without those for the resources that stand in for others."""
    document = openapi.document(bench.capabilities, "http://x")
    known = {each.endpoint: each for each in shapes(bench.capabilities)}
    inputs = Inputs(bench.client, RequestBudget(1000, 60.0), f"scimproof-unittest-{seed}", known)
    inputs.open()
    begun = len(bench.log)
    explore(RequestGenerator(document, seed), inputs, most)
    walked = bench.log[begun:]
    inputs.close()
    assert inputs.violations == []
    return walked


def _lives(exchanges):
    """Return by id what was done to each resource that was created."""
    created = {each.id for each in exchanges if each.request.method == "POST" and each.status == 201}
    lives = defaultdict(list)
    for each in exchanges:
        id_ = each.id if each.request.method == "POST" else each.request.url.rpartition("/")[2]
        if id_ in created:
            lives[id_].append((each.request.method, each.status))
    return lives


def test_a_walk_uses_what_it_created_and_removes_it(bench):
    walked = _explored(bench, 7)
    lives = list(_lives(walked).values())

    assert any({"PATCH", "PUT"} & {method for method, _ in life} for life in lives), "something was changed"
    assert any(("DELETE", 204) in life[:-1] for life in lives), "something was asked of what is gone"
    assert all(("DELETE", 204) in life for life in lives)
    assert bench.left() == []


def test_a_walk_ends_when_its_money_is_spent(bench):
    assert len(_explored(bench, 7, most=60)) <= 60 + 20


def test_the_same_seed_walks_the_same_way(benches):
    def sent(seed):
        with benches() as bench:
            walked = _explored(bench, seed, most=80)
            ids = {each.id: f"<{number}>" for number, each in enumerate(walked) if each.request.method == "POST"}
            pattern = re.compile("|".join(map(re.escape, filter(None, ids))))
            return [
                f"{each.request.method} {pattern.sub(lambda one: ids[one[0]], each.request.url.partition('/v2')[2])}"
                for each in walked
            ]

    assert sent(5) == sent(5)
    assert sent(5) != sent(6)


def test_what_only_a_walk_shows_is_cut_short_and_played_again(benches):
    with benches(defects=["duplicate-email-500"]) as bench:
        found = bench.fuzzer(deep=True, requests=3000).inputs("no-server-error")
        story = Story.from_json(json.loads(json.dumps(found.replay)))

        assert [each.method for each in (*story.before, story.request)] == ["POST", "POST"]
        assert all(set(each.body) <= {"userName", "emails", "schemas"} for each in (*story.before, story.request))
        assert [each.status for each in found.trail] == [201, 500]
        assert bench.fuzzer(seed=99, story=story).inputs("no-server-error") is not None
        assert bench.left() == []
    with benches() as bench:
        assert bench.fuzzer(seed=99, story=story).inputs("no-server-error") is None


@pytest.mark.parametrize("before", ["x", [3], [{"method": 1}]])
def test_a_replay_with_nonsense_before_its_request_is_refused(before):
    request = {"method": "GET", "path": "/Users", "query": "", "content_base64": None}

    with pytest.raises(ValueError, match="request"):
        Story.from_json({"format": "1.0", "requirement": "fuzz.x", "seed": 1, "request": request, "before": before})
