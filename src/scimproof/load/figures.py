"""The result of a load, and whether the target sustained it."""

from __future__ import annotations

import json
import math
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from scimproof.scim.exchange import Exchange
from scimproof.settings import UsageError

FORMAT = "scimproof-load/1"

RATE = 25.0
"""Requests a second that Microsoft's listing checklist asks for."""
SECONDS = 60.0
"""How long is taken for sustained; the checklist does not say."""

_ENOUGH = 0.98
"""The share of the rate that must have been reached."""
_FEW = 0.01
"""The share of requests that may be refused for other reasons; with more the load was not the one that was meant."""
_WINDOW, _HOPELESS = 50, 25
"""Of so many answers in a row so many are failures: then nothing more is learnt by going on."""


@dataclass(slots=True)
class Figures:
    """The figures of one load. Takes answers from several threads.

    Attributes:
        rate: requests a second that were asked for.
        sent_in: seconds in which the requests went out, up to when the next one would have gone.
    """

    rate: float
    sent: int = 0
    sent_in: float = 0.0
    durations: dict[str, list[float]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    example: str = ""
    _recent: deque[bool] = field(default_factory=lambda: deque(maxlen=_WINDOW))
    _lock: Lock = field(default_factory=Lock)

    def add(self, kind: str, exchange: Exchange) -> None:
        """Take an answer."""
        failure = _failure(exchange)
        with self._lock:
            self.durations.setdefault(kind, []).append(exchange.duration)
            self._recent.append(failure in ("429", "5xx", "no answer"))
            if failure:
                self.failures[failure] += 1
                self.example = self.example or f"{exchange.label}: {_said(exchange)}"

    @property
    def hopeless(self) -> bool:
        """Whether the target answers hardly anything any more."""
        return sum(self._recent) >= _HOPELESS

    @property
    def reached(self) -> float:
        """Requests a second that went out."""
        return self.sent / self.sent_in if self.sent_in else 0.0

    def why_not(self) -> str:
        """Return why the target did not bear the rate, or an empty string."""
        broken = [f"{count:,} times {name}" for name in ("429", "5xx", "no answer") if (count := self.failures[name])]
        if self.failures["refused"] > _FEW * max(self.sent, 1):
            broken.append(f"{self.failures['refused']:,} requests were refused for other reasons")
        if self.reached < _ENOUGH * self.rate:
            broken.append(f"only {self.reached:.1f} requests a second could be sent")
        return ", ".join(broken)

    def row(self, kind: str = "") -> tuple[int, float, float, float, float]:
        """Return number, median, 95th and 99th percentile and longest answer in seconds; of one kind, or of all."""
        found = sorted(each for name, times in self.durations.items() if kind in ("", name) for each in times)
        return len(found), _percentile(found, 50), _percentile(found, 95), _percentile(found, 99), max(found, default=0)

    def as_json(self, base_url: str, started: str) -> dict[str, Any]:
        """Return the figures as a file keeps them; times in milliseconds."""
        return {
            "format": FORMAT,
            "base_url": base_url,
            "started": started,
            "rate": self.rate,
            "requests": self.sent,
            "seconds": round(self.sent_in, 3),
            "reached": round(self.reached, 2),
            "failures": dict(self.failures),
            "why_not": self.why_not(),
            "milliseconds": {name or "all": _times(self.row(name)) for name in ("", *self.durations)},
        }


def statement(file: Path, base_url: str) -> tuple[bool, str]:
    """Return whether a target bore the load that a file tells of, and what was measured in words.

    Raises:
        UsageError: it is no such file, of another target, or of less than the checklist asks for.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        of = {FORMAT: str(found["base_url"])}[found["format"]]
        why_not, asked, rate, seconds, p95 = (
            str(found["why_not"]),
            float(found["rate"]),
            float(found["reached"]),
            float(found["seconds"]),
            float(found["milliseconds"]["all"]["p95"]),
        )
        day = str(found["started"])[:10]
    except OSError as problem:
        raise UsageError(f"--load: {file}: {problem.strerror or problem}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(f"--load: {file} does not contain figures of scimproof load") from None
    if of != base_url:
        raise UsageError(f"--load: {file} is of {of}, not of {base_url}")
    if not why_not and (asked < RATE or seconds < _ENOUGH * SECONDS):
        raise UsageError(
            f"--load: {file} holds {asked:g} a second for {seconds:.0f} s; the checklist needs {RATE:g} for {SECONDS:g}"
        )
    measured = f"{rate:.1f} requests a second for {seconds:.0f} s, 95 % answered within {p95:.0f} ms, on {day}"
    return not why_not, f"{why_not}; {measured}" if why_not else measured


def _failure(exchange: Exchange) -> str:
    status = exchange.status
    if status is None:
        return "no answer"
    if status == 429:  # noqa: PLR2004
        return "429"
    if status >= 500:  # noqa: PLR2004
        return "5xx"
    return "" if 200 <= status < 300 else "refused"  # noqa: PLR2004


def _said(exchange: Exchange) -> str:
    return exchange.failure.detail if exchange.failure is not None else f"answered {exchange.status}"


def _percentile(ordered: list[float], percent: int) -> float:
    """Return the smallest value that so many percent do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else 0.0


def _times(row: tuple[int, float, float, float, float]) -> dict[str, float]:
    names = ("p50", "p95", "p99", "longest")
    return {"requests": row[0]} | {name: round(each * 1000, 1) for name, each in zip(names, row[1:], strict=True)}
