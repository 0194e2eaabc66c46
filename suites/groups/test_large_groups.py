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
    source=[RFC7644("3.5.2.1"), ENTRA_SCIM("Update Group [Add Members]"), FIELD("FusionAuth/fusionauth-issues#2784")],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="Adding one person to a large group silently takes access from those past the first hundred.",
    remedy="Load all members before a PATCH is applied, or store the change of one membership on its own.",
)
def test_a_large_group_keeps_everyone_when_one_joins(scim, new_group, crowd, standing_user, building_on):
    """A group of 101 members has 102 when one more is added."""
    group = new_group(*crowd)

    response = scim.patch(group, add("members", [{"value": standing_user.id}]))

    with building_on("groups.member-added", "groups.add-keeps-members"):
        expect(response).status(200, 204)
        expect(scim.get(group)).members(*[each.id for each in crowd], standing_user.id)


@requirement(
    "groups.large-group-shrinks",
    level=MUST,
    source=[RFC7644("3.5.2.2"), ENTRA_SCIM("Update Group [Remove Members]")],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="Who stands far down in a large group cannot be removed from it and keeps access.",
    remedy="Look for the member among all members of the group, not among those of a first page.",
)
def test_the_last_of_a_large_group_is_removed(scim, new_group, crowd, building_on):
    """The last of 101 members is removed, and the other hundred stay."""
    *others, last = crowd
    group = new_group(*crowd)

    response = scim.patch(group, remove(f'members[value eq "{last.id}"]'))

    with building_on("groups.removed-by-path-filter"):
        expect(response).status(200, 204)
        expect(scim.get(group)).members(*[each.id for each in others])
