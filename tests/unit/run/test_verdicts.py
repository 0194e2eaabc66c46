"""Level, profile and waivers decide on a verdict, and nothing else does."""

from datetime import date

import pytest
from tests.support.parts import stated

from scimproof import profiles
from scimproof.expect.outcome import Mismatch, NotApplicable, NotTestable, Observed, StepFailed, Unmet
from scimproof.report.model import Case, Verdict
from scimproof.requirements import MAY, MUST, SHOULD
from scimproof.run.verdicts import Judge, worst
from scimproof.scim.exchange import Exchange, Request, Response
from scimproof.sources import ELIUM_TUTORIAL, ENTRA_SCIM, RFC7644
from scimproof.waivers import Waiver

UNMET = Unmet(Mismatch("status 200", "status 500"))
TODAY = date(2026, 11, 22)


def judge(profile="entra", *, strict=False, waivers=()):
    return Judge(profiles.load(profile), strict, waivers, TODAY)


def exchange(number, method="GET", body=b"", at=None):
    request = Request(method, f"https://x.example/Users/{at or number}", (), body)
    return Exchange(number, "", request, Response(200, "OK", (), b"{}"), None, 0.0, 0.1, notes=("asked twice",))


@pytest.mark.parametrize(
    ("profile", "source", "level", "strict", "verdict", "gates"),
    [
        ("entra", ENTRA_SCIM, MUST, False, Verdict.FAIL, True),
        ("entra", ENTRA_SCIM, SHOULD, False, Verdict.WARN, False),
        ("entra", ENTRA_SCIM, SHOULD, True, Verdict.WARN, True),
        ("entra", ENTRA_SCIM, MAY, True, Verdict.NOTE, False),
        ("entra", RFC7644, MUST, False, Verdict.WARN, False),
        ("entra", RFC7644, MUST, True, Verdict.WARN, False),
        ("entra", RFC7644, SHOULD, True, Verdict.WARN, False),
        ("rfc", RFC7644, MUST, False, Verdict.FAIL, True),
        ("rfc", ENTRA_SCIM, MUST, True, Verdict.WARN, False),
        ("elium", ELIUM_TUTORIAL, MUST, False, Verdict.FAIL, True),
        ("entra", ELIUM_TUTORIAL, MUST, False, Verdict.WARN, False),
    ],
)
def test_a_broken_requirement(profile, source, level, strict, verdict, gates):
    requirement = stated(level=level, source=source)
    deciding = judge(profile, strict=strict)

    assert deciding.broken(requirement) is verdict
    assert deciding.gates(requirement, verdict) is gates


@pytest.mark.parametrize("level", [MUST, SHOULD, MAY])
def test_a_waiver_that_holds_decides_before_the_level(level):
    held = Waiver("patch.*", "known since May", TODAY)
    ended = Waiver("patch.*", "known since May", date(2026, 11, 21))

    assert judge(waivers=[held]).broken(stated(level=level)) is Verdict.WAIVED
    assert judge(waivers=[ended]).broken(stated(level=level)) is judge().broken(stated(level=level))


@pytest.mark.parametrize(
    ("error", "verdict", "reason"),
    [
        (None, Verdict.PASS, ""),
        (UNMET, Verdict.FAIL, ""),
        (NotTestable("users.created", "status 500"), Verdict.NOT_TESTABLE, "status 500"),
        (NotApplicable("no bulk"), Verdict.NOT_APPLICABLE, "no bulk"),
        (Observed("pages hold 50"), Verdict.NOTE, "pages hold 50"),
    ],
)
def test_a_case_says_how_its_test_ended(error, verdict, reason):
    case = judge().case(stated(), "x", error, [exchange(1)])

    assert (case.name, case.verdict, case.reason) == ("x", verdict, reason)
    assert case.exchanges == (1,)
    assert case.notes == ("exchange 1: asked twice",)
    assert case.blocked_by == getattr(error, "blocked_by", "")


@pytest.mark.parametrize("slip", [KeyError("x"), AssertionError("ours"), ZeroDivisionError(), RecursionError()])
def test_anything_else_is_our_own_error(slip):
    case = judge().case(stated(), "", slip, [])

    assert case.verdict is Verdict.ERROR
    assert type(slip).__name__ in case.reason


def test_a_waiver_never_hides_our_own_error_or_what_could_not_be_tested():
    deciding = judge(waivers=[Waiver("*", "everything is fine", TODAY)])

    assert deciding.case(stated(), "", KeyError("x"), []).verdict is Verdict.ERROR
    assert deciding.case(stated(), "", NotTestable("a.b", "c"), []).verdict is Verdict.NOT_TESTABLE


def test_where_a_read_decided_the_last_write_to_what_it_reads_is_named_too():
    other = exchange(3, "PATCH", b'{"op":"y"}')
    made = [exchange(1, "POST"), exchange(2, "PATCH", b'{"op":"x"}', at=7), other, exchange(4, at=7), exchange(5)]
    error = Unmet(Mismatch("active false", "active true"), made[3])

    case = judge().case(stated(), "", error, made)

    assert case.decisive == 4
    assert case.mismatch.sent == 'PATCH https://x.example/Users/7 {"op":"x"}, then GET https://x.example/Users/7'


def test_without_a_named_exchange_the_last_one_decides_and_without_any_none():
    assert judge().case(stated(), "", UNMET, [exchange(1), exchange(2)]).decisive == 2
    assert judge().case(stated(), "", UNMET, []).decisive is None


def test_a_long_body_is_cut_where_it_is_named():
    case = judge().case(stated(), "", UNMET, [exchange(1, "POST", b"x" * 5000)])

    assert len(case.mismatch.sent) < 700
    assert case.mismatch.sent.endswith("…")


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ("PASS FAIL ERROR", "ERROR"),
        ("PASS FAIL NOT_TESTABLE", "FAIL"),
        ("WARN WAIVED", "WARN"),
        ("WAIVED PASS", "WAIVED"),
        ("NOT_TESTABLE PASS", "NOT_TESTABLE"),
        ("NOT_APPLICABLE PASS", "PASS"),
        ("NOT_APPLICABLE", "NOT_APPLICABLE"),
    ],
)
def test_a_requirement_has_the_worst_verdict_of_its_cases(verdicts, expected):
    cases = [Case(str(number), Verdict[name]) for number, name in enumerate(verdicts.split())]

    assert worst(cases) is Verdict[expected]


def test_what_took_several_steps_to_see_is_a_transcript():
    made = [exchange(number, "PATCH", b"{}") for number in (1, 2, 3)]
    error = Unmet(Mismatch("members = []", "members = [u1]"), made[2])
    error.trail = (made[0], made[2])

    case = judge().case(stated(), "", error, made)

    assert case.trail == (1, 3)
    assert case.mismatch.sent.splitlines() == [
        f"{step}. PATCH https://x.example/Users/{at} {{}}" for step, at in ((1, 1), (2, 3))
    ]


def test_a_failed_step_keeps_its_exchange_until_it_is_known_whose_it_is():
    seen = exchange(7)
    case = judge().case(stated(), "", StepFailed("users.created", Mismatch("status 201", "400"), seen), [seen])

    assert (case.verdict, case.blocked_by, case.decisive) == (Verdict.NOT_TESTABLE, "users.created", 7)
    assert case.mismatch is not None
    assert case.mismatch.observed == "400"


@pytest.mark.parametrize(
    ("level", "strict", "weight"), [(MUST, False, 2), (SHOULD, False, 1), (SHOULD, True, 2), (MAY, True, 0)]
)
def test_what_is_waived_weighs_what_it_did_before(level, strict, weight):
    waived = [Waiver("patch.a", "known", TODAY)]

    assert judge(strict=strict, waivers=waived).weight(stated(level=level)) == weight
