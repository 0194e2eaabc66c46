from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    FIELD,
    GROUPS,
    MUST,
    PATCH,
    RFC7644,
    add,
    expect,
    remove,
    requirement,
)


@requirement(
    "groups.large-group-grows",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.member-added", "groups.add-keeps-members"),
    source=[RFC7644("3.5.2.1"), ENTRA_SCIM("Update Group [Add Members]"), FIELD("FusionAuth/fusionauth-issues#2784")],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="When one person is added to a large group, other members silently lose access.",
    remedy="Keep all existing members when a PATCH adds one, however many there are. Do not write back a list that "
    "was read only up to a page limit.",
)
def test_a_large_group_keeps_everyone_when_one_joins(scim, new_group, crowd, standing_user):
    """A group of 101 members has 102 members after one more is added."""
    group = new_group(*crowd)

    response = scim.patch(group, add("members", [{"value": standing_user.id}]))

    expect(response).status(200, 204)
    expect(scim.get(group)).members(*[each.id for each in crowd], standing_user.id)


@requirement(
    "groups.large-group-shrinks",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.removed-by-path-filter"),
    source=[RFC7644("3.5.2.2"), ENTRA_SCIM("Update Group [Remove Members]")],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="A member at the end of a large group cannot be removed and keeps access, or others are removed as "
    "well.",
    remedy="Search all members of the group for the one to remove, not only a first page of them, and remove no other.",
)
def test_the_last_of_a_large_group_is_removed(scim, new_group, crowd):
    """Removing the last of 101 members keeps the other hundred."""
    *others, last = crowd
    group = new_group(*crowd)

    response = scim.patch(group, remove(f'members[value eq "{last.id}"]'))

    expect(response).status(200, 204)
    expect(scim.get(group)).members(*[each.id for each in others])
