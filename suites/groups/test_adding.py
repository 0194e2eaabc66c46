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
    builds_on=("groups.read-by-id",),
    source=[
        ENTRA_SCIM("Update Group [Add Members]"),
        GALLERY_TESTS("11 Group_Update_Add_Member_Test"),
        RFC7644("3.5.2.1"),
    ],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07a"],
    harm=STOP,
    consequence="Groups reach the application without people: users who were assigned to a group get no access.",
    remedy='Apply a PATCH operation `{"op": "add", "path": "members", "value": [{"value": "<id>"}]}` to the group, '
    "and return `members` when the group is read.",
)
def test_a_user_is_added_to_a_group(scim, a_group, standing_user, hidden):
    """Adding a user to the ``members`` of a group makes the user a member."""
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
    builds_on=("groups.read-by-id", "groups.member-added"),
    source=[ENTRA_SCIM("Update Group [Add Members]")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07a"],
    harm=STOP,
    consequence='Adding members fails whenever Entra sends `"$ref": null` beside the `id`, as in Microsoft\'s own '
    "example.",
    remedy="Ignore `$ref` in an element of `members` when it is `null`, and identify the member by `value`.",
)
def test_a_null_reference_beside_a_member_is_ignored(scim, a_group, standing_user):
    """A user is added with ``"$ref": null`` beside the ``id``."""
    response = scim.patch(a_group, add("members", [{"$ref": None, "value": standing_user.id}]))

    expect(response).status(200, 204)
    expect(scim.get(a_group)).attribute(f'members[value eq "{standing_user.id}"].value', standing_user.id)


@requirement(
    "groups.member-added-without-path",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.member-added", "groups.renamed-without-path"),
    source=[RFC7644("3.5.2.1")],
    needs={GROUPS, PATCH},
    harm=FORM,
    consequence="A client that sends members inside the value of an operation, as the RFC allows, adds nobody.",
    remedy="When an `add` operation on a group has no `path`, treat each key of its `value` as the attribute to add "
    'to: `{"op": "add", "value": {"members": [{"value": "<id>"}]}}`.',
)
def test_a_member_is_added_without_a_path(scim, a_group, standing_user):
    """An add without a path, with ``members`` inside its value, makes the user a member."""
    response = scim.patch(a_group, add(None, {"members": [{"value": standing_user.id}]}))

    expect(response).status(200, 204)
    expect(scim.get(a_group)).attribute(f'members[value eq "{standing_user.id}"].value', standing_user.id)


@requirement(
    "groups.add-keeps-members",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.member-added"),
    source=[RFC7644("3.5.2.1"), ENTRA_SCIM("Update Group [Add Members]")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07c"],
    harm=ACCESS,
    consequence="Each new member removes all others: a group has one member, the last one that Entra added.",
    remedy="When a PATCH operation is `add` on `members`, append the values to the existing members; do not replace "
    "them.",
)
def test_adding_a_member_keeps_the_others(scim, new_group, standing_users):
    """Adding a user to a group keeps its other members."""
    jo, kim, lee = (each.id for each in standing_users[:3])
    group = new_group(*standing_users[:2])

    response = scim.patch(group, add("members", [{"value": lee}]))

    expect(response).status(200, 204)
    expect(scim.get(group)).members(jo, kim, lee)


@requirement(
    "groups.members-added-together",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.member-added"),
    source=[ENTRA_SCIM("Update Group [Add Members]"), GALLERY_TESTS("setup guide: several members in one PATCH")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07b"],
    harm=LOSS,
    consequence="Only some of the people that Entra adds in one request become members, and Entra does not check "
    "afterwards.",
    remedy="When a PATCH operation is `add` on `members` with several elements in its `value`, add each of them.",
)
def test_several_members_are_added_in_one_request(scim, a_group, standing_users):
    """All users in the value of one add become members."""
    people = [each.id for each in standing_users]

    response = scim.patch(a_group, add("members", [{"value": each} for each in people]))

    expect(response).status(200, 204)
    expect(scim.get(a_group)).members(*people)


@requirement(
    "groups.added-again-accepted",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.member-added"),
    source=[RFC7644("3.5.2.1"), FIELD("wso2/product-is#8589"), FIELD("Infisical/infisical#2138")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07d"],
    harm=STOP,
    consequence="One existing member makes the whole request fail: the others in it never become members, in any "
    "cycle.",
    remedy="When a PATCH operation adds a user who is already a member, answer with 200 or 204 and change nothing.",
)
def test_adding_a_member_again_succeeds(scim, new_group, standing_users):
    """Adding a user who is already a member succeeds."""
    jo, kim = (each.id for each in standing_users[:2])
    group = new_group(*standing_users[:2])

    response = scim.patch(group, add("members", [{"value": jo}]))

    expect(response).status(200, 204)
    given(scim.get(group), by="groups.add-keeps-members").attribute(f'members[value eq "{kim}"].value', kim)


@requirement(
    "groups.member-listed-once",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.member-added"),
    source=[
        RFC7644("3.5.2.1"),
        FIELD("AzureAD/SCIMReferenceCode#10"),
        FIELD("wso2/product-is#5333"),
        FIELD("BerriAI/litellm#34162"),
    ],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07d"],
    harm=ACCESS,
    consequence="A user who was added twice and is removed once keeps access, and seats are counted twice.",
    remedy="Store each member once, however often it is added, for example with a unique constraint on group and user.",
)
def test_a_member_stands_in_a_group_once(scim, new_group, standing_users):
    """A user who is added twice is listed once in ``members``."""
    jo, kim = (each.id for each in standing_users[:2])
    group = new_group(standing_users[0])
    for _ in range(2):
        scim.patch(group, add("members", [{"value": kim}]))

    seen = scim.get(group)
    expect(seen).attribute(f'members[value eq "{kim}"].value', kim)
    given(seen, by="groups.add-keeps-members").attribute(f'members[value eq "{jo}"].value', jo)
    expect(seen).members(jo, kim)


@requirement(
    "groups.hundred-members-added",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.member-added", "groups.members-added-together"),
    source=[GALLERY_CHECKLIST("multi-member PATCH"), ENTRA_SCIM("Update Group [Add Members]")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-07b"],
    harm=LOSS,
    consequence="A large group arrives partly or not at all: some people have no access, or Entra repeats the request "
    "and fails each time.",
    remedy="Accept at least 100 elements of `members` in one PATCH request. When one of them cannot be added, add "
    "none and refuse the request.",
)
def test_a_hundred_members_are_added_in_one_request(scim, a_group, crowd):
    """A hundred users in one add all become members."""
    people = [each.id for each in crowd[:100]]

    response = scim.patch(a_group, add("members", [{"value": each} for each in people]))

    expect(response).status(200, 204)
    expect(scim.get(a_group)).members(*people)
