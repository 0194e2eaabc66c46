import pytest

from scimproof.contract import (
    CORE_GROUP,
    FORM,
    GROUPS,
    MUST,
    RFC7643,
    RFC7644,
    expect,
    requirement,
)


@requirement(
    "groups.created-with-members",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.created"),
    source=[RFC7644("3.3"), RFC7643("4.2")],
    needs={GROUPS},
    harm=FORM,
    consequence="A client that creates a group with its members gets an empty group, or no group.",
    remedy="Store the `members` in the body of `POST /Groups`, also when there is only one.",
)
@pytest.mark.parametrize("count", [1, 2], ids=["one member", "two members"])
def test_a_group_is_created_with_its_members(scim, directory, new_group, resource_in, standing_users, count):
    """A group that is created with members has exactly these members."""
    people = [each.id for each in standing_users[:count]]
    new_group(*standing_users[:count])  # any way to make such a group must work, or another requirement is broken

    response = scim.create(
        "/Groups",
        {
            "schemas": [CORE_GROUP],
            "displayName": directory.team().display,
            "members": [{"value": each} for each in people],
        },
    )

    expect(response).status(200, 201)
    expect(scim.get(resource_in(response))).members(*people)
