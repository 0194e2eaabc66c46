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
    source=[ENTRA_SCIM("Group provisioning: requests about the members attribute"), ENTRA_SCIM("Retrieving Resources")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-FIL-04a"],
    harm=DRIFT,
    consequence="Entra asks whether somebody is a member and is told no, or gets an error: the member is added again "
    "in every cycle.",
    remedy="Support id eq … and members eq … on /Groups; members eq compares with the ids of the members.",
)
@pytest.mark.parametrize("member_first", [False, True], ids=["group first", "member first"])
def test_a_member_is_found_by_a_reference_check(entra, new_group, standing_users, building_on, member_first):
    """A filter on the id of a group and of one of its members finds the group, whatever comes first."""
    group = new_group(*standing_users[:2])

    response = entra.reference_check_group(group, standing_users[1], member_first=member_first)

    with building_on("groups.match-misses"):
        expect(response).only(group.id)


@requirement(
    "groups.member-check-misses",
    level=MUST,
    source=[ENTRA_SCIM("Group provisioning: requests about the members attribute")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-FIL-04b"],
    harm=LOSS,
    consequence="Entra is told that somebody is a member who is not, and never adds them.",
    remedy="Answer 200 with totalResults 0 when the user is no member of the group.",
)
def test_a_stranger_is_not_found_by_a_reference_check(entra, new_group, standing_users, building_on):
    """A filter on the id of a group and of a user who is no member finds nothing."""
    group = new_group(*standing_users[:2])
    given(entra.reference_check_group(group, standing_users[0]), by="groups.member-check-finds").includes(group.id)

    response = entra.reference_check_group(group, standing_users[2])

    with building_on("groups.match-misses"):
        expect(response).nothing()


@requirement(
    "groups.member-check-short",
    level=MUST,
    source=[ENTRA_SCIM("Group provisioning: requests about the members attribute")],
    needs={GROUPS, FILTER},
    covers=["ENTRA-FIL-04a"],
    harm=STOP,
    consequence="The answer to a question about one member carries all of them; for large groups it times out.",
    remedy="Apply attributes=id to lists: id, and nothing large beside it.",
)
def test_a_reference_check_gets_no_members(entra, new_group, standing_users):
    """A group found with attributes=id comes without its members."""
    group = new_group(*standing_users[:2])

    found = entra.reference_check_group(group, standing_users[0])
    response = given(found, by="groups.member-check-finds").only(group.id).exchange

    if any(not is_absent(read(each, "members")) for each in response.resources):
        raise unmet("id and no members", "members are there", response, "Resources[0].members")
