"""The budget of fuzzing: requests and seconds, divided among its parts."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

QUICK = 300
"""Requests of a quick run, with everything: exploring, shrinking, and removing what was made."""

DEEP = 5000
DEEP_SECONDS = 600.0

_AMOUNT = re.compile(r"(\d+)([smh]?)")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


class OutOfBudget(Exception):
    """There are no requests left to send, or no time."""


@dataclass(frozen=True, slots=True)
class BudgetLimits:
    """The most that a run's fuzzing may spend."""

    requests: int
    seconds: float

    @classmethod
    def read(cls, text: str, *, deep: bool) -> BudgetLimits:
        """Read ``2000``, ``5m`` or ``2000,5m``; what is left out is as usual.

        Raises:
            ValueError: it is none of these, or nothing could be done with it.
        """
        requests, seconds = (DEEP, DEEP_SECONDS) if deep else (QUICK, DEEP_SECONDS)
        for part in filter(None, (each.strip() for each in text.split(","))):
            amount = _AMOUNT.fullmatch(part)
            if amount is None or not int(amount[1]):
                raise ValueError(f"{part!r} is not a number of requests (2000) or a time (90s, 10m, 1h)")
            if amount[2]:
                seconds = int(amount[1]) * _SECONDS[amount[2]]
            else:
                requests = int(amount[1])
        return cls(requests, seconds)


class RequestBudget:
    """What may still be spent. What a part spends is spent from the whole as well.

    Args:
        requests: how many.
        seconds: from now; None when the whole sets the limit.
        whole: the budget that this one is a part of.
    """

    def __init__(self, requests: int, seconds: float | None = None, whole: RequestBudget | None = None) -> None:
        self._requests = requests
        self._deadline = None if seconds is None else time.monotonic() + seconds
        self._whole = whole
        self.spent = 0

    @property
    def left(self) -> int:
        """How many requests may still be sent; 0 when the time is over."""
        if self._deadline is not None and time.monotonic() >= self._deadline:
            return 0
        own = self._requests - self.spent
        return max(0, own if self._whole is None else min(own, self._whole.left))

    def spend(self, requests: int = 1) -> None:
        """Spend requests that are about to be sent.

        Raises:
            OutOfBudget: there are not so many left; nothing was spent.
        """
        if self.left < requests:
            raise OutOfBudget
        self.record(requests)

    def record(self, requests: int) -> None:
        """Record requests that were sent already; a negative number gives back what was not needed."""
        self.spent += requests
        if self._whole is not None:
            self._whole.record(requests)

    def part(self, requests: int, seconds: float | None = None) -> RequestBudget:
        """Return a budget for a part of the work, with limits of its own."""
        return RequestBudget(requests, seconds, self)
