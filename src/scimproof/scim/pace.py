"""How fast requests go out, and how long to wait when the target asks for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Lock

TRIES = 3
"""How often a request is sent at most when the target answers 429 or 503."""

LONGEST_WAIT = 30.0
"""Seconds. Who asks for more gets no second try: a run cannot wait an hour, and sooner would be impolite."""

_BACK_OFF = (1.0, 2.0, 4.0)
_UNAVAILABLE_WAIT = 0.5
_PATIENCE = 3
"""After so many requests in a row that were refused to the last try, refusals are taken at once."""


class Pace:
    """The pace of one process; a pause file makes all processes of a run wait together.

    Args:
        rate: requests per second for the whole run, None for no limit.
        pause_file: its modification time is the moment until which nobody sends.
        workers: how many processes share the rate.
        sleep: how to wait; tests give their own.
    """

    def __init__(
        self,
        rate: float | None = None,
        pause_file: Path | None = None,
        workers: int = 1,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._spacing = workers / rate if rate else 0.0
        self._pause_file = pause_file
        self._sleep = sleep
        self._lock = Lock()
        self._next = 0.0
        self._pause_until = 0.0
        self._refused_in_a_row = 0

    def wait(self) -> None:
        """Wait for this request's turn."""
        pause = min(self._paused_until() - time.time(), LONGEST_WAIT)
        if pause > 0:
            self._sleep(pause)
        if self._spacing:
            with self._lock:
                now = time.monotonic()
                turn = max(now, self._next)
                self._next = turn + self._spacing
            if turn > now:
                self._sleep(turn - now)

    def asked_to_wait(
        self, status: int | None, retry_after: str, method: str, attempt: int
    ) -> tuple[float, str] | None:
        """Return how long to wait before sending a request again and why, or None when its answer is final.

        Args:
            status: of the answer; None when there was none.
            retry_after: the header, empty when absent.
            method: only a GET is repeated after a 503 that names no time.
            attempt: how often it was sent by now, from 1.
        """
        wait = self._wanted(status, retry_after, method, attempt)
        with self._lock:
            if wait is None:
                self._refused_in_a_row = self._refused_in_a_row + 1 if status in (429, 503) else 0
                return None
            if self._refused_in_a_row >= _PATIENCE:
                return None
        return wait

    def pause(self, seconds: float) -> None:
        """Let every process of the run send nothing for so long."""
        until = time.time() + min(seconds, LONGEST_WAIT)
        with self._lock:
            self._pause_until = max(self._pause_until, until)
        if self._pause_file is not None:
            self._pause_file.parent.mkdir(parents=True, exist_ok=True)
            self._pause_file.touch()
            os.utime(self._pause_file, (until, until))

    def _paused_until(self) -> float:
        if self._pause_file is None:
            return self._pause_until
        try:
            return max(self._pause_until, self._pause_file.stat().st_mtime)
        except OSError:
            return self._pause_until

    @staticmethod
    def _wanted(status: int | None, retry_after: str, method: str, attempt: int) -> tuple[float, str] | None:
        if status not in (429, 503) or attempt >= TRIES:
            return None
        asked = seconds_in(retry_after, time.time())
        if asked is not None:
            return (asked, f"as Retry-After asked ({status})") if asked <= LONGEST_WAIT else None
        if status == 429:  # noqa: PLR2004
            return _BACK_OFF[attempt - 1], "after 429 without Retry-After"
        if method == "GET" and attempt == 1:
            return _UNAVAILABLE_WAIT, "after 503 without Retry-After"
        return None


def seconds_in(retry_after: str, now: float) -> float | None:
    """Read a ``Retry-After`` header, seconds or a date (RFC 9110, 10.2.3), or None when it is neither."""
    text = retry_after.strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
