"""Fuzzing as a whole, on a real target with one seeded fault."""

import json
import re

import pytest

from scimproof.expect.outcome import Observed
from scimproof.fuzz.story import Story

pytestmark = pytest.mark.slow

CAMPAIGNS = {
    "filters": lambda fuzzer: fuzzer.filters(brackets=False),
    "value-filters": lambda fuzzer: fuzzer.filters(brackets=True),
    "patch-programs": lambda fuzzer: fuzzer.patch_programs(),
    "sequences": lambda fuzzer: fuzzer.sequences(),
    "invalid-filters": lambda fuzzer: fuzzer.invalid_filters(),
    "hostile-values": lambda fuzzer: fuzzer.hostile_values(),
    "no-server-error": lambda fuzzer: fuzzer.inputs("no-server-error"),
}
SEEDED = [
    ("filters", "not-over-or-turned-half", 2),
    ("value-filters", "not-in-square-brackets-ignored", 2),
    ("patch-programs", "only-the-last-add-counts", 3),
    ("sequences", "deleted-group-still-shown", 7),
]


def test_a_quick_run_finds_nothing_on_a_good_target_and_keeps_to_its_budget(bench):
    fuzzer = bench.fuzzer(requests=300)
    bench.capabilities.document("/Schemas")
    found = {name: run(fuzzer) for name, run in CAMPAIGNS.items()}

    assert found == dict.fromkeys(CAMPAIGNS)
    assert len(bench.log) <= 300
    assert bench.left() == []


@pytest.mark.parametrize(("campaign", "defect", "steps"), SEEDED)
def test_a_fault_is_found_and_cut_short(benches, campaign, defect, steps):
    with benches(defects=[defect]) as bench:
        found = CAMPAIGNS[campaign](bench.fuzzer(requests=3000))

        assert found is not None
        assert len(found.replay["steps"]) <= steps
        assert len(found.trail) <= steps + 1, "the answers to writes say what is there"
        assert found.exchange in found.trail
        assert all("$SCIM_TOKEN" in each.curl for each in found.trail)
        assert bench.left() == []


@pytest.mark.parametrize(("campaign", "defect", "steps"), SEEDED)
def test_a_fault_is_played_again_from_its_file(benches, campaign, defect, steps):
    with benches(defects=[defect]) as bench:
        found = CAMPAIGNS[campaign](bench.fuzzer(requests=3000))
    story = Story.from_json(json.loads(json.dumps(found.replay)))

    with benches(defects=[defect]) as bench:
        assert CAMPAIGNS[campaign](bench.fuzzer(seed=99, story=story)) is not None
        assert len(bench.log) < 40
    with benches() as bench:
        assert CAMPAIGNS[campaign](bench.fuzzer(seed=99, story=story)) is None


ODD = [
    ("control-character-500", "no-server-error"),
    ("number-kept-as-a-text", "declared-types"),
    ("refused-put-half-done", "refused-without-trace"),
    ("meta-taken-from-a-put", "read-only"),
]


@pytest.mark.parametrize(("defect", "name"), ODD)
def test_an_odd_request_is_cut_short_and_played_again(benches, defect, name):
    with benches(defects=[defect]) as bench:
        found = bench.fuzzer(requests=2000).inputs(name)
        story = Story.from_json(json.loads(json.dumps(found.replay)))
        assert len(story.request.content) < 150
        assert len(story.request.body) <= 3
        assert bench.fuzzer(seed=99, story=story).inputs(name) is not None
        assert bench.left() == []
    with benches() as bench:
        assert bench.fuzzer(seed=99, story=story).inputs(name) is None


def test_a_request_on_a_victim_comes_with_what_made_the_victim(benches):
    with benches(defects=["refused-put-half-done"]) as bench:
        trail = bench.fuzzer(requests=2000).inputs("refused-without-trace").trail

    assert [each.request.method for each in trail] == ["POST", "PUT", "GET"]
    assert {each.request.url.rpartition("/")[2] for each in trail[1:]} == {trail[0].id}


def test_what_one_campaign_finds_costs_no_other_its_share(benches):
    with benches(defects=["not-over-or-turned-half"]) as bench:
        fuzzer = bench.fuzzer(deep=True, requests=900)
        assert CAMPAIGNS["filters"](fuzzer) is not None
        before = len(bench.log)
        CAMPAIGNS["sequences"](fuzzer)

        assert len(bench.log) - before > 150
        assert len(bench.log) <= 900


@pytest.mark.parametrize("name", sorted(CAMPAIGNS))
def test_a_campaign_without_time_says_that_it_tried_nothing(bench, name):
    with pytest.raises(Observed, match="nothing was tried"):
        CAMPAIGNS[name](bench.fuzzer(seconds=0.0))


def test_the_same_seed_sends_the_same_requests(benches):
    def sent(seed):
        with benches() as bench:
            for name in ("filters", "patch-programs", "sequences", "hostile-values"):
                CAMPAIGNS[name](bench.fuzzer(seed=seed))
            known = {each.id: f"<{number}>" for number, each in enumerate(bench.log) if each.request.method == "POST"}
            pattern = re.compile("|".join(map(re.escape, filter(None, known))))
            return [
                pattern.sub(
                    lambda one: known[one[0]], f"{each.request.url.partition('/scim')[2]} {each.request.body!r}"
                )
                for each in bench.log
            ]

    assert sent(5) == sent(5)
    assert sent(5) != sent(6)


def test_a_deep_run_harms_nobody_else(benches):
    with benches(users=60, groups=5) as bench:
        before = json.dumps(bench.left(), sort_keys=True)
        fuzzer = bench.fuzzer(deep=True, requests=600)
        found = {name: run(fuzzer) for name, run in CAMPAIGNS.items()}

        assert found == dict.fromkeys(CAMPAIGNS)
        assert json.dumps(bench.left(), sort_keys=True) == before


def test_a_filter_that_finds_somebody_of_another_name_says_whom(benches):
    """It asks for users of its own alone: whoever else comes is found wrongly, whatever is known of them."""
    with benches(defects=["brackets-between-conditions-are-split"], users=20) as bench:
        found = CAMPAIGNS["filters"](bench.fuzzer(requests=3000))

        assert re.search(r"it finds \[.*\] and \d+ others, \".+\" for one", found.mismatch.observed)
        assert len(found.replay["steps"]) <= 2
        assert len(bench.left()) == 20
