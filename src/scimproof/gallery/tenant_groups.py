"""Tests 8 to 14: groups provisioned by the provisioning service."""

from __future__ import annotations

from scimproof.entra.actor import Entra
from scimproof.gallery.harness import Harness, found, loose, text_of
from scimproof.gallery.logic import Failed, prop
from scimproof.gallery.tenant import create_group, create_user, new_user, read_then
from scimproof.scim.exchange import Exchange
from scimproof.scim.resource import Resource


def create(harness: Harness) -> str:
    """8: a name with parentheses, which travel as they are inside the quoted text."""
    create_group(harness, harness.values.group_name("LACreateGroup-({})"))
    return "created and found"


def update(harness: Harness) -> str:
    """9: renamed, and found by the new name."""
    name = harness.values.group_name("LAUpdateGroup-{}")
    group, _ = create_group(harness, name)
    fresh = f"{name}-Modified"
    read_then(harness, group, lambda entra: entra.rename_group(group, fresh), "the rename")
    body = harness.poll(lambda: harness.group(fresh), lambda seen: found(seen) and "-Modified" in text_of(seen))
    if not found(body):
        raise Failed("the group is not found by its new name")
    return "found by its new name"


def delete(harness: Harness) -> str:
    """10: after the delete the list is empty; an error counts as empty too."""
    name = harness.values.group_name("LADeleteGroup-{}")
    group, _ = create_group(harness, name)
    _deleted(harness, group, name)
    return "deleted and not found"


def add_member(harness: Harness) -> str:
    """11: the log says success and the group is found; whether the member is in it, is not part of the verdict."""
    user, _ = create_user(harness, *new_user(harness, "lamem1"))
    name = harness.values.group_name("LAMemberGroup-{}")
    group, _ = create_group(harness, name)
    read_then(harness, group, lambda entra: entra.add_members(group, [user]), "the new member")
    body = harness.poll(lambda: harness.group(name), lambda seen: user.id in text_of(seen))
    _still_found(body)
    return "the provisioning log shows success" + (
        "" if user.id in text_of(body) else "; the list does not show the member"
    )


def remove_member(harness: Harness) -> str:
    """12: the log says success and the group is found; who is left in it, is not part of the verdict."""
    user, _ = create_user(harness, *new_user(harness, "lamem2"))
    name = harness.values.group_name("LAMemberGroup-{}-Remove")
    group, _ = create_group(harness, name)
    harness.service(lambda entra: entra.add_members(group, [user]), "the member")
    read_then(harness, group, lambda entra: entra.remove_members(group, [user]), "the removal of the member")
    _still_found(loose(harness.group(name)))
    return "the provisioning log shows success"


def on_demand(harness: Harness) -> str:
    """13: provision on demand, always in the legacy dialect, and one look."""
    create_group(harness, harness.values.group_name("PODTestGroup_{}"), on_demand=True)
    return "created on demand and found"


def restore(harness: Harness) -> str:
    """14: unassigned it must be gone, assigned again it must be there; another id is allowed."""
    name = harness.values.group_name("RestoreGrp-{}")
    group, _ = create_group(harness, name, encoded=True)
    _deleted(harness, group, name, encoded=True)
    create_group(harness, name, encoded=True)
    return "found, deleted, and found again"


def _deleted(harness: Harness, group: Resource, name: str, *, encoded: bool = False) -> None:
    def send(entra: Entra) -> Exchange:
        return entra.delete(group)

    harness.service(send, "the delete")
    body = harness.poll(lambda: harness.group(name, encoded=encoded), lambda seen: not found(seen))
    if found(body):
        raise Failed("the deleted group is still found")
    harness.forget(group)


def _still_found(body: object) -> None:
    if not found(body) or prop(body, "Resources") is None:
        raise Failed("the group is not found by its name")
