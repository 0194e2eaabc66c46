from scimproof.contract import (
    ACCESS,
    ENTRA_HOW,
    ENTRA_SCIM,
    GROUPS,
    LOSS,
    MUST,
    PATCH,
    Resource,
    expect,
    given,
    is_absent,
    read,
    replace,
    requirement,
    same,
    show,
    unmet,
)


def _away_and_back(scim, user: Resource) -> None:
    given(scim.patch(user, replace("active", value=False)), by="lifecycle.disabled").accepted()
    given(scim.get(user), by="lifecycle.disabled").attribute("active", wanted=False)
    given(scim.patch(user, replace("active", value=True)), by="lifecycle.enabled").accepted()
    given(scim.get(user), by="lifecycle.enabled").attribute("active", wanted=True)


@requirement(
    "lifecycle.return-keeps-attributes",
    level=MUST,
    builds_on=("lifecycle.enabled",),
    source=[ENTRA_SCIM("requirement: soft-deleting and restoring"), ENTRA_HOW("de-provisioning")],
    needs={PATCH},
    covers=["ENTRA-DEL-03"],
    harm=LOSS,
    consequence="A person who comes back has no name, e-mail or title: Entra sends only what has changed, and these "
    "have not.",
    remedy="When a PATCH changes `active`, change nothing else of the user.",
)
def test_who_returns_is_who_left(scim, new_user):
    """A user who was disabled and enabled again has the same attributes as before."""
    user = new_user()
    before = scim.get(user)
    given(before, by="users.created-active").attribute("active", wanted=True)
    _away_and_back(scim, user)

    after = scim.get(user)

    for name in user.body:
        kept, now = read(before.resource, name), read(after.resource, name)
        if not is_absent(kept) and not same(kept, now):
            raise unmet(f"{name} = {show(kept)}, as before", f"{name} = {show(now)}", after, name)


@requirement(
    "lifecycle.return-keeps-memberships",
    level=MUST,
    builds_on=("lifecycle.enabled", "groups.member-added"),
    source=[ENTRA_HOW("known limitations: group memberships after a restore")],
    needs={PATCH, GROUPS},
    covers=["ENTRA-DEL-03"],
    harm=ACCESS,
    consequence="A person who comes back has lost all groups: Entra assumes that the memberships are still there and "
    "never adds them again.",
    remedy="Keep the group memberships of a user while the user is disabled.",
)
def test_who_returns_is_in_the_same_groups(scim, new_user, new_group, standing_user):
    """A user who was disabled and enabled again is in the same groups as before."""
    user = new_user()
    group = new_group(user, standing_user)
    _away_and_back(scim, user)

    expect(scim.get(group)).members(user.id, standing_user.id)
