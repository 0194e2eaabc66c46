"""What fuzzing returns: the smallest example of a fault, with everything that a report needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scimproof.expect.outcome import Mismatch, Unmet
from scimproof.scim.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault.

    Attributes:
        mismatch: what had to be and what was.
        exchange: the one that decided.
        trail: all that lead there, in order.
        replay: the file that plays it again, as JSON.
        more: how often, and how certainly; may be empty.
    """

    mismatch: Mismatch
    exchange: Exchange
    trail: tuple[Exchange, ...]
    replay: dict[str, Any]
    more: str = ""


def holds(finding: Finding | None) -> None:
    """Judge that nothing was found.

    Args:
        finding: what a campaign returned.

    Raises:
        Unmet: there is a finding.
    """
    if finding is None:
        return
    seen = finding.mismatch
    observed = f"{seen.observed} ({finding.more})" if finding.more else seen.observed
    broken = Unmet(Mismatch(seen.expected, observed, seen.at), finding.exchange)
    broken.trail, broken.replay = finding.trail, finding.replay
    raise broken
