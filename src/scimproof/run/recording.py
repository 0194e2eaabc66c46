"""Which exchanges belong to which case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from scimproof.scim.exchange import Exchange


class Recorder:
    """Receives every exchange, from any thread, and keeps those of the case that runs now."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: list[Exchange] = []
        self._shared: list[Exchange] = []
        self._into = self._kept
        self.total = 0

    def on_exchange(self, exchange: Exchange) -> None:
        """Keep an exchange; called by the wire once its secrets are redacted."""
        with self._lock:
            self._into.append(exchange)
            self.total += 1

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Keep what happens inside for the whole run: no single case asked for it."""
        before, self._into = self._into, self._shared
        try:
            yield
        finally:
            self._into = before

    def begin(self) -> None:
        """Start a case."""
        with self._lock:
            self._kept.clear()

    def case(self) -> list[Exchange]:
        """Return the exchanges of the case so far."""
        with self._lock:
            return list(self._kept)

    def run(self) -> list[Exchange]:
        """Return the exchanges that belong to no case."""
        with self._lock:
            return list(self._shared)
