"""What is wrong with a run itself: waivers, and objects left behind."""

from datetime import date, timedelta

import pytest
from tests.support.parts import result

from scimproof import profiles
from scimproof.report.model import Verdict
from scimproof.run.problems import problems
from scimproof.run.verdicts import Judge
from scimproof.scim.cleanup import CleanUp, Left
from scimproof.settings import Settings
from scimproof.waivers import Waiver

TODAY = date(2026, 11, 22)
KNOWN = {"patch.a", "patch.b", "users.created"}


def found(*results, waivers=(), swept=None, profile="entra", lost=0, **settings):
    judge = Judge(profiles.load(profile), False, waivers, TODAY)  # noqa: FBT003
    return problems(results, judge, swept or CleanUp(), KNOWN, Settings(**settings), lost=lost)


def ids(listed):
    return [each.id for each in listed]


def waiver(identifier, days=0):
    return Waiver(identifier, "known since May", TODAY + timedelta(days=days))


def test_a_run_without_problems_has_none():
    assert found(result("patch.a", Verdict.FAIL), result("patch.b", Verdict.PASS)) == []


def test_a_waiver_that_names_nothing():
    [problem] = found(waivers=[waiver("patch.c")])

    assert (problem.id, problem.about, problem.gates) == ("waiver.unknown", "patch.c", True)


@pytest.mark.parametrize(("days", "expected"), [(-1, ["waiver.expired"]), (0, []), (1, [])])
def test_a_waiver_holds_on_its_last_day(days, expected):
    verdict = Verdict.FAIL if expected else Verdict.WAIVED

    assert ids(found(result("patch.a", verdict), waivers=[waiver("patch.a", days)])) == expected


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ({"patch.a": Verdict.PASS, "patch.b": Verdict.PASS}, ["waiver.passes"]),
        ({"patch.a": Verdict.PASS, "patch.b": Verdict.NOTE}, ["waiver.passes"]),
        ({"patch.a": Verdict.PASS, "patch.b": Verdict.WAIVED}, []),
        ({"patch.a": Verdict.PASS, "patch.b": Verdict.NOT_APPLICABLE}, []),
        ({}, []),
    ],
)
def test_a_waiver_is_stale_when_all_it_names_holds(verdicts, expected):
    results = [result(name, verdict) for name, verdict in verdicts.items()]

    assert ids(found(*results, waivers=[waiver("patch.*")])) == expected


def test_a_part_of_a_run_does_not_make_a_pattern_stale():
    held = [result("patch.a", Verdict.PASS)]

    assert found(*held, waivers=[waiver("patch.*")], select=("patch.a",)) == []
    assert ids(found(*held, waivers=[waiver("patch.a")], select=("patch.a",))) == ["waiver.passes"]


def test_what_could_not_be_tested_is_no_problem_of_the_run():
    blocked = [result(name, Verdict.NOT_TESTABLE, blocked_by=by) for name, by in (("patch.a", ""), ("patch.b", "x.y"))]

    assert found(*blocked) == []


def test_what_is_left_behind_is_named_with_its_endpoint():
    swept = CleanUp(1, [Left("/Users", str(number), f"scimproof-x-{number}", "405") for number in range(7)])

    [problem] = found(swept=swept)

    assert (problem.id, problem.about) == ("cleanup.left-behind", "/Users")
    assert "scimproof-x-4" in problem.message
    assert "and 2 more" in problem.message
    assert "scimproof-x-5" not in problem.message


def test_lost_cases_come_first():
    assert ids(found(lost=2, waivers=[waiver("patch.c")])) == ["run.lost-cases", "waiver.unknown"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example/scim/v2", []),
        ("https://x.example/scim/v2/?aadOptscim062020", []),
        ("https://x.example/scim", ["profile.tenant-url"]),
    ],
)
def test_the_elium_profile_knows_how_a_tenant_url_ends(url, expected):
    assert ids(found(profile="elium", tenant_url=url)) == expected
    assert found(profile="entra", tenant_url=url) == []
