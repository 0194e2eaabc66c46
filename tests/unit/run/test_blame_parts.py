"""What is broken alone is broken in company: an operation among others, an operator among others, or many of them."""

import pytest
from tests.support.transcripts import STANDS, YIELDS, a_case, settled


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
        (38, 39, YIELDS),
        (38, 2, STANDS),
    ],
    ids=[
        "on the plainest path",
        "on another path than the plainest",
        "another operation",
        "which fails in both",
        "which fails in one alone",
        "beside another operation",
        "nothing that not every request has",
        "replacing a plain attribute, which fails",
        "replacing a plain attribute, which does not",
    ],
)
def test_an_operation_that_is_broken_alone_is_broken_in_any_form_and_company(fuzzed, plain, verdict):
    found = a_case("fuzz.patch-programs", [5, fuzzed], "emails", patterns=["patch.*"])
    found["case"]["mismatch"]["expected"] = "emails = []"

    assert settled(found, a_case("patch.one", [5, plain], "title"))[0] is verdict


@pytest.mark.parametrize(
    ("plain", "verdict"),
    [(32, STANDS), (34, STANDS), (22, YIELDS)],
    ids=["a list", "an extension", "a single value"],
)
def test_an_operation_that_is_not_plain_is_no_part_of_every_other(plain, verdict):
    fuzzed = a_case("fuzz.patch-programs", [33], "emails", patterns=["patch.*"])
    fuzzed["case"]["mismatch"]["expected"] = "emails = []"

    assert settled(fuzzed, a_case("patch.add", [plain], "title"))[0] is verdict


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
    found = a_case("fuzz.patch-programs", [fuzzed], "nickName", patterns=["patch.*"])

    assert settled(found, a_case("patch.together", [plain], "title"))[0] is verdict


@pytest.mark.parametrize(
    ("fuzzed", "plain", "verdict"),
    [(40, 41, YIELDS), (42, 11, YIELDS), (43, 11, YIELDS), (43, 41, STANDS), (11, 41, STANDS)],
    ids=["an operator", "or, beside another operator", "or, in brackets", "an operator it has not", "another operator"],
)
def test_an_operator_that_is_broken_alone_is_broken_in_company(fuzzed, plain, verdict):
    found = a_case("fuzz.filters", [fuzzed], patterns=["filters.*"])

    assert settled(found, a_case("filters.operator", [plain]))[0] is verdict


@pytest.mark.parametrize(
    ("plain", "verdict"), [(36, YIELDS), (37, STANDS), (2, STANDS)], ids=["the same", "it fails", "no object"]
)
def test_add_and_replace_of_a_single_value_within_an_object_are_one(plain, verdict):
    found = a_case("fuzz.patch-programs", [35], "displayName", patterns=["patch.*"])

    assert settled(found, a_case("patch.sub-attribute", [plain], "name"))[0] is verdict
