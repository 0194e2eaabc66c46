"""The kind of request of an exchange, independent of its resource."""

from __future__ import annotations

import re

from scimproof.report.model import RecordedExchange

_BASE = re.compile(r"^[a-z]+://.*?(?=/(?:Users|Groups|Bulk|Me|Schemas|ResourceTypes|ServiceProviderConfig)\b|$)")
_ONE = re.compile(r"^(/(?:Users|Groups|Schemas|ResourceTypes)/).+$")


def path_of(exchange: RecordedExchange) -> str:
    """Return the path from the base URL on, with its query: ``/Users?count=1``."""
    return _BASE.sub("", exchange.url) or "/"


def operation(exchange: RecordedExchange) -> str:
    """Return method and endpoint, such as ``PATCH /Users/{id}`` or ``GET /Users?filter``."""
    path, _, query = exchange.url.partition("?")
    endpoint = _ONE.sub(r"\1{id}", _BASE.sub("", path)) or "/"
    return f"{exchange.method} {endpoint}{'?filter' if 'filter=' in query else ''}"
