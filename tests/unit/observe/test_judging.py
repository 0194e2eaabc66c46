"""One finding of many violations: the plainest example with a count, unless it is the finding of others."""

import pytest

from scimproof.expect.outcome import NotApplicable, NotTestable, Unmet
from scimproof.observe.invariants import wire
from scimproof.observe.judging import holds_everywhere


def judged(story, findings=()):
    told = story.told()
    told.findings = dict(findings)
    holds_everywhere(told, wire.no_crash, otherwise="nothing was answered")


def test_what_holds_everywhere_ends_well(story):
    judged(story.read("1"))


def test_what_nothing_shows_is_not_applicable(story):
    with pytest.raises(NotApplicable, match="nothing was answered"):
        judged(story)


def test_the_example_is_plain_and_the_count_is_told(story):
    story.read("1").add("GET", "/Users", 500, label="fuzzing: unusual query").add("GET", "/Users", 500)

    with pytest.raises(Unmet) as ended:
        judged(story)

    assert ended.value.exchange.number == 3
    assert ended.value.mismatch.observed.endswith("(in 2 of 3 answers)")


def test_what_a_broken_case_saw_itself_is_its_finding(story):
    story.add("GET", "/Users", 500).add("GET", "/Groups", 500)

    with pytest.raises(NotTestable) as ended:
        judged(story, {"paging.listed": frozenset({1}), "groups.offered": frozenset({2})})
    with pytest.raises(Unmet) as own:
        judged(story, {"paging.listed": frozenset({1})})

    assert ended.value.blocked_by in ("paging.listed", "groups.offered")
    assert own.value.exchange.number == 2


def test_what_is_of_the_same_kind_is_the_same_finding(story):
    story.add("GET", "/Users", 500).add("GET", "/Users?count=1", 500)

    with pytest.raises(NotTestable) as ended:
        judged(story, {"paging.listed": frozenset({1})})

    assert ended.value.blocked_by == "paging.listed"


def test_exchanges_of_several_processes_are_in_the_order_of_time(story):
    story.add("GET", "/Users", 200, "{}", started=9.0)
    story.add("GET", "/Groups", 200, "{}", started=1.0)

    assert [each.path for each in story.told().operations] == ["/Groups", "/Users"]


def test_a_token_endpoint_is_no_part_of_the_target(story):
    story.add("POST", "https://login.example/token", 500)

    with pytest.raises(NotApplicable):
        judged(story)
