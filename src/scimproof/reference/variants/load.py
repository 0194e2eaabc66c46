"""Legal differences under load and on the network."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from email.utils import formatdate
from itertools import count
from typing import TYPE_CHECKING

from scimproof.reference.messages import Request, Resource, Response, ScimError
from scimproof.reference.registry import Original, swap, variant, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind

_RESTARTS_AT = 100


@variant("rate-limit-20")
def rate_limit_20(provider: Provider) -> None:
    """More than 20 requests in a second are answered with 429 and a Retry-After of one second."""
    _limit(provider, 20, lambda: "1")


@variant("rate-limit-200")
def rate_limit_200(provider: Provider) -> None:
    """More than 200 requests in a second are answered with 429 and a Retry-After of one second."""
    _limit(provider, 200, lambda: "1")


@variant("rate-limit-200-until-a-date")
def rate_limit_200_until_a_date(provider: Provider) -> None:
    """More than 200 requests in a second are answered with 429 and a Retry-After that is a date."""
    _limit(provider, 200, lambda: formatdate(time.time() + 1.5, usegmt=True))


@variant("unavailable-once")
def unavailable_once(provider: Provider) -> None:
    """The hundredth request that is no GET finds the provider restarting: 503 and a Retry-After."""
    writes = count(1)

    def restart(request: Request) -> Response | None:
        if request.method == "GET" or next(writes) != _RESTARTS_AT:
            return None
        return provider.errors.response(request, ScimError(503, "Restarting", Retry_After="1"))

    provider.http.before.append(restart)


@variant("filters-lag-500ms")
def filters_lag_500ms(provider: Provider) -> None:
    """A filter sees what was there half a second ago; a read by id and a list without filter see what is there."""
    lag(provider, 0.5)


@variant("page-cap-50")
def page_cap_50(provider: Provider) -> None:
    """A page holds 50 resources at most, whatever count says; the configuration says so."""
    provider.pager.maximum = 50
    provider.pager.default = 50


@variant("page-cap-100")
def page_cap_100(provider: Provider) -> None:
    """A page holds 100 resources at most, whatever count says; the configuration says so."""
    provider.pager.maximum = 100


@variant("page-default-10")
def page_default_10(provider: Provider) -> None:
    """Who names no count gets ten resources."""
    provider.pager.default = 10


@variant("newest-first")
def newest_first(provider: Provider) -> None:
    """Lists begin with what was created last."""
    kept = provider.store.all
    swap(provider.store, "all", lambda kind: list(reversed(list(kept(kind)))))


def lag(provider: Provider, seconds: float) -> None:
    """Let filters see what was there so many seconds ago."""
    store, filters = provider.store, provider.filters
    changes: deque[tuple[float, str, str, Resource | None]] = deque()  # when, and what was there before

    def note(kind: Kind, id_: str) -> None:
        changes.append((time.monotonic(), kind.name, id_, store.get(kind, id_)))

    def put(original: Original, kind: Kind, resource: Resource) -> None:
        note(kind, resource["id"])
        original(kind, resource)

    def delete(original: Original, kind: Kind, resource: Resource) -> None:
        note(kind, resource["id"])
        original(kind, resource)

    def search(kind: Kind, text: str) -> list[Resource]:
        while changes and changes[0][0] <= time.monotonic() - seconds:
            changes.popleft()
        before: dict[str, Resource | None] = {}
        for _, name, id_, was in changes:
            if name == kind.name:
                before.setdefault(id_, was)
        node = filters.parse(text)
        holds = filters.compile(kind, node)
        known = filters.candidates(kind, node)
        seen = [each for each in (store.all(kind) if known is None else known) if each["id"] not in before]
        return [each for each in [*seen, *before.values()] if each is not None and holds(each)]

    wrap(store, "put", put)
    wrap(store, "delete", delete)
    swap(filters, "search", search)


def _limit(provider: Provider, per_second: int, retry_after: Callable[[], str]) -> None:
    recent: deque[float] = deque()

    def limit(request: Request) -> Response | None:
        now = time.monotonic()
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if len(recent) >= per_second:
            return provider.errors.response(request, ScimError(429, "Too many requests", Retry_After=retry_after()))
        recent.append(now)
        return None

    provider.http.before.append(limit)
