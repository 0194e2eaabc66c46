"""One cause is one finding: what fuzzing saw yields to a plain case that broke in the same way, and to no other."""

import json
from copy import deepcopy

import pytest

from scimproof.plugin.yielding import settle
from scimproof.report.model import Verdict


def _exchange(number, method="PATCH", status=200, *, query="", operation=None):
    body = json.dumps({"Operations": [operation]}) if operation else ""
    url = f"https://x.example/Users/1{query}"
    return number, {"number": number, "method": method, "url": url, "status": status, "request_body": body}


def _case(requirement, numbers, at="", verdict=Verdict.FAIL, patterns=None):
    mismatch = {"expected": "a", "observed": "b", "at": at}
    case = {"verdict": verdict, "exchanges": numbers, "decisive": numbers[-1], "mismatch": mismatch, "blocked_by": ""}
    yields = {"patterns": patterns, "stands_on": ("lifecycle.readable",), "trail": numbers} if patterns else None
    return {"requirement": requirement, "case": case, "yields": yields}


PATHLESS = {"op": "replace", "value": {"title": "x"}}
BY_PATH = {"op": "replace", "path": "title", "value": "x"}
SEEN = dict(
    [
        _exchange(1, operation=BY_PATH),
        _exchange(2, operation=BY_PATH),
        _exchange(3, operation=PATHLESS),
        _exchange(4, status=400, operation=BY_PATH),
        _exchange(5, method="POST", status=201),
        _exchange(6, method="POST", status=201),
        _exchange(7, method="GET", query='?filter=userName%20sw%20"r-"%20and%20active%20eq%20true'),
        _exchange(8, method="GET", query="?filter=active%20eq%20true"),
        _exchange(9, method="GET", query='?filter=title%20eq%20"x"'),
        _exchange(10, method="GET", query='?filter=userName%20eq%20"x"%20and%20active%20eq%20true'),
        _exchange(11, method="GET", query='?filter=userName%20eq%20"x"%20or%20active%20eq%20true'),
        _exchange(12, method="GET", query="?filter=active%20ne%20true"),
    ]
)


def _settled(fuzzed, *others):
    settle([fuzzed, *map(deepcopy, others)], SEEN)
    return fuzzed["case"]["verdict"], fuzzed["case"]["blocked_by"]


def test_the_same_kind_of_request_that_is_answered_wrong_is_one_finding():
    fuzzed = _case("fuzz.patch-programs", [1], "title", patterns=["patch.*"])

    assert _settled(fuzzed, _case("patch.add", [2], "nickName")) == (Verdict.NOT_TESTABLE, "patch.add")


@pytest.mark.parametrize(
    "other",
    [
        _case("patch.without-path", [3], "nickName"),
        _case("patch.refuses", [4], "title"),
        _case("users.title", [2], "title"),
        _case("patch.holds", [2], "title", verdict=Verdict.PASS),
        _case("fuzz.sequences", [2], "title"),
    ],
    ids=["another operation and place", "a refusal", "another area", "it holds", "fuzzing too"],
)
def test_it_yields_to_nothing_else(other):
    fuzzed = _case("fuzz.patch-programs", [1], "title", patterns=["patch.*"])

    assert _settled(fuzzed, other) == (Verdict.FAIL, "")


def test_the_finding_in_the_same_place_is_the_likelier_one():
    fuzzed = _case("fuzz.patch-programs", [1], "emails[0].primary", patterns=["patch.*"])
    others = [_case("patch.cleared", [2], "title"), _case("patch.primary", [2], "emails")]

    assert _settled(fuzzed, *others) == (Verdict.NOT_TESTABLE, "patch.primary")


@pytest.mark.parametrize(("at", "verdict"), [("displayName", Verdict.NOT_TESTABLE), ("title", Verdict.FAIL)])
def test_creates_are_in_every_case_so_that_they_count_in_the_same_place_alone(at, verdict):
    fuzzed = _case("fuzz.read-back", [5], "displayName", patterns=["users.*"])

    assert _settled(fuzzed, _case("users.stored-as-sent", [6], at))[0] is verdict


@pytest.mark.parametrize(
    ("exchange", "verdict"),
    [
        (8, Verdict.NOT_TESTABLE),
        (9, Verdict.FAIL),
        (10, Verdict.NOT_TESTABLE),
        (11, Verdict.FAIL),
        (12, Verdict.NOT_TESTABLE),
    ],
    ids=["the condition alone", "another condition", "a plain and", "an or", "the attribute with another operator"],
)
def test_what_a_filter_adds_to_find_its_own_users_is_not_what_it_is_about(exchange, verdict):
    fuzzed = _case("fuzz.filters", [7], patterns=["filters.*"])

    assert _settled(fuzzed, _case("filters.one", [exchange]))[0] is verdict


def test_a_single_value_that_is_wrong_in_a_plain_case_too_is_one_finding():
    fuzzed = _case("fuzz.sequences", [1], "active", patterns=["lifecycle.*"])

    assert _settled(fuzzed, _case("lifecycle.disabled", [3], "active"))[0] is Verdict.NOT_TESTABLE


def test_a_requirement_without_which_nothing_can_be_said_comes_first():
    fuzzed = _case("fuzz.sequences", [1], "emails", patterns=["patch.*"])
    others = [_case("patch.add", [2], "emails"), _case("lifecycle.readable", [5], "")]

    assert _settled(fuzzed, *others) == (Verdict.NOT_TESTABLE, "lifecycle.readable")


def test_the_last_write_of_a_transcript_is_what_it_is_about():
    fuzzed = _case("fuzz.sequences", [3, 1], "emails", patterns=["patch.*"])

    assert _settled(fuzzed, _case("patch.add", [2], "title")) == (Verdict.NOT_TESTABLE, "patch.add")
    fuzzed = _case("fuzz.sequences", [1, 3], "emails", patterns=["patch.*"])

    assert _settled(fuzzed, _case("patch.add", [2], "title"))[0] is Verdict.FAIL


def test_a_list_that_is_wrong_in_a_plain_case_is_one_finding_when_the_operation_is_the_same():
    for operation, verdict in ((2, Verdict.NOT_TESTABLE), (3, Verdict.FAIL)):
        fuzzed = _case("fuzz.patch-programs", [1], "emails", patterns=["patch.*"])
        fuzzed["case"]["mismatch"]["expected"] = "emails = []"

        assert _settled(fuzzed, _case("patch.add", [operation], "emails"))[0] is verdict


def test_of_two_findings_the_one_that_was_asked_alike_is_nearer():
    fuzzed = _case("fuzz.filters", [8], patterns=["matching.*", "filters.*"])
    others = [_case("filters.created", [8, 5]), _case("filters.active", [8, 5, 8])]

    assert _settled(fuzzed, *others) == (Verdict.NOT_TESTABLE, "filters.active")
