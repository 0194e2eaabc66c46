"""Whose finding it is what the observer sees: that of the case that was broken, or blocked, by it."""

from scimproof.report.model import Case, Verdict
from scimproof.run import observing
from scimproof.run.read_lag import SHOWN_LATER
from scimproof.run.records import CaseRecord

WEIGHTY = frozenset({Verdict.FAIL, Verdict.WARN})


def record(requirement, verdict, *exchanges, **more):
    return CaseRecord(requirement, Case("", verdict, exchanges=exchanges, **more))


def test_a_broken_case_owns_its_exchanges_and_those_of_the_cases_that_it_blocks():
    cases = [
        record("users.created", Verdict.FAIL, 1, 2),
        record("users.read-by-id", Verdict.NOT_TESTABLE, 3, blocked_by="users.created"),
        record("groups.created", Verdict.PASS, 4),
        record("groups.renamed", Verdict.NOT_TESTABLE, 5, blocked_by="groups.created"),
    ]

    assert observing._findings(cases, WEIGHTY) == {"users.created": {1, 2, 3}}


def test_of_fuzzing_only_what_leads_to_the_finding_counts():
    cases = [
        record("fuzz.sequences", Verdict.FAIL, 1, 2, 3, 4, decisive=4, trail=(2, 4)),
        record("fuzz.filters", Verdict.WARN, 5, 6, decisive=6),
    ]

    assert observing._findings(cases, WEIGHTY) == {"fuzz.sequences": {2, 4}, "fuzz.filters": {6}}


def test_a_warning_owns_nothing_for_what_fails_the_run():
    cases = [record("users.created", Verdict.WARN, 1)]

    assert observing._findings(cases, frozenset({Verdict.FAIL})) == {}


def test_a_read_may_be_late_only_where_one_was():
    late = record("users.created", Verdict.PASS, notes=(f"{SHOWN_LATER} 0.40 s",))

    assert observing.lag_of([late], 3.0) == 3.0
    assert observing.lag_of([record("users.created", Verdict.PASS)], 3.0) < 1.0
    assert observing.lag_of([late], 0.0) == 0.0
