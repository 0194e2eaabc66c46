"""PATCH of multi-valued attributes and of the manager."""

from __future__ import annotations

from benchmarks.foreign.faults.client import Client, emails
from benchmarks.foreign.faults.registry import CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import patching
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document, invalid

fault = Group("elements")


manager = Group("manager")


_HOME = {"value": "home@contoso.com", "type": "home"}


def _path(operation: Document) -> str:
    return str(operation.get("path") or "")


def _verb(operation: Document) -> str:
    return str(operation["op"]).lower()


def _added(c: Client) -> Document:
    return c.patched(c.user(), ("Add", "emails", [_HOME]))


@fault(
    *("add-replaces", "add of an e-mail replaces all e-mails.", CORRUPTS, "PATCH add emails; GET"),
    lambda c: len(_added(c)["emails"]) == 2,
)
def _(app: App) -> None:
    app.wrap(
        *(app.resources.patcher, "put_many"),
        lambda original, holder, _, attribute, new: (
            original(holder, "replace", attribute, new)
            if attribute.name == "emails"
            else original(holder, _, attribute, new)
        ),
    )


@fault(
    *("add-roles-replaces", "add of a role replaces all roles.", CORRUPTS, "PATCH add roles; GET"),
    lambda c: len(c.patched(c.user(roles=[{"value": "a"}]), ("Add", "roles", [{"value": "b"}]))["roles"]) == 2,
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if _path(operation) == "roles":
            operation["op"] = "replace"

    patching(app, act)


@fault(
    *("add-one-of-two", "Of two roles that one add holds only the first is stored.", CORRUPTS),
    "PATCH add roles with two; GET",
    lambda c: len(c.patched(c.user(), ("Add", "roles", [{"value": "a"}, {"value": "b"}]))["roles"]) == 2,
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if _path(operation) == "roles" and isinstance(operation.get("value"), list):
            operation["value"] = operation["value"][:1]

    patching(app, act)


@fault(
    *("add-twice", "add of an e-mail that is there adds it again.", RFC, "PATCH add emails twice; GET"),
    lambda c: len(c.patched(_added(c), ("Add", "emails", [_HOME]))["emails"]) == 2,
)
def _(app: App) -> None:
    app.wrap(app.resources.patcher, "same", lambda *_: False)


@fault(
    *("replace-appends", "replace of all e-mails adds to those that are there.", CORRUPTS, "PATCH replace emails; GET"),
    lambda c: len(c.patched(c.user(), ("Replace", "emails", [_HOME]))["emails"]) == 1,
)
def _(app: App) -> None:
    app.wrap(
        *(app.resources.patcher, "put_many"),
        lambda original, holder, how, attribute, new: original(
            holder, how if attribute.name == "members" else "add", attribute, new
        ),
    )


@fault(
    *(
        "single-object-refused",
        "add of one element that is no list is refused.",
        RFC,
        "PATCH add emails with an object",
    ),
    lambda c: len(c.patched(c.user(), ("Add", "emails", _HOME))["emails"]) == 2,
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if _path(operation) == "emails" and isinstance(operation.get("value"), dict):
            raise invalid("emails is a list")

    patching(app, act)


@fault(
    *("second-primary", "A new primary e-mail leaves the old one primary.", RFC, "PATCH add a primary e-mail; GET"),
    lambda c: (
        sum(
            e.get("primary") is True
            for e in c.patched(c.user(), ("Add", "emails", [{**_HOME, "primary": True}]))["emails"]
        )
        == 1
    ),
)
def _(app: App) -> None:
    app.wrap(app.resources.patcher, "only_primary", lambda *_: None)


@fault(
    *("primary-taken", "Any new e-mail becomes the primary one.", CORRUPTS, "PATCH add an e-mail; GET"),
    lambda c: [e["type"] for e in _added(c)["emails"] if e.get("primary")] == ["work"],
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if _path(operation) == "emails" and _verb(operation) == "add" and isinstance(operation["value"], list):
            operation["value"] = [{**each, "primary": True} for each in operation["value"][:1]]

    patching(app, act)


@fault(
    *("remove-one-removes-all", 'remove of emails[type eq "home"] removes all e-mails.', CORRUPTS),
    'PATCH remove emails[type eq "home"]; GET',
    lambda c: emails(c.patched(u := _added(c), ("Remove", 'emails[type eq "home"]'))) == emails(u),
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if _verb(operation) == "remove" and _path(operation).startswith("emails["):
            operation["path"] = "emails"

    patching(app, act)


@fault(
    *("remove-one-ignored", 'remove of emails[type eq "home"] does nothing.', CORRUPTS),
    'PATCH remove emails[type eq "home"]; GET',
    lambda c: emails(c.patched(_added(c), ("Remove", 'emails[type eq "home"]')), "home") == [],
)
def _(app: App) -> None:
    patching(app, lambda _, __, o: _verb(o) == "remove" and _path(o).startswith("emails["))


@fault(
    *(
        "remove-list-ignored",
        "remove of all telephone numbers does nothing.",
        CORRUPTS,
        "PATCH remove phoneNumbers; GET",
    ),
    lambda c: "phoneNumbers" not in c.patched(c.user(phoneNumbers=[{"value": "5"}]), ("Remove", "phoneNumbers")),
)
def _(app: App) -> None:
    patching(app, lambda _, __, o: _verb(o) == "remove" and _path(o) in ("phoneNumbers", "emails", "addresses"))


@fault(
    *("remove-role-all", "remove of one role by a filter removes all.", CORRUPTS),
    'POST two roles; PATCH remove roles[value eq "a"]; GET',
    lambda c: len(c.patched(_two_roles(c), ("remove", 'roles[value eq "a"]'))["roles"]) == 1,
)
def _(app: App) -> None:
    patching(app, lambda _, d, o: d.pop("roles", None) and None if _path(o).startswith("roles[") else None)


def _two_roles(c: Client) -> Document:
    return c.user(roles=[{"value": "a", "type": "T"}, {"value": "b", "type": "T"}])


@fault(
    *("role-by-value-only", "A role is found by its type alone: a change of one changes all of that type.", CORRUPTS),
    'POST two roles of one type; PATCH replace roles[value eq "a"].display; GET',
    lambda c: (
        [e.get("display") for e in c.patched(_two_roles(c), ("replace", 'roles[value eq "a"].display', "A"))["roles"]]
        == ["A", None]
    ),
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if _path(operation).startswith("roles[value"):
            operation["path"] = "roles[type pr]" + _path(operation).rpartition("]")[2]

    patching(app, act)
