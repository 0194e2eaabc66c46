from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from tests.unit.scim.conftest import Clock

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
        ("1.5", 1.5),
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


def test_429_without_a_time_backs_off_until_the_patience_is_used_up(lab):
    bench = lab.start(lab.reply("429 Too Many Requests"))

    exchange = bench.client.create("/Users", {"userName": "scimproof-test-x"})

    assert (exchange.status, exchange.throttled) == (429, True)
    assert exchange.notes[:3] == tuple(f"waited {each} s after 429 without Retry-After" for each in (1.0, 2.0, 4.0))
    assert max(bench.slept) == pytest.approx(30, abs=0.1)
    assert 560 < sum(bench.slept) <= 600.1


@pytest.mark.parametrize("text", ["soon", "-5", "", "0", "Tue, 14 Nov 2023 22:00:00 GMT"])
def test_a_retry_after_that_says_nothing_useful_is_waited_for_in_growing_steps(lab, text):
    busy = lab.reply("429 Too Many Requests", b"", f"Retry-After: {text}")
    bench = lab.start(*[busy] * 4, lab.reply())

    exchange = bench.client.get("/Users")

    assert (exchange.status, exchange.throttled) == (200, False)
    assert bench.slept[-3:] == [pytest.approx(each, abs=0.1) for each in (2, 4, 8)]


def test_a_wait_of_an_hour_is_cut_to_five_minutes_and_tried_twice(lab):
    bench = lab.start(lab.reply("429 Too Many Requests", b"", "Retry-After: 3600"))

    assert bench.client.get("/Users").throttled
    assert bench.slept == [pytest.approx(300, abs=0.1)] * 2


def test_503_without_a_time_is_repeated_for_a_get_alone(lab):
    bench = lab.start(lab.reply("503 Service Unavailable"))

    read, written = bench.client.get("/Users"), bench.client.create("/Users", {"userName": "scimproof-test-x"})

    assert (read.throttled, written.throttled) == (True, True)
    assert [each.split(b" ")[0] for each in bench.server.requests] == [b"GET"] * 4 + [b"POST"]


def test_a_target_that_always_refuses_is_waited_for_once_in_a_run(lab):
    bench = lab.start(lab.reply("429 Too Many Requests", b"", "Retry-After: 60"))

    for _ in range(5):
        assert bench.client.get("/Users").throttled

    assert sum(bench.slept) == pytest.approx(600, abs=1)
    assert len(bench.server.requests) == 11 + 4


def test_patience_begins_anew_for_what_must_be_done(lab):
    busy = lab.reply("429 Too Many Requests", b"", "Retry-After: 60")
    bench = lab.start(*[busy] * 12, lab.reply())
    bench.client.get("/Users")

    bench.client.pace.patience(120)

    assert bench.client.get("/Users").status == 200


class Minute:
    """A target that takes so many requests a minute, and says 429 and Retry-After: 60 to more."""

    def __init__(self, clock, limit):
        self.clock, self.limit = clock, limit
        self.refusals, self.taken, self.since = 0, 0, clock.time()

    def answer(self):
        if self.clock.time() - self.since >= 60:
            self.taken, self.since = 0, self.clock.time()
        self.taken += 1
        self.refusals += self.taken > self.limit
        return 429 if self.taken > self.limit else 200


def test_the_rate_of_a_target_is_learned_from_its_first_refusal():
    clock = Clock()
    target, pace = Minute(clock, 600), Pace(clock=clock)

    for _ in range(2500):
        attempt, wait = 1, True
        while wait:
            pace.wait()
            clock.sleep(0.02)
            wait = pace.asked_to_wait(target.answer(), "60", "GET", attempt)
            if wait:
                pace.pause(wait[0])
                attempt += 1

    assert target.refusals == 1
    assert 7 < pace.rate < 10
    assert sum(clock.slept) < 400


def test_what_no_wait_helps_against_teaches_no_rate():
    clock = Clock()
    pace = Pace(clock=clock)

    for _ in range(100):
        pace.wait()
        assert pace.asked_to_wait(200, "", "GET", 1) is None
    for attempt in range(1, 4):
        pace.wait()
        pace.pause(pace.asked_to_wait(429, "60", "DELETE", attempt)[0])

    assert pace.rate is None


def test_a_failure_is_never_repeated(lab):
    bench = lab.start(lab.raw(b"nonsense\r\n\r\n"))

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.PROTOCOL
    assert len(bench.server.requests) == 1


def test_a_pause_of_one_process_is_kept_by_all(tmp_path):
    clock = Clock()
    one, other = (Pace(pause_file=tmp_path / "deep" / "pause", clock=clock) for _ in range(2))

    other.wait()
    one.pause(9)
    other.wait()

    assert clock.slept == [pytest.approx(9, abs=0.1)]


def test_a_rate_that_one_process_learned_is_kept_by_all(tmp_path):
    clock = Clock()
    one, other = (Pace(pause_file=tmp_path / "pause", workers=2, clock=clock) for _ in range(2))
    for _ in range(50):
        one.wait()
        one.asked_to_wait(200, "", "GET", 1)
    one.pause(one.asked_to_wait(429, "10", "GET", 1)[0])
    one.wait()
    one.asked_to_wait(200, "", "GET", 2)

    clock.sleep(1)
    other.wait()

    assert other.rate == pytest.approx(one.rate, abs=0.01) == pytest.approx(2 * 51 / 10, abs=0.5)


def test_a_pause_file_from_the_future_costs_five_minutes_at_most(tmp_path):
    import os

    clock = Clock()
    file = tmp_path / "pause"
    file.touch()
    os.utime(file, (time.time() + 1e6,) * 2)

    Pace(pause_file=file, clock=clock).wait()

    assert clock.slept == [pytest.approx(300, abs=0.1)]


def test_a_rate_is_shared_among_the_workers():
    clock = Clock()
    pace = Pace(rate=10, workers=2, clock=clock)

    for _ in range(3):
        pace.wait()

    assert clock.slept == [pytest.approx(0.2, abs=0.05)] * 2
