from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from scimproof.scim.exchange import FailureKind
from scimproof.scim.pace import Pace, seconds_in

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Tue, 14 Nov 2023 22:13:30 GMT", 10.0),
        ("Tue, 14 Nov 2023 22:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("99999999999999999999", 999999999.0),
        ("Tue, 99 Nov 99999 22:13:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text, seconds):
    assert seconds_in(text, NOW) == seconds


def test_the_wait_that_429_asks_for_is_taken_and_noted(lab):
    bench = lab.start(lab.reply("429 Too Many Requests", b"", "Retry-After: 2"), lab.reply())

    exchange = bench.client.get("/Users")

    assert exchange.status == 200
    assert exchange.notes == ("waited 2.0 s as Retry-After asked (429)",)
    assert [each.status for each in bench.tape.exchanges] == [429, 200]
    assert bench.slept == [pytest.approx(2, abs=0.1)]


def test_a_date_is_honoured_as_well(lab):
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)
    bench = lab.start(lab.reply("503 Service Unavailable", b"", f"Retry-After: {date}"), lab.reply())

    assert bench.client.get("/Users").status == 200
    assert bench.slept == [pytest.approx(4.5, abs=0.6)]


def test_429_without_a_time_backs_off_and_gives_up_after_the_third_try(lab):
    bench = lab.start(lab.reply("429 Too Many Requests"))

    exchange = bench.client.create("/Users", {"userName": "scimproof-test-x"})

    assert exchange.status == 429
    assert len(bench.server.requests) == 3
    assert exchange.notes == (
        "waited 1.0 s after 429 without Retry-After",
        "waited 2.0 s after 429 without Retry-After",
    )


def test_a_wait_longer_than_our_patience_is_not_begun(lab):
    bench = lab.start(lab.reply("429 Too Many Requests", b"", "Retry-After: 3600"))

    assert bench.client.get("/Users").status == 429
    assert (len(bench.server.requests), bench.slept) == (1, [])


def test_503_without_a_time_is_tried_once_more_for_a_get_alone(lab):
    bench = lab.start(lab.reply("503 Service Unavailable"))

    bench.client.get("/Users")
    bench.client.create("/Users", {"userName": "scimproof-test-x"})

    assert [each.split(b" ")[0] for each in bench.server.requests] == [b"GET", b"GET", b"POST"]


def test_a_target_that_always_refuses_is_believed_after_a_while(lab):
    bench = lab.start(lab.reply("429 Too Many Requests"))

    for _ in range(5):
        bench.client.get("/Users")

    assert len(bench.server.requests) == 3 * 3 + 2


def test_a_failure_is_never_repeated(lab):
    bench = lab.start(lab.raw(b"nonsense\r\n\r\n"))

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.PROTOCOL
    assert len(bench.server.requests) == 1


def test_a_pause_of_one_process_is_kept_by_all(tmp_path):
    slept = []
    one, other = (Pace(pause_file=tmp_path / "deep" / "pause", sleep=slept.append) for _ in range(2))

    other.wait()
    one.pause(9)
    other.wait()

    assert slept == [pytest.approx(9, abs=0.1)]


def test_a_pause_file_from_the_future_costs_half_a_minute_at_most(tmp_path):
    import os

    slept = []
    file = tmp_path / "pause"
    file.touch()
    os.utime(file, (time.time() + 1e6,) * 2)

    Pace(pause_file=file, sleep=slept.append).wait()

    assert slept == [30.0]


def test_a_rate_is_shared_among_the_workers():
    slept = []
    pace = Pace(rate=10, workers=2, sleep=slept.append)

    for _ in range(3):
        pace.wait()

    assert slept == [pytest.approx(0.2, abs=0.05), pytest.approx(0.4, abs=0.05)]
