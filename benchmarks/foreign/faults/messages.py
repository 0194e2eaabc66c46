"""PATCH: several operations in one message, and renames."""

from __future__ import annotations

import copy
from typing import Any

from benchmarks.foreign.faults.client import Client, emails, message
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import patching
from benchmarks.foreign.server import App, Refused
from benchmarks.foreign.server.messages import Document, invalid

fault = Group("patch")


def _title(c: Client, *operations: Any, **attributes: Any) -> Any:
    """Return the title after a PATCH of a new user."""
    return c.patched(c.user(**attributes), *operations).get("title")


def _verb(operation: Document) -> str:
    return str(operation.get("op", ""))


def _path(operation: Document) -> str:
    return str(operation.get("path") or "")


def _operations(app: App, change: Any) -> None:
    app.wrap(app.resources.patcher, "operations", lambda original, sent: change(original(sent)))


_TWO = (("replace", "title", "a"), ("replace", "nickName", "b"))


@fault(
    *("first-only", "Only the first operation of a PATCH is carried out.", CORRUPTS, "PATCH with two operations; GET"),
    lambda c: (u := c.patched(c.user(), *_TWO)).get("title") == "a" and u.get("nickName") == "b",
)
def _(app: App) -> None:
    _operations(app, lambda listed: listed[:1])


@fault(
    *("last-only", "Only the last operation of a PATCH is carried out.", CORRUPTS, "PATCH with two operations; GET"),
    lambda c: (u := c.patched(c.user(), *_TWO)).get("title") == "a" and u.get("nickName") == "b",
)
def _(app: App) -> None:
    _operations(app, lambda listed: listed[-1:])


@fault(
    *("ten-only", "Operations after the tenth are ignored.", CORRUPTS, "PATCH with twelve operations; GET"),
    lambda c: _title(c, *[("replace", "nickName", str(n)) for n in range(11)], ("replace", "title", "x")) == "x",
)
def _(app: App) -> None:
    _operations(app, lambda listed: listed[:10])


@fault(
    *("backwards", "The operations of a PATCH are carried out from the last to the first.", CORRUPTS),
    "PATCH title twice in one message; GET",
    lambda c: _title(c, ("replace", "title", "a"), ("replace", "title", "b")) == "b",
)
def _(app: App) -> None:
    _operations(app, lambda listed: listed[::-1])


@fault(
    *("removes-last", "In one PATCH removals are carried out after all else.", CORRUPTS),
    "PATCH remove title, add title; GET",
    lambda c: _title(c, ("remove", "title"), ("add", "title", "b"), title="a") == "b",
)
def _(app: App) -> None:
    _operations(app, lambda listed: sorted(listed, key=lambda each: _verb(each).lower() == "remove"))


@fault(
    *("same-path-once", "Of two operations on one path the first alone counts.", CORRUPTS),
    "PATCH emails[type eq work].value and .display, title twice",
    lambda c: _title(c, ("replace", "title", "a"), ("replace", "title", "b")) == "b",
)
def _(app: App) -> None:
    _operations(app, lambda listed: list({_path(each): each for each in reversed(listed)}.values())[::-1])


@fault(
    *(
        "not-atomic",
        "What stands before a refused operation is kept.",
        CORRUPTS,
        "PATCH title and an unknown path; GET",
    ),
    lambda c: (
        c.patch(u := c.user(), ("replace", "title", "x"), ("replace", "nothing", "y")).status_code == 400
        and "title" not in c.get(u)
    ),
)
def _(app: App) -> None:
    def replacement(original: Any, row: Any, sent: Document) -> Any:
        try:
            return original(row, sent)
        except Refused:
            for number in range(len(sent.get("Operations", [])), 0, -1):
                part = {**copy.deepcopy(sent), "Operations": copy.deepcopy(sent["Operations"][:number])}
                try:
                    original(row, part)
                    break
                except Refused:
                    continue
            raise

    app.wrap(app.resources, "patch", replacement)


@fault(
    *("rest-skipped", "A refused operation is skipped and the others are carried out with 200.", CORRUPTS),
    "PATCH title and an unknown path; GET",
    lambda c: c.patch(c.user(), ("replace", "title", "x"), ("replace", "nothing", "y")).status_code == 400,
)
def _(app: App) -> None:
    def replacement(original: Any, kind: str, document: Document, operation: Document) -> None:
        before = copy.deepcopy(document)
        try:
            original(kind, document, operation)
        except Refused:
            document.clear()
            document.update(before)

    app.wrap(app.resources.patcher, "operation", replacement)


@fault(
    *("no-operations-500", "A PATCH with an empty list of operations is answered with 500.", RFC),
    'PATCH {"Operations": []}',
    lambda c: c.patch(c.user()).status_code in (200, 204, 400),
)
def _(app: App) -> None:
    def act(listed: list[Document]) -> list[Document]:
        if not listed:
            raise Refused(500, "list index out of range")
        return listed

    _operations(app, act)


@fault(
    *("order-of-keys", "A PATCH whose body begins with Operations is refused.", BREAKS),
    "PATCH with Operations before schemas",
    lambda c: c.status("PATCH", c.user(), dict(reversed(message(("replace", "title", "x")).items()))) == 200,
)
def _(app: App) -> None:
    def replacement(original: Any, sent: Document) -> Any:
        if next(iter(sent), "").lower() == "operations":
            raise invalid("schemas comes first", "invalidSyntax")
        return original(sent)

    app.wrap(app.resources.patcher, "operations", replacement)


@fault(
    *("disabled-refused", "A disabled user cannot be changed, only enabled.", BREAKS, "PATCH title of a disabled user"),
    lambda c: _title(c, ("replace", "title", "x"), active=False) == "x",
)
def _(app: App) -> None:
    def act(kind: str, document: Document, operation: Document) -> None:
        if kind == "User" and document.get("active") is False and "active" not in str(operation):
            raise Refused(409, "the user is disabled")

    patching(app, act)


@fault(
    *("soft-delete-name", "A userName with an id of 32 digits before it, as a soft delete gives, is refused.", BREAKS),
    "PATCH userName {32 hex digits}jo@contoso.com and active False",
    lambda c: (
        c.patch(
            c.user(), ("Replace", "userName", "0a" * 16 + "jo@contoso.com"), ("Replace", "active", "False")
        ).status_code
        == 200
    ),
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if _path(operation) == "userName" and len(str(operation.get("value")).partition("@")[0]) > 32:
            raise invalid("the name is too long")

    patching(app, act)


@fault(
    *("rename-moves-e-mail", "A new userName becomes the work e-mail too.", CORRUPTS, "PATCH userName; GET"),
    lambda c: emails(c.patched(u := c.user(), ("Replace", "userName", f"new{u['id']}@contoso.com"))) == emails(u),
)
def _(app: App) -> None:
    def act(_: str, document: Document, operation: Document) -> None:
        if _path(operation) == "userName":
            for each in document.get("emails", []):
                each["value"] = operation.get("value")

    patching(app, act)


@fault(
    *("rename-case", "userName cannot be changed in letter case alone: 409.", BREAKS, "PATCH userName in capitals"),
    lambda c: c.patched(u := c.user(), ("Replace", "userName", u["userName"].upper()))["userName"].isupper(),
)
def _(app: App) -> None:
    def act(_: str, document: Document, operation: Document) -> None:
        new = operation.get("value")
        old = document.get("userName", "")
        if _path(operation) == "userName" and isinstance(new, str) and new != old and new.casefold() == old.casefold():
            raise Refused(409, "userName is taken", "uniqueness")

    patching(app, act)
