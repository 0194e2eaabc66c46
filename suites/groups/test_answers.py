from scimproof.contract import (
    ENTRA_SCIM,
    FORM,
    GROUPS,
    MAY,
    PATCH,
    RFC7644,
    SHOULD,
    STOP,
    NotApplicable,
    Observed,
    expect,
    given,
    read,
    remove,
    requirement,
)


@requirement(
    "groups.patch-answer-current",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.removed-by-path-filter"),
    source=[RFC7644("3.5.2")],
    needs={GROUPS, PATCH},
    harm=FORM,
    consequence="A client that reads the answer assumes that the removal failed, and tries again or reports an error.",
    remedy="Build the answer to a PATCH from the group as it is after the change, or answer 204 No Content.",
)
def test_the_answer_to_a_patch_shows_the_group_as_it_is_now(scim, new_group, standing_users):
    """A group in the answer to a removal does not contain the removed member."""
    jo, kim = standing_users[:2]
    group = new_group(jo, kim)

    response = scim.patch(group, remove(f'members[value eq "{kim.id}"]'))

    given(response, by="groups.removed-by-path-filter").accepted()
    if not response.resource or "members" not in response.resource:
        raise NotApplicable("the answer to a PATCH of a group shows no members")
    expect(response).members(jo.id)


@requirement(
    "groups.patch-answer-short",
    level=MAY,
    builds_on=("groups.renamed",),
    source=[ENTRA_SCIM("Group Operations: returning a body with a list of all members isn't advisable")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-11"],
    harm=STOP,
    consequence="The answer to each change of a large group contains all its members, and Entra's request may time "
    "out.",
    remedy="Answer a PATCH of a group with 204 No Content.",
)
def test_the_answer_to_a_patch_has_no_list_of_members(scim, new_group, standing_users):
    """The answer to a PATCH of a group does not list its members."""
    group = new_group(*standing_users[:2])

    response = scim.patch(group, remove(f'members[value eq "{standing_users[0].id}"]'))

    if read(response.resource, "members"):
        raise Observed("the answer to a PATCH of a group lists its members")
