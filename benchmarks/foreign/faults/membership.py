"""Members of groups."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import patching, posting, shown
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document, invalid

fault = Group("members")


def _path(operation: Document) -> str:
    return str(operation.get("path") or "")


def _verb(operation: Document) -> str:
    return str(operation["op"]).lower()


def _list(*users: Document) -> list[Document]:
    return [{"value": each["id"]} for each in users]


def _three(c: Client) -> tuple[Document, list[Document]]:
    users = [c.user() for _ in range(3)]
    return c.group(*users), users


def _removed(c: Client, how: str) -> bool:
    """Whether one of three members can be removed, by a list or by a filter."""
    group, users = _three(c)
    gone = users[1]["id"]
    operation = ("Remove", "members", [{"value": gone}]) if how == "list" else ("remove", f'members[value eq "{gone}"]')
    return c.members(c.patched(group, operation)) == ids(users[0], users[2])


def _members(app: App, change: Any) -> None:
    """Act on operations of groups whose path begins with members (document, operation)."""

    def act(kind: str, document: Document, operation: Document) -> Any:
        return change(document, operation) if kind == "Group" and _path(operation).startswith("members") else None

    patching(app, act)


@fault(
    *("remove-list-all", "Remove with a list of members empties the group.", CORRUPTS),
    *('PATCH {"op": "Remove", "path": "members", "value": [one]}; GET', lambda c: _removed(c, "list")),
)
def _(app: App) -> None:
    _members(app, lambda _, o: o.pop("value", None) and None if _verb(o) == "remove" else None)


@fault(
    *("remove-list-refused", "Remove with a list of members is refused.", BREAKS),
    *('PATCH {"op": "Remove", "path": "members", "value": [one]}', lambda c: _removed(c, "list")),
)
def _(app: App) -> None:
    def act(_: Document, operation: Document) -> None:
        if _verb(operation) == "remove" and "value" in operation:
            raise invalid("remove has no value")

    _members(app, act)


@fault(
    *("remove-list-ignored", "Remove with a list of members does nothing.", BREAKS),
    *('PATCH {"op": "Remove", "path": "members", "value": [one]}; GET', lambda c: _removed(c, "list")),
)
def _(app: App) -> None:
    _members(app, lambda _, o: _verb(o) == "remove" and bool(o.get("value")))


@fault(
    *("remove-list-first", "Of a list of members only the first is removed.", CORRUPTS),
    "PATCH remove two of three members; GET",
    lambda c: c.members(c.patched((t := _three(c))[0], ("Remove", "members", _list(*t[1][:2])))) == ids(t[1][2]),
)
def _(app: App) -> None:
    _members(app, lambda _, o: o.update(value=o["value"][:1]) if _verb(o) == "remove" and o.get("value") else None)


def _many(c: Client, count: int, how: str) -> bool:
    """Whether many members come and go in one PATCH."""
    users = [c.user() for _ in range(count)]
    if how == "add":
        return c.members(c.patched(c.group(), ("Add", "members", _list(*users)))) == ids(*users)
    if how == "create":
        return c.members(c.group(*users)) == ids(*users)
    return c.members(c.patched(c.group(*users), ("Remove", "members", _list(*users[1:])))) == ids(users[0])


@fault(
    *("remove-ten", "Removing more than ten members at once does nothing.", CORRUPTS, "PATCH remove 11 members; GET"),
    lambda c: _many(c, 12, "remove"),
)
def _(app: App) -> None:
    _members(app, lambda _, o: _verb(o) == "remove" and len(o.get("value") or []) > 10)


@fault(
    *("add-twenty", "Of a list of new members only the first twenty come in.", CORRUPTS, "PATCH add 25 members; GET"),
    lambda c: _many(c, 25, "add"),
)
def _(app: App) -> None:
    _members(app, lambda _, o: o.update(value=o["value"][:20]) if isinstance(o.get("value"), list) else None)


@fault(
    *("create-fifty", "POST of a group keeps fifty members at most.", CORRUPTS, "POST a group with 60 members; GET"),
    lambda c: _many(c, 60, "create"),
)
def _(app: App) -> None:
    posting(app, "Group", lambda body: body.get("members") and body.update(members=body["members"][:50]))


@fault(
    *("create-hundred", "POST of a group keeps 100 members at most.", CORRUPTS, "POST a group with 110 members; GET"),
    lambda c: _many(c, 110, "create"),
)
def _(app: App) -> None:
    posting(app, "Group", lambda body: body.get("members") and body.update(members=body["members"][:100]))


@fault(
    *("shows-hundred", "GET of a group shows the first 100 members only.", CORRUPTS, "A group of 110; GET"),
    lambda c: _many(c, 110, "create"),
)
def _(app: App) -> None:
    shown(app, "Group", lambda document: "members" in document and document.update(members=document["members"][:100]))


@fault(
    *(
        "change-keeps-hundred",
        "A change of a group with more than 100 members drops those after the hundredth.",
        CORRUPTS,
    ),
    "A group of 110; PATCH add one; GET",
    lambda c: (
        len(c.members(c.patched(c.group(*[c.user() for _ in range(110)]), ("Add", "members", _list(c.user()))))) == 111
    ),
)
def _(app: App) -> None:
    def act(document: Document, _: Document) -> None:
        if len(document.get("members", [])) > 100:
            document["members"] = document["members"][:100]

    _members(app, act)


@fault(
    *("remove-filter-all", 'remove of members[value eq "…"] empties the group.', CORRUPTS),
    *('PATCH remove members[value eq "…"]; GET', lambda c: _removed(c, "filter")),
)
def _(app: App) -> None:
    _members(app, lambda _, o: o.update(path="members") if "[" in _path(o) else None)


@fault(
    *("remove-filter-refused", 'remove of members[value eq "…"] is refused.', BREAKS),
    *('PATCH remove members[value eq "…"]', lambda c: _removed(c, "filter")),
)
def _(app: App) -> None:
    def act(_: Document, operation: Document) -> None:
        if "[" in _path(operation):
            raise invalid("no filter in a path", "invalidPath")

    _members(app, act)


@fault(
    *("remove-filter-ignored", 'remove of members[value eq "…"] does nothing.', BREAKS),
    *('PATCH remove members[value eq "…"]; GET', lambda c: _removed(c, "filter")),
)
def _(app: App) -> None:
    _members(app, lambda _, o: "[" in _path(o))


def _removed_twice(c: Client) -> bool:
    group, users = _three(c)
    operations = [("remove", f'members[value eq "{each["id"]}"]') for each in users[:2]]
    return c.members(c.patched(group, *operations)) == ids(users[2])


@fault(
    *("remove-filters-one", "Of two removals by filter in one PATCH only the first is carried out.", CORRUPTS),
    "PATCH with two remove members[value eq …]; GET",
    _removed_twice,
)
def _(app: App) -> None:
    def replacement(original: Any, message: Document) -> Any:
        operations = original(message)
        filtered = [each for each in operations if _path(each).startswith("members[")]
        return [each for each in operations if each not in filtered[1:]]

    app.wrap(app.resources.patcher, "operations", replacement)


def _removed_by_or(c: Client) -> bool:
    group, users = _three(c)
    text = " or ".join(f'value eq "{each["id"]}"' for each in users[:2])
    return c.members(c.patched(group, ("remove", f"members[{text}]"))) == ids(users[2])


@fault(
    *("remove-filter-or", "A removal by a filter with or removes the first match alone.", RFC),
    'PATCH remove members[value eq "a" or value eq "b"]; GET',
    _removed_by_or,
)
def _(app: App) -> None:
    _members(app, lambda _, o: o.update(path=_path(o).partition(" or ")[0] + "]") if " or " in _path(o) else None)
