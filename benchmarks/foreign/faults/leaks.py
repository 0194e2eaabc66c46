"""State of one user that shows up at another, or that a read changes."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, emails
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, Group
from benchmarks.foreign.faults.seams import arriving, posting, saving
from benchmarks.foreign.server import App, Request
from benchmarks.foreign.server.messages import Document

fault = Group("state")


def _full(c: Client, **attributes: Any) -> Document:
    return c.user(
        title="Engineer",
        phoneNumbers=[{"value": "5", "type": "work"}],
        roles=[{"value": "reader"}],
        **{ENT: {"department": "HR", "employeeNumber": "7"}},
        **attributes,
    )


def _change(c: Client, *operations: Any, **attributes: Any) -> tuple[Document, Document]:
    """Return a full user before and after a PATCH."""
    before = _full(c, **attributes)
    return before, c.patched(before, *operations)


def _same(pair: tuple[Document, Document], name: str) -> bool:
    return bool(pair[0].get(name) == pair[1].get(name))


def _saved(app: App, kind: str, act: Any) -> None:
    """Change a document that a PATCH or PUT of that kind stores."""

    def on(row: Any, document: Document) -> None:
        if row.kind == kind:
            act(row, document)

    saving(app, on)


def _set(app: App, wanted: Any, **attributes: Any) -> None:
    """Change users behind the server's back."""
    for each in list(wanted):
        row = app.resources.store.get(each, "User")
        if row is not None and any(row.document.get(key) != value for key, value in attributes.items()):
            document = {**row.document, **attributes}
            app.resources.store.update(row, document, app.resources.handle("User", document))


_DISABLE = ("Replace", "active", "False")


@fault(
    *("namesake-changes", "A PATCH of displayName changes every user with the same familyName.", CORRUPTS),
    "POST two users with one familyName; PATCH displayName of one; GET the other",
    lambda c: (
        (a := c.user(name={"familyName": "Twin"}))
        and (b := c.user(name={"familyName": "Twin"}))
        and c.patched(a, ("Replace", "displayName", "Changed"))["displayName"] == "Changed"
        and c.get(b)["displayName"] == b["displayName"]
    ),
)
def _(app: App) -> None:
    def act(row: Any, document: Document) -> None:
        family = document.get("name", {}).get("familyName")
        if document.get("displayName") != row.document.get("displayName") and family:
            same = [
                r.id
                for r in app.resources.store.every("User")
                if r.document.get("name", {}).get("familyName") == family
            ]
            _set(app, same, displayName=document["displayName"])

    _saved(app, "User", act)


@fault(
    *("same-e-mail-disables", "Disabling a user disables every user with the same e-mail.", CORRUPTS),
    "POST two users with one e-mail; PATCH active False of one; GET the other",
    lambda c: (
        (a := c.user(emails=[{"value": "both@x.org"}]))
        and (b := c.user(emails=[{"value": "both@x.org"}]))
        and c.patched(a, _DISABLE)["active"] is False
        and c.get(b)["active"] is True
    ),
)
def _(app: App) -> None:
    def act(row: Any, document: Document) -> None:
        if document.get("active") is False and row.document.get("active") is not False:
            own = [each.get("value") for each in document.get("emails", [])]
            same = [
                other.id
                for other in app.resources.store.every("User")
                if any(each.get("value") in own for each in other.document.get("emails", []))
            ]
            _set(app, same, active=False)

    _saved(app, "User", act)


@fault(
    *(
        "disabled-reports",
        "Disabling a manager disables the reports.",
        CORRUPTS,
        "PATCH active False of a manager; GET",
    ),
    lambda c: (
        (u := c.user(**{ENT: {"manager": {"value": (b := c.user())["id"]}}}))
        and c.patched(b, _DISABLE) is not None
        and c.get(u)["active"] is True
    ),
)
def _(app: App) -> None:
    def act(row: Any, document: Document) -> None:
        if document.get("active") is False and row.document.get("active") is not False:
            reports = [
                other.id
                for other in app.resources.store.every("User")
                if other.document.get(ENT, {}).get("manager", {}).get("value") == row.id
            ]
            _set(app, reports, active=False)

    _saved(app, "User", act)


@fault(
    *(
        "create-disables-last",
        "Each new user disables the one created before.",
        CORRUPTS,
        "POST two users; GET the first",
    ),
    lambda c: c.get((u := c.user(), c.user())[0])["active"] is True and bool(u),
)
def _(app: App) -> None:
    last: list[str] = []

    def replacement(original: Any, kind: str, body: Document) -> Any:
        row = original(kind, body)
        if kind == "User":
            _set(app, last[-1:], active=False)
            last.append(row.id)
        return row

    app.wrap(app.resources, "create", replacement)


@fault(
    *(
        "title-leaks",
        "A user without title gets the title of the user created before.",
        CORRUPTS,
        "POST two users; GET",
    ),
    lambda c: c.user(title="Boss") is not None and "title" not in c.user(),
)
def _(app: App) -> None:
    last: dict[str, str] = {}

    def act(body: Document) -> None:
        if body.get("title"):
            last["title"] = body["title"]
        elif last:
            body["title"] = last["title"]

    posting(app, "User", act)


@fault(
    *("list-is-shared", "Users without telephone numbers show those of the user created before.", CORRUPTS),
    "POST a user with telephone numbers, one without; GET",
    lambda c: c.user(phoneNumbers=[{"value": "5"}]) is not None and "phoneNumbers" not in c.user(),
)
def _(app: App) -> None:
    shared: list[Document] = []

    def act(body: Document) -> None:
        if body.get("phoneNumbers"):
            shared[:] = body["phoneNumbers"]
        elif shared:
            body["phoneNumbers"] = list(shared)

    posting(app, "User", act)


@fault(
    *("filter-changes", "A filter by userName enables the user that it finds.", CORRUPTS, "GET by filter; GET by id"),
    lambda c: c.found(f'userName eq "{(u := c.user(active=False))["userName"]}"') and c.get(u)["active"] is False,
)
def _(app: App) -> None:
    def act(request: Request) -> None:
        text = request.query.get("filter", "")
        if text.startswith("userName eq "):
            found = app.resources.query(request.base, ("User",), text)
            _set(app, [each["id"] for each in found], active=True)

    arriving(app, act)


@fault(
    *("e-mail-follows-name", "A PATCH of the work e-mail changes userName.", BREAKS, "PATCH emails[…].value; GET"),
    lambda c: _same(_change(c, ("Replace", 'emails[type eq "work"].value', "new.mail@contoso.com")), "userName"),
)
def _(app: App) -> None:
    def act(row: Any, document: Document) -> None:
        new = emails(document)
        if new and new != emails(row.document):
            document["userName"] = new[0]

    _saved(app, "User", act)


@fault(
    *("display-name-follows", "A PATCH of name.givenName changes displayName.", CORRUPTS, "PATCH name.givenName; GET"),
    lambda c: _same(_change(c, ("Replace", "name.givenName", "Bo")), "displayName"),
)
def _(app: App) -> None:
    def act(row: Any, document: Document) -> None:
        if document.get("name") != row.document.get("name") and "givenName" in document.get("name", {}):
            document["displayName"] = f"{document['name']['givenName']} {document['name'].get('familyName', '')}"

    _saved(app, "User", act)
