"""What is refused, folded or moved with a change."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, enterprise
from benchmarks.foreign.faults.registry import variant
from benchmarks.foreign.faults.seams import texts
from benchmarks.foreign.server import App, Refused
from benchmarks.foreign.server.messages import Document, invalid
from benchmarks.foreign.server.schema import Attribute


def _sent(name: str, about: str, value: str, change: Any, where: tuple[str, ...] = ()) -> None:
    """A variant that alters text on its way in, as RFC 7643 2.2 and RFC 7644 3.3 allow."""

    def seed(app: App) -> None:
        def act(attribute: Attribute, sent: str) -> str:
            return str(change(sent)) if attribute.name in where else sent

        texts(app, act)

    variant(name, about, f"POST {where[0]}; GET", lambda c: c.user(**{where[0]: value})[where[0]] == value)(seed)


_NAMES = ("displayName", "title", "nickName", "givenName", "familyName", "formatted", "userName", "department")


@variant(
    *("primary-folded", "Of two primary e-mails in a POST the first stays primary.", "POST two primary e-mails"),
    lambda c: (
        c.status("POST", "/Users", c.named(emails=[{"value": f"{n}@x.org", "primary": True} for n in "ab"])) == 400
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, attribute: Attribute, values: list[Any]) -> Any:
        primary = [each for each in values if isinstance(each, dict) and each.get("primary") in (True, "True", "true")]
        rest = [{**each, "primary": False} if any(each is p for p in primary[1:]) else each for each in values]
        return original(attribute, rest)

    app.wrap(app.resources.values, "many", replacement)


@variant(
    *("group-names-shared", "Two groups may have one name.", "POST a group twice"),
    lambda c: c.group(displayName="Same") and c.status("POST", "/Groups", {"displayName": "Same"}) == 409,
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, document: Document) -> str:
        return f"{app.resources.store.now()}" if kind == "Group" else str(original(kind, document))

    app.wrap(app.resources, "handle", replacement)


@variant(
    *("external-ids-unique", "externalId of users is unique.", "POST two users with one externalId"),
    lambda c: c.user(externalId="E") and c.status("POST", "/Users", c.named(externalId="E")) == 201,
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, document: Document, own: str | None) -> None:
        original(kind, document, own)
        wanted = document.get("externalId")
        for row in app.resources.store.every("User") if kind == "User" and wanted else []:
            if row.id != own and row.document.get("externalId") == wanted:
                raise Refused(409, "externalId is taken", "uniqueness")

    app.wrap(app.resources, "unique", replacement)


@variant(
    *("manager-known", "The id of a manager who does not exist is refused.", "POST with an unknown manager"),
    lambda c: c.status("POST", "/Users", c.named(**{ENT: {"manager": {"value": "none"}}})) == 201,
)
def _(app: App) -> None:
    def replacement(original: Any, document: Document) -> Document:
        manager = document.get(ENT, {}).get("manager", {}).get("value")
        if manager is not None and app.resources.store.get(manager, "User") is None:
            raise invalid("there is no such manager")
        stored: Document = original(document)
        return stored

    app.wrap(app.resources, "stored", replacement)


def _left(c: Client) -> bool:
    boss = c.user()
    user = c.user(**{ENT: {"manager": {"value": boss["id"]}}})
    return c.status("DELETE", boss) == 204 and "manager" not in enterprise(c.get(user))


@variant(
    *("manager-dangles", "A deleted manager stays the manager of the reports.", "DELETE a manager; GET a report"),
    _left,
)
def _(app: App) -> None:
    app.wrap(app.resources, "delete", lambda _, row: app.resources.store.delete(row))


@variant(
    *("nested-refused", "A group as a member is refused.", "PATCH add a group to a group"),
    lambda c: c.patch(c.group(), ("Add", "members", [{"value": c.group()["id"]}])).status_code == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, members: Any) -> Any:
        found = original(members)
        if any(app.resources.store.get(each, "Group") for each in found):
            raise invalid("only users are members")
        return found

    app.wrap(app.resources, "member_ids", replacement)


@variant(
    *("unknown-member-404", "An unknown member is refused with 404.", "PATCH add an unknown member"),
    lambda c: c.patch(c.group(), ("Add", "members", [{"value": "none"}])).status_code == 400,
)
def _(app: App) -> None:
    def replacement(original: Any, members: Any) -> Any:
        try:
            return original(members)
        except Refused as refused:
            raise Refused(404, refused.detail) from refused

    app.wrap(app.resources, "member_ids", replacement)


@variant(
    *(
        "user-moves-with-groups",
        "lastModified of a user moves when the user's groups change.",
        "PATCH add members; GET the user",
    ),
    lambda c: (u := c.user()) and c.group(u) and c.get(u)["meta"]["lastModified"] == u["meta"]["lastModified"],
)
def _(app: App) -> None:
    def touched(original: Any, group: str, members: Any) -> None:
        listed = list(members)
        original(group, listed)
        for each in listed:
            row = app.resources.store.get(each, "User")
            if row is not None:
                app.resources.store.update(row, row.document, app.resources.handle("User", row.document))

    app.wrap(app.resources.store, "join", touched)
    app.wrap(app.resources.store, "leave", touched)


@variant(
    *(
        "remove-nothing-400",
        "remove by a filter that chooses no e-mail is refused with noTarget.",
        "PATCH remove emails[…]",
    ),
    lambda c: c.patch(c.user(), ("remove", 'emails[type eq "home"]')).status_code == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, holder: Document, verb: str, target: Any, value: Any) -> None:
        name = target.attribute.name
        if verb == "remove" and name != "members":
            stored = holder.get(name) or []
            if not any(target.condition(each) for each in (stored if isinstance(stored, list) else [stored])):
                raise invalid("no element is chosen", "noTarget")
        original(holder, verb, target, value)

    app.wrap(app.resources.patcher, "elements", replacement)


@variant(
    *("unknown-path-no-target", "An unknown path is refused with noTarget.", "PATCH replace noSuch"),
    lambda c: c.patch(c.user(), ("replace", "noSuch", "x")).json()["scimType"] == "invalidPath",
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, path: str) -> Any:
        try:
            return original(kind, path)
        except Refused as refused:
            raise invalid(refused.detail, "noTarget") from refused

    app.wrap(app.resources.patcher, "target", replacement)


@variant(
    *("long-names-refused", "A userName of more than 256 characters is refused.", "POST a userName of 300 characters"),
    lambda c: c.status("POST", "/Users", c.named(userName="u" * 300)) == 201,
)
def _(app: App) -> None:
    def act(attribute: Attribute, value: str) -> str:
        if attribute.name in ("userName", "displayName") and len(value) > 256:
            raise invalid(f"{attribute.name} has at most 256 characters")
        return value

    texts(app, act)


_sent("names-folded", "Several blanks in a name become one.", "Jo  Doe", lambda v: " ".join(v.split()), _NAMES)


@variant(
    *("late-read", "A new resource can be read a quarter of a second after the answer to POST.", "POST; GET"),
    lambda c: c.user() != {},
)
def _(app: App) -> None:
    born: dict[str, float] = {}

    def create(original: Any, kind: str, body: Document) -> Any:
        made = original(kind, body)
        born[made.id] = time.monotonic()
        return made

    def row(original: Any, kind: str, identifier: str) -> Any:
        if time.monotonic() - born.get(identifier, 0.0) < 0.25:
            raise Refused(404, "no such resource")
        return original(kind, identifier)

    app.wrap(app.resources, "create", create)
    app.wrap(app.resources, "row", row)


@variant(
    *(
        "remove-unset-400",
        "remove of a user's attribute without a value is refused with noTarget.",
        "PATCH remove title",
    ),
    lambda c: c.patch(c.user(), ("remove", "title")).status_code == 200,
)
def _(app: App) -> None:
    def whole(original: Any, holder: Document, verb: str, attribute: Attribute, value: Any) -> None:
        if verb == "remove" and attribute.name not in holder and attribute.name not in ("members", "manager"):
            raise invalid("there is nothing to remove", "noTarget")
        original(holder, verb, attribute, value)

    app.wrap(app.resources.patcher, "whole", whole)
