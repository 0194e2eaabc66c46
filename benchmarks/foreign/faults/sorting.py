"""sortBy and sortOrder (RFC 7644 3.4.2.3)."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import RFC, Group
from benchmarks.foreign.faults.seams import arriving, refusing
from benchmarks.foreign.server import App, Request
from benchmarks.foreign.server.messages import Document

sorting = Group("sorting")


def _query(app: App, change: Any) -> None:
    def act(request: Request) -> None:
        if request.method == "GET":
            change(request.query)

    arriving(app, act)


def _order(c: Client, order: str = "ascending", by: str = "userName") -> list[str]:
    return [each["id"] for each in c.ask("/Users", sortBy=by, sortOrder=order)["Resources"]]


def _named(c: Client, *names: str) -> list[str]:
    return [c.user(userName=f"{name}@sort.org")["id"] for name in names]


@sorting(
    *("ignored", "sortBy is ignored though sort is declared.", RFC, "GET /Users?sortBy=userName"),
    lambda c: (made := _named(c, "c", "a", "b")) and _order(c) == [made[1], made[2], made[0]],
)
def _(app: App) -> None:
    _query(app, lambda query: query.pop("sortBy", None))


@sorting(
    *("descending-ignored", "sortOrder=descending is ignored.", RFC, "GET /Users?sortBy=userName&sortOrder=descending"),
    lambda c: (made := _named(c, "c", "a", "b")) and _order(c, "descending") == [made[0], made[2], made[1]],
)
def _(app: App) -> None:
    _query(app, lambda query: query.pop("sortOrder", None))


@sorting(
    *("descending-default", "Without sortOrder the order is descending.", RFC, "GET /Users?sortBy=userName"),
    lambda c: (
        (made := _named(c, "c", "a", "b"))
        and [e["id"] for e in c.ask("/Users", sortBy="userName")["Resources"]] == [made[1], made[2], made[0]]
    ),
)
def _(app: App) -> None:
    _query(app, lambda query: query.setdefault("sortOrder", "descending"))


@sorting(
    *("letter-case", "Capitals sort before small letters by userName, where letter case does not count.", RFC),
    *(
        "GET /Users?sortBy=userName",
        lambda c: (made := _named(c, "b", "A", "C")) and _order(c) == [made[1], made[0], made[2]],
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, located: Any, document: Document) -> Any:
        name = located.attribute.name if located.attribute else ""
        return document.get(name) if name == "userName" else original(located, document)

    app.wrap(app.paging, "key", replacement)


@sorting(
    *("missing-first", "Users without a value come first in ascending order.", RFC, "GET /Users?sortBy=title"),
    lambda c: (made := [c.user()["id"], c.user(title="x")["id"]]) and _order(c, by="title") == made[::-1],
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, found: list[Document], query: dict[str, str]) -> Any:
        ordered = original(kind, found, query)
        name = query.get("sortBy", "")
        return sorted(ordered, key=lambda each: each.get(name) is not None) if name == "title" else ordered

    app.wrap(app.paging, "sort", replacement)


@sorting(
    *(
        "after-page",
        "A page is sorted by itself, not the whole list.",
        RFC,
        "GET /Users?sortBy=userName&startIndex=1&count=2",
    ),
    lambda c: (
        (made := _named(c, "d", "c", "b", "a"))
        and [e["id"] for e in c.ask("/Users", sortBy="userName", startIndex=1, count=2)["Resources"]]
        == [made[3], made[2]]
    ),
)
def _(app: App) -> None:
    pending: list[tuple[str, dict[str, str]]] = []

    def sort(_: Any, kind: str, found: list[Document], query: dict[str, str]) -> Any:
        pending[:] = [(kind, query)]
        return found

    original_sort = app.paging.sort

    def page(original: Any, found: list[Document], start: int, count: int) -> Any:
        return original_sort(pending[0][0], original(found, start, count), pending[0][1])

    app.wrap(app.paging, "sort", sort)
    app.wrap(app.paging, "page", page)


@sorting(
    *("numbers", "sortBy an attribute that is nested sorts by nothing.", RFC, "GET /Users?sortBy=name.familyName"),
    lambda c: (
        (made := [c.user(name={"familyName": n})["id"] for n in ("c", "a", "b")])
        and _order(c, by="name.familyName") == [made[1], made[2], made[0]]
    ),
)
def _(app: App) -> None:
    _query(app, lambda query: "." in query.get("sortBy", "") and query.pop("sortBy"))


@sorting(
    *("unknown-500", "sortBy an unknown attribute is answered with 500.", RFC, "GET /Users?sortBy=noSuch"),
    lambda c: c.status("GET", "/Users?sortBy=noSuch") < 500,
)
def _(app: App) -> None:
    refusing(app, lambda request: "such" in request.query.get("sortBy", "").lower(), 500)


search = Group("search")
