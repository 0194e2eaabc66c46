"""POST /.search (RFC 7644 3.4.3)."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import RFC, Group
from benchmarks.foreign.faults.seams import arriving
from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import Document

search = Group("search")


def _searched(c: Client, body: Document, place: str = "/Users/.search") -> Document:
    answer = c.send("POST", place, {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], **body})
    answer.raise_for_status()
    return dict(answer.json())


def _search(app: App, change: Any) -> None:
    """Change the body of POST /.search: ``change`` takes and may change it."""

    def replacement(original: Any, request: Request) -> Document:
        body: Document = original(request)
        if request.parts[-1:] == [".search"]:
            change(body)
        return body

    app.wrap(app, "body", replacement)


@search(
    *("filter-ignored", "POST /.search ignores the filter.", RFC, "POST /Users/.search with a filter"),
    lambda c: (
        c.user()
        and (u := c.user())
        and [e["id"] for e in _searched(c, {"filter": f'id eq "{u["id"]}"'})["Resources"]] == ids(u)
    ),
)
def _(app: App) -> None:
    _search(app, lambda body: body.pop("filter", None))


@search(
    *("count-ignored", "POST /.search ignores count.", RFC, "POST /Users/.search with count"),
    lambda c: c.user() and c.user() and len(_searched(c, {"count": 1})["Resources"]) == 1,
)
def _(app: App) -> None:
    _search(app, lambda body: body.pop("count", None))


@search(
    *("attributes-ignored", "POST /.search ignores attributes.", RFC, "POST /Users/.search with attributes"),
    lambda c: c.user() and "name" not in _searched(c, {"attributes": ["userName"]})["Resources"][0],
)
def _(app: App) -> None:
    _search(app, lambda body: body.pop("attributes", None))


@search(
    *("creates", "POST /Users/.search creates a user.", RFC, "POST /Users/.search with userName"),
    lambda c: (
        c.send("POST", "/Users/.search", {**c.named(), "filter": 'userName eq "nobody"'}) is not None
        and c.ask("/Users")["totalResults"] == 0
    ),
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        if request.parts == ["Users", ".search"] and "userName" in app.body(request):
            return app.create(request, "User")
        return None

    arriving(app, act)


@search(
    *(
        "root-users-only",
        "POST /.search at the root finds users only.",
        RFC,
        "POST /.search with displayName of a group",
    ),
    lambda c: (
        (g := c.group())
        and ids(g) == [e["id"] for e in _searched(c, {"filter": f'id eq "{g["id"]}"'}, "/.search")["Resources"]]
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, request: Request, kind: str | None) -> Response:
        answer: Response = original(request, kind)
        if kind is None:
            users = [each for each in answer.body["Resources"] if each["meta"]["resourceType"] == "User"]
            answer.body |= {"Resources": users, "totalResults": len(users), "itemsPerPage": len(users)}
        return answer

    app.wrap(app, "search", replacement)
