"""Controls: a refused request is asked again in its plainest form, so that no refusal is taken for granted.

A target may refuse much, and has its reasons: a value that is too long, a form that it does not know. A refusal is a
fault when the same request in a plainer form is accepted and the difference is none that SCIM lets a target refuse:
that a value is set already, that a member is there already, that several come at once.
"""

from __future__ import annotations

from typing import Any

from scimproof.expect.values import same
from scimproof.fuzz.model.patch_model import Operation
from scimproof.fuzz.model.tenant_model import Tenant, TrackedResource


def plainer(operations: list[Operation], tracked: TrackedResource, tenant: Tenant) -> Operation | None:
    """Return the plainest request of the same kind; None where the refused one is as plain, or may be refused.

    Only a message of one operation has a control: of several, each may be what was refused.
    """
    if len(operations) != 1:
        return None
    only = operations[0]
    if only.where is not None or only.sub or only.urn:
        return None
    if only.attribute == "members":
        return _one_newcomer(only, tracked, tenant) if only.verb == "add" else None
    held = tracked.seen.get(only.attribute)
    if only.verb == "remove" or not same(held, only.value):
        return None
    other: Any = not held if isinstance(held, bool) else f"{held} again" if isinstance(held, str) else None
    return None if other is None else Operation("replace", only.attribute, value=other)


def _one_newcomer(only: Operation, group: TrackedResource, tenant: Tenant) -> Operation | None:
    """Return the add of one user who is no member, for an add of several, or of somebody who is a member."""
    asked = [str(each.get("value")) for each in only.value]
    users = {each.id for each in tenant.tracked.values() if each.alive and not each.is_group}
    if not set(asked) <= users or not (len(asked) > 1 or set(asked) <= group.members):
        return None
    absent = sorted(users - group.members)
    return Operation("add", "members", value=[{"value": absent[0]}]) if absent else None
