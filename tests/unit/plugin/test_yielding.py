"""One cause is one finding: what fuzzing saw yields to a plain case that broke in the same way, and to no other."""

import json
from copy import deepcopy

import pytest

from scimproof.plugin.yielding import settle
from scimproof.report.model import Verdict


def _exchange(number, method="PATCH", status=200, *, path="/Users/1", query="", operation=None, found=0):
    operations = operation if isinstance(operation, list) else [operation]
    seen = {
        "number": number,
        "method": method,
        "url": f"https://x.example{path}{query}",
        "status": status,
        "request_body": json.dumps({"Operations": operations}) if operation else "",
        "response_body": json.dumps({"totalResults": found}),
    }
    return number, seen


def _case(requirement, numbers, at="", verdict=Verdict.FAIL, patterns=None):
    mismatch = {"expected": "a", "observed": "b", "at": at}
    case = {"verdict": verdict, "exchanges": numbers, "decisive": numbers[-1], "mismatch": mismatch, "blocked_by": ""}
    yields = {"patterns": patterns, "stands_on": ("lifecycle.readable",), "trail": numbers} if patterns else None
    return {"requirement": requirement, "case": case, "yields": yields}


PATHLESS = {"op": "replace", "value": {"title": "x"}}
BY_PATH = {"op": "replace", "path": "title", "value": "x"}
REMOVE = {"op": "remove", "path": "title"}
REMOVE_ONE = {"op": "remove", "path": 'emails[type eq "work"]'}
ADD = {"op": "add", "path": "title", "value": "x"}
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
        _exchange(20, operation=REMOVE_ONE),
        _exchange(21, operation=REMOVE),
        _exchange(22, operation=ADD),
        _exchange(23, operation=REMOVE_ONE, status=500),
        _exchange(24, operation=REMOVE, status=500),
        _exchange(25, operation=[ADD, REMOVE_ONE]),
        _exchange(26, operation=[{**ADD, "path": None}, BY_PATH]),
        _exchange(27, operation=[{**BY_PATH, "path": "emails.value"}, PATHLESS]),
        _exchange(28, operation=[BY_PATH, BY_PATH, REMOVE_ONE, ADD]),
        _exchange(29, operation=[BY_PATH, BY_PATH, BY_PATH, BY_PATH]),
        _exchange(30, operation=[BY_PATH, REMOVE, BY_PATH]),
        _exchange(31, operation=[BY_PATH, BY_PATH]),
        _exchange(40, "GET", query='?filter=userName%20sw%20"r-"%20and%20displayName%20ne%20"x"'),
        _exchange(41, "GET", query='?filter=userName%20eq%20"r-"%20and%20userName%20ne%20"x"'),
        _exchange(42, "GET", query='?filter=title%20lt%20"x"%20or%20title%20eq%20"x"%20and%20userName%20eq%20"y"'),
        _exchange(43, "GET", query='?filter=userName%20sw%20"r-"%20and%20(title%20eq%20"x"%20or%20active%20eq%20true)'),
        _exchange(50, "GET", 404, path="/Groups/1"),
        _exchange(51, "GET", 404, path="/Groups/2"),
        _exchange(52, "GET", 403, path="/Groups/2"),
        _exchange(53, "GET", 404, path="/Users/2"),
        _exchange(54, "PUT"),
        _exchange(60, "GET", query='?filter=userName%20eq%20"x"'),
        _exchange(61, "GET", query='?filter=userName%20eq%20"y"'),
        _exchange(62, "GET", query='?filter=userName%20eq%20"y"', found=2),
        _exchange(63, "GET", query='?filter=externalId%20eq%20"y"'),
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


YIELDS, STANDS = Verdict.NOT_TESTABLE, Verdict.FAIL


@pytest.mark.parametrize(
    ("fuzzed", "plain", "verdict"),
    [
        (20, 21, YIELDS),
        (21, 20, STANDS),
        (20, 22, STANDS),
        (23, 24, YIELDS),
        (23, 21, STANDS),
        (25, 21, YIELDS),
        (25, 31, STANDS),
    ],
    ids=[
        "on the plainest path",
        "on another path than the plainest",
        "another operation",
        "which fails in both",
        "which fails in one alone",
        "beside another operation",
        "nothing that not every request has",
    ],
)
def test_an_operation_that_is_broken_alone_is_broken_in_any_form_and_company(fuzzed, plain, verdict):
    case = _case("fuzz.patch-programs", [5, fuzzed], "emails", patterns=["patch.*"])
    case["case"]["mismatch"]["expected"] = "emails = []"

    assert _settled(case, _case("patch.one", [5, plain], "title"))[0] is verdict


@pytest.mark.parametrize(
    ("fuzzed", "plain", "verdict"),
    [(26, 27, YIELDS), (26, 29, STANDS), (28, 29, YIELDS), (30, 29, STANDS), (28, 27, STANDS), (28, 31, STANDS)],
    ids=[
        "with and without a path",
        "two are not four",
        "as many",
        "fewer",
        "all with a path",
        "two are nothing special",
    ],
)
def test_what_is_broken_where_operations_come_together_is_their_company_not_what_each_of_them_does(
    fuzzed, plain, verdict
):
    case = _case("fuzz.patch-programs", [fuzzed], "nickName", patterns=["patch.*"])

    assert _settled(case, _case("patch.together", [plain], "title"))[0] is verdict


@pytest.mark.parametrize(
    ("fuzzed", "plain", "verdict"),
    [(40, 41, YIELDS), (42, 11, YIELDS), (43, 11, YIELDS), (43, 41, STANDS), (11, 41, STANDS)],
    ids=["an operator", "or, beside another operator", "or, in brackets", "an operator it has not", "another operator"],
)
def test_an_operator_that_is_broken_alone_is_broken_in_company(fuzzed, plain, verdict):
    case = _case("fuzz.filters", [fuzzed], patterns=["filters.*"])

    assert _settled(case, _case("filters.operator", [plain]))[0] is verdict


@pytest.mark.parametrize(
    ("before", "plain", "verdict"),
    [
        ([1], [51], YIELDS),
        ([1], [1, 51], YIELDS),
        ([1], [54, 51], STANDS),
        ([1], [52], STANDS),
        ([1], [53], STANDS),
    ],
    ids=["nothing before", "the same before", "something else before", "another status", "another endpoint"],
)
def test_a_read_that_is_refused_after_no_more_than_was_done_here_is_one_finding(before, plain, verdict):
    fuzzed = _case("fuzz.sequences", [*before, 50], patterns=["groups.*"])

    assert _settled(fuzzed, _case("groups.read-by-id", plain))[0] is verdict


@pytest.mark.parametrize(
    ("plain", "verdict"),
    [([1, 61], YIELDS), ([1, 62], STANDS), ([1, 63], STANDS)],
    ids=["nobody either", "somebody", "by another attribute"],
)
def test_a_search_that_is_answered_as_wrongly_is_one_finding_whatever_changed_before(plain, verdict):
    fuzzed = _case("fuzz.sequences", [54, 60], patterns=["patch.*"])

    assert _settled(fuzzed, _case("patch.found-by-new-value", plain))[0] is verdict


URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.mark.parametrize(
    ("at", "verdict"),
    [("manager", YIELDS), (f"{URN}:manager.value", YIELDS), (f"{URN}:costCenter", YIELDS), ("costCenter", STANDS)],
    ids=["by its own name", "the same", "of the same extension", "another"],
)
def test_an_attribute_of_an_extension_is_one_place_with_and_without_its_urn(at, verdict):
    fuzzed = _case("fuzz.declared-types", [5], at, patterns=["users.*"])

    assert _settled(fuzzed, _case("users.manager", [6], f"{URN}:manager.value"))[0] is verdict


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"totalResults": null}', '{"totalResults": {"a": 1}}', "[" * 100_000]
)
def test_an_answer_that_is_no_list_finds_as_little_as_it_can_be_read(body):
    seen = {number: dict(each) for number, each in SEEN.items()}
    seen[60]["response_body"] = seen[61]["response_body"] = body
    fuzzed = _case("fuzz.sequences", [54, 60], patterns=["patch.*"])

    settle([fuzzed, _case("patch.found-by-new-value", [1, 61])], seen)

    assert fuzzed["case"]["verdict"] is YIELDS


@pytest.mark.parametrize(("at", "verdict"), [("title", YIELDS), ("emails", STANDS)], ids=["in one place", "elsewhere"])
def test_a_case_of_many_requests_is_no_plain_one_so_that_its_place_counts_alone(at, verdict):
    fuzzed = _case("fuzz.sequences", [1], "title", patterns=["cycles.*"])

    assert _settled(fuzzed, _case("cycles.silent-when-unchanged", [5] * 20 + [2], at))[0] is verdict
