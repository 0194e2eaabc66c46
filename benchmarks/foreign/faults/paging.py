"""Lists: counts, pages and order."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import BREAKS, RFC, Group
from benchmarks.foreign.faults.seams import leaving
from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import Document

fault = Group("paging")


def _users(c: Client, count: int) -> list[str]:
    return [c.user()["id"] for _ in range(count)]


def _page(c: Client, **query: Any) -> Document:
    return c.ask("/Users", **query)


def _lists(app: App, change: Any) -> None:
    """Change list responses of users and groups: ``change`` takes (request, body)."""

    def act(request: Request, response: Response) -> None:
        if (
            request.parts in (["Users"], ["Groups"])
            and isinstance(response.body, dict)
            and "Resources" in response.body
        ):
            change(request, response.body)

    leaving(app, act)


@fault(
    *(
        "total-is-page",
        "totalResults is the number of resources on the page.",
        BREAKS,
        "GET /Users?startIndex=1&count=2",
    ),
    lambda c: _users(c, 5) and _page(c, startIndex=1, count=2)["totalResults"] == 5,
)
def _(app: App) -> None:
    _lists(app, lambda _, body: body.update(totalResults=len(body["Resources"])))


@fault(
    *("total-is-all", "totalResults ignores the filter.", BREAKS, 'GET /Users?filter=userName eq "nobody"'),
    lambda c: c.user() and c.ask("/Users", filter='userName eq "nobody"')["totalResults"] == 0,
)
def _(app: App) -> None:
    _lists(
        app, lambda request, body: body.update(totalResults=len(app.resources.store.every(f"{request.parts[0][:-1]}")))
    )


@fault(
    *("total-text", "totalResults is a text.", BREAKS, "GET /Users"),
    lambda c: isinstance(_page(c)["totalResults"], int),
)
def _(app: App) -> None:
    _lists(app, lambda _, body: body.update(totalResults=str(body["totalResults"])))


@fault(
    *("total-one-more", "totalResults is one too many.", RFC, "GET /Users"),
    lambda c: len(_users(c, 3)) == _page(c)["totalResults"],
)
def _(app: App) -> None:
    _lists(app, lambda _, body: body["totalResults"] and body.update(totalResults=body["totalResults"] + 1))


@fault(
    *("total-counts-disabled", "totalResults leaves disabled users out, who are in the list.", RFC, "GET /Users"),
    lambda c: c.user(active=False) and len((p := _page(c))["Resources"]) == p["totalResults"],
)
def _(app: App) -> None:
    def act(request: Request, body: Document) -> None:
        disabled = [r for r in app.resources.store.every("User") if r.document.get("active") is False]
        if request.parts == ["Users"] and "filter" not in request.query:
            body["totalResults"] -= len(disabled)

    _lists(app, act)


@fault(
    *("start-index-echo", "startIndex in the answer is always 1.", BREAKS, "GET /Users?startIndex=3&count=2"),
    lambda c: _users(c, 5) and _page(c, startIndex=3, count=2)["startIndex"] == 3,
)
def _(app: App) -> None:
    _lists(app, lambda _, body: body.update(startIndex=1))


@fault(
    *("start-index-missing", "A list has no startIndex.", BREAKS, "GET /Users?startIndex=1&count=2"),
    lambda c: _users(c, 3) and "startIndex" in _page(c, startIndex=1, count=2),
)
def _(app: App) -> None:
    _lists(app, lambda _, body: body.pop("startIndex"))


@fault(
    *("items-per-page-asked", "itemsPerPage is the count that was asked for, not what is there.", RFC, "GET ?count=50"),
    lambda c: _users(c, 2) and _page(c, count=50)["itemsPerPage"] == 2,
)
def _(app: App) -> None:
    _lists(app, lambda request, body: body.update(itemsPerPage=int(request.query.get("count") or 100)))


@fault(
    *("items-per-page-text", "itemsPerPage is a text.", RFC, "GET /Users?count=2"),
    lambda c: _users(c, 2) and _page(c, count=2)["itemsPerPage"] == 2,
)
def _(app: App) -> None:
    _lists(app, lambda _, body: body.update(itemsPerPage=str(body["itemsPerPage"])))


@fault(
    *("resources-lower", "The list stands below resources, in lower case.", BREAKS, "GET /Users"),
    lambda c: c.user() and "Resources" in _page(c),
)
def _(app: App) -> None:
    _lists(app, lambda _, body: body.update(resources=body.pop("Resources")))


@fault(
    *("no-resources-null", "Resources is null when nobody is found.", BREAKS, 'GET /Users?filter=userName eq "nobody"'),
    lambda c: c.ask("/Users", filter='userName eq "nobody"').get("Resources", []) == [],
)
def _(app: App) -> None:
    _lists(app, lambda _, body: body["Resources"] or body.update(Resources=None))


@fault(
    *("bare-list", "GET /Users is answered with a bare list.", BREAKS, "GET /Users"),
    lambda c: "Resources" in c.send("GET", "/Users").json(),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts == ["Users"] and isinstance(response.body, dict) and "Resources" in response.body:
            response.body = response.body["Resources"]

    leaving(app, act)


@fault(
    *("no-schemas", "Lists have no schemas.", RFC, "GET /Users"),
    lambda c: "schemas" in _page(c),
)
def _(app: App) -> None:
    _lists(app, lambda _, body: body.pop("schemas"))
