from scimproof.contract import (
    ACCESS,
    DRIFT,
    ENTRA_COMPAT,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    GALLERY_TESTS,
    GROUPS,
    LOSS,
    MUST,
    PATCH,
    RFC7644,
    expect,
    given,
    replace,
    requirement,
)


@requirement(
    "groups.renamed",
    level=MUST,
    builds_on=("groups.read-by-id",),
    source=[
        ENTRA_SCIM("Update Group [Non-member attributes]"),
        GALLERY_TESTS("20 SCIM_Group_Update_Test"),
        RFC7644("3.5.2.3"),
        FIELD("jelhub/scimgateway#95"),
    ],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-06a", "ENTRA-GRP-18"],
    harm=DRIFT,
    consequence="The group keeps its old name in the application. When it is later matched by name, it is not found "
    "and is created again.",
    remedy="When a PATCH operation replaces `displayName` of a group, store the new name and keep the `id`.",
)
def test_a_group_is_renamed(scim, directory, a_group):
    """Replacing ``displayName`` renames a group and keeps its ``id``."""
    name = directory.team().display

    response = scim.patch(a_group, replace("displayName", name))

    expect(response).status(200, 204)
    expect(scim.get(a_group)).attribute("displayName", name).attribute("id", a_group.id)


@requirement(
    "groups.renamed-without-path",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.renamed"),
    source=[ENTRA_COMPAT("aadOptscim062020"), RFC7644("3.5.2.3")],
    needs={GROUPS, PATCH},
    covers=["ENTRA-GRP-06b"],
    harm=DRIFT,
    consequence="Tenants with the flag `aadOptscim062020` cannot rename a group: the update fails or changes nothing.",
    remedy="When a `replace` operation on a group has no `path`, treat each key of its `value` as the attribute to "
    'replace: `{"op": "replace", "value": {"displayName": "Sales"}}`.',
)
def test_a_group_is_renamed_without_a_path(scim, directory, a_group):
    """A replace without a path, with ``displayName`` inside its value, renames a group."""
    name = directory.team().display

    response = scim.patch(a_group, replace(None, {"displayName": name}))

    expect(response).status(200, 204)
    expect(scim.get(a_group)).attribute("displayName", name)


@requirement(
    "groups.rename-keeps-members",
    level=MUST,
    builds_on=("groups.renamed",),
    source=[RFC7644("3.5.2.3"), ENTRA_SCIM("Update Group [Non-member attributes]")],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="Renaming a group in Entra removes its members, and Entra does not add them again.",
    remedy="When a PATCH changes `displayName` of a group, change only that attribute and keep the members.",
)
def test_renaming_a_group_keeps_its_members(scim, directory, new_group, standing_users):
    """A group that is renamed keeps its members."""
    people = standing_users[:2]
    group = new_group(*people)

    response = scim.patch(group, replace("displayName", directory.team().display))

    given(response, by="groups.renamed").accepted()
    expect(scim.get(group)).members(*[each.id for each in people])


@requirement(
    "groups.found-by-new-name",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.match-misses", "groups.matched-by-name"),
    source=[GALLERY_TESTS("9 Update_Group_Test"), ENTRA_SCIM("Get Group by displayName")],
    needs={GROUPS, PATCH, FILTER},
    harm=LOSS,
    consequence="After a rename Entra searches for the group by its new name, does not find it and creates a second "
    "one.",
    remedy='Evaluate `displayName eq "…"` on `/Groups` against the current name: update every index or cache that '
    "filters use when a group is renamed.",
)
def test_a_renamed_group_is_found_by_its_new_name_alone(scim, directory, group_of, named):
    """A renamed group is found by its new name and no longer by the old one."""
    before, after = directory.team().display, directory.team().display
    group = group_of(directory.team().scim(displayName=before))
    given(scim.patch(group, replace("displayName", after)), by="groups.renamed").accepted()
    given(scim.get(group), by="groups.renamed").attribute("displayName", after)

    expect(named(after)).only(group.id)
    expect(named(before)).nothing()
