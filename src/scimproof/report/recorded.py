"""From an exchange on the wire to its text in report.json."""

from __future__ import annotations

from datetime import UTC, datetime

from scimproof.report.model import RecordedExchange
from scimproof.scim.exchange import Exchange


def recorded(exchange: Exchange) -> RecordedExchange:
    r"""Return an exchange as text; its secrets are redacted already.

    Bytes that are no UTF-8 are shown as escapes (``\xff``). ``started`` has milliseconds, ``duration_ms`` three
    decimals.
    """
    response = exchange.response
    started = datetime.fromtimestamp(exchange.started, UTC).isoformat(timespec="milliseconds")
    return RecordedExchange(
        number=exchange.number,
        label=exchange.label,
        method=exchange.request.method,
        url=exchange.request.url,
        request_headers=exchange.request.headers,
        request_body=_text(exchange.request.body),
        status=exchange.status,
        reason=response.reason if response else "",
        response_headers=response.headers if response else (),
        response_body=_text(response.body) if response else "",
        failure=f"{exchange.failure.kind}: {exchange.failure.detail}" if exchange.failure else "",
        started=started.replace("+00:00", "Z"),
        duration_ms=round(exchange.duration * 1000, 3),
        notes=exchange.notes,
    )


def _text(body: bytes) -> str:
    return body.decode("utf-8", "backslashreplace")
