"""The job's own time: simulated, so that four weeks run in a second and a run can be repeated."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

from scimproof.entra.provisioning.state import JobState

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

INTERVAL = 40 * MINUTE
"""Seconds between two cycles of a healthy job: fixed, and documented as about forty minutes."""

_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}


class BadDuration(ValueError):
    """The text is no duration."""


class Clock:
    """Tells the job's time, in seconds since the epoch, and moves it; the state keeps it between commands."""

    def __init__(self, state: JobState, start: float | None = None) -> None:
        self._state = state
        self.now: float = state.fact("clock") or start or time.time()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
        with self._state.saved():
            self._state.remember("clock", self.now)

    def stamp(self) -> str:
        """Return the time as the log has it."""
        return shown(self.now)


def shown(moment: float) -> str:
    """Return a moment as RFC 3339 in UTC."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def duration(text: str) -> float:
    """Read ``40m``, ``6h``, ``28d`` or ``4w`` as seconds.

    Raises:
        BadDuration: it is none of these.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([mhdw])", text.strip())
    if found is None:
        raise BadDuration(f"{text!r} is not a duration; write 40m, 6h, 28d or 4w")
    return float(found[1]) * _UNITS[found[2]]
