import json

import pytest
from tests.support.frozen import force
from tests.support.sample_report import build

from scimproof.report.compare import compare, to_json
from scimproof.report.compare_html import comparison_html, matrix_html
from scimproof.report.compare_text import to_text
from scimproof.report.model import Case, Problem, RecordedMismatch, Verdict


@pytest.fixture
def old():
    return build()


@pytest.fixture
def new():
    return build()


def _set(report, identifier, verdict, *cases):
    [result] = [each for each in report.results if each.id == identifier]
    result.verdict, result.gates, result.cases = verdict, verdict is Verdict.FAIL, list(cases) or [Case("", verdict)]
    return result


def _ids(changes):
    return [each.id for each in changes]


def test_a_run_compared_with_itself_is_no_news(old, new):
    found = compare(old, new)

    assert (found.newly_gating, found.appeared, found.fixed, found.moved, found.slower, found.cautions) == (
        [],
        [],
        [],
        [],
        [],
        [],
    )
    assert "patch.active-as-string" in _ids(found.remaining)


def test_a_new_finding_is_news(old, new):
    _set(
        new,
        "patch.behaviour-26",
        Verdict.FAIL,
        Case("", Verdict.FAIL, mismatch=RecordedMismatch("x", "status 200", "status 500")),
    )
    found = compare(old, new)

    assert found.newly_gating == ["patch.behaviour-26"]
    assert found.appeared[0].observed == "status 500"


def test_a_new_warning_is_told_and_does_not_gate(old, new):
    _set(new, "patch.behaviour-26", Verdict.WARN)

    assert _ids(compare(old, new).appeared) == ["patch.behaviour-26"]
    assert compare(old, new).newly_gating == []


def test_a_known_finding_with_one_more_broken_case_is_news(old, new):
    [result] = [each for each in new.results if each.id == "patch.active-as-string"]
    force(result.cases[2], verdict=Verdict.FAIL)
    found = compare(old, new)

    assert found.newly_gating == ["patch.active-as-string"]
    assert found.appeared[0].cases == ("value=FALSE",)


def test_a_mended_finding_is_mended_and_one_that_cannot_be_tested_is_not(old, new):
    _set(new, "matching.by-external-id", Verdict.PASS)
    _set(new, "patch.replace-title", Verdict.NOT_TESTABLE)
    found = compare(old, new)

    assert _ids(found.fixed) == ["matching.by-external-id"]
    assert _ids(found.moved) == ["patch.replace-title"]


def test_what_held_and_is_hidden_behind_a_known_finding_is_news(old, new):
    hidden = Case("", Verdict.NOT_TESTABLE, blocked_by="patch.active-as-string")
    _set(new, "patch.behaviour-26", Verdict.NOT_TESTABLE, hidden)
    found = compare(old, new)

    assert _ids(found.lost) == ["patch.behaviour-26"]
    assert found.newly_gating == ["patch.behaviour-26"]
    assert "blocked by patch.active-as-string: " in to_text(found)


def test_what_is_hidden_behind_a_new_finding_is_told_with_it(old, new):
    _set(new, "patch.behaviour-36", Verdict.FAIL)
    hidden = Case("", Verdict.NOT_TESTABLE, blocked_by="patch.behaviour-36")
    _set(new, "patch.behaviour-26", Verdict.NOT_TESTABLE, hidden)
    found = compare(old, new)

    assert found.newly_gating == ["patch.behaviour-36"]
    assert _ids(found.hidden) == ["patch.behaviour-26"]
    assert "  1 blocked by patch.behaviour-36: patch.behaviour-26\n" in to_text(found)


def test_new_findings_come_the_most_harmful_first(old, new):
    for identifier, harm in (
        ("patch.behaviour-26", "form"),
        ("patch.behaviour-36", "drift"),
        ("users.behaviour-23", "access"),
    ):
        _set(new, identifier, Verdict.FAIL)
        next(each for each in new.results if each.id == identifier).harm = harm

    assert _ids(compare(old, new).appeared) == ["users.behaviour-23", "patch.behaviour-36", "patch.behaviour-26"]


def test_a_problem_is_known_by_what_it_is_about_and_not_by_its_wording(old, new):
    old.problems.append(Problem("cleanup.left-behind", "2 objects: a, b", "Remove them.", about="Users"))
    new.problems.append(Problem("cleanup.left-behind", "3 objects: c, d, e", "Remove them.", about="Users"))
    new.problems.append(Problem("waiver.passes", "The waiver of a.b.", "Take it out.", about="a.b"))

    assert compare(old, new).newly_gating == ["waiver.passes"]


def test_a_requirement_that_only_one_run_knows_is_told(old, new):
    new.results = [each for each in new.results if each.id != "patch.behaviour-26"]
    _set(old, "patch.behaviour-36", Verdict.PASS)
    old.results = [each for each in old.results if each.id != "patch.replace-title"]
    found = compare(old, new)

    assert _ids(found.moved) == ["patch.behaviour-26"]
    assert found.newly_gating == ["patch.replace-title"]


def test_a_new_problem_of_the_run_is_news(old, new):
    new.problems.append(Problem("waiver.unknown", "The waiver of x.y names no requirement.", "Remove it."))

    assert compare(old, new).newly_gating == ["waiver.unknown"]


def test_capabilities_and_speed_are_compared(old, new):
    new.capabilities[0].observed = False
    for exchange in new.exchanges:
        force(exchange, duration_ms=exchange.duration_ms * (4 if exchange.method == "PATCH" else 1))
    found = compare(old, new)

    assert [(each.name, each.aspect, each.old, each.new) for each in found.capabilities] == [
        ("patch", "observed", True, False)
    ]
    assert [each.operation for each in found.slower] == ["PATCH /Users/{id}"]


def test_runs_that_are_not_alike_are_cautioned_about(old, new):
    new.run.profile, new.run.interrupted = "rfc", True

    assert compare(old, new).cautions == ["The profile differs: entra, then rfc.", "The new run was interrupted."]


def test_it_is_told_as_text_json_and_page(old, new):
    _set(new, "matching.by-external-id", Verdict.PASS)
    found = compare(old, new)

    assert "Fixed: 1\n  PASS           matching.by-external-id (was FAIL)" in to_text(found)
    assert json.loads(json.dumps(to_json(found)))["fixed"][0]["id"] == "matching.by-external-id"
    assert b"1 fixed" in comparison_html(found)
    assert b"<script>document" not in comparison_html(found)


def test_a_matrix_has_a_column_for_each_run_and_broken_rows_first(old, new):
    new.results = [each for each in new.results if each.id != "patch.behaviour-26"]
    page = matrix_html({"release <1>": old, "release 2": new}).decode()

    assert "release &lt;1&gt;" in page
    assert "not judged" in page
    assert page.index('id="matching.by-external-id"') < page.index('id="connection.behaviour-30"')
    assert "<script>document" not in page
