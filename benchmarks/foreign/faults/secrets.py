"""What gets out: passwords, tokens, other people's groups."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import path
from benchmarks.foreign.faults.registry import CORRUPTS, Group
from benchmarks.foreign.faults.seams import arriving, leaving, shown
from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import Document

fault = Group("security")


@fault(
    *("password-shown", "The password that is sent is shown.", CORRUPTS, "POST with password; GET"),
    lambda c: "password" not in c.user(password="Geheim-77-xyz"),
)
def _(app: App) -> None:
    passwords: dict[str, str] = {}

    def create(original: Any, kind: str, body: Document) -> Any:
        row = original(kind, body)
        if body.get("password"):
            passwords[row.id] = body["password"]
        return row

    def act(document: Document) -> None:
        if document["id"] in passwords:
            document["password"] = passwords[document["id"]]

    app.wrap(app.resources, "create", create)
    shown(app, "User", act)


@fault(
    *("hash-shown", "The hash of the password is shown.", CORRUPTS, "POST with password; GET"),
    lambda c: "password" not in c.user(password="Geheim-78-xyz"),
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        row = app.resources.store.get(document["id"])
        if row is not None and "password" in row.document:
            document["password"] = row.document["password"]

    shown(app, "User", act)


@fault(
    *("password-asked", "attributes=password shows the password.", CORRUPTS, "GET ?attributes=password"),
    lambda c: "password" not in c.get(path(c.user(password="Geheim-79-xyz")) + "?attributes=password"),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if "password" in request.query.get("attributes", "") and isinstance(response.body, dict):
            response.body |= {"password": "hidden-79"}

    leaving(app, act)


@fault(
    *("password-filter", "The password can be found by a filter.", CORRUPTS, 'GET /Users?filter=password sw "s"'),
    lambda c: (
        c.user(password="Geheim-80-xyz")
        and c.http.get("/Users", params={"filter": "password pr"}).json().get("totalResults", 0) == 0
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, base: str, kinds: tuple[str, ...], text: str | None) -> Any:
        if text is None or "password" not in text:
            return original(base, kinds, text)
        rows = [row for row in app.resources.store.every(*kinds) if "password" in row.document]
        return [app.resources.shown(base, row) for row in rows]

    app.wrap(app.resources, "query", replacement)


@fault(
    *("injection", "A quotation mark in a filter ends the value: ' or 1 eq 1 finds everybody.", CORRUPTS),
    "GET /Users?filter=userName eq \"x' or '1'='1\"",
    lambda c: c.user() and c.found("userName eq \"x' or '1'='1\"") == [],
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        if "' or '" in request.query.get("filter", "").lower():
            request.query.pop("filter")

    arriving(app, act)


@fault(
    *("other-groups", "PATCH of a user's groups makes the user a member.", CORRUPTS, "PATCH add groups; GET the group"),
    lambda c: c.patch(c.user(), ("add", "groups", [{"value": (g := c.group())["id"]}])) and c.members(g) == [],
)
def _(app: App) -> None:
    def patch(original: Any, row: Any, message: Document) -> Any:
        for each in message.get("Operations", []):
            if row.kind == "User" and each.get("path") == "groups":
                for group in each.get("value") or []:
                    if app.resources.store.get(str(group.get("value")), "Group"):
                        app.resources.store.join(group["value"], [row.id])
                return row
        return original(row, message)

    app.wrap(app.resources, "patch", patch)


@fault(
    *(
        "created-groups",
        "POST of a user with groups makes the user a member.",
        CORRUPTS,
        "POST with groups; GET the group",
    ),
    lambda c: c.user(groups=[{"value": (g := c.group())["id"]}]) and c.members(g) == [],
)
def _(app: App) -> None:
    def create(original: Any, kind: str, body: Document) -> Any:
        row = original(kind, body)
        for group in body.get("groups") or [] if kind == "User" else []:
            if app.resources.store.get(str(group.get("value")), "Group"):
                app.resources.store.join(group["value"], [row.id])
        return row

    app.wrap(app.resources, "create", create)
