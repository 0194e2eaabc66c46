"""What can go wrong when a program is run: the target is at fault, or nothing can be created to run it with."""

from __future__ import annotations

from dataclasses import dataclass

from scimproof.expect import matchers
from scimproof.expect.outcome import Mismatch
from scimproof.scim.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Fault:
    """A step after which the target was not as the model says.

    Attributes:
        kind: the attribute that was wrong, or what else was; shrinking stays with one kind.
        mismatch: what had to be and what was.
        exchange: the one that showed it.
    """

    kind: str
    mismatch: Mismatch
    exchange: Exchange


class NotCreated(Exception):
    """The target takes no such resource, or does not show it afterwards."""

    def __init__(self, endpoint: str, exchange: Exchange) -> None:
        super().__init__(matchers.outcome(exchange))
        self.endpoint = endpoint
        self.exchange = exchange
