"""The records of a run: from a worker to the controller nothing is lost, whatever a target has answered."""

from dataclasses import FrozenInstanceError, replace

import pytest

from scimproof.calibrate.model import Calibration
from scimproof.capabilities import State
from scimproof.report.model import Case, RecordedMismatch, Verdict
from scimproof.report.recorded import recorded
from scimproof.run.records import (
    CaseRecord,
    WorkerOrder,
    WorkerSummary,
    by_number,
    caused,
    decode_case,
    decode_order,
    decode_summary,
    encode,
)
from scimproof.run.workbench import Run
from scimproof.scim.exchange import Exchange, Failure, FailureKind, Request, Response
from scimproof.settings import Settings

ODD = bytes(range(256)) + "é😀\u202e\x00".encode()
FOUND = RecordedMismatch("PATCH /Users/1 {}", "active false", "active true", "active", "curl …")
CASE = Case("x", Verdict.FAIL, mismatch=FOUND, exchanges=(1, 2), decisive=2, notes=("slow",), trail=(1, 2))


def exchange(number, *, started=0.0, body=ODD, failure=None, resend=None):
    request = Request("PATCH", "https://x.example/Users/1", (("Accept", "application/scim+json"),), body)
    response = None if failure else Response(200, "OK", (("Set-Cookie", "a"), ("Set-Cookie", "b")), body)
    return Exchange(
        number,
        "",
        request,
        response,
        failure,
        started,
        0.25,
        ("again",),
        raw_request=b"raw",
        raw_response=b"raw",
        resend=resend,
    )


def test_a_case_survives_the_way_from_a_worker():
    lost = exchange(2, failure=Failure(FailureKind.TIMEOUT, "no complete answer within 10 s"))
    record = CaseRecord("users.created", CASE, (exchange(1).detached(), lost.detached()), {"a": [1]})

    assert decode_case(encode(record)) == record


def test_an_exchange_can_be_sent_across_once_it_is_detached():
    seen = exchange(1, resend=lambda: None)
    assert seen.json is not None, "read before: what was computed is no part of the record"

    across = decode_case(encode(CaseRecord("a.b", CASE, (seen.detached(),)))).exchanges[0]

    assert across == replace(seen, raw_request=b"", raw_response=b"")
    assert (across.started, across.duration, across.status, across.text) == (0.0, 0.25, 200, seen.text)
    with pytest.raises(ValueError, match="only a GET"):
        across.again()


def test_half_a_surrogate_pair_is_written_as_an_escape():
    case = replace(CASE, mismatch=replace(FOUND, observed="\ud800"), exchanges=(1,))
    record = CaseRecord("a.b", case, (exchange(1).detached(),))

    across = decode_case(encode(record))

    assert across.case.mismatch.observed == "\\ud800"
    assert across.exchanges == record.exchanges


def test_a_summary_and_an_order_survive_it_too():
    summary = WorkerSummary(
        (exchange(7).detached(),), {"patch": State(declared=True, observed=None, evidence="declared")}
    )
    order = WorkerOrder(
        Settings(token="secret", select=("a.*",), rate=2.0), Run("abc", 7, "journal", worker=2), Calibration()
    )

    assert decode_summary(encode(summary)) == summary
    assert decode_order(encode(order)) == order


def test_every_exchange_of_a_run_is_known_with_the_case_that_made_it_in_the_order_of_sending():
    cases = [CaseRecord("users.b", CASE, (exchange(1_000_001, started=2.0), exchange(1_000_002, started=4.0)))]
    cases.append(CaseRecord("users.a", replace(CASE, name=""), (exchange(5, started=3.0),)))
    summaries = [WorkerSummary((exchange(4, started=1.0),), {})]

    found = [(each.exchange.number, each.requirement, each.case) for each in caused(cases, summaries)]

    assert found == [(4, "", ""), (1_000_001, "users.b", "x"), (5, "users.a", ""), (1_000_002, "users.b", "x")]
    assert sorted(by_number(cases, summaries)) == [4, 5, 1_000_001, 1_000_002]


def test_records_are_frozen():
    for record, name in (
        (CASE, "verdict"),
        (FOUND, "observed"),
        (recorded(exchange(1)), "status"),
        (Settings(), "token"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(record, name, "x")


def test_what_is_recorded_is_text_with_what_is_no_text_as_escapes():
    shown = recorded(exchange(1, started=1_763_802_671.0005, body=b'{"a": "\xff"}'))

    assert (shown.request_body, shown.response_body) == ('{"a": "\\xff"}',) * 2
    assert (shown.started, shown.duration_ms) == ("2025-11-22T09:11:11.000Z", 250.0)
    assert shown.response_headers == (("Set-Cookie", "a"), ("Set-Cookie", "b"))
