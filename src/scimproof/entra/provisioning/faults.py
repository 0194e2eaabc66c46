"""Injected faults: outages, refusals, and answers that are lost after the target has acted."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from scimproof.entra.actor import Entra
from scimproof.entra.dialect import Dialect
from scimproof.scim.exchange import Exchange, Failure, FailureKind, Request, Response

_NUMBERS = itertools.count(1_000_000_000)
"""Exchanges that never were have numbers that no other has."""


class Trouble(StrEnum):
    """What can go wrong with a request."""

    OUTAGE = "outage"
    """It does not arrive."""
    THROTTLED = "429"
    """It is refused, unread."""
    UNAVAILABLE = "503"
    """It is refused, unread."""
    HALF_WAY = "500 after the write"
    """It is carried out, and answered as if it had failed."""
    LOST = "answer lost"
    """It is carried out, and its answer never arrives."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Trouble with some requests of a cycle: ``count`` writes, beginning with write number ``at``, from 1."""

    trouble: Trouble
    at: int = 1
    count: int = 1

    def __str__(self) -> str:
        which = f"write {self.at}" if self.count == 1 else f"writes {self.at} to {self.at + self.count - 1}"
        return f"{self.trouble} at {which}"


class FaultInjector:
    """The trouble that is on, shared by all actors of a job."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self._writes = 0

    def begin(self, fault: Fault | None) -> None:
        """Let a cycle begin under a fault, or none."""
        self.fault, self._writes = fault, 0

    def strikes(self, method: str) -> Trouble | None:
        """Count a request; return the trouble it meets."""
        if self.fault is None:
            return None
        self._writes += method != "GET"
        hit = self.fault.at <= self._writes < self.fault.at + self.fault.count
        # An outage meets whatever comes next; the others are answers to a write.
        return self.fault.trouble if hit and (method != "GET" or self.fault.trouble is Trouble.OUTAGE) else None


class FaultyEntra(Entra):
    """The actor, with faults on the way."""

    def __init__(self, *args: Any, injector: FaultInjector, **options: Any) -> None:
        super().__init__(*args, **options)
        self._injector = injector
        self._options = options

    def speaking(self, dialect: Dialect) -> Entra:  # noqa: D102 - as in Entra
        return FaultyEntra(self.client, dialect, injector=self._injector, **self._options)

    def _send(
        self, method: str, path: str, query: str = "", *, body: Mapping[str, Any] | None = None, label: str
    ) -> Exchange:
        trouble = self._injector.strikes(method)
        if trouble in (Trouble.HALF_WAY, Trouble.LOST):
            return _spoilt(super()._send(method, path, query, body=body, label=label), trouble)
        if trouble is not None:
            url = f"{self.client.target.base_url}{path}"
            unsent = Exchange(next(_NUMBERS), label, Request(method, url, (), b""), None, None, 0.0, 0.001)
            return _spoilt(unsent, trouble)
        return super()._send(method, path, query, body=body, label=label)


def _spoilt(exchange: Exchange, trouble: Trouble) -> Exchange:
    status = {Trouble.THROTTLED: 429, Trouble.UNAVAILABLE: 503, Trouble.HALF_WAY: 500}.get(trouble)
    if status is None:
        kind = FailureKind.TIMEOUT if trouble is Trouble.LOST else FailureKind.REFUSED
        return replace(
            exchange, response=None, failure=Failure(kind, f"{trouble}, injected by this history"), resend=None
        )
    return replace(exchange, response=Response(status, str(trouble), (), b""), failure=None, resend=None)
