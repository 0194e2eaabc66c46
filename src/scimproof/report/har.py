"""exchanges.har: every exchange as HTTP Archive 1.2, which browsers' developer tools and proxies open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from scimproof.report.model import RecordedExchange, Report


def to_har(report: Report) -> dict[str, Any]:
    """Return all exchanges of a report as a HAR log; the comment of an entry says what was being done."""
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": report.tool.name, "version": report.tool.version},
            "entries": [_entry(each) for each in report.exchanges],
            "comment": f"{report.run.id} against {report.target.base_url}; secrets are redacted",
        }
    }


def _entry(exchange: RecordedExchange) -> dict[str, Any]:
    remarks = [f"#{exchange.number}", exchange.label, exchange.failure, *exchange.notes]
    return {
        "startedDateTime": exchange.started,
        "time": exchange.duration_ms,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        # Only the whole is measured. A HAR has no word for that, so the whole stands as the wait.
        "timings": {"send": 0, "wait": exchange.duration_ms, "receive": 0},
        "comment": " | ".join(each for each in remarks if each),
    }


def _request(exchange: RecordedExchange) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(exchange.request_headers),
        "queryString": _query(exchange.url),
        "headersSize": -1,
        "bodySize": _size(exchange.request_body),
    }
    if exchange.request_body:
        kind = _header(exchange.request_headers, "content-type")
        request["postData"] = {"mimeType": kind, "params": [], "text": exchange.request_body}
    return request


def _response(exchange: RecordedExchange) -> dict[str, Any]:
    # HAR gives a request without an answer the status 0.
    return {
        "status": exchange.status or 0,
        "statusText": exchange.reason,
        "httpVersion": "HTTP/1.1" if exchange.status else "",
        "cookies": [],
        "headers": _headers(exchange.response_headers),
        "content": {
            "size": _size(exchange.response_body),
            "mimeType": _header(exchange.response_headers, "content-type") or "x-unknown",
            "text": exchange.response_body,
        },
        "redirectURL": _header(exchange.response_headers, "location"),
        "headersSize": -1,
        "bodySize": _size(exchange.response_body) if exchange.status else -1,
    }


def _query(url: str) -> list[dict[str, str]]:
    query = url.partition("?")[2].partition("#")[0]
    return [{"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)]


def _headers(headers: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _header(headers: Iterable[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _size(body: str) -> int:
    return len(body.encode(errors="surrogatepass"))
