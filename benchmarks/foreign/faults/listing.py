"""Lists: limits, odd parameters, and who is in them."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, leaving, refusing
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import Document, invalid

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


def _query(app: App, change: Any) -> None:
    """Change the query of a list before it is answered."""

    def act(request: Request) -> None:
        if request.method == "GET" and request.parts in (["Users"], ["Groups"]):
            change(request.query)

    arriving(app, act)


@fault(
    *("count-zero-all", "count=0 is answered with all resources.", RFC, "GET /Users?count=0"),
    lambda c: _users(c, 2) and (p := _page(c, count=0)).get("Resources", []) == [] and p["totalResults"] == 2,
)
def _(app: App) -> None:
    _query(app, lambda query: query.pop("count", None) if query.get("count") == "0" else None)


@fault(
    *("count-zero-total", "count=0 is answered with totalResults 0.", RFC, "GET /Users?count=0"),
    lambda c: _users(c, 2) and _page(c, count=0)["totalResults"] == 2,
)
def _(app: App) -> None:
    _lists(app, lambda request, body: request.query.get("count") == "0" and body.update(totalResults=0))


@fault(
    *("count-negative-400", "A negative count is refused.", RFC, "GET /Users?count=-1"),
    lambda c: _page(c, count=-1).get("Resources", []) == [],
)
def _(app: App) -> None:
    refusing(app, lambda request: request.query.get("count", "").startswith("-"), 400, "invalidValue")


@fault(
    *("start-zero-400", "startIndex=0 is refused.", RFC, "GET /Users?startIndex=0"),
    lambda c: _page(c, startIndex=0)["startIndex"] == 1,
)
def _(app: App) -> None:
    refusing(app, lambda request: request.query.get("startIndex") == "0", 400, "invalidValue")


@fault(
    *("start-zero-shifts", "startIndex=0 gives one resource less.", RFC, "GET /Users?startIndex=0&count=2"),
    lambda c: _users(c, 3)[:2] == [each["id"] for each in _page(c, startIndex=0, count=2)["Resources"]],
)
def _(app: App) -> None:
    def act(request: Request, body: Document) -> None:
        if request.query.get("startIndex") == "0":
            body["Resources"] = body["Resources"][:-1]

    _lists(app, act)


@fault(
    *("count-word-500", "count=abc is answered with 500.", RFC, "GET /Users?count=abc"),
    lambda c: c.status("GET", "/Users?count=abc") < 500,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if not request.query.get("count", "0").lstrip("-").isdigit():
            raise Refused(500, "invalid literal for int()")

    arriving(app, act)


@fault(
    *("count-large-400", "A count above the maximum is refused.", BREAKS, "GET /Users?count=5000"),
    lambda c: _page(c, count=5000)["totalResults"] == 0,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.query.get("count", "0").isdigit() and int(request.query.get("count", "0")) > 200:
            raise invalid("count is at most 200")

    arriving(app, act)


@fault(
    *("past-the-end-404", "A startIndex past the end is answered with 404.", RFC, "GET /Users?startIndex=1000"),
    lambda c: c.user() and _page(c, startIndex=1000).get("Resources", []) == [],
)
def _(app: App) -> None:
    def replacement(original: Any, found: list[Document], start: int, count: int) -> Any:
        if start > max(1, len(found)):
            raise Refused(404, "no such page")
        return original(found, start, count)

    app.wrap(app.paging, "page", replacement)


@fault(
    *("past-the-end-last", "A startIndex past the end gives the last page.", RFC, "GET /Users?startIndex=1000"),
    lambda c: c.user() and _page(c, startIndex=1000).get("Resources", []) == [],
)
def _(app: App) -> None:
    app.wrap(
        *(app.paging, "page"),
        lambda original, found, start, count: original(found, min(start, max(1, len(found))), count),
    )


@fault(
    *("cut-without-total", "A list is cut at 50 and totalResults says 50.", CORRUPTS, "60 users; GET /Users"),
    lambda c: len(_users(c, 60)) == _page(c)["totalResults"],
)
def _(app: App) -> None:
    app.wrap(app.paging, "sort", lambda original, kind, found, query: original(kind, found, query)[:50])


@fault(
    *(
        "no-user-500",
        "GET /Users is answered with 500 as long as there is no user.",
        BREAKS,
        "GET /Users of an empty tenant",
    ),
    lambda c: _page(c)["totalResults"] == 0,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.parts == ["Users"] and request.method == "GET" and not app.resources.store.every("User"):
            raise Refused(500, "no element")

    arriving(app, act)


@fault(
    *(
        "no-group-404",
        "GET /Groups is answered with 404 as long as there is no group.",
        BREAKS,
        "GET /Groups of an empty tenant",
    ),
    lambda c: c.ask("/Groups")["totalResults"] == 0,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.parts == ["Groups"] and request.method == "GET" and not app.resources.store.every("Group"):
            raise Refused(404, "no groups")

    arriving(app, act)


@fault(
    *("groups-count-500", "GET /Groups with count is answered with 500.", BREAKS, "GET /Groups?startIndex=1&count=5"),
    lambda c: c.ask("/Groups", startIndex=1, count=5)["totalResults"] == 0,
)
def _(app: App) -> None:
    refusing(app, lambda request: request.parts == ["Groups"] and "count" in request.query, 500)


@fault(
    *("groups-not-paged", "startIndex is ignored in lists of groups.", CORRUPTS, "GET all pages of /Groups"),
    lambda c: [c.group()["id"] for _ in range(4)] == _walk(c, "/Groups"),
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if request.parts == ["Groups"]:
            request.query.pop("startIndex", None)

    arriving(app, act)


@fault(
    *("flag-400", "The query parameter aadOptscim062020 is refused.", BREAKS, "GET /Users?aadOptscim062020"),
    lambda c: c.status("GET", "/Users?aadOptscim062020=") == 200,
)
def _(app: App) -> None:
    refusing(app, lambda request: any("aadoptscim" in name.lower() for name in request.query), 400, "invalidValue")


@fault(
    *("unknown-parameter-400", "A query parameter that no RFC has is refused.", RFC, "GET /Users?tenant=7"),
    lambda c: c.status("GET", "/Users?tenant=7") == 200,
)
def _(app: App) -> None:
    known = {"filter", "sortBy", "sortOrder", "startIndex", "count", "attributes", "excludedAttributes"}
    refusing(app, lambda request: bool(set(request.query) - known), 400, "invalidValue")


@fault(
    *("phantom", "A list of users holds a user who is 404 by id.", CORRUPTS, "GET /Users; GET each"),
    lambda c: all(c.status("GET", each) == 200 for each in _page(c, count=100)["Resources"]) and c.user(),
)
def _(app: App) -> None:
    def replacement(original: Any, base: str, kinds: tuple[str, ...], text: str | None) -> Any:
        found = original(base, kinds, text)
        if kinds != ("User",) or text is not None:
            return found
        ghost = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "id": "1",
            "userName": "system",
            "active": True,
        }
        location = f"{base}/Users/1"
        dates = {"created": "2020-01-01T00:00:00Z", "lastModified": "2020-01-01T00:00:00Z"}
        return [{**ghost, "meta": {"resourceType": "User", "location": location, "version": 'W/"1"', **dates}}, *found]

    app.wrap(app.resources, "query", replacement)


@fault(
    *("deleted-listed", "A deleted user stays in the list of users.", CORRUPTS, "DELETE; GET /Users"),
    lambda c: c.status("DELETE", u := c.user()) == 204 and u["id"] not in [e["id"] for e in _page(c)["Resources"]],
)
def _(app: App) -> None:
    _deleted(app, "query", filtered=False)


def _deleted(app: App, name: str, *, filtered: bool) -> None:
    gone: list[Document] = []

    def delete(original: Any, row: Any) -> None:
        if row.kind == "User":
            gone.append(app.resources.shown("http://localhost/scim/v2", row))
        original(row)

    def query(original: Any, base: str, kinds: tuple[str, ...], text: str | None) -> Any:
        found = original(base, kinds, text)
        if kinds != ("User",) or (text is not None) != filtered:
            return found
        test = app.resources.filters.test("User", text) if text is not None else bool
        return [*found, *(each for each in gone if test(each))]

    app.wrap(app.resources, "delete", delete)
    app.wrap(app.resources, name, query)


@fault(
    *("deleted-found", "A filter finds a deleted user.", BREAKS, "DELETE; GET /Users?filter=userName eq"),
    lambda c: c.status("DELETE", u := c.user()) == 204 and c.found(f'userName eq "{u["userName"]}"') == [],
)
def _(app: App) -> None:
    _deleted(app, "query", filtered=True)


@fault(
    *("disabled-not-listed", "The list of users leaves disabled users out.", BREAKS, "GET /Users"),
    lambda c: (u := c.user(active=False)) and u["id"] in [each["id"] for each in _page(c)["Resources"]],
)
def _(app: App) -> None:
    def replacement(original: Any, base: str, kinds: tuple[str, ...], text: str | None) -> Any:
        found = original(base, kinds, text)
        return found if text is not None else [each for each in found if each.get("active") is not False]

    app.wrap(app.resources, "query", replacement)
