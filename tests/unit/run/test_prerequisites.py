"""Whose finding a failure is: what requirements declare decides, and nothing else does."""

import pytest
from tests.support.parts import stated

from scimproof.report.model import Case, RecordedExchange, RecordedMismatch, Verdict
from scimproof.requirements import BadRequirement, Capability, Registry
from scimproof.run.prerequisites import Attribution, Circular, check, closure, graph

FAIL, WARN, PASS, NOTE = Verdict.FAIL, Verdict.WARN, Verdict.PASS, Verdict.NOTE
NOT_TESTABLE, WAIVED = Verdict.NOT_TESTABLE, Verdict.WAIVED

CHAIN = {"a.plain": (), "a.special": ("a.plain",), "a.odd": ("a.special",)}


def case(verdict, *, blocked_by="", decisive=None, exchanges=()):
    broken = verdict in (FAIL, WARN, WAIVED) or decisive is not None
    seen = RecordedMismatch("sent", "expected", "observed") if broken else None
    return Case("", verdict, blocked_by=blocked_by, mismatch=seen, decisive=decisive, exchanges=list(exchanges))


def attribution(cases, builds_on=CHAIN, levels=None, exchanges=(), waived=()):
    levels = levels or {}
    weights = {FAIL: 2, WARN: 1, NOTE: 0}
    broken = {each: levels.get(each, FAIL) for each in builds_on}
    listed = {each: value if isinstance(value, list) else [value] for each, value in cases.items()}
    return Attribution(
        listed,
        {each.number: each for each in exchanges},
        builds_on,
        broken=lambda id_: WAIVED if id_ in waived else broken[id_],
        weight=lambda id_: weights[broken[id_]],
    )


def verdicts(made):
    return {id_: (cases[0].verdict, cases[0].blocked_by) for id_, cases in made.result.items()}


def step(number, method="GET", url="/Users/1", status=400, body=""):
    return RecordedExchange(
        number=number,
        label="",
        method=method,
        url=f"https://t.example{url}",
        request_headers=[],
        request_body=body,
        status=status,
        reason="",
        response_headers=[],
        response_body='{"detail": "no such thing"}',
        failure="",
        started="",
        duration_ms=1.0,
    )


def test_a_failure_is_handed_to_the_root_of_a_chain():
    made = attribution({"a.plain": case(FAIL), "a.special": case(FAIL), "a.odd": case(FAIL)})

    assert verdicts(made) == {
        "a.plain": (FAIL, ""),
        "a.special": (NOT_TESTABLE, "a.plain"),
        "a.odd": (NOT_TESTABLE, "a.plain"),
    }
    assert "expected expected, observed observed" in made.result["a.odd"][0].reason
    assert made.result["a.odd"][0].mismatch is None


def test_what_builds_on_something_that_holds_is_a_finding_of_its_own():
    made = attribution({"a.plain": case(FAIL), "a.special": case(PASS), "a.odd": case(FAIL)})

    assert verdicts(made)["a.odd"] == (FAIL, "")


@pytest.mark.parametrize(
    "between",
    [{}, {"a.special": case(Verdict.NOT_APPLICABLE)}, {"a.special": case(NOT_TESTABLE, blocked_by="a.plain")}],
)
def test_a_chain_goes_on_through_what_was_not_judged(between):
    made = attribution({"a.plain": case(FAIL), **between, "a.odd": case(FAIL)})

    assert verdicts(made)["a.odd"] == (NOT_TESTABLE, "a.plain")


def test_what_blocked_a_step_of_a_prerequisite_explains_nothing():
    """A failure that was seen needed nothing of what blocked its prerequisite."""
    blocked = case(NOT_TESTABLE, blocked_by="b.other")
    builds_on = CHAIN | {"b.other": ()}
    made = attribution({"a.plain": blocked, "b.other": case(FAIL), "a.special": case(FAIL)}, builds_on)

    assert verdicts(made)["a.special"] == (FAIL, "")


def test_what_is_not_declared_hides_nothing():
    made = attribution({"a.plain": case(FAIL), "b.other": case(FAIL)}, {"a.plain": (), "b.other": ()})

    assert verdicts(made)["b.other"] == (FAIL, "")


def test_only_failing_cases_are_handed_over():
    made = attribution({"a.plain": case(FAIL), "a.special": [case(PASS), case(FAIL)]})

    assert [each.verdict for each in made.result["a.special"]] == [PASS, NOT_TESTABLE]


def test_what_fails_a_run_is_not_lost_behind_a_warning():
    made = attribution({"a.plain": case(WARN), "a.special": case(FAIL)}, levels={"a.plain": WARN})

    assert verdicts(made)["a.special"] == (NOT_TESTABLE, "a.plain")
    assert made.lifted == {"a.plain": ["a.special"]}


def test_what_fails_because_of_a_waived_finding_is_waived_with_it():
    made = attribution({"a.plain": case(WAIVED), "a.special": case(FAIL)}, waived={"a.plain"})

    assert verdicts(made)["a.special"] == (NOT_TESTABLE, "a.plain")
    assert made.lifted == {}


def test_a_remark_explains_no_failure():
    remark = Case("", NOTE, mismatch=RecordedMismatch("sent", "expected", "observed"))
    made = attribution({"a.plain": remark, "a.special": case(WARN)}, levels={"a.plain": NOTE, "a.special": WARN})

    assert verdicts(made)["a.special"] == (WARN, "")


def test_a_step_names_the_root_behind_its_owner():
    cases = {"a.plain": case(FAIL), "a.special": case(FAIL), "b.other": case(NOT_TESTABLE, blocked_by="a.special")}
    made = attribution(cases, CHAIN | {"b.other": ()})

    assert verdicts(made)["b.other"] == (NOT_TESTABLE, "a.plain")


def failed_step(exchange, owner=PASS, before=()):
    """Judge a case whose step failed with this exchange, while its owner has a verdict."""
    numbers = [each.number for each in (*before, exchange)]
    blocked = case(NOT_TESTABLE, blocked_by="a.plain", decisive=exchange.number, exchanges=numbers)
    exchanges = (*before, exchange)
    made = attribution({"a.plain": case(owner), "b.other": blocked}, CHAIN | {"b.other": ()}, exchanges=exchanges)
    return made.result["b.other"][0]


@pytest.mark.parametrize(
    "refused",
    [
        step(1, "POST", "/Users", body='{"userName": "x", "title": "y"}'),
        step(1, "GET", "/Groups?count=1"),
        step(1, "GET", '/Users?filter=userName co "x"'),
        step(1, "PATCH", body='{"Operations": [{"op": "replace", "path": "title", "value": "y"}]}'),
    ],
)
def test_a_refused_input_is_named_when_its_owner_holds(refused):
    seen = failed_step(refused)

    assert (seen.verdict, seen.blocked_by, seen.mismatch) == (NOT_TESTABLE, "", None)
    assert seen.reason.startswith(f"the target refuses this input: {refused.method} /")
    assert seen.reason.endswith("-> 400, no such thing")


@pytest.mark.parametrize(
    "refused",
    [
        step(1, "DELETE"),
        step(1, "GET"),
        step(1, "GET", "/Users?filter=userName%20eq%20%22x%22"),
        step(1, "PATCH", body='{"Operations": [{"op": "replace", "value": {"active": false}}]}'),
        step(1, "PATCH", "/Groups/1", body='{"Operations": [{"op": "add", "path": "members", "value": []}]}'),
        step(1, "POST", "/Users", status=500),
        step(1, "POST", "/Users", status=None),
    ],
)
def test_a_crash_and_a_refusal_of_what_entra_sends_are_findings(refused):
    seen = failed_step(refused)

    assert (seen.verdict, seen.blocked_by) == (FAIL, "")
    assert seen.mismatch.expected == "expected (a step that this requirement needs)"


@pytest.mark.parametrize("status", [429, 503])
def test_a_target_that_is_busy_is_no_finding(status):
    assert failed_step(step(1, "DELETE", status=status)).verdict is NOT_TESTABLE


def test_a_change_that_does_not_show_is_a_finding_and_a_made_up_value_is_none():
    patched = step(1, "PATCH", status=204)
    created = step(1, "POST", "/Users", status=201)

    assert failed_step(step(2, "GET", status=200), before=[patched]).verdict is FAIL
    kept = failed_step(step(2, "GET", status=200), before=[created])
    assert kept.verdict is NOT_TESTABLE
    assert kept.reason.startswith("the target does not store this input as it was sent: POST /Users")


def test_a_step_whose_owner_was_not_judged_says_so():
    blocked = case(NOT_TESTABLE, blocked_by="a.plain", decisive=1, exchanges=[1])
    made = attribution({"b.other": blocked}, CHAIN | {"b.other": ()}, exchanges=[step(1, status=500)])

    assert made.result["b.other"][0].verdict is NOT_TESTABLE
    assert "this run has no result for a.plain" in made.result["b.other"][0].reason


def test_owners_that_wait_for_each_other_explain_nothing():
    cases = {"a.plain": case(NOT_TESTABLE, blocked_by="b.other"), "b.other": case(NOT_TESTABLE, blocked_by="a.plain")}
    made = attribution(cases, {"a.plain": (), "b.other": ()})

    assert verdicts(made) == {"a.plain": (NOT_TESTABLE, ""), "b.other": (NOT_TESTABLE, "")}


def test_a_prerequisite_that_waits_for_what_builds_on_it_explains_nothing():
    """A read needs something that was created; a create is read back."""
    builds_on = {"a.read": (), "a.created": ("a.read",)}
    waiting = case(NOT_TESTABLE, blocked_by="a.created")

    for order in (("a.read", "a.created"), ("a.created", "a.read")):
        cases = {"a.read": waiting, "a.created": case(FAIL)}
        made = attribution({each: cases[each] for each in order}, builds_on)
        assert verdicts(made)["a.created"] == (FAIL, "")
        assert verdicts(made)["a.read"] == (NOT_TESTABLE, "a.created")


def test_the_closure_is_all_that_is_built_on():
    assert closure(["a.odd"], CHAIN) == {"a.odd", "a.special", "a.plain"}
    assert closure([], CHAIN) == set()


def test_a_circle_and_an_unknown_id_are_refused():
    check(CHAIN)
    with pytest.raises(Circular, match=r"a\.odd"):
        check(CHAIN | {"a.plain": ("a.odd",)})
    with pytest.raises(KeyError, match=r"a\.nobody"):
        check(CHAIN | {"a.plain": ("a.nobody",)})


def test_a_needed_capability_is_built_on():
    owner = stated("patch.supported", settles=Capability.PATCH, needs=frozenset({Capability.PATCH}))
    user = stated("patch.a", builds_on=("patch.b",), needs=frozenset({Capability.PATCH, Capability.SCHEMAS}))

    assert graph({each.id: each for each in (owner, user)}) == {
        "patch.supported": (),
        "patch.a": ("patch.b", "patch.supported"),
    }


@pytest.mark.parametrize("builds_on", [("patch.a",), ("patch.b", "patch.b")])
def test_a_requirement_does_not_build_on_itself_or_twice(builds_on):
    with pytest.raises(BadRequirement, match="builds_on"):
        Registry().add(stated("patch.a", builds_on=builds_on))
