"""Tests 1 to 7: users provisioned by the provisioning service."""

from __future__ import annotations

from typing import Any

from scimproof.entra.paths import ENTERPRISE, present
from scimproof.gallery.harness import Harness, found, text_of
from scimproof.gallery.logic import Failed, Skipped, at, empty, first, of_type, prop, string
from scimproof.gallery.plan import Row
from scimproof.gallery.tenant import create_user, new_user, read_then, values_of
from scimproof.scim.resource import Resource

_NOT_COMPARED = frozenset({"id", "accountEnabled", "manager", "appRoleAssignments"})
_NOT_FOUND = 404


def create(harness: Harness) -> str:
    """1: nothing but "at least one resource" is compared."""
    create_user(harness, *new_user(harness, "lacreate"))
    return "created and found"


def update(harness: Harness) -> str:
    """2: renamed, with all that the profiles differ in, and compared row by row."""
    upn, person = new_user(harness, "laupdate")
    user, _ = create_user(harness, upn, person)
    fresh = harness.values.person(f"updated-{upn}", 1)
    fresh |= {"mail": f"updated-{person['mail']}", "mailNickname": f"updated{person['mailNickname']}"}
    fresh |= {"id": person["id"], "objectId": person["objectId"], "otherMails": person["otherMails"]}
    mapping = harness.plan.job.users
    before, after = values_of(mapping, person, creating=True), values_of(mapping, fresh)
    changes = {name: value for name, value in after.items() if before.get(name) != value}
    held = present(user.body, changes)
    read_then(harness, user, lambda entra: entra.update(user, changes, held), "the update")
    body = harness.poll(lambda: harness.get(user.path), lambda seen: seen.get("userName") == fresh["userPrincipalName"])
    wrong = [
        row.target
        for row in harness.plan.rows
        if not row.on_create
        and row.source not in _NOT_COMPARED
        and expected(row, fresh) != string(_actual(body, row.target)).lower()
    ]
    if empty(prop(body, "id")):
        raise Failed("the updated user has no id")
    if wrong:
        raise Failed(f"not as in the tenant after the update: {', '.join(wrong)}")
    return f"{len(changes)} attributes changed and read back"


def disable(harness: Harness) -> str:
    """3: the list response shows active as the boolean false."""
    upn, person = new_user(harness, "ladis")
    user, _ = create_user(harness, upn, person)
    _disabled(harness, upn, user)
    return "found by its name, active is false"


def delete(harness: Harness) -> str:
    """4: after the hard delete the user reads as 404, nothing else."""
    upn, person = new_user(harness, "ladel")
    user, _ = create_user(harness, upn, person)
    gone = person["objectId"]
    read_then(harness, user, lambda entra: entra.rename_deleted(user, upn, gone), "the soft delete")
    harness.service(lambda entra: entra.delete(user), "the delete")
    exchange = harness.get(user.path)
    if exchange.status != _NOT_FOUND:
        raise Failed(f"the deleted user reads as {exchange.status or 'nothing'}; only 404 passes")
    harness.forget(user)
    return "deleted, and reads as 404"


def update_manager(harness: Harness) -> str:
    """5: a manager is set, changed and removed; its id anywhere in the list response counts."""
    if not harness.plan.manager_mapped:
        raise Skipped("no attribute mapping has the target manager")
    upn, person = new_user(harness, "lamgr")
    user, _ = create_user(harness, upn, person)
    managers = [create_user(harness, *new_user(harness, name))[0] for name in ("lamgrinit", "lamgrnew")]
    for number, manager in enumerate(managers):
        _linked(harness, user, manager, held=number > 0)
        body = harness.poll(lambda: harness.user(upn), lambda seen, id_=manager.id: id_ in text_of(seen))  # type: ignore[misc]
        if manager.id not in text_of(body):
            raise Failed("the manager's id is not in the list response")
    read_then(harness, user, lambda entra: entra.clear_manager(user, managers[-1]), "the removal of the manager")
    body = harness.poll(lambda: harness.user(upn), lambda seen: "manager" not in text_of(seen))
    left = prop(prop(prop(first(prop(body, "Resources")), ENTERPRISE), "manager"), "value")
    if "manager" in text_of(body) and not empty(left):
        raise Failed("the manager is still in the list response")
    return "set, changed and removed"


def restore(harness: Harness) -> str:
    """6: unassigned and assigned again, the same user comes back."""
    upn, person = new_user(harness, "larestore")
    user, body = create_user(harness, upn, person)
    if prop(body, "totalResults") != 1:
        raise Failed("totalResults is not 1 after the create")
    _disabled(harness, upn, user)
    read_then(harness, user, lambda entra: entra.enable(user), "the restore")
    body = harness.poll(lambda: harness.user(upn), lambda seen: _active(seen) is True)
    if not found(body) or _active(body) is not True:
        raise Failed("the user does not come back as active")
    if prop(first(prop(body, "Resources")), "id") != user.id:
        raise Failed("the user comes back under another id")
    return "success (SoftDeleteRestore)"


def on_demand(harness: Harness) -> str:
    """7: provision on demand, always in the legacy dialect, and one look."""
    create_user(harness, *new_user(harness, "lapod", on_demand=True))
    return "created on demand and found"


def expected(row: Row, person: dict[str, Any]) -> str:
    """Return what test 2 expects of a row: three functions are known to it, any other counts as its raw source."""
    if row.function == "Join":
        constants = [name for kind, name in row.arguments if kind == "constant"]
        values = [_text(person, name) for kind, name in row.arguments if kind == "attribute"]
        return string((constants[0] if constants else "").join(values)).lower()
    return _text(person, row.source).lower()


def _text(person: dict[str, Any], name: str) -> str:
    value = person.get(name)
    return string(value[0] if isinstance(value, list) and value else value)


def _actual(body: Any, target: str) -> Any:
    if "[" in target:
        return of_type(body, target)
    held = at(body, target)
    return prop(body, target.rpartition(":")[2]) if held is None and target.startswith("urn:") else held


def _linked(harness: Harness, user: Resource, manager: Resource, *, held: bool) -> None:
    read_then(harness, user, lambda entra: entra.set_manager(user, manager, present=held), "the change of the manager")


def _disabled(harness: Harness, upn: str, user: Resource) -> None:
    read_then(harness, user, lambda entra: entra.disable(user), "the disable")
    body = harness.poll(lambda: harness.user(upn), lambda seen: _active(seen) is False)
    if not found(body):
        raise Failed("the disabled user is not found by its name any more")
    if _active(body) is not False:
        raise Failed("the disabled user's active is not the boolean false in the list response")


def _active(body: Any) -> Any:
    listed = prop(body, "Resources")
    return prop(first(listed), "active") if listed else None
