"""Tests 15 to 18 and 25: requests that the workflow sends directly to the target."""

from __future__ import annotations

from typing import Any

from scimproof.entra.paths import ENTERPRISE
from scimproof.gallery.harness import Harness, content, identifier, succeeded
from scimproof.gallery.logic import Failed, Skipped, empty, equals, prop
from scimproof.gallery.schemas import flattened, required_names
from scimproof.gallery.updates import Shape, after_clearing, mismatches, new_values, operations, replaced

_NEVER_CLEARED = frozenset({"userName", "active", "externalId", "roles"})


def schema_discoverability(harness: Harness) -> str:
    """15: every attribute of the target directory is in /Schemas."""
    exchange = succeeded(harness.get("/Schemas"))
    listed = prop(content(exchange), "Resources")
    if exchange.status != 200 or empty(listed):  # noqa: PLR2004
        raise Failed("/Schemas lists no schema")
    users, groups = flattened(listed)
    missing = [each.name for each in harness.plan.users if each.name != "id" and each.name.lower() not in users]
    missing += [
        f"{each.name} of groups"
        for each in harness.plan.groups
        if each.name != "id" and each.name.lower() not in groups
    ]
    if missing:
        raise Failed(f"/Schemas does not declare {', '.join(missing)}")
    return "every attribute of the target directory is declared"


def null_update(harness: Harness, shape: Shape) -> str:
    """16: mapped attributes can be cleared with an empty text, then with null."""
    values = harness.values
    body: dict[str, Any] = {"schemas": harness.plan.namespaces, "active": True}
    body |= {"userName": values.user_name("scnull"), "externalId": values.external_id()}
    values.place_mapped(body)
    id_ = harness.created("/Users", body)
    harness.read("/Users", id_)
    schemas = content(succeeded(harness.get("/Schemas")))
    core, enterprise = required_names(schemas)
    rows = [
        row.target
        for row in harness.plan.rows
        if row.precedence == 0
        and row.type != "reference"
        and row.target not in _NEVER_CLEARED
        and _top(row.target) not in (enterprise if row.target.startswith("urn:") else core)
    ]
    for value in ("", None):
        harness.patch("/Users", id_, operations(dict.fromkeys(rows, value), shape))
        left = after_clearing(harness.read("/Users", id_), rows, value)
        if left:
            raise Failed(f"after a replace with {'null' if value is None else 'an empty string'}: {left}")
    return f"{len(rows)} attributes can be cleared"


def user_create(harness: Harness) -> str:
    """17: the shared body is created; only id and userName are looked at."""
    name = harness.values.user_name("lascuser")
    exchange = harness.post("/Users", harness.values.user(name))
    if exchange.status not in (200, 201):
        raise Failed(f"POST answered {exchange.status or 'nothing'}")
    identifier(exchange)
    if not equals(prop(content(exchange), "userName"), name):
        raise Failed("the answer shows another userName than the one sent")
    return "created, with an id and the userName as sent"


def user_update(harness: Harness, shape: Shape) -> str:
    """18: every single-valued attribute takes a new value, userName and externalId too."""
    changes = new_values(harness.values)
    body = harness.values.user(harness.values.user_name("lasupduser"))
    if not changes:
        harness.post("/Users", body)
        return "success (no updatable attributes)"
    id_ = harness.created("/Users", body)
    harness.patch("/Users", id_, operations(changes, shape))
    wrong = mismatches(harness.read("/Users", id_), changes)
    if wrong:
        raise Failed(wrong)
    return f"{len(changes)} attributes have the value that was sent"


def update_manager(harness: Harness) -> str:
    """25: a manager is set, changed and removed, as plain text on the path with the URN."""
    if not harness.plan.manager_listed:
        raise Skipped("the target directory has no manager")
    values, path = harness.values, f"{ENTERPRISE}:manager"
    report = harness.created("/Users", values.user(values.user_name("scmgr-user-")))
    for op, name in (("Add", "scmgr-mgr-"), ("replace", "scmgr-mgr2-")):
        manager = harness.created("/Users", values.user(values.user_name(name)))
        harness.patch("/Users", report, [{"op": op, "path": path, "value": manager}])
        shown = _manager(harness.read("/Users", report))
        if str(prop(shown, "value")) != manager:
            raise Failed(f"after {op} the manager is not the one that was sent")
    harness.patch("/Users", report, replaced(path, ""))
    left = _manager(harness.read("/Users", report))
    if left is not None and prop(left, "value") != "":
        raise Failed("after a replace with an empty string there is still a manager object")
    return "set, changed and removed"


def _manager(body: Any) -> Any:
    extension = prop(prop(body, ENTERPRISE), "manager")
    return prop(body, "manager") if extension is None else extension


def _top(target: str) -> str:
    local = target.rpartition(":")[2] if target.startswith("urn:") else target
    return local.partition("[")[0].partition(".")[0]
