"""The thin layer that turns a mismatch into a failure, with the patience that SCIM asks for.

``expect(exchange)`` judges the requirement under test; ``given(exchange, by="…")`` judges a step on the way, whose
failure is the finding of the requirement ``by`` when that one is broken too, so that one fault stays one finding; and
``provided(exchange, otherwise="…")`` judges what makes the requirement applicable at all.

Who looks into an answer after judging it takes ``.exchange`` of what the judgement returns: a read that had to be
repeated until it showed a write is another exchange than the first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Self

from scimproof.expect import matchers
from scimproof.expect.matchers import Matcher
from scimproof.expect.outcome import Mismatch, NotApplicable, StepFailed, Throttled, Unmet
from scimproof.scim.exchange import Exchange

_FIRST_PAUSE = 0.05


@dataclass
class Patience:
    """How long a read may lag behind a write before it is judged.

    RFC 7644 promises no read-after-write on queries: an unmet GET is asked again until it holds or the time is up.

    Attributes:
        seconds: the longest wait for one judgement; 0 judges at once.
        on_delay: told the seconds that a judgement had to wait, when it held in the end.
        lag: the longest delay seen so far, in seconds.
        doubt: why a query that was judged in the end may only be late; empty when nothing speaks for that.
    """

    seconds: float = 0.0
    lag: float = 0.0
    doubt: str = ""
    on_delay: Callable[[float], None] = field(default=lambda _: None)


_CURRENT: ContextVar[Patience] = ContextVar("patience", default=Patience())  # noqa: B039 - judges at once, never changed


def patience() -> Patience:
    """Return the patience that judgements are made with now; without `use`, none at all."""
    return _CURRENT.get()


def use(chosen: Patience) -> None:
    """Judge with this patience from now on; its owner keeps it, and may change it."""
    _CURRENT.set(chosen)


@contextmanager
def judging_with(chosen: Patience) -> Iterator[None]:
    """Judge with this patience inside, and with the one before afterwards."""
    token = _CURRENT.set(chosen)
    try:
        yield
    finally:
        _CURRENT.reset(token)


class Expectation:
    """Judges one exchange, matcher by matcher; every method returns itself."""

    def __init__(self, exchange: Exchange, unmet: Callable[[Mismatch, Exchange], Exception]) -> None:
        self.exchange = exchange
        self._unmet = unmet

    def matches(self, matcher: Matcher) -> Self:
        """Judge with any matcher.

        Raises:
            Unmet: it does not match (from ``expect``).
            StepFailed: it does not match (from ``given``).
            NotApplicable: it does not match (from ``provided``).
            Throttled: the target was too busy to answer.
        """
        mismatch = None if self.exchange.throttled else matcher(self.exchange)
        if mismatch is not None and _may_lag(self.exchange):
            mismatch = self._ask_again(matcher, mismatch)
        if self.exchange.throttled:
            raise Throttled(self.exchange)
        if mismatch is not None:
            raise self._unmet(mismatch, self.exchange)
        return self

    def status(self, *wanted: int) -> Self:
        """Judge the status code."""
        return self.matches(matchers.status(*wanted))

    def accepted(self) -> Self:
        """Judge that the target took the request: any 2xx. Which one it must be is another judgement, `status`."""
        return self.matches(matchers.accepted())

    def refused(self) -> Self:
        """Judge that the target refused: any 4xx."""
        return self.matches(matchers.refused())

    def error(self, code: int, *scim_types: str) -> Self:
        """Judge that the answer is a SCIM Error with this status."""
        return self.matches(matchers.error(code, *scim_types))

    def attribute(self, path: str, wanted: Any) -> Self:
        """Judge that the resource holds this value at a path."""
        return self.matches(matchers.attribute(path, wanted))

    def attribute_where(self, path: str, holds: Callable[[Any], bool], wanted: str) -> Self:
        """Judge that the value at a path satisfies a predicate, named in words."""
        return self.matches(matchers.attribute_where(path, holds, wanted))

    def absent(self, path: str, *, or_empty_text: bool = False) -> Self:
        """Judge that the resource has no value at a path."""
        return self.matches(matchers.absent(path, or_empty_text=or_empty_text))

    def elements(self, path: str, wanted: Collection[str], sub: str = "value") -> Self:
        """Judge that a multi-valued attribute holds exactly these values, once each."""
        return self.matches(matchers.elements(path, wanted, sub))

    def members(self, *ids: str) -> Self:
        """Judge that a group has exactly these members."""
        return self.matches(matchers.elements("members", ids))

    def only(self, *ids: str) -> Self:
        """Judge that a query finds exactly these resources."""
        return self.matches(matchers.listed(*ids))

    def nothing(self) -> Self:
        """Judge that a query finds nothing: 200 and an empty ListResponse."""
        return self.matches(matchers.listed())

    def includes(self, identifier: str) -> Self:
        """Judge that a query finds this resource, among others."""
        return self.matches(matchers.includes(identifier))

    def media_type(self, *wanted: str) -> Self:
        """Judge the Content-Type, parameters aside."""
        return self.matches(matchers.media_type(*wanted))

    def empty_body(self) -> Self:
        """Judge that the answer has no body."""
        return self.matches(matchers.empty_body())

    def _ask_again(self, matcher: Matcher, mismatch: Mismatch) -> Mismatch | None:
        begun, pause, given_time = time.monotonic(), _FIRST_PAUSE, patience()
        last: Mismatch | None = mismatch
        while last is not None and time.monotonic() - begun + pause <= given_time.seconds:
            time.sleep(pause)
            pause *= 2
            self.exchange = self.exchange.again()
            last = matcher(self.exchange)
        if last is None:
            given_time.on_delay(time.monotonic() - begun)
        elif given_time.doubt and "filter=" in self.exchange.request.url:
            last = replace(last, observed=f"{last.observed} ({given_time.doubt})")
        return last


def _may_lag(exchange: Exchange) -> bool:
    return patience().seconds > 0 and exchange.request.method == "GET" and exchange.status in (200, 404)


def expect(exchange: Exchange) -> Expectation:
    """Judge the requirement under test by this exchange."""
    return Expectation(exchange, Unmet)


def given(exchange: Exchange, *, by: str) -> Expectation:
    """Judge a step on the way to the question; ``by`` is the requirement that judges such a step itself.

    When the step fails and ``by`` is broken in the same run, the case is NOT TESTABLE and names it. When ``by`` holds,
    `scimproof.run.prerequisites` decides whether the target refuses an incidental input or the step is a finding.
    """
    return Expectation(exchange, lambda mismatch, seen: StepFailed(by, mismatch, seen))


def provided(exchange: Exchange, *, otherwise: str) -> Expectation:
    """Judge what makes a requirement applicable; where it does not hold, ``otherwise`` says what the target lacks."""
    return Expectation(exchange, lambda _mismatch, seen: NotApplicable(f"{otherwise} ({seen.status})"))


def unmet(expected: str, observed: str, exchange: Exchange | None = None, at: str = "") -> Unmet:
    """Return the failure for a judgement that no matcher can make; the caller raises it."""
    return Unmet(Mismatch(expected, observed, at), exchange)
