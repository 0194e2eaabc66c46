"""What is kept of users and groups, and how ids look."""

from __future__ import annotations

import unicodedata
import uuid
from typing import Any

from benchmarks.foreign.faults.registry import variant
from benchmarks.foreign.faults.seams import shown, texts
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document
from benchmarks.foreign.server.schema import Attribute

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _identified(app: App, make: Any) -> None:
    app.wrap(app.resources.store, "identifier", lambda _, place: make(place))


@variant("uuids", "Ids are UUIDs.", "POST /Users", lambda c: c.user()["id"].isdigit())
def _(app: App) -> None:
    _identified(app, lambda place: str(uuid.uuid5(uuid.NAMESPACE_URL, f"foreign-{place}")))


@variant("ulids", "Ids are ULIDs.", "POST /Users", lambda c: c.user()["id"].isdigit())
def _(app: App) -> None:
    def make(place: int) -> str:
        number = uuid.uuid5(uuid.NAMESPACE_URL, f"ulid-{place}").int >> 3
        signs = ""
        for _ in range(25):
            number, rest = divmod(number, 32)
            signs = _SIGNS[rest] + signs
        return "0" + signs

    _identified(app, make)


@variant("short-ids", "Ids are 1, 2, 3.", "POST /Users", lambda c: len(c.user()["id"]) == 6)
def _(app: App) -> None:
    _identified(app, str)


@variant(
    "mixed-ids",
    "Ids have dots, dashes, tildes and both letter cases.",
    "POST /Users",
    lambda c: c.user()["id"].isdigit(),
)
def _(app: App) -> None:
    _identified(app, lambda place: f"usr_Ab.{place}~x-Z")


@variant("long-ids", "Ids have 120 characters.", "POST /Users", lambda c: len(c.user()["id"]) == 6)
def _(app: App) -> None:
    _identified(app, lambda place: f"{place:0120d}")


def _sent(name: str, about: str, value: str, change: Any, where: tuple[str, ...] = ()) -> None:
    """A variant that alters text on its way in, as RFC 7643 2.2 and RFC 7644 3.3 allow."""

    def seed(app: App) -> None:
        def act(attribute: Attribute, sent: str) -> str:
            return str(change(sent)) if attribute.name in where else sent

        texts(app, act)

    variant(name, about, f"POST {where[0]}; GET", lambda c: c.user(**{where[0]: value})[where[0]] == value)(seed)


_NAMES = ("displayName", "title", "nickName", "givenName", "familyName", "formatted", "userName", "department")


_sent("names-trimmed", "Blanks around names are dropped.", " Jo ", str.strip, _NAMES)


_sent("names-nfc", "Names are stored in NFC.", "Zoe\u0308", lambda v: unicodedata.normalize("NFC", v), _NAMES)


_sent(
    "user-names-lower",
    "userName, which regards no letter case, is stored in small letters.",
    "Jo.Q@X.org",
    str.lower,
    ("userName",),
)


@variant(
    *(
        "e-mails-lower",
        "E-mail addresses, which regard no letter case, are stored in small letters.",
        "POST emails; GET",
    ),
    lambda c: c.user(emails=[{"value": "Jo@X.org"}])["emails"][0]["value"] == "Jo@X.org",
)
def _(app: App) -> None:
    texts(app, lambda attribute, value: value.lower() if attribute.name == "value" and "@" in value else value)


def _filled(name: str, about: str, act: Any, usual: Any) -> None:
    variant(name, about, "POST; GET", usual)(lambda app: shown(app, "User", act))


_filled(
    *("display-name-default", "A user without displayName is shown with the userName."),
    lambda document: document.setdefault("displayName", document["userName"]),
    lambda c: "displayName" not in c.user(displayName=None),
)


_filled(
    *("formatted-default", "name.formatted is filled where it was not sent."),
    lambda d: "givenName" in d.get("name", {}) and d["name"].setdefault("formatted", d["name"]["givenName"]),
    lambda c: "formatted" not in c.user()["name"],
)


_filled(
    *("profile-url-default", "Every user has a profileUrl."),
    lambda document: document.setdefault("profileUrl", f"https://people.example.org/{document['id']}"),
    lambda c: "profileUrl" not in c.user(),
)


_filled(
    *("user-type-default", "A user without userType is shown as Employee."),
    lambda document: document.setdefault("userType", "Employee"),
    lambda c: "userType" not in c.user(),
)


_filled(
    *("primary-always", "Every e-mail shows primary, false where it is not the primary one."),
    lambda document: [each.setdefault("primary", False) for each in document.get("emails", [])],
    lambda c: "primary" not in c.user(emails=[{"value": "a@x.org"}])["emails"][0],
)


_filled(
    *("empty-lists", "Multi-valued attributes without a value are shown as empty lists."),
    lambda document: [document.setdefault(name, []) for name in ("phoneNumbers", "groups", "roles", "addresses")],
    lambda c: "roles" not in c.user(),
)


@variant(
    *("empty-members", "A group without members shows an empty list.", "GET a group"),
    lambda c: "members" not in c.group(),
)
def _(app: App) -> None:
    shown(app, "Group", lambda document: document.setdefault("members", []))


def _members(name: str, about: str, change: Any, usual: Any) -> None:
    variant(name, about, "GET a group with a member", usual)(
        lambda app: shown(app, "Group", lambda d: "members" in d and d.update(members=change(d["members"])))
    )


_members(
    *("members-value-alone", "Members have value alone."),
    lambda members: [{"value": each["value"]} for each in members],
    lambda c: "display" in c.group(c.user())["members"][0],
)


_members(
    *("members-no-type", "Members have no type."),
    lambda members: [{k: v for k, v in each.items() if k != "type"} for each in members],
    lambda c: "type" in c.group(c.user())["members"][0],
)


_members(
    *("members-sorted-back", "Members are shown in the opposite order."),
    lambda members: members[::-1],
    lambda c: (g := c.group(a := c.user(), c.user())) and g["members"][0]["value"] == a["id"],
)


@variant(
    *("direct-groups", "A user's groups are the direct ones alone.", "A user in a nested group; GET the user"),
    lambda c: c.group(c.group(u := c.user())) and len(c.get(u)["groups"]) == 2,
)
def _(app: App) -> None:
    def act(document: Document) -> None:
        direct = [each for each in document.get("groups", []) if each["type"] == "direct"]
        document.update({"groups": direct} if "groups" in document else {})

    shown(app, "User", act)
