from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    FIELD,
    FORM,
    GALLERY_CHECKLIST,
    GALLERY_TESTS,
    GROUPS,
    LOSS,
    MUST,
    PATCH,
    RFC7644,
    SHOULD,
    STOP,
    Observed,
    add,
    expect,
    given,
    is_absent,
    read,
    requirement,
)


@requirement(
    "groups.member-added",
    level=MUST,
    source=[
        ENTRA_SCIM("Update Group [Add Members]"),
        GALLERY_TESTS("11 Group_Update_Add_Member_Test"),
        RFC7644("3.5.2.1"),
    ],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07a"],
    harm=STOP,
    consequence="Groups reach the application without people: who was assigned gets no access.",
    remedy="Apply an add with path members and a list of values; return members when the group is read.",
)
def test_a_user_is_added_to_a_group(scim, a_group, standing_user, hidden):
    """Adding a user to the members of a group makes the user a member."""
    given(scim.get(a_group), by="groups.created-empty").absent("members")

    response = scim.patch(a_group, add("members", [{"value": standing_user.id}]))

    expect(response).status(200, 204)
    seen = scim.get(a_group)
    if is_absent(read(seen.resource, "members")) and (why := hidden()):
        raise Observed(why)
    expect(seen).members(standing_user.id)


@requirement(
    "groups.member-added-with-null-ref",
    level=MUST,
    source=[ENTRA_SCIM("Update Group [Add Members]")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07a"],
    harm=STOP,
    consequence='Adding members fails whenever Entra sends "$ref": null beside the id, as in its own example.',
    remedy="Ignore $ref when it is null; the value says who is meant.",
)
def test_a_null_reference_beside_a_member_is_ignored(scim, a_group, standing_user, building_on):
    """A user is added with "$ref": null beside the id."""
    response = scim.patch(a_group, add("members", [{"$ref": None, "value": standing_user.id}]))

    with building_on("groups.member-added"):
        expect(response).status(200, 204)
        expect(scim.get(a_group)).attribute(f'members[value eq "{standing_user.id}"].value', standing_user.id)


@requirement(
    "groups.member-added-without-path",
    level=MUST,
    source=[RFC7644("3.5.2.1")],
    needs={GROUPS, PATCH},
    harm=FORM,
    consequence="A client that adds members inside the value of an operation, as the RFC allows, adds nobody.",
    remedy="Treat an add without a path as one add for each attribute in its value.",
)
def test_a_member_is_added_without_a_path(scim, a_group, standing_user, building_on):
    """An add without a path, with members inside its value, makes the user a member."""
    response = scim.patch(a_group, add(None, {"members": [{"value": standing_user.id}]}))

    with building_on("groups.member-added", "groups.renamed-without-path"):
        expect(response).status(200, 204)
        expect(scim.get(a_group)).attribute(f'members[value eq "{standing_user.id}"].value', standing_user.id)


@requirement(
    "groups.add-keeps-members",
    level=MUST,
    source=[RFC7644("3.5.2.1"), ENTRA_SCIM("Update Group [Add Members]")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07c"],
    harm=ACCESS,
    consequence="Each newcomer throws out everyone else: a group has one member, the last that Entra added.",
    remedy="Append the values of an add to the members that are there.",
)
def test_adding_a_member_keeps_the_others(scim, new_group, standing_users, building_on):
    """A user who is added to a group joins those who are in it."""
    jo, kim, lee = (each.id for each in standing_users[:3])
    group = new_group(*standing_users[:2])

    response = scim.patch(group, add("members", [{"value": lee}]))

    with building_on("groups.member-added"):
        expect(response).status(200, 204)
        expect(scim.get(group)).members(jo, kim, lee)


@requirement(
    "groups.members-added-together",
    level=MUST,
    source=[ENTRA_SCIM("Update Group [Add Members]"), GALLERY_TESTS("setup guide: several members in one PATCH")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07b"],
    harm=LOSS,
    consequence="Of the people that Entra adds in one request only some become members, and Entra never looks again.",
    remedy="Apply every value of an add to members.",
)
def test_several_members_are_added_in_one_request(scim, a_group, standing_users, building_on):
    """All users of one add become members."""
    people = [each.id for each in standing_users]

    response = scim.patch(a_group, add("members", [{"value": each} for each in people]))

    with building_on("groups.member-added"):
        expect(response).status(200, 204)
        expect(scim.get(a_group)).members(*people)


@requirement(
    "groups.added-again-accepted",
    level=SHOULD,
    source=[RFC7644("3.5.2.1"), FIELD("wso2/product-is#8589"), FIELD("Infisical/infisical#2138")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07d"],
    harm=STOP,
    consequence="One known member makes the request fail; the others in it never join, cycle after cycle.",
    remedy="Answer success when who is added is a member already.",
)
def test_adding_a_member_again_succeeds(scim, new_group, standing_users, building_on):
    """Adding somebody who is a member already succeeds."""
    jo, kim = (each.id for each in standing_users[:2])
    group = new_group(*standing_users[:2])

    response = scim.patch(group, add("members", [{"value": jo}]))

    with building_on("groups.member-added"):
        expect(response).status(200, 204)
    given(scim.get(group), by="groups.add-keeps-members").attribute(f'members[value eq "{kim}"].value', kim)


@requirement(
    "groups.member-listed-once",
    level=MUST,
    source=[
        RFC7644("3.5.2.1"),
        FIELD("AzureAD/SCIMReferenceCode#10"),
        FIELD("wso2/product-is#5333"),
        FIELD("BerriAI/litellm#34162"),
    ],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07d"],
    harm=ACCESS,
    consequence="Who was added twice and is removed once keeps access; seats are counted double.",
    remedy="Keep each member once, whatever number of times it is added.",
)
def test_a_member_stands_in_a_group_once(scim, new_group, standing_users, building_on):
    """Who is added twice is a member once."""
    jo, kim = (each.id for each in standing_users[:2])
    group = new_group(standing_users[0])
    for _ in range(2):
        scim.patch(group, add("members", [{"value": kim}]))

    with building_on("groups.member-added"):
        seen = scim.get(group)
        expect(seen).attribute(f'members[value eq "{kim}"].value', kim)
        given(seen, by="groups.add-keeps-members").attribute(f'members[value eq "{jo}"].value', jo)
        expect(seen).members(jo, kim)


@requirement(
    "groups.hundred-members-added",
    level=SHOULD,
    source=[GALLERY_CHECKLIST("multi-member PATCH"), ENTRA_SCIM("Update Group [Add Members]")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07b"],
    harm=LOSS,
    consequence="A large group arrives in part or not at all: the rest has no access, or Entra repeats the request and "
    "fails each time.",
    remedy="Take at least a hundred members in one PATCH. Where one of them cannot be added, add none.",
)
def test_a_hundred_members_are_added_in_one_request(scim, a_group, crowd, building_on):
    """A hundred users of one add all become members."""
    people = [each.id for each in crowd[:100]]

    response = scim.patch(a_group, add("members", [{"value": each} for each in people]))

    with building_on("groups.member-added", "groups.members-added-together"):
        expect(response).status(200, 204)
        expect(scim.get(a_group)).members(*people)
