"""What is left of a deleted user, and names that stay taken."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client, path
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import posting
from benchmarks.foreign.server import App, Refused
from benchmarks.foreign.server.messages import Document

fault = Group("deletion")


unique = Group("uniqueness")


def _again(c: Client, **attributes: Any) -> tuple[Document, Document]:
    """Create, delete and create the same user; return both."""
    body = c.named(**attributes)
    first = c.made("/Users", body)
    c.send("DELETE", path(first)).raise_for_status()
    return first, c.made("/Users", body)


@fault(
    *("old-id", "A user who is created again gets the id of the deleted one.", RFC, "POST; DELETE; POST the same"),
    lambda c: (p := _again(c))[0]["id"] != p[1]["id"],
)
def _(app: App) -> None:
    gone: dict[str, str] = {}

    def delete(original: Any, row: Any) -> None:
        gone[app.resources.handle(row.kind, row.document)] = row.id
        original(row)

    def create(original: Any, kind: str, body: Document) -> Any:
        row = original(kind, body)
        old = gone.pop(app.resources.handle(kind, row.document), None)
        if old is not None and kind == "User":
            app.resources.store.connection.execute("UPDATE resource SET id = ? WHERE id = ?", (old, row.id))
            row.id = old
        return row

    app.wrap(app.resources, "delete", delete)
    app.wrap(app.resources, "create", create)


@fault(
    *(
        "next-id",
        "The id of the last deleted user is given to the next new one.",
        CORRUPTS,
        "POST; DELETE; POST another",
    ),
    lambda c: c.status("DELETE", u := c.user()) == 204 and c.user()["id"] != u["id"],
)
def _(app: App) -> None:
    def delete(original: Any, row: Any) -> None:
        original(row)
        connection = app.resources.store.connection
        connection.execute("UPDATE sqlite_sequence SET seq = (SELECT ifnull(max(place), 0) FROM resource)")

    app.wrap(app.resources, "delete", delete)


@fault(
    *("name-blocked", "The userName of a deleted user stays taken.", BREAKS, "POST; DELETE; POST the same"),
    lambda c: bool(_again(c)),
)
def _(app: App) -> None:
    _blocked(app, "User")


def _blocked(app: App, kind: str) -> None:
    gone: set[str] = set()

    def delete(original: Any, row: Any) -> None:
        if row.kind == kind:
            gone.add(app.resources.handle(kind, row.document))
        original(row)

    def unique_name(original: Any, of: str, document: Document, own: str | None) -> None:
        if of == kind and own is None and app.resources.handle(kind, document) in gone:
            raise Refused(409, "the name is taken", "uniqueness")
        original(of, document, own)

    app.wrap(app.resources, "delete", delete)
    app.wrap(app.resources, "unique", unique_name)


@fault(
    *("group-name-blocked", "The name of a deleted group stays taken.", BREAKS, "POST a group; DELETE; POST the same"),
    lambda c: c.status("DELETE", g := c.group()) == 204 and c.group(displayName=g["displayName"]) != {},
)
def _(app: App) -> None:
    _blocked(app, "Group")


@fault(
    *(
        "old-name-blocked",
        "The userName that a user had before a rename stays taken.",
        BREAKS,
        "PATCH userName; POST the old one",
    ),
    lambda c: (
        c.patched(u := c.user(), ("Replace", "userName", f"moved-{u['id']}@contoso.com"))
        and c.user(userName=u["userName"]) != {}
    ),
)
def _(app: App) -> None:
    old: set[str] = set()

    def update(original: Any, row: Any, document: Document, handle: str) -> Any:
        before = app.resources.handle(row.kind, row.document)
        if before != handle:
            old.add(before)
        return original(row, document, handle)

    def unique_name(original: Any, kind: str, document: Document, own: str | None) -> None:
        if kind == "User" and own is None and app.resources.handle(kind, document) in old:
            raise Refused(409, "the name was used", "uniqueness")
        original(kind, document, own)

    app.wrap(app.resources.store, "update", update)
    app.wrap(app.resources, "unique", unique_name)


def _fresh(c: Client) -> bool:
    body = c.named(title="Old")
    c.send("DELETE", path(c.made("/Users", body))).raise_for_status()
    del body["title"]
    return "title" not in c.made("/Users", body)


@fault(
    *(
        "old-values",
        "A user who is created again has the title of the deleted one.",
        CORRUPTS,
        "POST; DELETE; POST; GET",
    ),
    _fresh,
)
def _(app: App) -> None:
    gone: dict[str, Document] = {}

    def delete(original: Any, row: Any) -> None:
        gone[app.resources.handle(row.kind, row.document)] = row.document
        original(row)

    def act(body: Document) -> None:
        before = gone.get(str(body.get("userName")).casefold(), {})
        if "title" in before:
            body.setdefault("title", before["title"])

    app.wrap(app.resources, "delete", delete)
    posting(app, "User", act)


def _no_groups(c: Client) -> bool:
    body = c.named()
    first = c.made("/Users", body)
    c.group(first)
    c.send("DELETE", path(first)).raise_for_status()
    return "groups" not in c.made("/Users", body)


@fault(
    *(
        "old-groups",
        "A user who is created again is in the groups of the deleted one.",
        CORRUPTS,
        "POST; DELETE; POST; GET",
    ),
    _no_groups,
)
def _(app: App) -> None:
    gone: dict[str, list[str]] = {}

    def delete(original: Any, row: Any) -> None:
        handle = app.resources.handle(row.kind, row.document)
        gone[handle] = [group for group, _, direct in app.resources.store.groups_of(row.id) if direct]
        original(row)

    def create(original: Any, kind: str, body: Document) -> Any:
        row = original(kind, body)
        for group in gone.get(app.resources.handle(kind, row.document), []):
            if app.resources.store.get(group):
                app.resources.store.join(group, [row.id])
        return row

    app.wrap(app.resources, "delete", delete)
    app.wrap(app.resources, "create", create)


def _enabled(c: Client) -> bool:
    body = c.named()
    first = c.patched(c.made("/Users", body), ("Replace", "active", "False"))
    c.send("DELETE", path(first)).raise_for_status()
    return c.made("/Users", body)["active"] is True


@fault(
    *("old-disabled", "A user who is created again after being disabled and deleted is disabled.", BREAKS, "POST; GET"),
    _enabled,
)
def _(app: App) -> None:
    gone: set[str] = set()

    def delete(original: Any, row: Any) -> None:
        if row.document.get("active") is False:
            gone.add(app.resources.handle(row.kind, row.document))
        original(row)

    app.wrap(app.resources, "delete", delete)
    posting(app, "User", lambda body: str(body.get("userName")).casefold() in gone and body.update(active=False))
