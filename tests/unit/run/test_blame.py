"""One cause is one finding: what fuzzing saw yields to a plain case that broke in the same way, and to no other."""

import pytest
from tests.support.transcripts import SEEN, STANDS, YIELDS, a_case, settled

from scimproof.report.model import Verdict
from scimproof.run.blame import settle


def test_the_same_kind_of_request_that_is_answered_wrong_is_one_finding():
    fuzzed = a_case("fuzz.patch-programs", [1], "title", patterns=["patch.*"])

    assert settled(fuzzed, a_case("patch.add", [2], "nickName")) == (Verdict.NOT_TESTABLE, "patch.add")


@pytest.mark.parametrize(
    "other",
    [
        a_case("patch.without-path", [3], "nickName"),
        a_case("patch.refuses", [4], "title"),
        a_case("users.title", [2], "title"),
        a_case("patch.holds", [2], "title", verdict=Verdict.PASS),
        a_case("fuzz.sequences", [2], "title"),
    ],
    ids=["another operation and place", "a refusal", "another area", "it holds", "fuzzing too"],
)
def test_it_yields_to_nothing_else(other):
    fuzzed = a_case("fuzz.patch-programs", [1], "title", patterns=["patch.*"])

    assert settled(fuzzed, other) == (Verdict.FAIL, "")


@pytest.mark.parametrize(
    ("of_fuzzing", "plain", "verdict"),
    [
        (Verdict.FAIL, Verdict.FAIL, Verdict.NOT_TESTABLE),
        (Verdict.FAIL, Verdict.WARN, Verdict.FAIL),
        (Verdict.FAIL, Verdict.WAIVED, Verdict.NOT_TESTABLE),
        (Verdict.WARN, Verdict.WARN, Verdict.NOT_TESTABLE),
        (Verdict.WARN, Verdict.WAIVED, Verdict.NOT_TESTABLE),
        (Verdict.WARN, Verdict.NOTE, Verdict.WARN),
    ],
)
def test_what_fails_a_run_is_handed_to_nothing_that_does_not_and_what_is_waived_stays_so(of_fuzzing, plain, verdict):
    fuzzed = a_case("fuzz.patch-programs", [1], "title", verdict=of_fuzzing, patterns=["patch.*"])

    assert settled(fuzzed, a_case("patch.add", [2], "nickName", verdict=plain))[0] is verdict


def test_the_finding_in_the_same_place_is_the_likelier_one():
    fuzzed = a_case("fuzz.patch-programs", [1], "emails[0].primary", patterns=["patch.*"])
    others = [a_case("patch.cleared", [2], "title"), a_case("patch.primary", [2], "emails")]

    assert settled(fuzzed, *others) == (Verdict.NOT_TESTABLE, "patch.primary")


@pytest.mark.parametrize(("at", "verdict"), [("displayName", Verdict.NOT_TESTABLE), ("title", Verdict.FAIL)])
def test_creates_are_in_every_case_so_that_they_count_in_the_same_place_alone(at, verdict):
    fuzzed = a_case("fuzz.read-back", [5], "displayName", patterns=["users.*"])

    assert settled(fuzzed, a_case("users.stored-as-sent", [6], at))[0] is verdict


def test_a_value_that_only_a_query_shows_wrong_is_another_matter():
    fuzzed = a_case("fuzz.declared-types", [5], "displayName", patterns=["users.*"])

    assert settled(fuzzed, a_case("users.attributes-parameter", [6, 8], "displayName"))[0] is Verdict.FAIL


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
    fuzzed = a_case("fuzz.filters", [7], patterns=["filters.*"])

    assert settled(fuzzed, a_case("filters.one", [exchange]))[0] is verdict


def test_a_single_value_that_is_wrong_in_a_plain_case_too_is_one_finding():
    fuzzed = a_case("fuzz.sequences", [1], "active", patterns=["lifecycle.*"])

    assert settled(fuzzed, a_case("lifecycle.disabled", [3], "active"))[0] is Verdict.NOT_TESTABLE


def test_a_requirement_without_which_nothing_can_be_said_comes_first():
    fuzzed = a_case("fuzz.sequences", [1], "emails", patterns=["patch.*"])
    others = [a_case("patch.add", [2], "emails"), a_case("lifecycle.readable", [5], "")]

    assert settled(fuzzed, *others) == (Verdict.NOT_TESTABLE, "lifecycle.readable")


def test_the_last_write_of_a_transcript_is_what_it_is_about():
    fuzzed = a_case("fuzz.sequences", [3, 1], "emails", patterns=["patch.*"])

    assert settled(fuzzed, a_case("patch.add", [2], "title")) == (Verdict.NOT_TESTABLE, "patch.add")
    fuzzed = a_case("fuzz.sequences", [1, 3], "emails", patterns=["patch.*"])

    assert settled(fuzzed, a_case("patch.add", [2], "title"))[0] is Verdict.FAIL


def test_a_list_that_is_wrong_in_a_plain_case_is_one_finding_when_the_operation_is_the_same():
    for operation, verdict in ((2, Verdict.NOT_TESTABLE), (3, Verdict.FAIL)):
        fuzzed = a_case("fuzz.patch-programs", [1], "emails", patterns=["patch.*"])
        fuzzed["case"]["mismatch"]["expected"] = "emails = []"

        assert settled(fuzzed, a_case("patch.add", [operation], "emails"))[0] is verdict


def test_of_two_findings_the_one_that_was_asked_alike_is_nearer():
    fuzzed = a_case("fuzz.filters", [8], patterns=["matching.*", "filters.*"])
    others = [a_case("filters.created", [8, 5]), a_case("filters.active", [8, 5, 8])]

    assert settled(fuzzed, *others) == (Verdict.NOT_TESTABLE, "filters.active")


@pytest.mark.parametrize(
    ("before", "plain", "verdict"),
    [
        ([1], [51], YIELDS),
        ([1], [1, 51], YIELDS),
        ([1], [49, 51], STANDS),
        ([1], [52], STANDS),
        ([1], [53], STANDS),
    ],
    ids=["nothing before", "the same before", "something else before", "another status", "another endpoint"],
)
def test_a_read_that_is_refused_after_no_more_than_was_done_here_is_one_finding(before, plain, verdict):
    fuzzed = a_case("fuzz.sequences", [*before, 50], patterns=["groups.*"])

    assert settled(fuzzed, a_case("groups.read-by-id", plain))[0] is verdict


@pytest.mark.parametrize(
    ("plain", "verdict"),
    [([1, 61], YIELDS), ([1, 62], STANDS), ([1, 63], STANDS), ([1, 64], STANDS)],
    ids=["nobody either", "somebody", "by another attribute", "no filter at all"],
)
def test_a_search_that_is_answered_as_wrongly_is_one_finding_whatever_changed_before(plain, verdict):
    fuzzed = a_case("fuzz.sequences", [54, 60], patterns=["patch.*"])

    assert settled(fuzzed, a_case("patch.found-by-new-value", plain))[0] is verdict


URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.mark.parametrize(
    ("at", "verdict"),
    [("manager", YIELDS), (f"{URN}:manager.value", YIELDS), (f"{URN}:costCenter", YIELDS), ("costCenter", STANDS)],
    ids=["by its own name", "the same", "of the same extension", "another"],
)
def test_an_attribute_of_an_extension_is_one_place_with_and_without_its_urn(at, verdict):
    fuzzed = a_case("fuzz.declared-types", [5], at, patterns=["users.*"])

    assert settled(fuzzed, a_case("users.manager", [6], f"{URN}:manager.value"))[0] is verdict


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"totalResults": null}', '{"totalResults": {"a": 1}}', "[" * 100_000]
)
def test_an_answer_that_is_no_list_finds_as_little_as_it_can_be_read(body):
    seen = {number: dict(each) for number, each in SEEN.items()}
    seen[60]["response_body"] = seen[61]["response_body"] = body
    fuzzed = a_case("fuzz.sequences", [54, 60], patterns=["patch.*"])

    settle([fuzzed, a_case("patch.found-by-new-value", [1, 61])], seen)

    assert fuzzed["case"]["verdict"] is YIELDS


@pytest.mark.parametrize(("at", "verdict"), [("title", YIELDS), ("emails", STANDS)], ids=["in one place", "elsewhere"])
def test_a_case_of_many_requests_is_no_plain_one_so_that_its_place_counts_alone(at, verdict):
    fuzzed = a_case("fuzz.sequences", [1], "title", patterns=["cycles.*"])

    assert settled(fuzzed, a_case("cycles.silent-when-unchanged", [1] * 20 + [2], at))[0] is verdict


@pytest.mark.parametrize(("decisive", "verdict"), [(21, YIELDS), (20, STANDS)], ids=["before", "after"])
def test_what_a_plain_case_sent_after_the_deciding_request_has_not_led_to_it(decisive, verdict):
    fuzzed = a_case("fuzz.sequences", [21], "title", patterns=["patch.*"])
    other = a_case("patch.remove", [2, 20, 21], "emails")
    other["case"]["decisive"] = decisive

    assert settled(fuzzed, other)[0] is verdict


@pytest.mark.parametrize(
    ("expected", "verdict"),
    [("emails = one primary value at most, []", YIELDS), ("emails = []", STANDS)],
    ids=["one primary", "something else"],
)
def test_that_one_value_is_primary_is_one_rule_whichever_list_breaks_it(expected, verdict):
    fuzzed = a_case("fuzz.patch-programs", [20], "emails", patterns=["patch.*"])
    fuzzed["case"]["mismatch"]["expected"] = expected
    other = a_case("patch.primary-by-path", [2], "phoneNumbers")
    other["case"]["mismatch"]["expected"] = "one primary telephone number"

    assert settled(fuzzed, other)[0] is verdict


@pytest.mark.parametrize(("trail", "verdict"), [([55, 1], YIELDS), ([1], STANDS)], ids=["deleted", "nothing deleted"])
def test_a_delete_that_does_nothing_says_nothing_of_a_history_without_one(trail, verdict):
    fuzzed = a_case("fuzz.sequences", trail, "groups", patterns=["patch.*"])

    assert settled(fuzzed, a_case("lifecycle.readable", [5, 55, 60]))[0] is verdict
