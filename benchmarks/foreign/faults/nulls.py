"""PATCH: null, empty text and filters in paths."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import patching
from benchmarks.foreign.server import App, Refused
from benchmarks.foreign.server.messages import Document, invalid
from benchmarks.foreign.server.schema import Attribute

fault = Group("elements")


_HOME = {"value": "home@contoso.com", "type": "home"}


def _path(operation: Document) -> str:
    return str(operation.get("path") or "")


def _verb(operation: Document) -> str:
    return str(operation["op"]).lower()


def _added(c: Client) -> Document:
    return c.patched(c.user(), ("Add", "emails", [_HOME]))


@fault(
    *("primary-as-text", 'A value path roles[primary eq "True"] is refused.', BREAKS),
    'PATCH replace roles[primary eq "True"].value',
    lambda c: c.patched(c.user(), ("Add", 'roles[primary eq "True"].value', "a"))["roles"][0]["value"] == "a",
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if 'primary eq "' in _path(operation):
            raise invalid("primary is a boolean", "invalidFilter")

    patching(app, act)


@fault(
    *(
        "primary-as-text-twice",
        'A value path roles[primary eq "True"] never finds the primary role and adds one.',
        CORRUPTS,
    ),
    'POST a primary role; PATCH replace roles[primary eq "True"].value; GET',
    lambda c: (
        len(
            c.patched(
                c.user(roles=[{"value": "a", "primary": True}]), ("Replace", 'roles[primary eq "True"].value', "b")
            )["roles"]
        )
        == 1
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, leaf: Attribute, operator: str, value: Any) -> Any:
        return value if leaf.kind == "boolean" and isinstance(value, str) else original(leaf, operator, value)

    app.wrap(app.resources.filters, "operand", replacement)


@fault(
    *("two-conditions", "Of a value path with two conditions only the first counts.", CORRUPTS),
    'POST two work e-mails; PATCH emails[type eq "work" and value eq "b@…"].display; GET',
    lambda c: (
        [
            e.get("display")
            for e in c.patched(
                c.user(emails=[{"value": f"{v}@contoso.com", "type": "work"} for v in "ab"]),
                ("replace", 'emails[type eq "work" and value eq "b@contoso.com"].display', "B"),
            )["emails"]
        ]
        == [None, "B"]
    ),
)
def _(app: App) -> None:
    app.wrap(
        *(app.resources.filters, "element_test"),
        lambda original, attribute, text: original(attribute, text.partition(" and ")[0]),
    )


@fault(
    *("sub-attribute-of-all", "replace of emails.display changes the first e-mail alone.", RFC),
    "POST two e-mails; PATCH replace emails.display; GET",
    lambda c: (
        [e.get("display") for e in c.patched(_added(c), ("replace", "emails.display", "x"))["emails"]] == ["x", "x"]
    ),
)
def _(app: App) -> None:
    def act(_: str, document: Document, operation: Document) -> bool:
        if _path(operation) == "emails.display" and document.get("emails"):
            document["emails"][0]["display"] = operation["value"]
            return True
        return False

    patching(app, act)


@fault(
    *("null-kept", "An attribute that is set to null keeps its value.", RFC, "PATCH replace title null; GET"),
    lambda c: c.patched(c.user(title="x"), ("replace", "title", None)).get("title") in (None, ""),
)
def _(app: App) -> None:
    patching(app, lambda _, __, o: bool(_path(o)) and o.get("value", "") is None and _verb(o) == "replace")


@fault(
    *("null-text", "An attribute that is set to null holds the text null.", CORRUPTS, "PATCH replace title null; GET"),
    lambda c: c.patched(c.user(title="x"), ("replace", "title", None)).get("title") in (None, ""),
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if _path(operation) == "title" and operation.get("value", "") is None:
            operation["value"] = "null"

    patching(app, act)


@fault(
    *("null-500", "null in an operation is answered with 500.", BREAKS, "PATCH replace title null"),
    lambda c: c.patch(c.user(title="x"), ("replace", "title", None)).status_code < 500,
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if "value" in operation and operation["value"] is None and _verb(operation) != "remove":
            raise Refused(500, "NoneType has no attribute strip")

    patching(app, act)


@fault(
    *("empty-refused", "An empty text is refused.", BREAKS, 'PATCH replace title ""'),
    lambda c: c.patch(c.user(title="x"), ("replace", "title", "")).status_code < 300,
)
def _(app: App) -> None:
    def act(kind: str, __: Document, operation: Document) -> None:
        if kind == "User" and operation.get("value") == "":
            raise invalid("the value is empty")

    patching(app, act)


@fault(
    *("empty-ignored", "An empty text leaves the old value.", CORRUPTS, 'PATCH replace title ""; GET'),
    lambda c: c.patched(c.user(title="x"), ("replace", "title", "")).get("title") in (None, ""),
)
def _(app: App) -> None:
    patching(app, lambda k, __, o: k == "User" and o.get("value") == "" and ":" not in _path(o))
