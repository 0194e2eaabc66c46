from scimproof.contract import (
    ACCESS,
    ENTRA_COMPAT,
    ENTRA_SCIM,
    FIELD,
    GALLERY_TESTS,
    GROUPS,
    MUST,
    PATCH,
    RFC7644,
    SHOULD,
    STOP,
    expect,
    remove,
    requirement,
    unmet,
)


@requirement(
    "groups.removed-by-value-list",
    level=MUST,
    builds_on=("groups.member-added",),
    source=[
        ENTRA_SCIM("Update Group [Remove Members]"),
        ENTRA_COMPAT("remove operations on members"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#167"),
    ],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-08a"],
    harm=ACCESS,
    consequence="Removing one person empties the whole group, or removes nobody, so that a user who left keeps access.",
    remedy='When a `remove` operation has the path `members` and a list such as `[{"value": "<id>"}]`, remove the '
    "listed members and no others.",
)
def test_a_value_list_removes_those_listed(scim, new_group, standing_users):
    """A remove with the path ``members`` and a list as its value removes the listed member and no other."""
    jo, kim, lee = (each.id for each in standing_users[:3])
    group = new_group(*standing_users[:3])

    response = scim.patch(group, remove("members", [{"value": kim}]))

    expect(response).status(200, 204)
    expect(scim.get(group)).members(jo, lee)


@requirement(
    "groups.removed-with-null-ref",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.removed-by-value-list"),
    source=[ENTRA_SCIM("Update Group [Remove Members]"), FIELD("Captain-P-Goldfish/SCIM-SDK#149")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-08b"],
    harm=ACCESS,
    consequence='Users who left stay in the group whenever Entra sends `"$ref": null` beside the `id`, as in '
    "Microsoft's own example.",
    remedy="When a `remove` operation lists members, identify each of them by `value` and ignore a `$ref` that is "
    "`null`.",
)
def test_a_null_reference_beside_a_leaver_is_ignored(scim, new_group, standing_users):
    """A member is removed by a list with ``"$ref": null`` beside the ``id``."""
    jo, kim = (each.id for each in standing_users[:2])
    group = new_group(*standing_users[:2])

    response = scim.patch(group, remove("members", [{"$ref": None, "value": jo}]))

    expect(response).status(200, 204)
    expect(scim.get(group)).members(kim)


@requirement(
    "groups.several-removed-by-value-list",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.removed-by-value-list"),
    source=[ENTRA_SCIM("Update Group [Remove Members]"), FIELD("FusionAuth/fusionauth-issues#2834")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-08c"],
    harm=ACCESS,
    consequence="The wrong people lose access, and those who left keep it.",
    remedy="When a `remove` operation lists several members, remove each of them by its `id` and no others. Do not "
    "delete by position while the list changes.",
)
def test_a_value_list_removes_several(scim, new_group, standing_users):
    """A remove with several members in its value removes these members and no others."""
    jo, kim, lee, max_ = (each.id for each in standing_users)
    group = new_group(*standing_users)

    response = scim.patch(group, remove("members", [{"value": jo}, {"value": lee}]))

    expect(response).status(200, 204)
    expect(scim.get(group)).members(kim, max_)


@requirement(
    "groups.removed-by-path-filter",
    level=MUST,
    builds_on=("groups.member-added",),
    source=[
        ENTRA_COMPAT("aadOptscim062020: remove operations on members"),
        RFC7644("3.5.2.2"),
        FIELD("AzureAD/SCIMReferenceCode#10"),
    ],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-09a"],
    harm=ACCESS,
    consequence="In tenants with the flag `aadOptscim062020`, removing one person empties the group, or removes "
    "nobody: the user who left keeps access.",
    remedy='When the path of a `remove` is `members[value eq "<id>"]`, remove the member that the filter matches and '
    "no other, although the operation has no value.",
)
def test_a_path_filter_removes_the_member_it_names(scim, new_group, standing_users):
    """A remove with the path ``members[value eq "id"]`` removes that member and no other."""
    jo, kim, lee = (each.id for each in standing_users[:3])
    group = new_group(*standing_users[:3])

    response = scim.patch(group, remove(f'members[value eq "{kim}"]'))

    expect(response).status(200, 204)
    expect(scim.get(group)).members(jo, lee)


@requirement(
    "groups.several-removed-by-path-filters",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.removed-by-path-filter"),
    source=[ENTRA_COMPAT("aadOptscim062020: remove operations on members"), RFC7644("3.5.2")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-09b"],
    harm=ACCESS,
    consequence="When several people leave at once, only one of them is removed and the others keep access.",
    remedy="Apply every operation of a PATCH request on a group, in order.",
)
def test_two_path_filters_remove_two_members(scim, new_group, standing_users):
    """Two removes in one request, each with a filter in its path, remove two members and no others."""
    jo, kim, lee = (each.id for each in standing_users[:3])
    group = new_group(*standing_users[:3])

    response = scim.patch(group, remove(f'members[value eq "{jo}"]'), remove(f'members[value eq "{lee}"]'))

    expect(response).status(200, 204)
    expect(scim.get(group)).members(kim)


@requirement(
    "groups.last-member-removed",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.removed-by-value-list"),
    source=[ENTRA_SCIM("Update Group [Remove Members]"), GALLERY_TESTS("12 Group_Update_Remove_Member_Test")],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="The last member cannot be removed and keeps access, or the group itself is deleted.",
    remedy="When a PATCH removes the last member, keep the group without members.",
)
def test_the_last_member_is_removed(scim, new_group, standing_user):
    """Removing the only member of a group leaves the group without members."""
    group = new_group(standing_user)

    response = scim.patch(group, remove("members", [{"value": standing_user.id}]))

    expect(response).status(200, 204)
    expect(scim.get(group)).absent("members")


@requirement(
    "groups.stranger-removed-without-harm",
    level=SHOULD,
    builds_on=("groups.read-by-id", "groups.removed-by-value-list", "groups.removed-by-path-filter"),
    source=[RFC7644("3.5.2.2"), FIELD("wso2/product-is#16097")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-13"],
    harm=STOP,
    consequence="A removal that is no longer needed looks like an outage: Entra retries it in every cycle.",
    remedy='When a PATCH removes a user who is not a member, answer with success or with 400 and `"scimType": '
    '"noTarget"`, and change nothing.',
)
def test_removing_a_stranger_does_no_harm(scim, new_group, standing_users):
    """Removing a user who is not a member causes no server error and leaves the members unchanged."""
    jo, kim, stranger = standing_users[:3]
    group = new_group(jo, kim)

    by_filter = scim.patch(group, remove(f'members[value eq "{stranger.id}"]'))
    by_list = scim.patch(group, remove("members", [{"value": stranger.id}]))

    for response in (by_filter, by_list):
        if response.status is None or response.status >= 500:
            raise unmet("success or a refusal (4xx)", f"status {response.status}", response)
    expect(scim.get(group)).members(jo.id, kim.id)
