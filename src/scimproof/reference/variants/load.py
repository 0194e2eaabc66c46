"""Legal differences under load and on the way."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Response, ScimError
from scimproof.reference.registry import swap, variant

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_PER_SECOND = 20


@variant("rate-limit-20")
def _(provider: Provider) -> None:
    """More than 20 requests in a second are answered with 429 and a Retry-After of one second."""
    recent: deque[float] = deque()

    def limit(request: Request) -> Response | None:
        now = time.monotonic()
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if len(recent) >= _PER_SECOND:
            return provider.errors.response(request, ScimError(429, "Too many requests", Retry_After="1"))
        recent.append(now)
        return None

    provider.http.before.append(limit)


@variant("unavailable-once")
def _(provider: Provider) -> None:
    """The very first request with a body finds the provider restarting: 503 and a Retry-After."""
    left = [1]

    def restart(request: Request) -> Response | None:
        if not left[0] or request.method == "GET":
            return None
        left[0] = 0
        return provider.errors.response(request, ScimError(503, "Restarting", Retry_After="1"))

    provider.http.before.append(restart)


@variant("page-cap-50")
def _(provider: Provider) -> None:
    """A page holds 50 resources at most, whatever count says; the configuration says so."""
    provider.pager.maximum = 50
    provider.pager.default = 50


@variant("page-default-10")
def _(provider: Provider) -> None:
    """Who names no count gets ten resources."""
    provider.pager.default = 10


@variant("newest-first")
def _(provider: Provider) -> None:
    """Lists begin with what was created last."""
    kept = provider.store.all
    swap(provider.store, "all", lambda kind: list(reversed(list(kept(kind)))))
