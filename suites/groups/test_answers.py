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
    source=[RFC7644("3.5.2")],
    needs={GROUPS, PATCH},
    harm=FORM,
    consequence="Who reads the answer believes that the removal failed, and tries again or raises an alarm.",
    remedy="Build the answer to a PATCH from the group as it is afterwards, or answer 204.",
)
def test_the_answer_to_a_patch_shows_the_group_as_it_is_now(scim, new_group, standing_users, building_on):
    """A group in the answer to a removal no longer has the member who was removed."""
    jo, kim = standing_users[:2]
    group = new_group(jo, kim)

    response = scim.patch(group, remove(f'members[value eq "{kim.id}"]'))

    given(response, by="groups.removed-by-path-filter").accepted()
    if not response.resource or "members" not in response.resource:
        raise NotApplicable("the answer to a PATCH of a group shows no members")
    with building_on("groups.removed-by-path-filter"):
        expect(response).members(jo.id)


@requirement(
    "groups.patch-answer-short",
    level=MAY,
    source=[ENTRA_SCIM("Group Operations: returning a body with a list of all members isn't advisable")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-11"],
    harm=STOP,
    consequence="Each change of a large group carries all its members back; Entra's request may time out.",
    remedy="Answer 204 to a PATCH of a group.",
)
def test_the_answer_to_a_patch_has_no_list_of_members(scim, new_group, standing_users):
    """The answer to a PATCH of a group does without the list of its members."""
    group = new_group(*standing_users[:2])

    response = scim.patch(group, remove(f'members[value eq "{standing_users[0].id}"]'))

    if read(response.resource, "members"):
        raise Observed("the answer to a PATCH of a group lists its members")
