"""How members and groups of users are shown, and what a deleted one leaves."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import arriving, listed, read_alone, refusing, shown
from benchmarks.foreign.server import App, Refused, Request
from benchmarks.foreign.server.messages import Document, invalid

fault = Group("members")


def _list(*users: Document) -> list[Document]:
    return [{"value": each["id"]} for each in users]


@fault(
    *(
        "nested-as-user",
        "A group that is a member is shown as a user.",
        RFC,
        "A group in a group; GET members.type, $ref",
    ),
    lambda c: c.http.get(c.group(c.group())["members"][0]["$ref"]).status_code == 200,
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        for each in document.get("members", []):
            each.update({"type": "User", "$ref": each["$ref"].replace("/Groups/", "/Users/")})

    shown(app, "Group", act)


@fault(
    *("deleted-nested-stays", "A deleted group stays a member of its parents.", CORRUPTS, "DELETE a nested group; GET"),
    lambda c: c.status("DELETE", (p := c.group(g := c.group()), g)[1]) == 204 and "members" not in c.get(p),
)
def _(app: App) -> None:
    _ghosts(app, "Group")


@fault(
    *("deleted-user-stays", "A deleted user stays a member.", CORRUPTS, "DELETE a member; GET the group"),
    lambda c: c.status("DELETE", (p := c.group(u := c.user()), u)[1]) == 204 and "members" not in c.get(p),
)
def _(app: App) -> None:
    _ghosts(app, "User")


def _ghosts(app: App, kind: str) -> None:
    gone: dict[str, list[str]] = {}

    def replacement(original: Any, row: Any) -> None:
        if row.kind == kind:
            for group, _, direct in app.resources.store.groups_of(row.id):
                if direct:
                    gone.setdefault(group, []).append(row.id)
        original(row)

    def act(document: Document) -> None:
        extra = [{"value": each, "type": kind} for each in gone.get(document["id"], [])]
        if extra:
            document["members"] = [*document.get("members", []), *extra]

    app.wrap(app.resources, "delete", replacement)
    shown(app, "Group", act)


@fault(
    *("ghost-blocks", "A group with a deleted member takes no new ones.", BREAKS),
    "DELETE a member; PATCH add another",
    lambda c: (
        c.status("DELETE", (g := c.group(u := c.user()), u)[1]) == 204
        and c.patch(g, ("Add", "members", _list(c.user()))).status_code < 300
    ),
)
def _(app: App) -> None:
    blocked: set[str] = set()

    def replacement(original: Any, row: Any) -> None:
        blocked.update(group for group, _, _ in app.resources.store.groups_of(row.id))
        original(row)

    app.wrap(app.resources, "delete", replacement)

    def act(request: Request) -> None:
        if request.method == "PATCH" and request.parts[:1] == ["Groups"] and request.parts[-1] in blocked:
            raise Refused(404, "a member does not exist")

    arriving(app, act)


@fault(
    *("member-not-deleted", "A user who is in a group cannot be deleted: 409.", BREAKS, "DELETE a member"),
    lambda c: c.status("DELETE", (c.group(u := c.user()), u)[1]) == 204,
)
def _(app: App) -> None:
    refusing(
        *(
            app,
            lambda r: r.method == "DELETE" and len(r.parts) == 2 and bool(app.resources.store.groups_of(r.parts[1])),
        ),
        409,
    )


@fault(
    *("disabled-refused", "A disabled user cannot become a member.", BREAKS, "PATCH add a disabled user"),
    lambda c: c.patch(c.group(), ("Add", "members", _list(c.user(active=False)))).status_code < 300,
)
def _(app: App) -> None:
    def replacement(original: Any, members: Any) -> Any:
        found = original(members)
        for each in found:
            row = app.resources.store.get(each)
            if row is not None and row.document.get("active") is False:
                raise invalid("the user is disabled")
        return found

    app.wrap(app.resources, "member_ids", replacement)


@fault(
    *("disabled-hidden", "Disabled users are left out of members.", CORRUPTS, "Disable a member; GET the group"),
    lambda c: c.members(c.group(u := c.user(active=False))) == ids(u),
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        kept = [each for each in document.get("members", []) if _active(app, each["value"])]
        document.pop("members", None)
        if kept:
            document["members"] = kept

    shown(app, "Group", act)


def _active(app: App, identifier: str) -> bool:
    row = app.resources.store.get(identifier)
    return row is None or row.document.get("active") is not False


@fault(
    *("ref-wrong", "$ref of a member does not lead to the member.", RFC, "GET members.$ref"),
    lambda c: c.http.get(c.group(c.user())["members"][0]["$ref"]).status_code == 200,
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        for each in document.get("members", []):
            each["$ref"] = each["$ref"].replace("/Users/", "/User/")

    shown(app, "Group", act)


@fault(
    *("value-number", "members.value is a number.", BREAKS, "GET a group"),
    lambda c: isinstance(c.group(c.user())["members"][0]["value"], str),
)
def _(app: App) -> None:
    read_alone(app, lambda body: [each.update(value=int(each["value"])) for each in body.get("members", [])])


@fault(
    *("value-name", "members.value is the userName.", BREAKS, "GET a group"),
    lambda c: c.members(c.group(u := c.user())) == ids(u),
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        for each in document.get("members", []):
            row = app.resources.store.get(each["value"], "User")
            if row is not None:
                each["value"] = row.document["userName"]

    shown(app, "Group", act)


@fault(
    *("strings", "members is a list of texts.", BREAKS, "GET a group"),
    lambda c: isinstance(c.group(c.user())["members"][0], dict),
)
def _(app: App) -> None:
    def act(body: Document) -> None:
        if "members" in body:
            body["members"] = [each["value"] for each in body["members"]]

    read_alone(app, act)


@fault(
    *("not-in-lists", "Lists of groups have no members, GET by id has.", RFC, "GET /Groups"),
    lambda c: c.group(c.user()) and any("members" in each for each in c.ask("/Groups")["Resources"]),
)
def _(app: App) -> None:
    listed(app, lambda each: each.pop("members", None))


@fault(
    *(
        "groups-missing",
        "Users have no groups though /Schemas has the attribute.",
        RFC,
        "A user in a group; GET the user",
    ),
    lambda c: c.group(u := c.user()) and len(c.get(u)["groups"]) == 1,
)
def _(app: App) -> None:
    shown(app, "User", lambda document: document.pop("groups", None))


@fault(
    *("groups-display-alone", "A user's groups have display and no value.", RFC, "A user in a group; GET the user"),
    lambda c: (g := c.group(u := c.user())) and c.get(u)["groups"][0]["value"] == g["id"],
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        document.update(
            {"groups": [{"display": e["display"]} for e in document["groups"]]} if "groups" in document else {}
        )

    shown(app, "User", act)


@fault(
    *(
        "groups-stay-deleted",
        "A user's groups hold groups that are deleted.",
        CORRUPTS,
        "DELETE a group; GET its member",
    ),
    lambda c: c.status("DELETE", c.group(u := c.user())) == 204 and "groups" not in c.get(u),
)
def _(app: App) -> None:
    left: dict[str, list[Document]] = {}

    def replacement(original: Any, row: Any) -> None:
        if row.kind == "Group":
            for each, _, _ in app.resources.store.members(row.id):
                left.setdefault(each, []).append({"value": row.id, "display": row.document["displayName"]})
        original(row)

    def act(document: Document) -> None:
        if document["id"] in left:
            document["groups"] = [*document.get("groups", []), *left[document["id"]]]

    app.wrap(app.resources, "delete", replacement)
    shown(app, "User", act)


@fault(
    *(
        "groups-old-name",
        "A user's groups show the old name of a renamed group.",
        CORRUPTS,
        "Rename a group; GET its member",
    ),
    lambda c: (
        c.patched(c.group(u := c.user()), ("Replace", "displayName", "New N"))
        and c.get(u)["groups"][0]["display"] == "New N"
    ),
)
def _(app: App) -> None:
    first: dict[str, str] = {}

    def act(document: Document) -> None:
        for each in document.get("groups", []):
            each["display"] = first.setdefault(each["value"], each["display"])

    def remember(document: Document) -> None:
        first.setdefault(document["id"], document["displayName"])

    shown(app, "Group", remember)
    shown(app, "User", act)
