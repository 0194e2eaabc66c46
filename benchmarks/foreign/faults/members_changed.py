"""Adding and replacing members, and members that are not what they should be."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import patching, shown
from benchmarks.foreign.server import App, Refused
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


def _members(app: App, change: Any) -> None:
    """Act on operations of groups whose path begins with members (document, operation)."""

    def act(kind: str, document: Document, operation: Document) -> Any:
        return change(document, operation) if kind == "Group" and _path(operation).startswith("members") else None

    patching(app, act)


@fault(
    *(
        "remove-stranger-400",
        "Removing somebody who is no member is answered with 400.",
        BREAKS,
        "PATCH remove a non-member",
    ),
    lambda c: c.patch(c.group(c.user()), ("Remove", "members", _list(c.user()))).status_code < 300,
)
def _(app: App) -> None:
    def act(document: Document, operation: Document) -> None:
        present = [each["value"] for each in document.get("members", [])]
        for each in operation.get("value") or []:
            if _verb(operation) == "remove" and each.get("value") not in present:
                raise invalid("no such member", "noTarget")

    _members(app, act)


@fault(
    *("remove-stranger-500", "Removing somebody who is no member by a filter is answered with 500.", BREAKS),
    'PATCH remove members[value eq "{no member}"]',
    lambda c: c.patch(c.group(c.user()), ("remove", 'members[value eq "100000"]')).status_code < 500,
)
def _(app: App) -> None:
    def act(document: Document, operation: Document) -> None:
        present = [each["value"] for each in document.get("members", [])]
        if "[" in _path(operation) and not any(f'"{each}"' in _path(operation) for each in present):
            raise Refused(500, "index out of range")

    _members(app, act)


@fault(
    *("add-again-409", "Adding a member who is there is answered with 409.", BREAKS, "PATCH add members twice"),
    lambda c: c.patch(c.group(u := c.user()), ("Add", "members", _list(u))).status_code < 300,
)
def _(app: App) -> None:
    def act(document: Document, operation: Document) -> None:
        present = [each["value"] for each in document.get("members", [])]
        if _verb(operation) == "add" and any(each.get("value") in present for each in operation["value"]):
            raise Refused(409, "is a member already", "uniqueness")

    _members(app, act)


@fault(
    *("add-again-twice", "A member who is added twice is shown twice.", CORRUPTS, "PATCH add members twice; GET"),
    lambda c: c.members(c.patched(c.group(u := c.user()), ("Add", "members", _list(u)))) == ids(u),
)
def _(app: App) -> None:
    again: dict[str, list[str]] = {}

    def patch(original: Any, row: Any, message: Document) -> Any:
        present = {each for each, _, _ in app.resources.store.members(row.id)} if row.kind == "Group" else set()
        for each in message.get("Operations", []):
            if (
                str(each.get("op")).lower() == "add"
                and each.get("path") == "members"
                and isinstance(each["value"], list)
            ):
                again.setdefault(row.id, []).extend(v["value"] for v in each["value"] if v["value"] in present)
        return original(row, message)

    def act(document: Document) -> None:
        for each in again.get(document["id"], []):
            document["members"] = [*document.get("members", []), {"value": each, "type": "User"}]

    app.wrap(app.resources, "patch", patch)
    shown(app, "Group", act)


@fault(
    *("add-replaces", "Adding a member replaces all members.", CORRUPTS, "PATCH add members; GET"),
    lambda c: len(c.members(c.patched(_three(c)[0], ("Add", "members", _list(c.user()))))) == 4,
)
def _(app: App) -> None:
    _members(app, lambda _, o: o.update(op="replace") if _verb(o) == "add" else None)


@fault(
    *("add-ignored", "Adding a member does nothing.", BREAKS, "PATCH add members; GET"),
    lambda c: len(c.members(c.patched(c.group(), ("Add", "members", _list(c.user()))))) == 1,
)
def _(app: App) -> None:
    _members(app, lambda _, o: _verb(o) == "add")


@fault(
    *("add-first", "Of a list of new members only the first comes in.", CORRUPTS, "PATCH add two members; GET"),
    lambda c: len(c.members(c.patched(c.group(), ("Add", "members", _list(c.user(), c.user()))))) == 2,
)
def _(app: App) -> None:
    _members(app, lambda _, o: o.update(value=o["value"][:1]) if _verb(o) == "add" else None)


@fault(
    *("add-second-operation", "Of two operations that add members only the last is carried out.", CORRUPTS),
    "PATCH with two add members; GET",
    lambda c: len(c.members(c.patched(c.group(), *[("Add", "members", _list(c.user())) for _ in range(2)]))) == 2,
)
def _(app: App) -> None:
    def replacement(original: Any, message: Document) -> Any:
        operations = original(message)
        adding = [each for each in operations if _path(each) == "members" and _verb(each) == "add"]
        return [each for each in operations if not any(each is other for other in adding[:-1])]

    app.wrap(app.resources.patcher, "operations", replacement)


@fault(
    *(
        "ref-null-refused",
        "A member with $ref null is refused.",
        BREAKS,
        'PATCH add members [{"$ref": null, "value": "…"}]',
    ),
    lambda c: c.patch(c.group(), ("Add", "members", [{"$ref": None, "value": c.user()["id"]}])).status_code < 300,
)
def _(app: App) -> None:
    def act(_: Document, operation: Document) -> None:
        if any("$ref" in each and each["$ref"] is None for each in operation.get("value") or []):
            raise invalid("$ref is a string")

    _members(app, act)


@fault(
    *("display-needed", "A member without display is refused.", BREAKS, "PATCH add members with value alone"),
    lambda c: c.patch(c.group(), ("Add", "members", _list(c.user()))).status_code < 300,
)
def _(app: App) -> None:
    def act(_: Document, operation: Document) -> None:
        if _verb(operation) == "add" and any("display" not in each for each in operation["value"]):
            raise invalid("display is required")

    _members(app, act)


@fault(
    *(
        "pathless-add",
        "Adding members without a path does nothing.",
        RFC,
        'PATCH {"op": "add", "value": {"members": […]}}',
    ),
    lambda c: len(c.members(c.patched(c.group(), ("add", None, {"members": _list(c.user())})))) == 1,
)
def _(app: App) -> None:
    patching(app, lambda k, _, o: k == "Group" and not _path(o) and "members" in (o.get("value") or {}))


@fault(
    *("replace-appends", "replace of members keeps those that were there.", CORRUPTS, "PATCH replace members; GET"),
    lambda c: c.members(c.patched(c.group(c.user()), ("Replace", "members", _list(u := c.user())))) == ids(u),
)
def _(app: App) -> None:
    _members(app, lambda _, o: o.update(op="add") if _verb(o) == "replace" and o.get("value") else None)


@fault(
    *(
        "replace-empty-ignored",
        "replace of members by an empty list does nothing.",
        CORRUPTS,
        "PATCH replace members []",
    ),
    lambda c: c.members(c.patched(c.group(c.user()), ("Replace", "members", []))) == [],
)
def _(app: App) -> None:
    _members(app, lambda _, o: _verb(o) == "replace" and not o.get("value"))


@fault(
    *(
        "remove-all-ignored",
        "remove of members without a value does nothing.",
        RFC,
        'PATCH {"op": "remove", "path": "members"}',
    ),
    lambda c: c.members(c.patched(c.group(c.user()), ("remove", "members"))) == [],
)
def _(app: App) -> None:
    _members(app, lambda _, o: _verb(o) == "remove" and _path(o) == "members" and not o.get("value"))
