"""Ids that nobody has, and groups in groups."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import patching, shown
from benchmarks.foreign.server import App, Refused
from benchmarks.foreign.server.messages import Document

fault = Group("members")


def _path(operation: Document) -> str:
    return str(operation.get("path") or "")


def _verb(operation: Document) -> str:
    return str(operation["op"]).lower()


def _list(*users: Document) -> list[Document]:
    return [{"value": each["id"]} for each in users]


def _members(app: App, change: Any) -> None:
    """Act on operations of groups whose path begins with members (document, operation)."""

    def act(kind: str, document: Document, operation: Document) -> Any:
        return change(document, operation) if kind == "Group" and _path(operation).startswith("members") else None

    patching(app, act)


def _unknown(c: Client, verb: str) -> bool:
    """Whether an unknown id among the members is refused and changes nothing."""
    group = c.group(u := c.user())
    answer = c.patch(group, (verb, "members", [{"value": "999999"}]))
    return answer.status_code in (400, 404) and c.members(group) == ids(u)


@fault(
    *("unknown-echoed", "An unknown id becomes a member.", CORRUPTS, "PATCH add members with an unknown id; GET"),
    lambda c: _unknown(c, "Add"),
)
def _(app: App) -> None:
    ghosts: dict[str, list[str]] = {}

    def patch(original: Any, row: Any, message: Document) -> Any:
        for each in message.get("Operations", []):
            if each.get("path") == "members" and isinstance(each.get("value"), list):
                unknown = [v["value"] for v in each["value"] if app.resources.store.get(str(v.get("value"))) is None]
                ghosts.setdefault(row.id, []).extend(unknown)
                each["value"] = [v for v in each["value"] if v["value"] not in unknown]
        return original(row, message)

    def act(document: Document) -> None:
        extra = [{"value": each, "type": "User"} for each in ghosts.get(document["id"], [])]
        if extra:
            document["members"] = [*document.get("members", []), *extra]

    app.wrap(app.resources, "patch", patch)
    shown(app, "Group", act)


@fault(
    *(
        "unknown-500",
        "An unknown id among the members is answered with 500.",
        BREAKS,
        "PATCH add members with an unknown id",
    ),
    lambda c: c.patch(c.group(), ("Add", "members", [{"value": "999999"}])).status_code < 500,
)
def _(app: App) -> None:
    def replacement(original: Any, members: Any) -> Any:
        try:
            return original(members)
        except Refused as wrong:
            raise Refused(500, "FOREIGN KEY constraint failed") from wrong

    app.wrap(app.resources, "member_ids", replacement)


@fault(
    *("unknown-creates", "An unknown id among the members makes a new user.", CORRUPTS),
    "PATCH add members with an unknown id; GET /Users",
    lambda c: (
        (n := c.ask("/Users")["totalResults"], c.patch(c.group(), ("Add", "members", [{"value": "999999"}])))[0]
        == c.ask("/Users")["totalResults"]
        and n is not None
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, members: Any) -> Any:
        for each in members or []:
            if app.resources.store.get(each["value"]) is None:
                name = "member-" + each["value"]
                each["value"] = app.resources.store.insert("User", {"userName": name, "active": True}, name).id
        return original(members)

    app.wrap(app.resources, "member_ids", replacement)


@fault(
    *("replace-unknown-ignored", "replace of members by ids that nobody has leaves the old members, with 200.", RFC),
    "PATCH replace members with an unknown id; GET",
    lambda c: _unknown(c, "Replace"),
)
def _(app: App) -> None:
    _members(
        app,
        lambda _, o: (
            _verb(o) == "replace"
            and bool(o.get("value"))
            and all(app.resources.store.get(str(each.get("value"))) is None for each in o["value"])
        ),
    )


@fault(
    *(
        "nested-dropped",
        "A group as a member is dropped without notice.",
        CORRUPTS,
        "PATCH add a group to a group; GET",
    ),
    lambda c: c.members(c.patched(c.group(), ("Add", "members", _list(g := c.group())))) == ids(g),
)
def _(app: App) -> None:
    _only_users(app)


def _only_users(app: App) -> None:
    app.wrap(
        *(app.resources, "member_ids"),
        lambda original, members: [e for e in original(members) if app.resources.store.get(e, "User")],
    )


@fault(
    *(
        "nested-remove-500",
        "Removing a group from a group is answered with 500.",
        BREAKS,
        "PATCH remove a nested group",
    ),
    lambda c: c.patch(c.group(g := c.group()), ("Remove", "members", _list(g))).status_code < 300,
)
def _(app: App) -> None:
    def act(_: Document, operation: Document) -> None:
        values = operation.get("value") if isinstance(operation.get("value"), list) else []
        for each in values or []:
            if _verb(operation) == "remove" and app.resources.store.get(str(each.get("value")), "Group"):
                raise Refused(500, "no such user")

    _members(app, act)
