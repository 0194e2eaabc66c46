"""One cause is one finding: what fuzzing saw yields to a plain case that broke in the same way, and to no other."""

import json

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
    yields = {"patterns": patterns, "trail": numbers} if patterns else None
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
    ]
)


def _settled(fuzzed, *others):
    settle([fuzzed, *others], SEEN)
    return fuzzed["case"]["verdict"], fuzzed["case"]["blocked_by"]


def test_the_same_kind_of_request_that_is_answered_wrong_is_one_finding():
    fuzzed = _case("fuzz.patch-programs", [1], "title", patterns=["patch.*"])

    assert _settled(fuzzed, _case("patch.add", [2], "nickName")) == (Verdict.NOT_TESTABLE, "patch.add")


@pytest.mark.parametrize(
    "other",
    [
        _case("patch.without-path", [3], "title"),
        _case("patch.refuses", [4], "title"),
        _case("users.title", [2], "title"),
        _case("patch.holds", [2], "title", verdict=Verdict.PASS),
        _case("fuzz.sequences", [2], "title"),
    ],
    ids=["another operation", "a refusal", "another area", "it holds", "fuzzing too"],
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
