"""Removals: several members at once, a user who is not a member, the last group, and deleted users."""

from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    FIELD,
    GROUPS,
    LOSS,
    MAY,
    MUST,
    PATCH,
    RFC7644,
    SHOULD,
    STOP,
    add,
    expect,
    given,
    is_absent,
    read,
    remove,
    replace,
    requirement,
    unmet,
)

MANY = 12
"""More than ten, where a target was seen to stop."""


@requirement(
    "groups.many-removed-together",
    level=MUST,
    source=[ENTRA_SCIM("Update Group [Remove Members]"), RFC7644("3.5.2.2")],
    needs={GROUPS, PATCH},
    builds_on=("groups.read-by-id", "groups.removed-by-value-list", "groups.several-removed-by-value-list"),
    harm=ACCESS,
    consequence="When many people leave a group at once, they keep its rights in the application.",
    remedy="Remove every member that the `value` of a `remove` lists, however many there are.",
    since="0.2.0",
)
def test_a_dozen_members_are_removed_together(scim, new_group, crowd):
    """A remove with twelve members in its value removes these members and no others."""
    stays, *gone = crowd[: MANY + 1]
    group = new_group(stays, *gone)

    answer = scim.patch(group, remove("members", [{"value": each.id} for each in gone]))

    given(answer, by="groups.removed-by-value-list").accepted()
    expect(scim.get(group)).members(stays.id)


@requirement(
    "groups.stranger-removed-accepted",
    level=MAY,
    source=[RFC7644("3.5.2.2")],
    needs={GROUPS, PATCH},
    harm=STOP,
    consequence="Entra repeats a removal that has already happened in every cycle, and each one is an error.",
    remedy="Answer a `remove` of a user who is not a member with success.",
    since="0.2.0",
)
def test_removing_a_stranger_is_no_error(scim, new_group, standing_users):
    """Removing a user who is not a member succeeds."""
    jo, kim, *_ = standing_users
    group = new_group(jo)

    expect(scim.patch(group, remove("members", [{"value": kim.id}]))).accepted()


@requirement(
    "groups.leaving-keeps-user",
    level=MUST,
    source=[RFC7644("3.5.2.2"), FIELD("tuist/tuist#13209")],
    needs={GROUPS, PATCH},
    builds_on=("users.read-by-id", "groups.removed-by-path-filter", "groups.last-member-removed"),
    harm=LOSS,
    consequence="A person who moves from one team to another loses the account with all its data.",
    remedy="When a member is removed from a group, change only the membership; do not delete or disable the user.",
    since="0.2.0",
)
def test_who_leaves_the_last_group_stays_a_user(scim, new_user, new_group):
    """A user who was removed from the only group can still be read and is still active."""
    user = new_user()
    group = new_group(user)
    before = given(scim.get(user), by="users.read-by-id").status(200).exchange.resource.get("active")
    answer = scim.patch(group, remove(f'members[value eq "{user.id}"]'))
    given(answer, by="groups.removed-by-path-filter").accepted()

    after = expect(scim.get(user)).status(200)
    if not is_absent(before):
        after.attribute("active", before)


@requirement(
    "groups.member-deletable",
    level=MUST,
    source=[RFC7644("3.6"), ENTRA_SCIM("Delete User")],
    needs={GROUPS},
    builds_on=("lifecycle.delete-offered", "lifecycle.deleted"),
    harm=ACCESS,
    consequence="A person who left the company cannot be deleted while a group lists that person.",
    remedy="On `DELETE /Users/{id}`, remove the user from all groups and delete the user; do not answer 409.",
    since="0.2.0",
)
def test_a_member_can_be_deleted(scim, new_user, new_group):
    """A user who is a member of a group can be deleted."""
    lone = new_user()
    given(scim.delete(lone), by="lifecycle.delete-offered").accepted()
    user = new_user()
    new_group(user)

    expect(scim.delete(user)).accepted()
    given(scim.get(user), by="lifecycle.deleted").status(404)


@requirement(
    "groups.grows-after-deletion",
    level=MUST,
    source=[RFC7644("3.5.2.1"), FIELD("wso2/product-is#11233")],
    needs={GROUPS, PATCH},
    builds_on=("groups.read-by-id", "groups.member-added", "groups.deleted-user-leaves", "groups.member-deletable"),
    harm=STOP,
    consequence="After the first member was deleted, nobody can be added to the group any more.",
    remedy="Remove a deleted user from every group, and check only the members that a request adds.",
    since="0.2.0",
)
def test_a_group_takes_members_after_one_was_deleted(scim, new_user, new_group, standing_users):
    """After a member of a group was deleted, the group accepts a new member."""
    gone, kim = new_user(), standing_users[1]
    group = new_group(gone)
    given(scim.delete(gone), by="groups.member-deletable").accepted()

    expect(scim.patch(group, add("members", [{"value": kim.id}]))).accepted()
    shown = scim.get(group)
    listed = read(shown.resource, "members")
    held = [each.get("value") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    if kim.id not in held:
        raise unmet(f"{kim.id} among the members", f"{held}", shown, "members")


@requirement(
    "groups.replaced-by-nobody-known",
    level=SHOULD,
    source=[RFC7644("3.5.2.3"), FIELD("intuitem/ciso-assistant-community#4673")],
    needs={GROUPS, PATCH},
    builds_on=("groups.read-by-id", "groups.members-replaced", "groups.unknown-member-no-crash"),
    harm=ACCESS,
    consequence="Members that were removed in the directory keep the rights of the group, and the client is told that "
    "they were removed.",
    remedy="Refuse a `replace` of `members` that contains an unknown `id` with 400 Bad Request, or store the known "
    "members and remove all others.",
    since="0.2.0",
)
def test_a_replace_by_unknown_members_is_not_ignored(scim, new_group, standing_users, directory):
    """A replace of ``members`` by an unknown ``id`` is refused, or the previous member is removed."""
    jo = standing_users[0]
    group = new_group(jo)
    answer = scim.patch(group, replace("members", [{"value": directory.team().object_id}]))
    if answer.status is None or answer.status >= 300:
        return

    shown = scim.get(group)
    listed = read(shown.resource, "members")
    held = [each.get("value") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    if jo.id in held:
        raise unmet("a refusal, or a group without the previous member", f"{answer.status}, and members {held}", shown)
