"""PATCH: the message, the operations and their order."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import patching
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document, invalid

fault = Group("patch")


def _title(c: Client, *operations: Any, **attributes: Any) -> Any:
    """Return the title after a PATCH of a new user."""
    return c.patched(c.user(**attributes), *operations).get("title")


def _op(
    name: str, about: str, shows: str, right: Any, when: Any, severity: str = BREAKS, *, silent: bool = False
) -> None:
    """A fault that refuses operations, or takes them and does nothing; ``when`` takes (kind, document, operation)."""

    def seed(app: App) -> None:
        def act(kind: str, document: Document, operation: Document) -> bool:
            chosen = bool(when(kind, document, operation))
            if chosen and not silent:
                raise invalid("not supported", "invalidPath")
            return chosen

        patching(app, act)

    fault(name, about, severity, shows, right)(seed)


def _verb(operation: Document) -> str:
    return str(operation.get("op", ""))


def _path(operation: Document) -> str:
    return str(operation.get("path") or "")


_op(
    *("capital-op", "Replace with a capital is refused.", 'PATCH {"op": "Replace", "path": "title"}'),
    *(lambda c: _title(c, ("Replace", "title", "x")) == "x", lambda _, __, o: _verb(o)[:1].isupper()),
)


_op(
    *("lower-op", "replace without a capital is refused.", 'PATCH {"op": "replace", "path": "title"}'),
    *(lambda c: _title(c, ("replace", "title", "x")) == "x", lambda _, __, o: _verb(o)[:1].islower()),
)


_op(
    *("capital-op-ignored", "Add with a capital does nothing.", 'PATCH {"op": "Add", "path": "title"}'),
    *(lambda c: _title(c, ("Add", "title", "x")) == "x", lambda _, __, o: _verb(o) == "Add", CORRUPTS),
    silent=True,
)


_op(
    *("capital-remove-ignored", "Remove with a capital does nothing.", 'PATCH {"op": "Remove", "path": "title"}'),
    lambda c: _title(c, ("Remove", "title"), title="x") is None,
    *(lambda _, __, o: _verb(o) == "Remove", CORRUPTS),
    silent=True,
)


_op(
    *("add-501", "add of a plain attribute is refused.", 'PATCH {"op": "add", "path": "title"}'),
    *(lambda c: _title(c, ("add", "title", "x")) == "x", lambda k, _, o: k == "User" and _verb(o) == "add"),
)


_op(
    *("add-set-refused", "add of an attribute that has a value is refused.", "PATCH add title of a user with a title"),
    lambda c: _title(c, ("Add", "title", "x"), title="old") == "x",
    lambda k, d, o: k == "User" and _verb(o).lower() == "add" and _path(o) in d and isinstance(d[_path(o)], str),
)


_op(
    *(
        "add-set-ignored",
        "add of an attribute that has a value does nothing.",
        "PATCH add title of a user with a title",
    ),
    lambda c: _title(c, ("Add", "title", "x"), title="old") == "x",
    lambda k, d, o: k == "User" and _verb(o).lower() == "add" and _path(o) in d and isinstance(d[_path(o)], str),
    CORRUPTS,
    silent=True,
)


_op(
    *(
        "replace-unset-refused",
        "replace of an attribute without a value is refused.",
        "PATCH replace title; none was set",
    ),
    lambda c: _title(c, ("Replace", "title", "x")) == "x",
    lambda k, d, o: k == "User" and _verb(o).lower() == "replace" and _path(o) == "title" and "title" not in d,
)


_op(
    *(
        "replace-unset-ignored",
        "replace of an attribute without a value does nothing.",
        "PATCH replace nickName; none was set",
    ),
    lambda c: c.patched(c.user(), ("replace", "nickName", "x")).get("nickName") == "x",
    lambda k, d, o: k == "User" and _verb(o).lower() == "replace" and _path(o) == "nickName" and _path(o) not in d,
    CORRUPTS,
    silent=True,
)


_op(
    *("remove-ignored", "remove of a plain attribute does nothing.", "PATCH remove title; GET"),
    lambda c: _title(c, ("remove", "title"), title="x") is None,
    lambda k, _, o: k == "User" and _verb(o).lower() == "remove" and _path(o) == "title",
    CORRUPTS,
    silent=True,
)


_op(
    *("same-value-refused", "replace by the value that is there is refused.", "PATCH replace title by the same"),
    lambda c: _title(c, ("Replace", "title", "x"), title="x") == "x",
    lambda _, d, o: _verb(o).lower() == "replace" and _path(o) in d and d[_path(o)] == o.get("value"),
)


_op(
    *("role-again-refused", "add of a role that the user has is refused.", "PATCH add roles twice"),
    lambda c: len(c.patched(c.user(roles=[{"value": "a"}]), ("Add", "roles", [{"value": "a"}]))["roles"]) == 1,
    lambda _, d, o: _path(o) == "roles" and any(each in d.get("roles", []) for each in o.get("value") or []),
)


_op(
    *("unknown-op", "An operation that no RFC has is ignored.", 'PATCH {"op": "upsert"}'),
    lambda c: c.patch(c.user(), ("upsert", "title", "x")).status_code == 400,
    lambda _, __, o: _verb(o).lower() not in ("add", "replace", "remove"),
    RFC,
    silent=True,
)


_op(
    *("unknown-path", "A path that leads nowhere is ignored.", "PATCH replace noSuchAttribute"),
    lambda c: c.patch(c.user(), ("replace", "noSuchAttribute", "x")).status_code == 400,
    lambda _, __, o: _path(o) == "noSuchAttribute" or "such" in _path(o).lower(),
    RFC,
    silent=True,
)


_op(
    *("remove-no-path", "remove without a path is taken and does nothing.", 'PATCH {"op": "remove"}'),
    lambda c: c.patch(c.user(), ("remove", None)).status_code == 400,
    *(lambda _, __, o: _verb(o).lower() == "remove" and not _path(o), RFC),
    silent=True,
)


_op(
    *("no-value", "replace without a value is taken and does nothing.", 'PATCH {"op": "replace", "path": "title"}'),
    lambda c: c.patch(c.user(), ("replace", "title")).status_code == 400,
    *(lambda _, __, o: _verb(o).lower() == "replace" and "value" not in o, RFC),
    silent=True,
)


_op(
    *("read-only", "A read-only attribute by path is taken and does nothing.", "PATCH replace meta.created"),
    lambda c: c.patch(c.user(), ("replace", "id", "7")).status_code == 400,
    *(lambda _, __, o: _path(o).partition(".")[0] in ("id", "meta", "groups"), RFC),
    silent=True,
)


_op(
    *("groups-written", "A user's groups by path are taken and nothing happens.", "PATCH add groups"),
    lambda c: c.patch(c.user(), ("add", "groups", [{"value": c.group()["id"]}])).status_code == 400,
    *(lambda k, __, o: k == "User" and _path(o) == "groups", RFC),
    silent=True,
)


_op(
    *("user-name-blank", "A userName can be removed: nothing happens and the answer is 200.", "PATCH remove userName"),
    lambda c: c.patch(c.user(), ("remove", "userName")).status_code == 400,
    *(lambda _, __, o: _verb(o).lower() == "remove" and _path(o) == "userName", RFC),
    silent=True,
)


_op(
    *("user-name-not-changed", "PATCH of userName does nothing.", "PATCH replace userName"),
    lambda c: c.patched(c.user(), ("Replace", "userName", "n@contoso.com"))["userName"] == "n@contoso.com",
    *(lambda _, __, o: _path(o) == "userName", BREAKS),
    silent=True,
)


_op(
    *("user-name-refused", "PATCH of userName is refused.", "PATCH replace userName"),
    lambda c: c.patched(c.user(), ("Replace", "userName", "m@contoso.com"))["userName"] == "m@contoso.com",
    lambda _, __, o: _path(o) == "userName",
)
