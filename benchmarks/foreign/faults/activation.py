"""PATCH of active, externalId, the names and the enterprise attributes."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, enterprise
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, Group
from benchmarks.foreign.faults.seams import patching
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document, invalid

fault = Group("patch")


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
    *("external-id-not-changed", "PATCH of a user's externalId does nothing.", "PATCH replace externalId"),
    lambda c: c.patched(c.user(), ("Replace", "externalId", "n"))["externalId"] == "n",
    *(lambda k, __, o: k == "User" and _path(o) == "externalId", CORRUPTS),
    silent=True,
)


_op(
    *("group-external-id", "PATCH of a group's externalId does nothing.", "PATCH replace externalId of a group"),
    lambda c: c.patched(c.group(), ("Replace", "externalId", "n"))["externalId"] == "n",
    *(lambda k, __, o: k == "Group" and _path(o) == "externalId", CORRUPTS),
    silent=True,
)


_op(
    *("formatted", "PATCH of name.formatted does nothing.", "PATCH replace name.formatted"),
    lambda c: c.patched(c.user(), ("Replace", "name.formatted", "A B"))["name"]["formatted"] == "A B",
    *(lambda _, __, o: _path(o) == "name.formatted", CORRUPTS),
    silent=True,
)


for _name in ("nickName", "userType", "locale", "timezone", "preferredLanguage", "profileUrl", "displayName"):
    _op(
        *(f"no-{_name}", f"PATCH of {_name} does nothing; POST stores it.", f"PATCH replace {_name}"),
        lambda c, name=_name: c.patched(c.user(), ("Replace", name, "en-NZ"))[name] == "en-NZ",
        *(lambda k, __, o, name=_name: k == "User" and _path(o) == name, CORRUPTS),
        silent=True,
    )


for _name in ("employeeNumber", "costCenter", "department", "organization", "division"):
    _op(
        *(f"no-{_name}", f"PATCH of {_name} by its URN does nothing; POST stores it.", f"PATCH add {ENT}:{_name}"),
        lambda c, name=_name: enterprise(c.patched(c.user(), ("Add", f"{ENT}:{name}", "N1")))[name] == "N1",
        *(lambda _, __, o, name=_name: _path(o) == f"{ENT}:{name}", CORRUPTS),
        silent=True,
    )


_op(
    *("active-add", "add of active is refused, only replace is taken.", 'PATCH {"op": "Add", "path": "active"}'),
    lambda c: c.patched(c.user(), ("Add", "active", "False"))["active"] is False,
    lambda _, __, o: _verb(o).lower() == "add" and _path(o) == "active",
)


_op(
    *("active-true", "Only active false is taken: nobody can be enabled.", "PATCH replace active true"),
    lambda c: c.patched(c.user(active=False), ("Replace", "active", "True"))["active"] is True,
    lambda _, __, o: _path(o) == "active" and str(o.get("value")).lower() == "true",
)


_op(
    *("active-ignored", "PATCH of active does nothing.", "PATCH replace active False"),
    lambda c: c.patched(c.user(), ("Replace", "active", "False"))["active"] is False,
    *(lambda _, __, o: _path(o) == "active", BREAKS),
    silent=True,
)


_op(
    *("active-without-path", "active in a value without a path is ignored.", 'PATCH {"value": {"active": false}}'),
    lambda c: c.patched(c.user(), ("replace", None, {"active": False}))["active"] is False,
    lambda _, __, o: not _path(o) and isinstance(o.get("value"), dict) and set(o["value"]) == {"active"},
    silent=True,
)


for _name, _word in (("capital", "False"), ("lower", "false")):
    _op(
        *(f"active-text-{_name}", f'active "{_word}" as text is refused.', f'PATCH replace active "{_word}"'),
        lambda c, word=_word: c.patched(c.user(), ("Replace", "active", word))["active"] is False,
        lambda _, __, o, word=_word: _path(o) == "active" and o.get("value") == word,
    )


@fault(
    *("active-text-is-true", 'active "False" as text makes the user active.', CORRUPTS, 'PATCH active "False"; GET'),
    lambda c: c.patched(c.user(), ("Replace", "active", "False"))["active"] is False,
)
def _(app: App) -> None:
    def act(_: str, __: Document, operation: Document) -> None:
        if isinstance(operation.get("value"), str) and _path(operation) == "active":
            operation["value"] = bool(operation["value"])

    patching(app, act)
