"""PATCH: forms of paths, and values without a path."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, enterprise
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import patching
from benchmarks.foreign.server import App, Refused
from benchmarks.foreign.server.messages import Document, invalid
from benchmarks.foreign.server.schema import USER

fault = Group("paths")


_WORK = 'emails[type eq "work"].value'


def _path(operation: Document) -> str:
    return str(operation.get("path") or "")


def _keys(operation: Document) -> list[str]:
    value = operation.get("value")
    return list(value) if not _path(operation) and isinstance(value, dict) else []


def _refuse(app: App, when: Any) -> None:
    def act(kind: str, document: Document, operation: Document) -> None:
        if when(kind, document, operation):
            raise invalid("not supported", "invalidPath")

    patching(app, act)


def _skip(app: App, when: Any) -> None:
    patching(app, lambda kind, document, operation: bool(when(kind, document, operation)))


def _named(c: Client, *operations: Any) -> Document:
    user = c.user(name={"givenName": "Ann", "familyName": "Lee", "middleName": "M"})
    return dict(c.patched(user, *operations)["name"])


@fault(
    *("dotted-key", "A key name.givenName in a value without a path is stored as it stands.", BREAKS),
    'PATCH {"value": {"name.givenName": "Bo"}}',
    lambda c: _named(c, ("replace", None, {"name.givenName": "Bo"}))["givenName"] == "Bo",
)
def _(app: App) -> None:
    _skip(app, lambda _, __, o: any("." in key and ":" not in key for key in _keys(o)))


@fault(
    *("dotted-key-add", "A key name.givenName in an add without a path is ignored; replace works.", BREAKS),
    'PATCH {"op": "add", "value": {"name.givenName": "Bo"}}',
    lambda c: _named(c, ("add", None, {"name.givenName": "Bo"}))["givenName"] == "Bo",
)
def _(app: App) -> None:
    _skip(app, lambda _, __, o: o["op"].lower() == "add" and any(key.startswith("name.") for key in _keys(o)))


@fault(
    *(
        "dotted-key-clears",
        "A key name.givenName in a value without a path clears the other parts of the name.",
        CORRUPTS,
    ),
    'PATCH {"value": {"name.givenName": "Bo"}}; GET',
    lambda c: _named(c, ("replace", None, {"name.givenName": "Bo"}))["familyName"] == "Lee",
)
def _(app: App) -> None:
    patching(
        app, lambda _, d, o: d.pop("name", None) and None if any(k.startswith("name.") for k in _keys(o)) else None
    )


@fault(
    *("nested-clears", "A nested name in a value without a path clears the parts that it does not hold.", CORRUPTS),
    'PATCH {"value": {"name": {"givenName": "Bo"}}}; GET',
    lambda c: _named(c, ("replace", None, {"name": {"givenName": "Bo"}}))["familyName"] == "Lee",
)
def _(app: App) -> None:
    patching(app, lambda _, d, o: d.pop("name", None) and None if "name" in _keys(o) else None)


@fault(
    *("object-clears", "replace of the path name clears the parts that the value does not hold.", RFC),
    'PATCH {"op": "replace", "path": "name", "value": {"givenName": "Bo"}}; GET',
    lambda c: _named(c, ("replace", "name", {"givenName": "Bo"}))["familyName"] == "Lee",
)
def _(app: App) -> None:
    patching(app, lambda _, d, o: d.pop("name", None) and None if _path(o) == "name" else None)


@fault(
    *("part-clears", "PATCH of name.givenName clears name.familyName.", CORRUPTS, "PATCH replace name.givenName; GET"),
    lambda c: _named(c, ("Replace", "name.givenName", "Bo")).get("familyName") == "Lee",
)
def _(app: App) -> None:
    patching(
        app, lambda _, d, o: d.get("name", {}).pop("familyName", 1) and None if _path(o) == "name.givenName" else None
    )


@fault(
    *("part-without-object", "PATCH of name.givenName of a user without a name is refused.", BREAKS),
    "POST without name; PATCH add name.givenName",
    lambda c: c.patched(c.user(name=None), ("Add", "name.givenName", "Bo"))["name"] == {"givenName": "Bo"},
)
def _(app: App) -> None:
    _refuse(app, lambda k, d, o: k == "User" and _path(o).startswith("name.") and "name" not in d)


@fault(
    *(
        "part-removed",
        "remove of name.middleName removes the whole name.",
        CORRUPTS,
        "PATCH remove name.middleName; GET",
    ),
    lambda c: _named(c, ("remove", "name.middleName")) == {"givenName": "Ann", "familyName": "Lee"},
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if operation["op"].lower() == "remove" and _path(operation).startswith("name."):
            operation["path"] = "name"

    patching(app, act)


@fault(
    *("urn-key", "A key with the enterprise URN in a value without a path is ignored.", BREAKS),
    'PATCH {"value": {"urn:…:User:department": "HR"}}',
    lambda c: enterprise(c.patched(c.user(), ("replace", None, {f"{ENT}:department": "HR"}))).get("department") == "HR",
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        for key in _keys(operation):
            if key.startswith(ENT + ":"):
                del operation["value"][key]

    patching(app, act)


@fault(
    *("urn-key-clears", "A key with the enterprise URN clears the rest of the extension.", CORRUPTS),
    'PATCH {"value": {"urn:…:User:department": "HR"}}; GET',
    lambda c: (
        enterprise(c.patched(c.user(**{ENT: {"costCenter": "1"}}), ("replace", None, {f"{ENT}:department": "HR"}))).get(
            "costCenter"
        )
        == "1"
    ),
)
def _(app: App) -> None:
    patching(app, lambda _, d, o: d.pop(ENT, None) and None if any(k.startswith(ENT) for k in _keys(o)) else None)


@fault(
    *("urn-object", "The enterprise extension as an object in a value without a path is ignored.", RFC),
    'PATCH {"value": {"urn:…:User": {"department": "HR"}}}',
    lambda c: enterprise(c.patched(c.user(), ("replace", None, {ENT: {"department": "HR"}}))).get("department") == "HR",
)
def _(app: App) -> None:
    patching(app, lambda _, __, o: o["value"].pop(ENT, None) and None if ENT in _keys(o) else None)


@fault(
    *("urn-path-split", "A path with the enterprise URN is cut at the dot of 2.0 and refused.", BREAKS),
    "PATCH add urn:…:2.0:User:department",
    lambda c: enterprise(c.patched(c.user(), ("Add", f"{ENT}:department", "HR"))).get("department") == "HR",
)
def _(app: App) -> None:
    _refuse(app, lambda _, __, o: _path(o).startswith(ENT + ":"))


@fault(
    *("urn-path-clears", "PATCH of one enterprise attribute clears the others.", CORRUPTS),
    "POST with costCenter; PATCH add urn:…:department; GET",
    lambda c: (
        enterprise(c.patched(c.user(**{ENT: {"costCenter": "1"}}), ("Add", f"{ENT}:department", "HR"))).get(
            "costCenter"
        )
        == "1"
    ),
)
def _(app: App) -> None:
    patching(app, lambda _, d, o: d.pop(ENT, None) and None if _path(o).startswith(ENT + ":") else None)


@fault(
    *("urn-path-remove", "remove of an enterprise attribute removes the whole extension.", CORRUPTS),
    "PATCH remove urn:…:department; GET",
    lambda c: (
        enterprise(c.patched(c.user(**{ENT: {"costCenter": "1", "department": "HR"}}), ("remove", f"{ENT}:department")))
        == {"costCenter": "1"}
    ),
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if operation["op"].lower() == "remove" and _path(operation).startswith(ENT + ":"):
            operation["path"] = ENT

    patching(app, act)


@fault(
    *("urn-whole-500", "A path that is the URN of the extension is answered with 500.", RFC),
    'PATCH {"path": "urn:…:User", "value": {"department": "HR"}}',
    lambda c: c.patch(c.user(), ("replace", ENT, {"department": "HR"})).status_code < 500,
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if _path(operation) == ENT:
            raise Refused(500, "NullPointerException")

    patching(app, act)


@fault(
    *("core-urn", "A path with the URN of the core schema is refused.", RFC, "PATCH replace urn:…:core:2.0:User:title"),
    lambda c: c.patched(c.user(), ("replace", f"{USER}:title", "x")).get("title") == "x",
)
def _(app: App) -> None:
    _refuse(app, lambda _, __, o: USER in _path(o))


@fault(
    *("path-case", "A path in other letter case is refused.", RFC, "PATCH replace DISPLAYNAME"),
    lambda c: c.patched(c.user(), ("replace", "DISPLAYNAME", "x"))["displayName"] == "x",
)
def _(app: App) -> None:
    _refuse(app, lambda _, __, o: _path(o).isupper() or (_path(o)[:1].isupper() and ":" not in _path(o)))


@fault(
    *("key-case", "A key in other letter case in a value without a path is ignored.", RFC),
    'PATCH {"value": {"DisplayName": "x"}}',
    lambda c: c.patched(c.user(), ("replace", None, {"DisplayName": "x"}))["displayName"] == "x",
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        for key in _keys(operation):
            if key[:1].isupper():
                del operation["value"][key]

    patching(app, act)


@fault(
    *("id-refused", "A group's PATCH without a path that holds its id beside displayName is refused.", BREAKS),
    'PATCH {"value": {"id": "…", "displayName": "x"}} of a group',
    lambda c: (
        c.patched(g := c.group(), ("replace", None, {"id": g["id"], "displayName": "Team X"}))["displayName"]
        == "Team X"
    ),
)
def _(app: App) -> None:
    _refuse(app, lambda _, __, o: "id" in _keys(o))


@fault(
    *("pathless-refused", "An operation without a path is refused.", BREAKS, 'PATCH {"value": {"title": "x"}}'),
    lambda c: c.patched(c.user(), ("replace", None, {"title": "x"})).get("title") == "x",
)
def _(app: App) -> None:
    _refuse(app, lambda _, __, o: not _path(o))


@fault(
    *("pathless-first-key", "Of a value without a path only the first key is applied.", CORRUPTS),
    'PATCH {"value": {"title": "x", "nickName": "y"}}; GET',
    lambda c: c.patched(c.user(), ("replace", None, {"title": "x", "nickName": "y"})).get("nickName") == "y",
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        for key in _keys(operation)[1:]:
            del operation["value"][key]

    patching(app, act)


@fault(
    *("pathless-list", "A list in a value without a path is ignored.", CORRUPTS),
    'PATCH {"value": {"phoneNumbers": […]}}; GET',
    lambda c: len(c.patched(c.user(), ("add", None, {"phoneNumbers": [{"value": "5"}]})).get("phoneNumbers", [])) == 1,
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        for key in _keys(operation):
            if isinstance(operation["value"][key], list):
                del operation["value"][key]

    patching(app, act)
