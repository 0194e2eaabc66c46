"""Lists: pages and their order."""

from __future__ import annotations

import itertools
from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving
from benchmarks.foreign.server import App, Request
from benchmarks.foreign.server.messages import Document

fault = Group("paging")


def _users(c: Client, count: int) -> list[str]:
    return [c.user()["id"] for _ in range(count)]


def _page(c: Client, **query: Any) -> Document:
    return c.ask("/Users", **query)


def _walk(c: Client, endpoint: str = "/Users", count: int = 2) -> list[str]:
    """Return the ids of all pages, as Microsoft's gallery test walks them."""
    found: list[str] = []
    start = 1
    for _ in range(50):
        page = c.ask(endpoint, startIndex=start, count=count)
        found += [each["id"] for each in page["Resources"]]
        start += len(page["Resources"])
        if start > page["totalResults"] or not page["Resources"]:
            return found
    return found


def _query(app: App, change: Any) -> None:
    """Change the query of a list before it is answered."""

    def act(request: Request) -> None:
        if request.method == "GET" and request.parts in (["Users"], ["Groups"]):
            change(request.query)

    arriving(app, act)


@fault(
    *("zero-based", "startIndex counts from 0.", BREAKS, "GET /Users?startIndex=1&count=2, startIndex=3"),
    lambda c: _users(c, 5) == _walk(c),
)
def _(app: App) -> None:
    app.wrap(app.paging, "page", lambda original, found, start, count: original(found, start + 1, count))


@fault(
    *("page-number", "startIndex is taken for the number of a page.", BREAKS, "GET /Users?startIndex=3&count=2"),
    lambda c: _users(c, 6) == _walk(c),
)
def _(app: App) -> None:
    app.wrap(app.paging, "page", lambda original, found, start, count: original(found, (start - 1) * count + 1, count))


@fault(
    *("start-index-ignored", "startIndex is ignored.", BREAKS, "GET /Users?startIndex=3&count=2"),
    lambda c: _users(c, 4) == _walk(c),
)
def _(app: App) -> None:
    _query(app, lambda query: query.pop("startIndex", None))


@fault(
    *("start-alone-ignored", "startIndex without count is ignored.", RFC, "GET /Users?startIndex=3"),
    lambda c: _users(c, 4)[2:] == [each["id"] for each in _page(c, startIndex=3)["Resources"]],
)
def _(app: App) -> None:
    _query(app, lambda query: query.pop("startIndex", None) if "count" not in query else None)


@fault(
    *("count-ignored", "count is ignored.", RFC, "GET /Users?count=2"),
    lambda c: _users(c, 4) and len(_page(c, count=2)["Resources"]) == 2,
)
def _(app: App) -> None:
    _query(app, lambda query: query.pop("count", None))


@fault(
    *("count-one-more", "A page holds one resource more than asked for.", BREAKS, "GET /Users?startIndex=1&count=2"),
    lambda c: _users(c, 4) and len(_page(c, count=2)["Resources"]) == 2,
)
def _(app: App) -> None:
    app.wrap(app.paging, "page", lambda original, found, start, count: original(found, start, count and count + 1))


@fault(
    *("last-page-short", "The last resource is on no page.", CORRUPTS, "GET all pages of /Users"),
    lambda c: _users(c, 5) == _walk(c),
)
def _(app: App) -> None:
    app.wrap(
        *(app.paging, "page"),
        lambda original, found, start, count: original(found[:-1] if start > 1 else found, start, count),
    )


@fault(
    *("pages-overlap", "Each page repeats the last resource of the page before.", CORRUPTS, "GET all pages of /Users"),
    lambda c: _users(c, 6) == _walk(c, count=3),
)
def _(app: App) -> None:
    app.wrap(app.paging, "page", lambda original, found, start, count: original(found, max(1, start - 1), count))


def _shift(c: Client) -> bool:
    everybody = _users(c, 4)
    first = [each["id"] for each in _page(c, startIndex=1, count=2)["Resources"]]
    c.patched(c.get(f"/Users/{next(each for each in everybody if each not in first)}"), ("replace", "title", "x"))
    second = [each["id"] for each in _page(c, startIndex=3, count=2)["Resources"]]
    return sorted(first + second) == sorted(everybody)


@fault(
    *("last-changed-first", "A list has the last changed resource first, so that pages shift.", CORRUPTS),
    "GET page 1; PATCH somebody on page 2; GET page 2",
    _shift,
)
def _(app: App) -> None:
    app.wrap(
        *(app.paging, "sort"),
        lambda original, kind, found, query: original(
            kind, sorted(found, key=lambda each: each["meta"]["lastModified"], reverse=True), query
        ),
    )


@fault(
    *("order-random", "The order of a list is another one at each request.", CORRUPTS, "GET all pages of /Users twice"),
    lambda c: sorted(_users(c, 12)) == sorted(_walk(c, count=3)),
)
def _(app: App) -> None:
    turns = itertools.count(1)

    def replacement(original: Any, kind: str, found: list[Document], query: dict[str, str]) -> Any:
        if "sortBy" in query or len(found) < 3:
            return original(kind, found, query)
        turn = (next(turns) * 7) % len(found)
        return original(kind, found[turn:] + found[:turn], query)

    app.wrap(app.paging, "sort", replacement)


@fault(
    *(
        "filter-after-page",
        "A page is cut before the filter is applied.",
        CORRUPTS,
        "GET /Users?filter=…&startIndex=1&count=2",
    ),
    lambda c: (
        _users(c, 3)
        and (u := c.user(title="late"))
        and [each["id"] for each in c.ask("/Users", filter='title eq "late"', startIndex=1, count=2)["Resources"]]
        == ids(u)
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, request: Request, kinds: tuple[str, ...]) -> Any:
        found = original(request, kinds)
        if "count" in request.query and "filter" in request.query:
            start, count = app.paging.window(request.query)
            among = [row.id for row in app.resources.store.every(*kinds)][start - 1 : start - 1 + count]
            return [each for each in found if each["id"] in among]
        return found

    app.wrap(app, "found", replacement)
