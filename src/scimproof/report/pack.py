"""Exchanges in the page: some as HTML from the start, all in one compressed block that a click opens."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scimproof.report.model import RecordedExchange
from scimproof.report.text import cut, indented, one_line, visible

INLINE_BODY = 6_000
"""Characters of a body that are part of the page itself."""
_PACKED_BODIES = (4_000, 1_200, 400, 100)
"""Characters of a body in the block: the first limit with which the block stays below its budget."""
_BUDGET = 500_000
"""Bytes of the block; with it, the page of a full run stays below 1 MB."""
_URL = 2_000
_HEADER = 500


@dataclass(frozen=True, slots=True)
class View:
    """One exchange ready to be shown: visible text, indented bodies, nothing endless."""

    number: int
    title: str
    outcome: str
    """``204``, or why there is no answer."""
    label: str
    request: str
    response: str
    left_out: int
    """Characters of the two bodies that are not shown."""
    notes: list[str]

    def packed(self) -> list[Any]:
        """Return the fields in the order in which page.js reads them."""
        return [self.title, self.outcome, self.label, self.request, self.response, self.left_out, self.notes]


def view(exchange: RecordedExchange, limit: int = INLINE_BODY) -> View:
    """Return an exchange as it is shown, with so many characters of each body at most."""
    sent, sent_cut = cut(indented(exchange.request_body), limit)
    got, got_cut = cut(indented(exchange.response_body), limit)
    url = one_line(exchange.url, _URL)
    first = f"{exchange.status} {one_line(exchange.reason, _HEADER)}".strip()
    return View(
        number=exchange.number,
        title=f"{exchange.method} {_short(url)}",
        outcome=f"{exchange.status}" if exchange.status is not None else one_line(exchange.failure, _HEADER),
        label="" if exchange.label.startswith(f"{exchange.method} ") else one_line(exchange.label, _HEADER),
        request=_message(f"{exchange.method} {url}", exchange.request_headers, sent),
        response=_message(first, exchange.response_headers, got) if exchange.status is not None else "",
        left_out=sent_cut + got_cut,
        notes=[one_line(each, _HEADER) for each in [f"{exchange.duration_ms:.0f} ms", *exchange.notes]],
    )


def pack(exchanges: list[RecordedExchange], results: dict[str, Any], again: dict[str, list[str]]) -> str:
    """Return exchanges, details of results and reproductions as base64 of gzip of JSON, which page.js inflates.

    Args:
        exchanges: of the run.
        results: requirement id to what a row of the table opens.
        again: path of a reproduction to its scripts, in the order of their tabs.
    """
    block = ""
    for limit in _PACKED_BODIES:
        views = {each.number: view(each, limit).packed() for each in exchanges}
        text = json.dumps(
            {"exchanges": views, "results": results, "again": again}, ensure_ascii=False, separators=(",", ":")
        )
        # Level 6 and no time stamp: the same report gives the same page.
        block = base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()
        if len(block) <= _BUDGET:
            break
    return block


def _message(first: str, headers: Iterable[tuple[str, str]], body: str) -> str:
    lines = [first, *(one_line(f"{name}: {value}", _HEADER) for name, value in headers)]
    return visible("\n".join(lines) + (f"\n\n{body}" if body else ""))


def _short(url: str) -> str:
    """Return path and query: the host is the same in all of them."""
    after_scheme = url.partition("://")[2]
    return one_line("/" + after_scheme.partition("/")[2] if after_scheme else url, 160)
