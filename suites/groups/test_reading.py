from scimproof.contract import (
    ENTRA_LOGS,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    FORM,
    GALLERY_TESTS,
    GROUPS,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    NotApplicable,
    eq,
    expect,
    given,
    is_absent,
    read,
    requirement,
    unmet,
)


@requirement(
    "groups.read-by-id",
    level=MUST,
    source=[ENTRA_SCIM("Get Group"), RFC7644("3.4.1")],
    needs={GROUPS},
    covers=["ENTRA-GRP-16"],
    harm=STOP,
    consequence="Entra reads a group before it changes it: without an answer neither name nor members are updated.",
    remedy="Answer `GET /Groups/{id}` with 200 OK and the group, also when the group has no members.",
)
def test_a_group_is_read_by_its_id(scim, standing_group):
    """A group without members is read by its ``id``."""
    expect(scim.get(standing_group)).status(200).attribute("id", standing_group.id)


@requirement(
    "groups.read-without-members",
    level=MUST,
    builds_on=("groups.read-by-id",),
    source=[ENTRA_SCIM("Get Group"), ENTRA_LOGS("MultipleEntriesInResponse"), RFC7644("3.9")],
    needs={GROUPS},
    covers=["ENTRA-GRP-04"],
    harm=STOP,
    consequence="Entra reads groups without members. If the answer contains them, reading a large group times out and "
    "its update fails.",
    remedy="Leave `members` out of the answer when the request has `excludedAttributes=members`.",
)
def test_members_are_left_out_when_asked(scim, new_group, standing_users):
    """``GET /Groups/{id}?excludedAttributes=members`` shows the group without its members."""
    group = new_group(*standing_users[:2])

    seen = scim.get(group, query="excludedAttributes=members")

    expect(seen).attribute("displayName", group["displayName"]).absent("members")


@requirement(
    "groups.matched-without-members",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.read-without-members"),
    source=[ENTRA_SCIM("Get Group by displayName"), ENTRA_LOGS("MultipleEntriesInResponse"), RFC7644("3.9")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-GRP-02a"],
    harm=STOP,
    consequence="Entra searches for groups without their members. If the answer contains them, matching a large group "
    "times out.",
    remedy="Apply `excludedAttributes` to the resources in a list as well as to a single resource.",
)
def test_members_are_left_out_of_matches(named, new_group, standing_users):
    """A group that is found with ``excludedAttributes=members`` is returned without its members."""
    group = new_group(*standing_users[:2])

    response = given(named(group["displayName"]), by="groups.matched-by-name").only(group.id).exchange

    if any(not is_absent(read(each, "members")) for each in response.resources):
        raise unmet("no members in the list", "members in the list", response, "Resources[0].members")


@requirement(
    "groups.listed-with-members",
    level=SHOULD,
    builds_on=("groups.member-added", "groups.matched-by-name"),
    source=[RFC7643("7"), RFC7644("3.4.2"), GALLERY_TESTS("11 Group_Update_Add_Member_Test")],
    needs={GROUPS, FILTER},
    harm=FORM,
    consequence="A client that compares groups by a list sees empty groups, and Microsoft's gallery test waits for "
    "the member there.",
    remedy="Return `members` of each group in a list, as in `GET /Groups/{id}`, unless the client excludes them.",
)
def test_a_listed_group_shows_its_members(scim, capabilities, new_group, standing_users):
    """A group in a list has the members that it has when it is read by its ``id``."""
    if capabilities.shown_on_request("members"):
        raise NotApplicable("the schema says that members are returned only on request")
    group = new_group(*standing_users[:2])

    found = scim.search("/Groups", filter=eq("displayName", group["displayName"]))
    response = given(found, by="groups.matched-by-name").only(group.id).exchange

    seen = {str(value) for each in response.resources for value in _values(each)}
    wanted = {each.id for each in standing_users[:2]}
    if seen != wanted:
        raise unmet(f"members {sorted(wanted)}", f"members {sorted(seen)}", response, "Resources[0].members")


def _values(group):
    members = read(group, "members")
    return [each.get("value") for each in members if isinstance(each, dict)] if isinstance(members, list) else []


@requirement(
    "groups.named-in-users",
    level=SHOULD,
    builds_on=("groups.member-added",),
    source=[RFC7643("4.1.2"), FIELD("wso2/product-is#12188")],
    needs={GROUPS},
    harm=FORM,
    consequence="A client that reads a user's groups gets no `id` and cannot read any of the groups.",
    remedy="Set `value` of each element of a user's `groups` to the `id` of the group.",
)
def test_a_users_groups_name_the_group(scim, new_group, a_user):
    """Where a user shows ``groups``, each group has its ``id`` as ``value``."""
    group = new_group(a_user)

    seen = scim.get(a_user)
    given(seen, by="users.read-by-id").status(200)
    shown = read(seen.resource, "groups")
    if isinstance(shown, list) and shown:
        expect(seen).attribute(f'groups[value eq "{group.id}"].value', group.id)
