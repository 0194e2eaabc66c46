"""PUT of groups, and what a PUT moves beside the resource."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, enterprise, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import putting, take
from benchmarks.foreign.server import App, Refused
from benchmarks.foreign.server.messages import Document, invalid

fault = Group("put")


def _for(kind: str, act: Any) -> Any:
    """Act on the body of a PUT of that kind."""
    return lambda row, body: act(body) if row.kind == kind else None


@fault(
    *("new-id", "PUT gives the user a new id.", BREAKS, "PUT; GET by the old id"),
    lambda c: c.put(c.user(), title="x")["title"] == "x",
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any, body: Document) -> Any:
        new = original(row, body)
        connection = app.resources.store.connection
        if row.kind == "User":
            identifier = connection.execute("SELECT max(place) + 900000 FROM resource").fetchone()[0]
            connection.execute("UPDATE resource SET id = ? WHERE id = ?", (identifier, row.id))
            connection.execute("UPDATE member SET member = ? WHERE member = ?", (identifier, row.id))
            new.id = str(identifier)
        return new

    app.wrap(app.resources, "replace", replacement)


@fault(
    *("created-moves", "PUT resets meta.created.", RFC, "PUT; GET"),
    lambda c: c.put(u := c.user(), title="x")["meta"]["created"] == u["meta"]["created"],
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any, body: Document) -> Any:
        new = original(row, body)
        new.created = new.modified
        app.resources.store.connection.execute("UPDATE resource SET created = modified WHERE id = ?", (row.id,))
        return new

    app.wrap(app.resources, "replace", replacement)


@fault(
    *("leaves-groups", "PUT of a user takes the user out of all groups.", CORRUPTS, "PUT a member; GET the group"),
    lambda c: c.put((g := c.group(u := c.user()), u)[1], title="x") and c.members(g) == ids(u),
)
def _(app: App) -> None:
    def act(row: Any, _: Document) -> None:
        for group, _, direct in app.resources.store.groups_of(row.id) if row.kind == "User" else []:
            if direct:
                app.resources.store.leave(group, [row.id])

    putting(app, act)


@fault(
    *(
        "members-kept",
        "PUT of a group with fewer members keeps all.",
        CORRUPTS,
        "PUT a group with one of two members; GET",
    ),
    lambda c: c.members(c.put(c.group(u := c.user(), c.user()), members=[{"value": u["id"]}])) == ids(u),
)
def _(app: App) -> None:
    def act(row: Any, body: Document) -> None:
        if row.kind == "Group" and body.get("members"):
            old = [{"value": each} for each, _, _ in app.resources.store.members(row.id)]
            body["members"] = [*old, *body["members"]]

    putting(app, act)


@fault(
    *(
        "members-empty-kept",
        "PUT of a group with an empty list of members keeps all.",
        CORRUPTS,
        "PUT with members []; GET",
    ),
    lambda c: c.members(c.put(c.group(c.user()), members=[])) == [],
)
def _(app: App) -> None:
    def act(row: Any, body: Document) -> None:
        if row.kind == "Group" and body.get("members") == []:
            body["members"] = [{"value": each} for each, _, _ in app.resources.store.members(row.id)]

    putting(app, act)


@fault(
    *("members-dropped", "PUT of a group empties it.", CORRUPTS, "GET a group; PUT with another displayName; GET"),
    lambda c: c.members(c.put(c.group(u := c.user()), displayName="Put Team")) == ids(u),
)
def _(app: App) -> None:
    putting(app, _for("Group", lambda body: body.pop("members", None)))


@fault(
    *(
        "members-immutable",
        "PUT of a group with other members is refused as immutable.",
        RFC,
        "PUT a group with other members",
    ),
    lambda c: c.members(c.put(c.group(c.user()), members=[{"value": (u := c.user())["id"]}])) == ids(u),
)
def _(app: App) -> None:
    def act(row: Any, body: Document) -> None:
        old = {each for each, _, _ in app.resources.store.members(row.id)}
        if row.kind == "Group" and {each.get("value") for each in body.get("members") or []} != old:
            raise invalid("members is immutable", "mutability")

    putting(app, act)


@fault(
    *(
        "group-name-ignored",
        "PUT of a group does not change displayName.",
        BREAKS,
        "PUT a group with another displayName",
    ),
    lambda c: c.put(c.group(), displayName="Put Name")["displayName"] == "Put Name",
)
def _(app: App) -> None:
    putting(app, lambda row, body: row.kind == "Group" and body.update(displayName=row.document["displayName"]))


@fault(
    *(
        "manager-lost",
        "PUT loses the manager that a GET shows.",
        CORRUPTS,
        "GET a user with manager; PUT the same; GET",
    ),
    lambda c: "manager" in enterprise(c.put(c.user(**{ENT: {"manager": {"value": c.user()["id"]}}}), title="x")),
)
def _(app: App) -> None:
    putting(app, _for("User", lambda body: take(body, f"{ENT}:manager")))


@fault(
    *("unchanged-500", "PUT of what a GET shows, without a change, is answered with 500.", RFC, "GET; PUT the same"),
    lambda c: c.status("PUT", u := c.user(), u) == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any, body: Document) -> Any:
        new = original(row, body)
        if new is row:
            raise Refused(500, "nothing to update")
        return new

    app.wrap(app.resources, "replace", replacement)
