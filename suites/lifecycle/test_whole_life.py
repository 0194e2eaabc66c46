import pytest

from scimproof.contract import (
    CORE_USER,
    ENTERPRISE,
    ENTRA_HOW,
    ENTRA_SCIM,
    FLAG,
    LEGACY,
    LOSS,
    MUST,
    PATCH,
    RFC7644,
    NotTestable,
    expect,
    given,
    is_absent,
    read,
    requirement,
)

DEPARTMENT = f"{ENTERPRISE}:department"

DIALECT = (
    "lifecycle.disabled",
    "patch.rename-keeps-id",
    "patch.op-capitalised",
    "patch.active-as-string",
    "patch.active-without-path",
    "patch.without-path",
    "patch.several-operations",
)
"""The forms in which the two dialects of Entra disable and rename a user."""

JOURNEY = ("lifecycle.enabled", "lifecycle.restored", "lifecycle.deleted")


@requirement(
    "lifecycle.whole-life",
    level=MUST,
    builds_on=(*DIALECT, *JOURNEY),
    source=[ENTRA_SCIM("User provisioning and deprovisioning"), ENTRA_HOW("de-provisioning"), RFC7644("3.5.2")],
    needs={PATCH},
    covers=["ENTRA-DEL-03", "ENTRA-DEL-04b"],
    harm=LOSS,
    consequence="Each single request works, but a user who leaves and comes back has the values of an earlier time.",
    remedy="Keep one record per user and apply each request to its current state. Do not restore values from an "
    "earlier copy.",
)
@pytest.mark.parametrize("dialect", [LEGACY, FLAG], ids=str)
def test_a_user_lives_as_entra_leads_it(scim, entra, directory, capabilities, new_user, rehired, dialect):
    """A user who was renamed, promoted, deleted and restored has the values that were set last."""
    entra = entra.speaking(dialect)
    user = _hired(new_user)
    first = scim.get(user)
    given(first, by="users.read-by-id").status(200)
    married = directory.unused()
    changes = {
        name: value
        for name, value in {"userName": married, "displayName": f"{married} Director", "title": "Director"}.items()
        if not is_absent(read(first.resource, name)) and capabilities.declares(name)
    }

    for name, value in changes.items():
        expect(entra.update(user, {name: value}, present=changes)).accepted()
    if not is_absent(read(first.resource, DEPARTMENT)):
        given(entra.update(user, {DEPARTMENT: "Sales"}, present=[DEPARTMENT]), by="patch.urn-path").accepted()
        given(scim.get(user), by="patch.urn-path").attribute(DEPARTMENT, "Sales")
        changes[DEPARTMENT] = "Sales"
    expect(entra.rename_deleted(user, married, directory.team().object_id)).accepted()
    expect(entra.restore(user, married)).accepted()
    seen = expect(scim.get(user)).attribute("active", wanted=True)
    for name, value in changes.items():
        seen.attribute(name, value)
    expect(entra.disable(user)).accepted()
    expect(scim.get(user)).attribute("active", wanted=False)
    expect(entra.delete(user)).accepted()

    returned = rehired(married)
    given(scim.get(returned), by="users.created-active").attribute("active", wanted=True)
    expect(scim.get(returned)).attribute("userName", married)


def _hired(new_user):
    """A user with a title and a department, if the target accepts them."""
    extended = {"schemas": [CORE_USER, ENTERPRISE], ENTERPRISE: {"department": "Training"}}
    try:
        return new_user(title="Trainee", **extended)
    except NotTestable:
        return new_user(title="Trainee")
