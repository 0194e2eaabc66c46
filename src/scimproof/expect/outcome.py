"""How a contract test ends other than by passing. No test framework here: the plugin makes verdicts of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scimproof.scim.exchange import Exchange


THROTTLED = "run.throttled"
"""What blocks a case whose request was answered 429 or 503 until the time for waiting was over: a problem of the run,
and no requirement."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What had to hold and what was seen instead.

    Attributes:
        expected: what had to hold.
        observed: what was seen instead, in other words.
        at: the place in the answer, empty for the whole.
        check: the judgement as data (`scimproof.expect.as_data`), or None where words alone can say it.

    Raises:
        ContradictoryMismatch: expected and observed are the same, so nothing was judged: a fault of the check.
    """

    expected: str
    observed: str
    at: str = ""
    check: Mapping[str, Any] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Refuse a judgement that contradicts itself.

        Raises:
            ContradictoryMismatch: what was expected is what was observed.
        """
        if self.expected.strip() == self.observed.strip():
            raise ContradictoryMismatch(
                f"expected and observed are both {self.expected!r} (at {self.at or 'the whole'})"
            )


class ContradictoryMismatch(Exception):
    """A check found a difference where there is none: an error of scimproof, never a finding about the target."""


class Unmet(AssertionError):
    """The target broke the requirement under test.

    Attributes:
        mismatch: what had to hold and what was seen instead.
        exchange: the one that decided.
        trail: where more than one request led there: all of them, in order.
        replay: what plays it again (``--replay``), as JSON.
    """

    trail: tuple[Exchange, ...] = ()
    replay: dict[str, Any] | None = None

    def __init__(self, mismatch: Mismatch, exchange: Exchange | None = None) -> None:
        super().__init__(f"expected {mismatch.expected}; observed {mismatch.observed}")
        self.mismatch = mismatch
        self.exchange = exchange


class NotTestable(Exception):
    """A prerequisite broke: the requirement ``blocked_by`` is where the finding is, empty where there is none."""

    def __init__(self, blocked_by: str, reason: str) -> None:
        super().__init__(f"blocked by {blocked_by}: {reason}")
        self.blocked_by = blocked_by
        self.reason = reason


class StepFailed(NotTestable):
    """A step on the way to the question failed. Whose result that is shows when all requirements have been judged.

    Attributes:
        mismatch: what the step had to show and what it showed.
        exchange: the step.
    """

    def __init__(self, owner: str, mismatch: Mismatch, exchange: Exchange) -> None:
        step = exchange.label or f"{exchange.request.method} {exchange.request.url}"
        super().__init__(owner, f"{step}: expected {mismatch.expected}, observed {mismatch.observed}")
        self.mismatch = mismatch
        self.exchange = exchange


class Throttled(NotTestable):
    """The target was busy (429 or 503) to the last try: it has not answered, and nothing is judged."""

    def __init__(self, exchange: Exchange) -> None:
        step = exchange.label or f"{exchange.request.method} {exchange.request.url}"
        super().__init__(THROTTLED, f"{step}: {exchange.status} to the last try")


class NotApplicable(Exception):
    """The target neither declares nor shows what the requirement is about."""


class Observed(Exception):
    """An observation that judges nothing: it becomes a NOTE."""
