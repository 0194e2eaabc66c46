import pytest

from scimproof.contract import (
    DRIFT,
    ENTRA_SCIM,
    FILTER,
    GROUPS,
    LOSS,
    MUST,
    STOP,
    expect,
    given,
    is_absent,
    read,
    requirement,
    unmet,
)


@requirement(
    "groups.member-check-finds",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.match-misses"),
    source=[ENTRA_SCIM("Group provisioning: requests about the members attribute"), ENTRA_SCIM("Retrieving Resources")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-FIL-04a"],
    harm=DRIFT,
    consequence="Entra asks whether a user is a member and gets an error or a wrong no: it adds the member again in "
    "every cycle.",
    remedy='Support `id eq "…" and members eq "…"` on `/Groups`, in either order. `members eq` compares with the '
    "`value` of each member.",
)
@pytest.mark.parametrize("member_first", [False, True], ids=["group first", "member first"])
def test_a_member_is_found_by_a_reference_check(entra, new_group, standing_users, member_first):
    """A filter by the ``id`` of a group and of one of its members finds the group, in either order."""
    group = new_group(*standing_users[:2])

    response = entra.reference_check_group(group, standing_users[1], member_first=member_first)

    expect(response).only(group.id)


@requirement(
    "groups.member-check-misses",
    level=MUST,
    builds_on=("groups.read-by-id", "groups.match-misses"),
    source=[ENTRA_SCIM("Group provisioning: requests about the members attribute")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-FIL-04b"],
    harm=LOSS,
    consequence="Entra is told that a user is already a member, and never adds the user.",
    remedy='Answer `id eq "…" and members eq "…"` on `/Groups` with `"totalResults": 0` when the user is not a member '
    "of the group.",
)
def test_a_stranger_is_not_found_by_a_reference_check(entra, new_group, standing_users):
    """A filter by the ``id`` of a group and of a user who is not a member finds nothing."""
    group = new_group(*standing_users[:2])
    given(entra.reference_check_group(group, standing_users[0]), by="groups.member-check-finds").includes(group.id)

    response = entra.reference_check_group(group, standing_users[2])

    expect(response).nothing()


@requirement(
    "groups.member-check-short",
    level=MUST,
    builds_on=("groups.member-check-finds",),
    source=[ENTRA_SCIM("Group provisioning: requests about the members attribute")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-FIL-04a"],
    harm=STOP,
    consequence="The answer to a question about one member contains all members; for a large group it times out.",
    remedy="When a query on `/Groups` has `attributes=id`, return `id` and leave `members` out.",
)
def test_a_reference_check_gets_no_members(entra, new_group, standing_users):
    """A group that is found with ``attributes=id`` is returned without its members."""
    group = new_group(*standing_users[:2])

    found = entra.reference_check_group(group, standing_users[0])
    response = given(found, by="groups.member-check-finds").only(group.id).exchange

    if any(not is_absent(read(each, "members")) for each in response.resources):
        raise unmet("id and no members", "members in the answer", response, "Resources[0].members")
