"""How a contract test ends other than by holding. No test framework here: the plugin turns these into verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scimproof.scim.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What had to hold and what was seen instead; ``at`` is the place in the answer, empty for the whole."""

    expected: str
    observed: str
    at: str = ""


class Unmet(AssertionError):
    """The target broke the requirement under test.

    Attributes:
        mismatch: what had to hold and what was seen instead.
        exchange: the one that decided.
        trail: where more than one request led there: all of them, in order.
        yields: patterns of requirements whose finding it is, if one of them is broken by the same requests.
        stands_on: ids of requirements whose finding it is, whatever requests break them.
        replay: what plays it again (``--replay``), as JSON.
    """

    trail: tuple[Exchange, ...] = ()
    yields: tuple[str, ...] = ()
    stands_on: tuple[str, ...] = ()
    replay: dict[str, Any] | None = None

    def __init__(self, mismatch: Mismatch, exchange: Exchange | None = None) -> None:
        super().__init__(f"expected {mismatch.expected}; observed {mismatch.observed}")
        self.mismatch = mismatch
        self.exchange = exchange


class NotTestable(Exception):
    """A prerequisite broke: the requirement ``blocked_by`` is where the finding is."""

    def __init__(self, blocked_by: str, reason: str) -> None:
        super().__init__(f"blocked by {blocked_by}: {reason}")
        self.blocked_by = blocked_by
        self.reason = reason


class NotApplicable(Exception):
    """The target neither declares nor shows what the requirement is about."""


class Observed(Exception):
    """An observation that judges nothing: it becomes a NOTE."""
