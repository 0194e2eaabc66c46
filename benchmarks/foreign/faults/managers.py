"""PATCH: the manager, in every shape that Entra sends."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.faults.client import ENT, Client, enterprise
from benchmarks.foreign.faults.registry import BREAKS, CORRUPTS, RFC, Group
from benchmarks.foreign.faults.seams import patching
from benchmarks.foreign.server import App
from benchmarks.foreign.server.messages import Document, invalid

manager = Group("manager")


_MANAGER = f"{ENT}:manager"


def _path(operation: Document) -> str:
    return str(operation.get("path") or "")


def _verb(operation: Document) -> str:
    return str(operation["op"]).lower()


def _managed(c: Client, *operations: Any) -> Any:
    """Return the manager after a PATCH of a user who has one."""
    return enterprise(c.patched(c.user(**{ENT: {"manager": {"value": c.user()["id"]}}}), *operations)).get("manager")


def _boss(c: Client, verb: str, path: str, shape: Any) -> bool:
    """Whether a manager in some shape is stored."""
    boss = c.user()["id"]
    return bool(enterprise(c.patched(c.user(), (verb, path, shape(boss))))["manager"]["value"] == boss)


def _no_manager(app: App, when: Any, *, silent: bool) -> None:
    def act(_: str, __: Document, operation: Document) -> bool:
        chosen = "manager" in _path(operation) and bool(when(operation))
        if chosen and not silent:
            raise invalid("manager is an object")
        return chosen

    patching(app, act)


@manager(
    *("text-refused", "A manager as text is refused.", BREAKS, "PATCH Add urn:…:manager with the plain id"),
    lambda c: _boss(c, "Add", _MANAGER, lambda boss: boss),
)
def _(app: App) -> None:
    _no_manager(app, lambda o: isinstance(o.get("value"), str) and o["value"], silent=False)


@manager(
    *(
        "text-ignored",
        "A manager as text is taken and not stored.",
        BREAKS,
        "PATCH Add urn:…:manager with the plain id",
    ),
    lambda c: _boss(c, "Add", _MANAGER, lambda boss: boss),
)
def _(app: App) -> None:
    _no_manager(app, lambda o: isinstance(o.get("value"), str) and o["value"], silent=True)


@manager(
    *("object-refused", "A manager as object is refused.", RFC, 'PATCH Add urn:…:manager {"value": "…"}'),
    lambda c: _boss(c, "Add", _MANAGER, lambda boss: {"value": boss}),
)
def _(app: App) -> None:
    _no_manager(app, lambda o: isinstance(o.get("value"), dict), silent=False)


@manager(
    *("list-refused", "A manager as a list with one object is refused.", BREAKS, 'PATCH Add manager [{"value": "…"}]'),
    lambda c: _boss(c, "Add", "manager", lambda boss: [{"$ref": f"http://x/Users/{boss}", "value": boss}]),
)
def _(app: App) -> None:
    _no_manager(app, lambda o: isinstance(o.get("value"), list), silent=False)


@manager(
    *("replace-ignored", "A manager that is set is not replaced.", CORRUPTS, "PATCH replace urn:…:manager; GET"),
    lambda c: _managed(c, ("Replace", _MANAGER, boss := c.user()["id"]))["value"] == boss,
)
def _(app: App) -> None:
    patching(app, lambda _, d, o: _path(o) == _MANAGER and bool(o.get("value")) and "manager" in d.get(ENT, {}))


@manager(
    *("remove-ignored", "remove of the manager does nothing.", CORRUPTS, "PATCH remove urn:…:manager; GET"),
    lambda c: _managed(c, ("Remove", _MANAGER)) is None,
)
def _(app: App) -> None:
    _no_manager(app, lambda o: _verb(o) == "remove", silent=True)


@manager(
    *(
        "remove-filter-refused",
        'remove of manager[value eq "…"] is refused.',
        BREAKS,
        "PATCH remove manager[value eq …]",
    ),
    lambda c: (
        c.patch(
            c.user(**{ENT: {"manager": {"value": (b := c.user()["id"])}}}), ("remove", f'manager[value eq "{b}"]')
        ).status_code
        == 200
    ),
)
def _(app: App) -> None:
    _no_manager(app, lambda o: "[" in _path(o), silent=False)


@manager(
    *("empty-kept", "A manager that is set to an empty text stays.", BREAKS, 'PATCH replace urn:…:manager ""; GET'),
    lambda c: _managed(c, ("replace", _MANAGER, "")) in (None, {"value": ""}),
)
def _(app: App) -> None:
    _no_manager(app, lambda o: o.get("value") == "", silent=True)


@manager(
    *("empty-object", "A manager that is set to an empty text is shown as an object without value.", BREAKS),
    *('PATCH replace urn:…:manager ""; GET', lambda c: _managed(c, ("replace", _MANAGER, "")) in (None, {"value": ""})),
)
def _(app: App) -> None:
    def replacement(original: Any, base: str, row: Any) -> Document:
        shown: Document = original(base, row)
        if row.id in empty and "manager" not in shown.get(ENT, {}):
            shown.setdefault(ENT, {})["manager"] = {"value": None}
        return shown

    empty: set[str] = set()

    def patch(original: Any, row: Any, message: Document) -> Any:
        if any(
            each.get("value") == "" and "manager" in str(each.get("path")) for each in message.get("Operations", [])
        ):
            empty.add(row.id)
        return original(row, message)

    app.wrap(app.resources, "shown", replacement)
    app.wrap(app.resources, "patch", patch)


def _found_by_manager(c: Client) -> bool:
    boss = c.user()["id"]
    user = c.user(**{ENT: {"manager": {"value": boss}}})["id"]
    return c.found(f'id eq "{user}" and manager eq "{boss}"') == [user]


@manager(
    *("not-found-by", "manager eq in a filter finds nobody.", BREAKS, 'GET /Users?filter=id eq "…" and manager eq "…"'),
    _found_by_manager,
)
def _(app: App) -> None:
    def replacement(original: Any, located: Any, operator: str, value: Any) -> Any:
        if located.attribute is not None and located.attribute.name == "manager":
            return lambda _: False
        return original(located, operator, value)

    app.wrap(app.resources.filters, "comparison", replacement)
