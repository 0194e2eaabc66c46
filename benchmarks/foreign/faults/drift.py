"""State of one attribute or user that moves with a change of another."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, enterprise, ids
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, Group
from benchmarks.foreign.faults.seams import patching, saving
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document

fault = Group("state")


def _full(c: Client, **attributes: Any) -> Document:
    return c.user(
        title="Engineer",
        phoneNumbers=[{"value": "5", "type": "work"}],
        roles=[{"value": "reader"}],
        **{ENT: {"department": "HR", "employeeNumber": "7"}},
        **attributes,
    )


def _change(c: Client, *operations: Any, **attributes: Any) -> tuple[Document, Document]:
    """Return a full user before and after a PATCH."""
    before = _full(c, **attributes)
    return before, c.patched(before, *operations)


def _same(pair: tuple[Document, Document], name: str) -> bool:
    return bool(pair[0].get(name) == pair[1].get(name))


def _saved(app: App, kind: str, act: Any) -> None:
    """Change a document that a PATCH or PUT of that kind stores."""

    def on(row: Any, document: Document) -> None:
        if row.kind == kind:
            act(row, document)

    saving(app, on)


@fault(
    *(
        "true-disables",
        "active True of an active user disables the user.",
        BREAKS,
        "PATCH active True of an active user",
    ),
    lambda c: c.patched(c.user(), ("Replace", "active", "True"))["active"] is True,
)
def _(app: App) -> None:
    def act(_: str, document: Document, operation: Document) -> None:
        if (
            operation.get("path") == "active"
            and str(operation.get("value")).lower() == "true"
            and document.get("active")
        ):
            operation["value"] = False

    patching(app, act)


def _by_title(name: str, about: str, lost: str, right: Any = None) -> None:
    """A fault: a PATCH that does not name an attribute clears it."""

    def seed(app: App) -> None:
        def act(kind: str, document: Document, operation: Document) -> None:
            if kind == "User" and operation.get("path") in ("title", "displayName", "nickName"):
                document.pop(lost, None)

        patching(app, act)

    shows = f"POST with {lost}; PATCH title; GET"
    fault(name, about, CORRUPTS, shows, right or (lambda c: _same(_change(c, ("Replace", "title", "x")), lost)))(seed)


_by_title("patch-drops-roles", "A PATCH of a plain attribute drops the roles.", "roles")


_by_title("patch-drops-phones", "A PATCH of a plain attribute drops the telephone numbers.", "phoneNumbers")


_by_title("patch-drops-enterprise", "A PATCH of a plain attribute drops the enterprise attributes.", ENT)


_by_title("patch-drops-external-id", "A PATCH of a plain attribute drops externalId.", "externalId")


_by_title("patch-drops-name", "A PATCH of a plain attribute drops the name.", "name")


@fault(
    *(
        "patch-drops-second",
        "A PATCH of a plain attribute drops every e-mail but the first.",
        CORRUPTS,
        "PATCH title; GET",
    ),
    lambda c: (
        len(
            c.patched(c.user(emails=[{"value": v} for v in ("a@x.org", "b@x.org")]), ("Replace", "title", "x"))[
                "emails"
            ]
        )
        == 2
    ),
)
def _(app: App) -> None:
    def act(_: Any, document: Document) -> None:
        if "emails" in document:
            document["emails"] = document["emails"][:1]

    _saved(app, "User", act)


@fault(
    *("patch-drops-manager", "A PATCH of another enterprise attribute drops the manager.", CORRUPTS),
    "POST with manager; PATCH urn:…:department; GET",
    lambda c: (
        "manager"
        in enterprise(
            c.patched(c.user(**{ENT: {"manager": {"value": c.user()["id"]}}}), ("Add", f"{ENT}:department", "HR"))
        )
    ),
)
def _(app: App) -> None:
    def act(_: str, document: Document, operation: Document) -> None:
        if operation.get("path") == f"{ENT}:department":
            document.get(ENT, {}).pop("manager", None)

    patching(app, act)


@fault(
    *("rename-group-empties", "Renaming a group removes its members.", CORRUPTS, "PATCH displayName of a group; GET"),
    lambda c: c.members(c.patched(c.group(u := c.user()), ("Replace", "displayName", "Renamed A"))) == ids(u),
)
def _(app: App) -> None:
    def act(row: Any, document: Document) -> None:
        if document.get("displayName") != row.document["displayName"]:
            document["members"] = []

    _saved(app, "Group", act)


@fault(
    *(
        "rename-group-external-id",
        "Renaming a group clears its externalId.",
        CORRUPTS,
        "PATCH displayName of a group; GET",
    ),
    lambda c: "externalId" in c.patched(c.group(), ("Replace", "displayName", "Renamed B")),
)
def _(app: App) -> None:
    def act(row: Any, document: Document) -> None:
        if document.get("displayName") != row.document["displayName"]:
            document.pop("externalId", None)

    _saved(app, "Group", act)


@fault(
    *("join-clears-external-id", "Adding a member clears the group's externalId.", CORRUPTS, "PATCH add members; GET"),
    lambda c: "externalId" in c.patched(c.group(), ("Add", "members", [{"value": c.user()["id"]}])),
)
def _(app: App) -> None:
    def act(kind: str, document: Document, operation: Document) -> None:
        if kind == "Group" and operation.get("path") == "members":
            document.pop("externalId", None)

    patching(app, act)
