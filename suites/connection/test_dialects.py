"""Both dialects at one endpoint: on-demand provisioning and tenants without the flag use the older one."""

from scimproof.contract import (
    ENTRA_COMPAT,
    MUST,
    PATCH,
    STOP,
    Dialect,
    NotTestable,
    expect,
    given,
    read,
    replace,
    requirement,
)


@requirement(
    "connection.both-dialects",
    level=MUST,
    builds_on=("patch.op-capitalised", "patch.without-path"),
    source=[ENTRA_COMPAT("flags to alter the SCIM behaviour")],
    needs={PATCH},
    covers=["ENTRA-CONN-07"],
    harm=STOP,
    consequence="The flag `aadOptscim062020` does not apply to provisioning on demand: one tenant sends both "
    "dialects, and one of them fails for users that the other has changed.",
    remedy="Parse every PATCH request by its own content. Do not remember a dialect for a user, a tenant or a "
    "connection.",
)
def test_one_user_is_changed_in_both_dialects(scim, entra, new_user, directory):
    """A user changed in one dialect can be changed in the other, in either order."""
    names = [directory.unused() for _ in range(4)]
    older, newer = new_user(), new_user()
    attribute = _changeable(scim, older, directory.unused())

    def legacy(user, name):
        return entra.speaking(Dialect.LEGACY).update(user, {attribute: name}, present=[attribute])

    def flag(user, name):
        return entra.speaking(Dialect.FLAG).patch(user, replace(None, {attribute: name}), operations_first=False)

    given(legacy(older, names[0]), by="patch.op-capitalised").status(200, 204)
    given(flag(newer, names[1]), by="patch.without-path").status(200, 204)

    expect(flag(older, names[2])).status(200, 204)
    expect(scim.get(older)).attribute(attribute, names[2])
    expect(legacy(newer, names[3])).status(200, 204)
    expect(scim.get(newer)).attribute(attribute, names[3])


def _changeable(scim, user, value):
    """Return an attribute that a plain PATCH changes."""
    for name in ("displayName", "userName"):
        if scim.patch(user, replace(name, value)).status in (200, 204) and read(scim.get(user).resource, name) == value:
            return name
    raise NotTestable("patch.supported", "no plain PATCH changes a user")
