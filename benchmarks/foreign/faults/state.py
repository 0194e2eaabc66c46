"""State that moves although nothing touched it."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, Group
from benchmarks.foreign.faults.seams import putting, saving
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document

fault = Group("state")


def _unasked(document: Document, name: str) -> None:
    document.pop(name, None)


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


@fault(
    *(
        "patch-enables",
        "A PATCH of anything else makes a disabled user active.",
        BREAKS,
        "PATCH title of a disabled user",
    ),
    lambda c: _change(c, ("Replace", "title", "x"), active=False)[1]["active"] is False,
)
def _(app: App) -> None:
    def act(row: Any, document: Document) -> None:
        if document.get("active") is False and row.document.get("active") is False:
            document["active"] = True

    _saved(app, "User", act)


@fault(
    *("put-enables", "A PUT without active makes a disabled user active.", BREAKS, "PUT without active; GET"),
    lambda c: c.put(c.user(active=False), active=None, title="x")["active"] is False,
)
def _(app: App) -> None:
    putting(app, lambda row, body: row.kind == "User" and body.setdefault("active", True))


def _touch(c: Client, user: Document, *operations: Any) -> Document:
    """PATCH a group that the user is in or gets into; return the user."""
    c.patched(c.group(), ("Add", "members", [{"value": user["id"]}]), *operations)
    return c.get(user)


@fault(
    *("join-enables", "Adding a disabled user to a group enables the user.", BREAKS, "PATCH add members; GET the user"),
    lambda c: _touch(c, c.user(active=False))["active"] is False,
)
def _(app: App) -> None:
    def replacement(original: Any, group: str, members: list[str]) -> None:
        original(group, members)
        _set(app, members, active=True)

    app.wrap(app.resources.store, "join", replacement)


def _set(app: App, wanted: Any, **attributes: Any) -> None:
    """Change users behind the server's back."""
    for each in list(wanted):
        row = app.resources.store.get(each, "User")
        if row is not None and any(row.document.get(key) != value for key, value in attributes.items()):
            document = {**row.document, **attributes}
            app.resources.store.update(row, document, app.resources.handle("User", document))


@fault(
    *(
        "leave-disables",
        "Removing a user from a group disables the user.",
        BREAKS,
        "PATCH remove members; GET the user",
    ),
    lambda c: (
        c.patched(c.group(u := c.user()), ("Remove", "members", [{"value": u["id"]}])) and c.get(u)["active"] is True
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, group: str, members: Any) -> None:
        original(group, members)
        _set(app, members, active=False)

    app.wrap(app.resources.store, "leave", replacement)


@fault(
    *("last-group-deletes", "Who leaves the last group is deleted.", CORRUPTS, "PATCH remove members; GET the user"),
    lambda c: c.patched(c.group(u := c.user()), ("Remove", "members", [{"value": u["id"]}])) and c.get(u) is not None,
)
def _(app: App) -> None:
    def replacement(original: Any, group: str, members: Any) -> None:
        original(group, members)
        for each in members:
            row = app.resources.store.get(each, "User")
            if row is not None and not app.resources.store.groups_of(each):
                app.resources.store.delete(row)

    app.wrap(app.resources.store, "leave", replacement)


@fault(
    *("one-group", "A user who joins a group leaves every other.", CORRUPTS, "Two groups, one user; GET both"),
    lambda c: c.members((c.group(u := c.user()), c.group(u))[0]) == ids(u),
)
def _(app: App) -> None:
    def replacement(original: Any, group: str, members: list[str]) -> None:
        for each in members:
            for other, _, direct in app.resources.store.groups_of(each):
                if direct and other != group:
                    app.resources.store.leave(other, [each])
        original(group, members)

    app.wrap(app.resources.store, "join", replacement)


@fault(
    *("delete-group-deletes", "DELETE of a group deletes the users in it.", CORRUPTS, "DELETE a group; GET its member"),
    lambda c: c.status("DELETE", c.group(u := c.user())) == 204 and c.status("GET", u) == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any) -> None:
        members = [each for each, _, _ in app.resources.store.members(row.id)] if row.kind == "Group" else []
        original(row)
        for each in members:
            user = app.resources.store.get(each)
            if user is not None:
                app.resources.store.delete(user)

    app.wrap(app.resources, "delete", replacement)


@fault(
    *(
        "empty-group-goes",
        "A group whose last member leaves is deleted.",
        CORRUPTS,
        "PATCH remove members; GET the group",
    ),
    lambda c: c.status("GET", c.patched(c.group(c.user()), ("Remove", "members"))) == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, group: str, members: Any) -> None:
        gone = list(members)
        original(group, gone)
        row = app.resources.store.get(group)
        if gone and row is not None and not app.resources.store.members(group):
            app.resources.store.delete(row)

    app.wrap(app.resources.store, "leave", replacement)


def _left(c: Client) -> bool:
    stays, goes = c.user(), c.user()
    group = c.group(stays, goes)
    return c.status("DELETE", goes) == 204 and c.members(group) == ids(stays)


@fault(
    *("deleted-member-empties", "DELETE of a user empties the groups that the user was in.", CORRUPTS),
    "DELETE a member; GET the group",
    _left,
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any) -> None:
        groups = [group for group, _, _ in app.resources.store.groups_of(row.id)] if row.kind == "User" else []
        original(row)
        for group in groups:
            app.resources.store.leave(group, [each for each, _, _ in app.resources.store.members(group)])

    app.wrap(app.resources, "delete", replacement)


@fault(
    *(
        "disable-leaves",
        "Disabling a user removes the user from all groups.",
        CORRUPTS,
        "PATCH active False; GET the group",
    ),
    lambda c: (
        c.members((g := c.group(u := c.user()), c.patched(u, ("Replace", "active", "False")))[0]) == ids(u) and bool(g)
    ),
)
def _(app: App) -> None:
    def act(row: Any, document: Document) -> None:
        if document.get("active") is False and row.document.get("active") is not False:
            for group, _, _ in app.resources.store.groups_of(row.id):
                app.resources.store.leave(group, [row.id])

    _saved(app, "User", act)


_DISABLE = ("Replace", "active", "False")


_LOST_BY_DISABLE = {
    "roles": "roles",
    "phoneNumbers": "telephone numbers",
    "emails": "e-mails",
    "externalId": "externalId",
    "title": "title",
    ENT: "enterprise attributes",
}


def _lost(name: str, plural: str) -> None:
    def seed(app: App) -> None:
        def act(row: Any, document: Document) -> None:
            if document.get("active") is False and row.document.get("active") is not False:
                document.pop(name, None)

        _saved(app, "User", act)

    label = "enterprise" if name == ENT else name
    fault(
        *(f"disable-clears-{label}", f"Disabling a user clears the user's {plural}.", CORRUPTS),
        *("PATCH active False; GET", lambda c: _same(_change(c, _DISABLE), name)),
    )(seed)


for _name, _plural in _LOST_BY_DISABLE.items():
    _lost(_name, _plural)


@fault(
    *("disable-renames", "Disabling a user puts a word before the userName.", BREAKS, "PATCH active False; GET"),
    lambda c: _same(_change(c, _DISABLE), "userName"),
)
def _(app: App) -> None:
    def act(row: Any, document: Document) -> None:
        if document.get("active") is False and row.document.get("active") is not False:
            document["userName"] = "disabled-" + document["userName"]

    _saved(app, "User", act)
