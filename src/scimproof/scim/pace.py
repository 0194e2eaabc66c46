"""The rate of requests, and how long to wait when the target asks for it.

A 429 or a 503 says that the target is busy, and nothing of what was asked: it is never an answer to judge. A request
that meets one waits and is sent again, until the time for waiting is used up (`Pace.patience`). What the target took
before it said 429 is its rate, and from then on nobody in the run goes faster.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

PATIENCE = 600.0
"""Seconds that a run waits in total when nobody says otherwise."""

LONGEST_WAIT = 300.0
"""Seconds of one wait, whatever ``Retry-After`` says."""

BUSY = frozenset({429, 503})

_FIRST_BACK_OFF, _LONGEST_BACK_OFF = 1.0, 30.0
_UNAVAILABLE = (0.5, 1.0, 2.0)
"""Seconds between the tries after a 503 that names no time. More would make an outage cost an hour."""

_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})
_SAMPLE = 20
"""Requests that the target has to take between two waits before they count as its rate."""

_LEAST_RATE = 1.0
"""Requests a second: a run does not go slower on its own account."""

_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)


class Clock(Protocol):
    """Tells the time and passes it; the module `time` is one."""

    def time(self) -> float:
        """Return the seconds since the epoch."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""

    def sleep(self, seconds: float, /) -> None:
        """Wait."""


class Pace:
    """The pace of one process; a pause file makes all processes of a run wait, and slow down, together.

    Args:
        rate: requests per second for the whole run, None for no limit.
        pause_file: its modification time is the moment until which nobody sends; its text is the rate learned.
        workers: how many processes share the rate.
        patience: seconds to wait in total.
        clock: tests give their own.
    """

    def __init__(
        self,
        rate: float | None = None,
        pause_file: Path | None = None,
        workers: int = 1,
        patience: float = PATIENCE,
        clock: Clock = time,
    ) -> None:
        self.rate = rate
        self._workers = workers
        self._pause_file = pause_file
        self._clock = clock
        self._lock = Lock()
        self._next = 0.0
        self._pause_until = 0.0
        self._left = patience
        self._slept = 0.0
        self._taken = 0
        self._taken_since: float | None = None

    @property
    def slept(self) -> float:
        """Seconds that this process has waited so far, for its turn or for the target."""
        return self._slept

    def patience(self, seconds: float) -> None:
        """Wait so many seconds in total from now on."""
        with self._lock:
            self._left = seconds

    def wait(self) -> None:
        """Wait for this request's turn."""
        until = self._paused_until()
        if (pause := min(until - self._clock.time(), LONGEST_WAIT)) > 0:
            self._sleep(pause)
        with self._lock:
            now = self._clock.monotonic()
            if self._taken_since is None:
                self._taken_since = now
            turn = max(now, self._next)
            self._next = turn + (self._workers / self.rate if self.rate else 0.0)
        if turn > now:
            self._sleep(turn - now)

    def asked_to_wait(
        self, status: int | None, retry_after: str, method: str, attempt: int
    ) -> tuple[float, str] | None:
        """Return how long to wait before sending a request again and why, or None when its answer is final.

        Args:
            status: of the answer; None when there was none.
            retry_after: the header, empty when absent.
            method: after a 503 that names no time, only what cannot do a thing twice is repeated.
            attempt: how often it was sent by now, from 1.
        """
        if status not in BUSY:
            self._took(again=attempt > 1)
            return None
        wait = self._wanted(status, retry_after, method, attempt)
        with self._lock:
            return wait if wait is not None and wait[0] <= self._left else None

    def pause(self, seconds: float) -> None:
        """Let every process of the run send nothing for so long."""
        until = self._clock.time() + min(seconds, LONGEST_WAIT)
        self._spend(until)
        if self._pause_file is not None:
            self._pause_file.parent.mkdir(parents=True, exist_ok=True)
            self._pause_file.touch()
            os.utime(self._pause_file, (until, until))

    def _sleep(self, seconds: float) -> None:
        self._clock.sleep(seconds)
        with self._lock:
            self._slept += seconds

    def _spend(self, until: float) -> None:
        """Move the end of the pause; what several requests wait for at the same time is waited for once."""
        with self._lock:
            if until > self._pause_until:
                self._left -= until - max(self._clock.time(), self._pause_until)
                self._pause_until = until

    def _took(self, *, again: bool) -> None:
        """Count what the target takes; what it takes after a wait shows that it was too much before."""
        with self._lock:
            self._taken += 1
            if not again or self._taken_since is None:
                return
            taken, seconds = self._taken, self._clock.monotonic() - self._taken_since
            self._taken, self._taken_since = 0, None
        if taken >= _SAMPLE and seconds > 0:
            self._slow_down(max(_LEAST_RATE, self._workers * taken / seconds))

    def _slow_down(self, rate: float) -> None:
        with self._lock:
            if self.rate is not None and self.rate <= rate:
                return
            self.rate = rate
        if self._pause_file is not None:
            until = max(self._paused_until(), self._clock.time())
            self._pause_file.parent.mkdir(parents=True, exist_ok=True)
            self._pause_file.write_text(f"{rate:.3f}", encoding="ascii")
            os.utime(self._pause_file, (until, until))  # later than before, so that the others look into it

    def _paused_until(self) -> float:
        """Return the end of the pause, of this process or of another; and take over the rate that another learned."""
        if self._pause_file is None:
            return self._pause_until
        with suppress(OSError, ValueError):
            changed = self._pause_file.stat().st_mtime
            if changed > self._pause_until:
                self._spend(min(changed, self._clock.time() + LONGEST_WAIT))
                learned = float(self._pause_file.read_text(encoding="ascii") or "inf")
                with self._lock:
                    self.rate = min(learned, self.rate or learned) if learned > 0 else self.rate
        return self._pause_until

    @staticmethod
    def _wanted(status: int | None, retry_after: str, method: str, attempt: int) -> tuple[float, str] | None:
        # Doubled with each try, so that a constant Retry-After of 0 does not cause a flood of requests.
        back_off = min(_FIRST_BACK_OFF * 2 ** min(attempt - 1, 10), _LONGEST_BACK_OFF)
        asked = seconds_in(retry_after, time.time())
        if asked is not None:
            wait = max(min(asked, LONGEST_WAIT), back_off if attempt > 1 else 0.0)
            return wait, f"as Retry-After asked ({status})"
        if status == 429:  # noqa: PLR2004
            return back_off, "after 429 without Retry-After"
        if method in _REPEATABLE and attempt <= len(_UNAVAILABLE):
            return _UNAVAILABLE[attempt - 1], "after 503 without Retry-After"
        return None


def seconds_in(retry_after: str, now: float) -> float | None:
    """Read a ``Retry-After`` header, seconds or a date (RFC 9110, 10.2.3), or None when it is neither."""
    text = retry_after.strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
