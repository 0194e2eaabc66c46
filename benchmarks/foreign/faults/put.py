"""PUT (RFC 7644 3.5.1)."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, emails
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, putting, refusing, take
from benchmarks.foreign.server import App, Refused, Request, Response
from benchmarks.foreign.server.messages import Document, invalid

fault = Group("put")


def _for(kind: str, act: Any) -> Any:
    """Act on the body of a PUT of that kind."""
    return lambda row, body: act(body) if row.kind == kind else None


@fault(
    *("missing", "PUT is answered with 405.", RFC, "PUT /Users/{id}"),
    lambda c: c.status("PUT", u := c.user(), u) == 200,
)
def _(app: App) -> None:
    refusing(app, lambda request: request.method == "PUT", 405)


@fault(
    *("missing-501", "PUT of a group is answered with 501.", RFC, "PUT /Groups/{id}"),
    lambda c: c.status("PUT", g := c.group(), g) == 200,
)
def _(app: App) -> None:
    refusing(app, lambda request: request.method == "PUT" and request.parts[:1] == ["Groups"], 501)


@fault(
    *("keeps-omitted", "PUT keeps what it omits.", RFC, "PUT without title; GET"),
    lambda c: "title" not in c.put(c.user(title="x"), title=None),
)
def _(app: App) -> None:
    def act(row: Any, body: Document) -> None:
        for key, value in row.document.items():
            body.setdefault(key, value)

    putting(app, act)


@fault(
    *("creates", "PUT to an id that nobody has creates a user.", RFC, "PUT /Users/999999"),
    lambda c: c.status("PUT", "/Users/999999", c.named()) == 404,
)
def _(app: App) -> None:
    def act(request: Request) -> Response | None:
        if request.method == "PUT" and request.parts[:1] == ["Users"] and not app.resources.store.get(request.parts[1]):
            return app.create(request, "User")
        return None

    arriving(app, act)


@fault(
    *("other-id-400", "PUT with an id or meta in the body, as a GET shows them, is refused.", RFC, "GET; PUT the same"),
    lambda c: c.status("PUT", u := c.user(), u) == 200,
)
def _(app: App) -> None:
    def act(_: Any, body: Document) -> None:
        if "meta" in body or "id" in body:
            raise invalid("id and meta are read-only", "mutability")

    putting(app, act)


@fault(
    *(
        "groups-400",
        "PUT with the read-only groups that a GET shows is refused.",
        RFC,
        "GET a member of a group; PUT the same",
    ),
    lambda c: c.group(u := c.user()) and c.status("PUT", u, c.get(u)) == 200,
)
def _(app: App) -> None:
    def act(_: Any, body: Document) -> None:
        if "groups" in body:
            raise invalid("groups is read-only", "mutability")

    putting(app, act)


@fault(
    *("no-user-name", "PUT without userName is accepted and keeps the old one.", RFC, "PUT without userName"),
    lambda c: c.status("PUT", u := c.user(), {k: v for k, v in u.items() if k != "userName"}) == 400,
)
def _(app: App) -> None:
    putting(app, lambda row, body: row.kind == "User" and body.setdefault("userName", row.document["userName"]))


@fault(
    *("taken-name", "PUT with the userName of another user is accepted.", CORRUPTS, "PUT with a taken userName"),
    lambda c: c.status("PUT", u := c.user(), {**u, "userName": c.user()["userName"]}) == 409,
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any, body: Document) -> Any:
        store, name = app.resources.store, body.get("userName")
        if row.kind == "User" and name and store.taken("User", str(name).casefold()) not in (None, row.id):
            document = app.resources.asserted("User", body)
            return store.update(row, document, f"{str(name).casefold()}#{row.id}")
        return original(row, body)

    app.wrap(app.resources, "replace", replacement)


@fault(
    *("own-name-409", "PUT with the user's own userName is a conflict.", RFC, "GET; PUT the same"),
    lambda c: c.status("PUT", u := c.user(), u) == 200,
)
def _(app: App) -> None:
    def act(row: Any, body: Document) -> None:
        if row.kind == "User" and body.get("userName") == row.document["userName"]:
            raise Refused(409, "userName is taken", "uniqueness")

    putting(app, act)


def _lost(name: str, about: str, attributes: Document, where: str) -> None:
    """A fault: PUT does not store an attribute; a PUT of what a GET shows loses it."""

    def right(c: Client) -> bool:
        user = c.user()
        after = c.put({**user, **attributes})
        return all(after.get(key) == value for key, value in attributes.items())

    def seed(app: App) -> None:
        putting(app, _for("User", lambda body: take(body, where)))

    fault(name, about, CORRUPTS, f"PUT with {', '.join(attributes)}; GET", right)(seed)


_lost("no-enterprise", "PUT loses the enterprise attributes.", {ENT: {"department": "HR"}}, ENT + ":department")


_lost(
    "no-phones", "PUT loses the telephone numbers.", {"phoneNumbers": [{"value": "5", "type": "work"}]}, "phoneNumbers"
)


_lost("no-roles", "PUT loses the roles.", {"roles": [{"value": "a"}]}, "roles")


_lost("no-external-id", "PUT loses externalId.", {"externalId": "P-1"}, "externalId")


_lost("no-display-name", "PUT does not change displayName.", {"displayName": "P"}, "displayName")


_lost("no-addresses", "PUT loses the addresses.", {"addresses": [{"locality": "Oslo", "type": "work"}]}, "addresses")


_lost(
    "no-middle-name", "PUT loses name.middleName.", {"name": {"familyName": "A", "middleName": "B"}}, "name.middleName"
)


@fault(
    *("active-ignored", "PUT does not change active.", BREAKS, "PUT with active false; GET"),
    lambda c: c.put(c.user(), active=False)["active"] is False,
)
def _(app: App) -> None:
    putting(app, lambda row, body: row.kind == "User" and body.update(active=row.document.get("active", True)))


@fault(
    *("active-text", 'PUT with active "False" as text is refused.', BREAKS, 'PUT with active "False"'),
    lambda c: c.put(c.user(), active="False")["active"] is False,
)
def _(app: App) -> None:
    def act(_: Any, body: Document) -> None:
        if isinstance(body.get("active"), str):
            raise invalid("active is a boolean")

    putting(app, act)


@fault(
    *("disables", "PUT without active disables the user.", CORRUPTS, "PUT without active; GET"),
    lambda c: c.put(c.user(), active=None)["active"] is True,
)
def _(app: App) -> None:
    putting(app, lambda row, body: row.kind == "User" and body.setdefault("active", False))


@fault(
    *("appends-emails", "PUT adds e-mails to those that are there.", CORRUPTS, "PUT with other emails; GET"),
    lambda c: emails(c.put(c.user(), emails=[{"value": "n@x.org", "type": "work"}])) == ["n@x.org"],
)
def _(app: App) -> None:
    def act(row: Any, body: Document) -> None:
        if row.kind == "User" and body.get("emails"):
            old = [each for each in row.document.get("emails", []) if each not in body["emails"]]
            body["emails"] = [*({k: v for k, v in e.items() if k != "primary"} for e in old), *body["emails"]]

    putting(app, act)
