from scimproof.contract import (
    ACCESS,
    ENTRA_HOW,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    FORM,
    GALLERY_TESTS,
    GROUPS,
    LOSS,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    NotApplicable,
    expect,
    given,
    read,
    requirement,
)

DELETED = "groups.deleted"


@requirement(
    DELETED,
    level=MUST,
    source=[ENTRA_SCIM("Delete Group"), RFC7644("3.6")],
    needs={GROUPS},
    covers=["ENTRA-GRP-15"],
    harm=ACCESS,
    consequence="A group that was unassigned in Entra stays in the application with its rights, or its deletion fails "
    "in every cycle.",
    remedy="On `DELETE /Groups/{id}`, delete the group and answer 204 No Content. From then on, answer every request "
    "for that `id` with 404.",
)
def test_a_group_is_deleted(scim, a_group):
    """A group that was deleted cannot be read any more."""
    response = scim.delete(a_group)

    expect(response).status(200, 204)
    expect(scim.get(a_group)).status(404)


@requirement(
    "groups.deleted-not-found",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.match-misses", DELETED),
    source=[
        RFC7644("3.6"),
        ENTRA_SCIM("Get Group by displayName"),
        GALLERY_TESTS("10 Delete_Group_Test"),
        GALLERY_TESTS("14 Restore_Group_Test"),
    ],
    needs={GROUPS, FILTER},
    covers=["ENTRA-GRP-15"],
    harm=LOSS,
    consequence="Entra finds the deleted group by its name, uses its `id` for the new group, and fails on every "
    "change of it.",
    remedy="Leave deleted groups out of the result of every query on `/Groups`.",
)
def test_a_deleted_group_is_not_found(scim, a_group, named):
    """A group that was deleted is not found by its name."""
    given(scim.delete(a_group), by=DELETED).accepted()

    expect(named(a_group["displayName"])).nothing()


@requirement(
    "groups.deleted-twice",
    level=MUST,
    builds_on=("groups.deleted",),
    source=[RFC7644("3.6")],
    needs={GROUPS},
    harm=FORM,
    consequence="A client cannot tell a deletion that removed a group from one that removed nothing.",
    remedy="Answer `DELETE /Groups/{id}` with 404 Not Found when the group was already deleted.",
)
def test_a_deleted_group_cannot_be_deleted_again(scim, a_group):
    """A DELETE of a group that was already deleted is answered with 404."""
    given(scim.delete(a_group), by=DELETED).accepted()
    given(scim.get(a_group), by=DELETED).status(404)

    expect(scim.delete(a_group)).status(404)


@requirement(
    "groups.name-free-after-delete",
    level=SHOULD,
    builds_on=("groups.read-by-id", DELETED),
    source=[RFC7644("3.6"), GALLERY_TESTS("14 Restore_Group_Test")],
    needs={GROUPS},
    harm=STOP,
    consequence="A group that is assigned again is never created: it conflicts with a deleted group that nobody can "
    "see.",
    remedy="Ignore deleted groups when you check that a `displayName` is unique.",
)
def test_the_name_of_a_deleted_group_is_free(scim, a_group, resource_in):
    """A group with the name of a deleted group can be created."""
    given(scim.delete(a_group), by=DELETED).accepted()

    response = scim.create("/Groups", {**a_group.body, "members": []})

    expect(response).status(200, 201)
    resource_in(response)


@requirement(
    "groups.recreated-empty",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.created-empty"),
    source=[RFC7644("3.6"), ENTRA_SCIM("Group Operations: groups are created with an empty members list")],
    needs={GROUPS},
    harm=ACCESS,
    consequence="A new group with a name that was used before gives its rights to the members of the old group.",
    remedy="Delete the memberships when a group is deleted, and store memberships by the `id` of the group and not by "
    "its name.",
)
def test_a_recreated_group_does_not_remember_its_members(scim, new_group, standing_users, resource_in):
    """A group that is created with the name of a deleted group has none of its members."""
    group = new_group(*standing_users[:2])
    given(scim.delete(group), by=DELETED).accepted()
    response = scim.create("/Groups", {**group.body, "members": []})
    given(response, by="groups.name-free-after-delete").accepted()

    expect(scim.get(resource_in(response))).absent("members")


@requirement(
    "groups.deleted-leaves-users",
    level=SHOULD,
    builds_on=("groups.read-by-id", DELETED),
    source=[RFC7643("4.1.2"), FIELD("simpleidserver/SimpleIdServer#698")],
    needs={GROUPS},
    harm=ACCESS,
    consequence="A user keeps the rights that follow from a group although the group is deleted.",
    remedy="When a group is deleted, remove it from the `groups` of its members, or compute `groups` from the "
    "existing groups.",
)
def test_a_deleted_group_disappears_from_its_members(scim, new_group, a_user):
    """A user's ``groups`` do not list a group that was deleted."""
    group = new_group(a_user)
    if not read(scim.get(a_user).resource, f'groups[value eq "{group.id}"].value'):
        raise NotApplicable("users of this target do not show their groups")
    given(scim.delete(group), by=DELETED).accepted()

    expect(scim.get(a_user)).absent(f'groups[value eq "{group.id}"].value')


@requirement(
    "groups.deleted-user-leaves",
    level=SHOULD,
    builds_on=("lifecycle.deleted", "groups.member-added"),
    source=[RFC7643("4.2"), ENTRA_HOW("de-provisioning")],
    needs={GROUPS},
    covers=["ENTRA-DEL-13"],
    harm=ACCESS,
    consequence="Groups contain members that no longer exist. If the `id` is restored or used again, its user gets "
    "the rights of the group.",
    remedy="When a user is deleted, remove the user from the `members` of all groups and keep the other members.",
)
def test_a_deleted_user_is_no_member_any_more(scim, new_user, new_group, standing_user):
    """A user who was deleted is in no group, and the other members stay."""
    leaver = new_user()
    group = new_group(leaver, standing_user)
    given(scim.delete(leaver), by="lifecycle.deleted").accepted()

    expect(scim.get(group)).members(standing_user.id)
