"""Which exchanges belong to which case, and how they travel from a worker process to the report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any

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


def plain(exchange: Exchange) -> dict[str, Any]:
    """Return an exchange as the fields of `scimproof.report.model.Exchange`: text, secrets already redacted."""
    response = exchange.response
    started = datetime.fromtimestamp(exchange.started, UTC).isoformat(timespec="milliseconds")
    return {
        "number": exchange.number,
        "label": exchange.label,
        "method": exchange.request.method,
        "url": exchange.request.url,
        "request_headers": exchange.request.headers,
        "request_body": _text(exchange.request.body),
        "status": exchange.status,
        "reason": response.reason if response else "",
        "response_headers": response.headers if response else (),
        "response_body": _text(response.body) if response else "",
        "failure": f"{exchange.failure.kind}: {exchange.failure.detail}" if exchange.failure else "",
        "started": started.replace("+00:00", "Z"),
        "duration_ms": round(exchange.duration * 1000, 3),
        "notes": list(exchange.notes),
        "curl": exchange.curl,
    }


def _text(body: bytes) -> str:
    return body.decode("utf-8", "backslashreplace")
