"""meta, entity tags and preconditions (RFC 7643 3.1, RFC 7644 3.14)."""

from __future__ import annotations

import re
from typing import Any

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import RFC, Group
from benchmarks.foreign.faults.seams import leaving, listed, shown
from benchmarks.foreign.server import App, Request, Response
from benchmarks.foreign.server.messages import Document

fault = Group("meta")
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _meta(app: App, kind: str, act: Any) -> None:
    shown(app, kind, lambda document: act(document["meta"]))


def _moved(c: Client, resource: Document, *operations: Any, part: str = "lastModified") -> bool:
    """Whether a part of meta is another one after a PATCH."""
    return bool(c.patched(resource, *operations)["meta"][part] != resource["meta"][part])


def _frozen(app: App, when: Any) -> None:
    """Do not move lastModified with the changes that ``when`` (row, document) chooses."""

    def replacement(original: Any, row: Any, document: Document, handle: str) -> Any:
        before = row.modified
        still = when(row, document)
        new = original(row, document, handle)
        if still:
            app.resources.store.connection.execute("UPDATE resource SET modified = ? WHERE id = ?", (before, row.id))
            new.modified = before
        return new

    app.wrap(app.resources.store, "update", replacement)


@fault(
    *("last-modified-stays", "meta.lastModified of a user does not move with a PATCH.", RFC, "PATCH title; GET"),
    lambda c: _moved(c, c.user(), ("replace", "title", "x")),
)
def _(app: App) -> None:
    _frozen(app, lambda row, _: row.kind == "User")


@fault(
    *("last-modified-stays-members", "meta.lastModified of a group does not move when its members change.", RFC),
    *("PATCH add members; GET", lambda c: _moved(c, c.group(), ("add", "members", [{"value": c.user()["id"]}]))),
)
def _(app: App) -> None:
    _frozen(app, lambda row, document: row.kind == "Group" and document == row.document)


@fault(
    *("last-modified-stays-rename", "meta.lastModified of a group does not move when it is renamed.", RFC),
    *("PATCH displayName; GET", lambda c: _moved(c, c.group(), ("replace", "displayName", "Renamed"))),
)
def _(app: App) -> None:
    _frozen(app, lambda row, document: row.kind == "Group" and document != row.document)


@fault(
    *("last-modified-stays-active", "meta.lastModified does not move when a user is disabled.", RFC),
    *("PATCH active; GET", lambda c: _moved(c, c.user(), ("replace", "active", False))),
)
def _(app: App) -> None:
    _frozen(app, lambda row, document: row.document.get("active") != document.get("active"))


@fault(
    *("last-modified-reads", "meta.lastModified is the time of the request.", RFC, "GET twice"),
    lambda c: c.get(u := c.user())["meta"] == u["meta"],
)
def _(app: App) -> None:
    _meta(app, "User", lambda meta: meta.update(lastModified=app.resources.store.now()))


@fault(
    *("last-modified-no-op", "A PATCH that adds what is there already moves lastModified.", RFC),
    *("PATCH add members with a member; GET", lambda c: not _moved(c, c.group(u := c.user()), _join(u))),
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any, document: Document) -> Any:
        new = original(row, document)
        if new is row:
            handle = app.resources.handle(row.kind, row.document)
            return app.resources.store.update(row, row.document, handle)
        return new

    app.wrap(app.resources, "save", replacement)


def _join(user: Document) -> Any:
    return ("add", "members", [{"value": user["id"]}])


@fault(
    *("last-modified-failed", "A PATCH that is refused moves lastModified.", RFC, "PATCH of an unknown path; GET"),
    lambda c: c.patch(u := c.user(), ("replace", "nothing", "x")).status_code == 400 and c.get(u)["meta"] == u["meta"],
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        row = app.resources.store.get(request.parts[1]) if len(request.parts) == 2 else None
        if request.method == "PATCH" and response.status == 400 and row:
            app.resources.store.update(row, row.document, app.resources.handle(row.kind, row.document))

    leaving(app, act)


@fault(
    *("created-moves", "meta.created is the time of the last change.", RFC, "PATCH title; GET"),
    lambda c: not _moved(c, c.user(), ("replace", "title", "x"), part="created"),
)
def _(app: App) -> None:
    _meta(app, "User", lambda meta: meta.update(created=meta["lastModified"]))


@fault(
    *("created-missing", "Groups have no meta.created.", RFC),
    *("GET /Groups/{id}", lambda c: "created" in c.group()["meta"]),
)
def _(app: App) -> None:
    _meta(app, "Group", lambda meta: meta.pop("created"))


@fault(
    *("dates-no-zone", "Dates in meta have no time zone.", RFC),
    *("GET /Users/{id}", lambda c: bool(_ZONED.fullmatch(c.user()["meta"]["created"]))),
)
def _(app: App) -> None:
    _meta(app, "User", lambda meta: meta.update({key: meta[key][:-1] for key in ("created", "lastModified")}))


@fault(
    *("dates-numbers", "Dates in meta are seconds since 1970.", RFC),
    *("GET /Users/{id}", lambda c: isinstance(c.user()["meta"]["created"], str)),
)
def _(app: App) -> None:
    _meta(app, "User", lambda meta: meta.update(created=1_780_000_000, lastModified=1_780_000_000))


@fault(
    *("dates-blank", "Dates in meta have a blank between date and time.", RFC),
    *("GET /Groups/{id}", lambda c: bool(_ZONED.fullmatch(c.group()["meta"]["created"]))),
)
def _(app: App) -> None:
    _meta(app, "Group", lambda meta: meta.update(created=meta["created"].replace("T", " ")))


@fault(
    *("missing", "Resources have no meta.", RFC),
    *("GET /Users/{id}", lambda c: "meta" in c.get(f"/Users/{c.user()['id']}")),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts[:1] in (["Users"], ["Groups"]) and isinstance(response.body, dict):
            for each in [response.body, *response.body.get("Resources", [])]:
                each.pop("meta", None)

    leaving(app, act)


@fault(
    *("missing-in-lists", "Resources in lists have no meta.", RFC, "GET /Users"),
    lambda c: c.user() is not None and all("meta" in each for each in c.get("/Users")["Resources"]),
)
def _(app: App) -> None:
    listed(app, lambda each: each.pop("meta", None))


@fault(
    *("resource-type-lower", "meta.resourceType is user.", RFC),
    *("GET /Users/{id}", lambda c: c.get(f"/Users/{c.user()['id']}")["meta"]["resourceType"] == "User"),
)
def _(app: App) -> None:
    def act(request: Request, response: Response) -> None:
        if request.parts[:1] == ["Users"] and isinstance(response.body, dict) and "meta" in response.body:
            response.body["meta"]["resourceType"] = "user"

    leaving(app, act)


@fault(
    *("location-relative", "meta.location and Location have no scheme and host.", RFC),
    *("GET /Users/{id}", lambda c: c.user()["meta"]["location"].startswith("http")),
)
def _(app: App) -> None:
    app.wrap(app.resources, "location", lambda original, _, kind, identifier: original("/scim/v2", kind, identifier))


@fault(
    *("location-host", "meta.location has another host than the request.", RFC),
    *("GET /Users/{id}", lambda c: c.user()["meta"]["location"].startswith(c.url)),
)
def _(app: App) -> None:
    app.wrap(
        *(app.resources, "location"),
        lambda original, _, kind, identifier: original("http://internal.example:8080/scim/v2", kind, identifier),
    )


@fault(
    *("location-user-name", "meta.location of a user ends in the userName.", RFC),
    *("GET meta.location", lambda c: c.http.get(c.user()["meta"]["location"]).status_code == 200),
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        head = document["meta"]["location"].rpartition("/")[0]
        document["meta"]["location"] = f"{head}/{document['userName']}"

    shown(app, "User", act)


@fault(
    *("location-of-groups", "meta.location of a group leads to /Users.", RFC),
    *("GET meta.location", lambda c: c.http.get(c.group()["meta"]["location"]).status_code == 200),
)
def _(app: App) -> None:
    _meta(app, "Group", lambda meta: meta.update(location=meta["location"].replace("/Groups/", "/Users/")))


@fault(
    *("location-in-lists", "meta.location in lists is the address of the list.", RFC, "GET /Users"),
    lambda c: c.user() is not None and all("/Users/" in e["meta"]["location"] for e in c.get("/Users")["Resources"]),
)
def _(app: App) -> None:
    def act(each: Document) -> None:
        if "meta" in each:
            each["meta"] = {**each["meta"], "location": each["meta"]["location"].rpartition("/")[0]}

    listed(app, act)
