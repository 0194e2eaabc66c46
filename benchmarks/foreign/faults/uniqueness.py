"""Unique names."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import Document

unique = Group("uniqueness")


@unique(
    *("two-users", "A second POST of a userName makes a second user.", CORRUPTS, "POST a user twice"),
    lambda c: c.status("POST", "/Users", body := c.named()) == 201 and c.status("POST", "/Users", body) == 409,
)
def _(app: App) -> None:
    _not_unique(app, "User", create=True)


def _not_unique(app: App, of: str, *, create: bool) -> None:
    def handle(original: Any, kind: str, document: Document) -> str:
        name = str(original(kind, document))
        if kind != of or app.resources.store.taken(kind, name) is None:
            return name
        return f"{name}#{app.resources.store.now()}"

    def unique_name(original: Any, kind: str, document: Document, own: str | None) -> None:
        if kind != of or (own is None) != create:
            original(kind, document, own)

    app.wrap(app.resources, "handle", handle)
    app.wrap(app.resources, "unique", unique_name)


@unique(
    *("other-case", "A userName in other letter case makes a second user.", CORRUPTS, "POST a userName in capitals"),
    lambda c: (u := c.user()) and c.status("POST", "/Users", c.named(userName=u["userName"].upper())) == 409,
)
def _(app: App) -> None:
    app.wrap(
        *(app.resources, "handle"),
        lambda original, kind, document: document["userName"] if kind == "User" else original(kind, document),
    )


@unique(
    *("rename", "A user can be given the userName of another by PATCH.", CORRUPTS, "PATCH userName to a taken one"),
    lambda c: c.patch(c.user(), ("Replace", "userName", c.user()["userName"])).status_code == 409,
)
def _(app: App) -> None:
    _not_unique(app, "User", create=False)


@unique(
    *("rename-500", "PATCH of userName to a taken one is answered with 500.", RFC, "PATCH userName to a taken one"),
    lambda c: c.patch(c.user(), ("Replace", "userName", c.user()["userName"])).status_code == 409,
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, document: Document, own: str | None) -> None:
        try:
            original(kind, document, own)
        except Refused as refused:
            if own is not None:
                raise Refused(500, "UNIQUE constraint failed") from refused
            raise

    app.wrap(app.resources, "unique", replacement)


@unique(
    *("rename-half", "PATCH to a taken userName is refused, and the title of the same PATCH is kept.", CORRUPTS),
    "PATCH title and a taken userName; GET",
    lambda c: (
        c.patch(u := c.user(), ("replace", "title", "x"), ("replace", "userName", c.user()["userName"])).status_code
        == 409
        and "title" not in c.get(u)
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any, document: Document) -> Any:
        try:
            return original(row, document)
        except Refused as refused:
            if refused.status == 409:
                kept = {**{k: v for k, v in document.items() if k != "members"}, "userName": row.document["userName"]}
                app.resources.store.update(row, kept, app.resources.handle(row.kind, kept))
            raise

    app.wrap(app.resources, "save", replacement)


@unique(
    *(
        "conflict-merges",
        "POST of a taken userName is refused with 409 and changes that user.",
        CORRUPTS,
        "POST twice; GET",
    ),
    lambda c: (
        (u := c.user())
        and c.status("POST", "/Users", c.named(userName=u["userName"], displayName="Merged")) == 409
        and c.get(u)["displayName"] == u["displayName"]
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, body: Document) -> Any:
        try:
            return original(kind, body)
        except Refused as refused:
            if refused.status == 409 and kind == "User":
                taken = app.resources.store.taken("User", str(body["userName"]).casefold())
                row = app.resources.store.get(str(taken))
                if row is not None and body.get("displayName"):
                    changed = {**row.document, "displayName": body["displayName"]}
                    app.resources.store.update(row, changed, app.resources.handle("User", changed))
            raise

    app.wrap(app.resources, "create", replacement)


@unique(
    *(
        "conflict-200",
        "POST of a taken userName is answered with 200 and the user that is there.",
        BREAKS,
        "POST twice",
    ),
    lambda c: (u := c.user()) and c.status("POST", "/Users", c.named(userName=u["userName"])) == 409,
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        if request.method == "POST" and request.parts == ["Users"]:
            try:
                return app.create(request, "User")
            except Refused as refused:
                if refused.status != 409:
                    raise
                taken = app.resources.store.taken("User", str(app.body(request)["userName"]).casefold())
                return app.read(request, "User", str(taken))
        return None

    arriving(app, act)
