from xml.etree import ElementTree as ET

import pytest
from tests.support.sample_report import build

from scimproof.report.junit import to_junit
from scimproof.report.model import Verdict


@pytest.fixture(scope="module")
def tree():
    return ET.fromstring(to_junit(build()))  # noqa: S314 - written a moment ago by the code under test


def _case(tree, name):
    [found] = [each for each in tree.iter("testcase") if each.get("name") == name]
    return found


def test_a_case_carries_its_requirement(tree):
    case = _case(tree, "matching.by-external-id")

    assert case.get("classname") == "scimproof.matching"
    assert {each.get("name"): each.get("value") for each in case.iter("property")}[
        "requirement"
    ] == "matching.by-external-id"


def test_cases_are_told_apart_by_their_parameters(tree):
    assert _case(tree, "patch.active-as-string[value=False]").find("failure") is not None
    assert _case(tree, "patch.active-as-string[value=FALSE]").find("failure") is None


def test_a_failure_says_all_there_is_to_say(tree):
    text = _case(tree, "patch.active-as-string[value=False]").find("failure").text

    for label in (
        "Sent: PATCH",
        "Expected: status",
        "Observed: status 400",
        "Harm: Wrong access: The user",
        "Fix: Where",
        "Source: ",
        "Again: reproductions/patch.active-as-string.sh (curl)",
        "scimproof run --replay reproductions/patch.active-as-string.json",
    ):
        assert label in text


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("security.crashed", "error"),
        ("users.waits-0", "skipped"),
        ("groups.nested", "skipped"),
        ("filters.external-id", "skipped"),
        ("waiver.expired", "failure"),
        ("errors.not-json", "system-out"),
        ("cleanup.left-behind", "system-out"),
    ],
)
def test_each_verdict_has_its_element(tree, name, tag):
    element = _case(tree, name)

    assert [each.tag for each in element if each.tag != "properties"] == [tag]


def test_a_skipped_case_says_why(tree):
    assert "blocked by patch.active-as-string" in _case(tree, "users.waits-0").find("skipped").get("message")
    assert "waived until 2027-01-31" in _case(tree, "filters.external-id").find("skipped").get("message")


def test_a_warning_is_a_failure_when_it_gates():
    report = build()
    warned = next(each for each in report.results if each.verdict is Verdict.WARN)
    warned.gates = True

    tree = ET.fromstring(to_junit(report))  # noqa: S314
    assert _case(tree, warned.id).find("failure").get("type") == "WARN"


def test_a_failure_that_the_baseline_knew_is_neither_red_nor_green():
    report = build()
    known = next(each for each in report.results if each.verdict is Verdict.FAIL and len(each.cases) == 1)
    known.gates = False

    case = _case(ET.fromstring(to_junit(report)), known.id)  # noqa: S314
    assert case.find("failure") is None
    assert case.find("skipped").get("message").startswith("FAIL, known from the baseline")
    assert "Expected:" in case.find("system-out").text


def test_the_counts_are_those_of_the_elements(tree):
    for suite in [tree, *tree.iter("testsuite")]:
        assert int(suite.get("tests")) == len(list(suite.iter("testcase")))
        assert int(suite.get("failures")) == len(list(suite.iter("failure")))
        assert int(suite.get("errors")) == len(list(suite.iter("error")))
        assert int(suite.get("skipped")) == len(list(suite.iter("skipped")))


def test_what_xml_forbids_is_shown(tree):
    [case] = [each for each in tree.iter("testcase") if each.get("name").startswith("users.hostile-answer")]

    assert "⟨U+0000⟩" in case.find("failure").text
    assert "<script>" in case.find("failure").text
