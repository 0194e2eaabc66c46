from scimproof.contract import (
    ACCESS,
    GROUPS,
    LOSS,
    MUST,
    PATCH,
    PUT,
    RFC7643,
    RFC7644,
    add,
    expect,
    given,
    remove,
    replace,
    requirement,
)


@requirement(
    "groups.emptied",
    level=MUST,
    builds_on=("groups.member-added",),
    source=[RFC7644("3.5.2.2")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-10"],
    harm=ACCESS,
    consequence="A group that Entra empties keeps its members, and they keep their access.",
    remedy="When a `remove` operation has the path `members` and neither a value nor a filter, remove all members of "
    "the group.",
)
def test_removing_members_without_a_value_empties_the_group(scim, new_group, standing_users):
    """A remove with the path ``members`` and no value removes all members."""
    group = new_group(*standing_users[:2])

    response = scim.patch(group, remove("members"))

    expect(response).status(200, 204)
    expect(scim.get(group)).absent("members")


@requirement(
    "groups.members-replaced",
    level=MUST,
    builds_on=("groups.member-added",),
    source=[RFC7644("3.5.2.3")],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="A client that sends the whole list of members cannot remove anybody from a group.",
    remedy="When a PATCH operation is `replace` on `members`, store exactly the members in its `value` and remove all "
    "others.",
)
def test_a_replace_sets_the_list_of_members(scim, new_group, standing_users):
    """A replace of ``members`` leaves exactly the members in its value."""
    kim, lee = (each.id for each in standing_users[1:3])
    group = new_group(*standing_users[:2])

    response = scim.patch(group, replace("members", [{"value": kim}, {"value": lee}]))

    expect(response).status(200, 204)
    expect(scim.get(group)).members(kim, lee)


@requirement(
    "groups.members-replaced-by-none",
    level=MUST,
    builds_on=("groups.member-added",),
    source=[RFC7644("3.5.2.3"), RFC7643("2.5")],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="The last members of a group keep access because the group cannot be emptied.",
    remedy="When a PATCH operation replaces `members` with `[]`, remove all members and answer with success.",
)
def test_a_replace_by_an_empty_list_empties_the_group(scim, new_group, standing_users):
    """A replace of ``members`` with an empty list removes all members."""
    group = new_group(*standing_users[:2])

    response = scim.patch(group, replace("members", []))

    expect(response).status(200, 204)
    expect(scim.get(group)).absent("members")


@requirement(
    "groups.member-returns",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.member-added", "groups.add-keeps-members"),
    source=[RFC7644("3.5.2.1")],
    needs={GROUPS, PATCH},
    harm=LOSS,
    consequence="A user who leaves a group and comes back does not get access again.",
    remedy="When a user who was a member before is added to a group again, make the user a member again. Ignore "
    "removed memberships when you check for duplicates.",
)
def test_who_was_removed_can_be_added_again(scim, new_group, standing_users):
    """A user who was removed from a group becomes a member again when added again."""
    jo, kim = (each.id for each in standing_users[:2])
    group = new_group(*standing_users[:2])
    given(scim.patch(group, remove(f'members[value eq "{kim}"]')), by="groups.removed-by-path-filter").accepted()
    given(scim.get(group), by="groups.removed-by-path-filter").members(jo)

    response = scim.patch(group, add("members", [{"value": kim}]))

    expect(response).status(200, 204)
    expect(scim.get(group)).members(jo, kim)


@requirement(
    "groups.put-sets-members",
    level=MUST,
    builds_on=("groups.read-by-id",),
    source=[RFC7644("3.5.1")],
    needs={GROUPS, PUT},
    harm=ACCESS,
    consequence="A client that replaces whole groups cannot remove anybody from them.",
    remedy="On `PUT /Groups/{id}`, replace the stored members with those in the body, also when the list is shorter.",
)
def test_a_put_sets_the_list_of_members(scim, new_group, standing_users):
    """A PUT of a group with fewer members leaves exactly these members."""
    jo = standing_users[0].id
    group = new_group(*standing_users[:2])

    response = scim.put(group, {**group.body, "id": group.id, "members": [{"value": jo}]})

    expect(response).status(200, 204)
    expect(scim.get(group)).members(jo)


@requirement(
    "groups.put-empties",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.put-sets-members"),
    source=[RFC7644("3.5.1")],
    needs={GROUPS, PUT},
    harm=ACCESS,
    consequence="A client that replaces whole groups cannot remove the last member, who keeps access.",
    remedy='On `PUT /Groups/{id}` with `"members": []`, remove all members of the group.',
)
def test_a_put_with_an_empty_list_empties_the_group(scim, new_group, standing_users):
    """A PUT of a group with an empty list of members removes all members."""
    group = new_group(*standing_users[:2])

    response = scim.put(group, {**group.body, "id": group.id, "members": []})

    expect(response).status(200, 204)
    expect(scim.get(group)).absent("members")
