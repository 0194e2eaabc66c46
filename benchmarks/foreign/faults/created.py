"""POST: what comes of a body that is accepted."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import posting
from benchmarks.foreign.server import App, Refused
from benchmarks.foreign.server.messages import Document

fault = Group("create")


def _created(c: Client, **attributes: Any) -> bool:
    return c.status("POST", "/Users", c.named(**attributes)) == 201


@fault(
    *("inactive-active", "POST with active false makes an active user.", BREAKS),
    *("POST active false; GET", lambda c: c.user(active=False)["active"] is False),
)
def _(app: App) -> None:
    posting(app, "User", lambda body: body.update(active=True))


@fault(
    *("active-inactive", "POST with active true makes a user who is not active.", BREAKS),
    *("POST active true; GET", lambda c: c.user(active=True)["active"] is True),
)
def _(app: App) -> None:
    posting(app, "User", lambda body: body.update(active=False))


@fault(
    *("active-text-true", 'POST with active "False" makes an active user.', CORRUPTS),
    *('POST active "False"; GET', lambda c: c.user(active="False")["active"] is False),
)
def _(app: App) -> None:
    app.wrap(
        app.resources.values,
        "boolean",
        lambda original, at, value: bool(value) and (value != "" or original(at, value)),
    )


@fault(
    *("client-id", "POST takes the id that the client sends.", CORRUPTS),
    *("POST with an id", lambda c: c.user(id="424242")["id"] != "424242"),
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, body: Document) -> Any:
        row = original(kind, body)
        wanted = str(body.get("id", ""))
        if kind == "User" and wanted.isdigit() and app.resources.store.get(wanted) is None:
            app.resources.store.connection.execute("UPDATE resource SET id = ? WHERE id = ?", (wanted, row.id))
            row.id = wanted
        return row

    app.wrap(app.resources, "create", replacement)


@fault(
    *("overwrites-by-id", "POST with the id of a user overwrites that user.", CORRUPTS),
    "POST with the id of another user; GET that user",
    lambda c: c.user(id=(u := c.user())["id"])["id"] != u["id"] and c.get(u) == u,
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, body: Document) -> Any:
        row = app.resources.store.get(str(body.get("id", "")), kind)
        return app.resources.replace(row, body) if row else original(kind, body)

    app.wrap(app.resources, "create", replacement)


@fault(
    *("overwrites-by-e-mail", "POST with the e-mail of a user overwrites that user.", CORRUPTS),
    "POST two users with one e-mail; GET the first",
    lambda c: (
        c.user(emails=[{"value": "shared@contoso.com"}])["id"] != c.user(emails=[{"value": "shared@contoso.com"}])["id"]
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, body: Document) -> Any:
        sent = {each.get("value") for each in body.get("emails") or [] if isinstance(each, dict)} - {None}
        for row in app.resources.store.every("User") if kind == "User" else []:
            if sent & {each.get("value") for each in row.document.get("emails", [])}:
                return app.resources.replace(row, body)
        return original(kind, body)

    app.wrap(app.resources, "create", replacement)


@fault(
    *("overwrites-by-external-id", "POST with a known externalId answers with the user who has it.", CORRUPTS),
    "POST two users with one externalId",
    lambda c: c.user(externalId="E-1")["id"] != c.user(externalId="E-1")["id"],
)
def _(app: App) -> None:
    _by_external_id(app, "User")


def _by_external_id(app: App, kind: str) -> None:
    def replacement(original: Any, of: str, body: Document) -> Any:
        for row in app.resources.store.every(kind) if of == kind else []:
            if body.get("externalId") and body["externalId"] == row.document.get("externalId"):
                return row
        return original(of, body)

    app.wrap(app.resources, "create", replacement)


@fault(
    *("group-by-external-id", "POST of a group with a known externalId answers with that other group.", CORRUPTS),
    *("POST two groups with one externalId", lambda c: c.group(externalId="E")["id"] != c.group(externalId="E")["id"]),
)
def _(app: App) -> None:
    _by_external_id(app, "Group")


@fault(
    *("empty-external-id", "Two users whose externalId is empty are a conflict.", RFC),
    'POST two users with externalId ""',
    lambda c: _created(c, externalId="") and _created(c, externalId=""),
)
def _(app: App) -> None:
    def act(body: Document) -> None:
        if body.get("externalId") == "":
            for row in app.resources.store.every("User"):
                if row.document.get("externalId") == "":
                    raise Refused(409, "externalId is taken", "uniqueness")

    posting(app, "User", act)


@fault(
    *("namesakes", "The part of userName before the @ has to be unique.", BREAKS),
    "POST jo.same@a.org and jo.same@b.org",
    lambda c: _created(c, userName="jo.same@a.org") and _created(c, userName="jo.same@b.org"),
)
def _(app: App) -> None:
    def act(body: Document) -> None:
        head = str(body.get("userName")).casefold().partition("@")[0]
        for row in app.resources.store.every("User"):
            if row.document["userName"].casefold().partition("@")[0] == head:
                raise Refused(500, "duplicate key value violates unique constraint")

    posting(app, "User", act)


def _unique(name: str, about: str, attributes: Document, read: Any) -> None:
    def seed(app: App) -> None:
        def act(body: Document) -> None:
            for row in app.resources.store.every("User"):
                if read(body) and read(body) == read(row.document):
                    raise Refused(409, "taken", "uniqueness")

        posting(app, "User", act)

    shows = f"POST two users with the same {', '.join(attributes)}"
    fault(name, about, BREAKS, shows, lambda c: _created(c, **attributes) and _created(c, **attributes))(seed)


_unique(
    *("display-name-unique", "Two users with one displayName are a conflict.", {"displayName": "Jo Doe"}),
    lambda body: body.get("displayName"),
)


_unique(
    *(
        "employee-number-unique",
        "Two users with one employeeNumber are a conflict.",
        {ENT: {"employeeNumber": "E12345"}},
    ),
    lambda body: (body.get(ENT) or {}).get("employeeNumber"),
)


_unique(
    *(
        "full-name-unique",
        "Two users with one name are a conflict.",
        {"name": {"givenName": "Jo", "familyName": "Doe"}},
    ),
    lambda body: (
        ((body.get("name") or {}).get("givenName"), (body.get("name") or {}).get("familyName")) == ("Jo", "Doe")
    ),
)
