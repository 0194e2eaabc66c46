from scimproof.contract import FIELD, GROUPS, MUST, RFC7643, expect, is_absent, read, requirement, show, unmet


@requirement(
    "users.groups-name-the-group",
    level=MUST,
    source=[RFC7643("4.1.2"), RFC7643("2.4"), FIELD("wso2/product-is#12188")],
    needs={GROUPS},
    consequence="A client that reads a user's groups cannot tell which groups they are.",
    remedy="Give each element of groups the id of its group in value.",
)
def test_the_groups_of_a_user_have_their_ids(scim, a_user, new_group):
    """Where a user shows its groups, each has the id of the group as value."""
    group = new_group(a_user)
    shown = scim.get(a_user)
    expect(shown).status(200)

    groups = read(shown.resource, "groups")
    if is_absent(groups):
        return
    values = [each.get("value") if isinstance(each, dict) else None for each in groups if isinstance(groups, list)]
    if group.id not in values:
        raise unmet(f"groups with value {group.id}", f"groups = {show(groups)}", shown, "groups")
