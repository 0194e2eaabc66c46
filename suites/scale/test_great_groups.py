from scimproof.contract import (
    ACCESS,
    DRIFT,
    ENTRA_LOGS,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    GROUPS,
    LOSS,
    MUST,
    PATCH,
    REPORTED,
    RFC7644,
    SHOULD,
    STOP,
    expect,
    given,
    remove,
    requirement,
    unmet,
)

READ = "scale.group-read-whole"

SLOW = 1.0
"""Seconds. Who is quicker than that is quick enough, whatever it costs compared with an empty group."""

GROWN = 10
"""So many times as long as in an empty group: the cost follows the size."""


@requirement(
    "scale.group-takes-everyone",
    level=SHOULD,
    source=[ENTRA_SCIM("Update Group [Add Members]"), RFC7644("3.5.2.1")],
    needs={GROUPS, PATCH},
    harm=LOSS,
    consequence="From the thousandth member on nobody gets access by this group, and Entra fails in every cycle.",
    remedy="Set no limit to the members of a group, or document one and say so in the refusal.",
)
def test_a_group_takes_a_thousand_members(great_group, building_on):
    """A group takes more than a thousand members, a hundred at a time."""
    with building_on("groups.hundred-members-added"):
        for each in great_group.joined:
            expect(each).status(200, 204)


@requirement(
    READ,
    level=SHOULD,
    source=[RFC7644("3.4.1"), FIELD("FusionAuth/fusionauth-issues#2784")],
    needs={GROUPS, PATCH},
    harm=LOSS,
    consequence="Whoever reads a large group takes those who are not shown for people who left, or adds them again.",
    remedy="Show all members of a group, also those behind the first page of whatever holds them.",
)
def test_a_great_group_is_read_whole(scim, great_group, new_group, building_on):
    """A group of more than a thousand members shows them all."""
    new_group(great_group.people[0])  # where no group shows its members, there is nothing to judge
    great_group.given_everyone()

    with building_on("groups.hundred-members-added", "groups.large-group-grows"):
        expect(scim.get(great_group.group)).members(*great_group.ids)


@requirement(
    "scale.change-keeps-everyone",
    level=MUST,
    source=[
        RFC7644("3.5.2.2"),
        ENTRA_SCIM("Update Group [Remove Members]"),
        FIELD("FusionAuth/fusionauth-issues#2784"),
    ],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="Removing one person from a large group silently takes access from those past the first thousand.",
    remedy="Load all members before a PATCH is applied, or store the change of one membership on its own.",
)
def test_a_great_group_keeps_everyone_but_who_leaves(scim, changing_group, new_group, building_on):
    """The group of more than a thousand members from which the first is removed keeps all others."""
    new_group(changing_group.people[0])
    changing_group.given_everyone()
    given(scim.get(changing_group.group), by=READ).members(*changing_group.ids)
    first, *others = changing_group.ids

    response = scim.patch(changing_group.group, remove(f'members[value eq "{first}"]'))

    with building_on("groups.removed-by-path-filter"):
        expect(response).status(200, 204)
        expect(scim.get(changing_group.group)).members(*others)


@requirement(
    "scale.member-check-finds-the-last",
    level=MUST,
    source=[ENTRA_SCIM("Group provisioning: requests about the members attribute")],
    needs={GROUPS, PATCH, FILTER},
    harm=DRIFT,
    consequence="Entra is told that a late member of a large group is none, and adds the person in every cycle.",
    remedy="Look for members eq … among all members of the group.",
)
def test_the_last_of_a_thousand_members_is_found(entra, great_group, building_on):
    """A filter on the id of a group and of its last member, after a thousand others, finds the group."""
    great_group.given_everyone()

    with building_on("groups.member-check-finds"):
        expect(entra.reference_check_group(great_group.group, great_group.people[-1])).only(great_group.group.id)


@requirement(
    "scale.joining-costs-no-more",
    level=SHOULD,
    source=[
        ENTRA_LOGS("Timeout"),
        REPORTED("wso2-extensions/identity-inbound-provisioning-scim2#178"),
        REPORTED("wso2/product-is#5881"),
    ],
    needs={GROUPS, PATCH},
    harm=STOP,
    consequence="Each member makes the next one slower, until Entra's requests time out: the group never fills.",
    remedy="Store one membership as one row: neither check nor write the others again when somebody joins.",
)
def test_joining_a_great_group_is_not_slower(great_group):
    """Joining a group of a thousand takes less than a second, or about as long as joining an empty one."""
    great_group.given_everyone()
    empty, large = great_group.seconds_when_empty, great_group.seconds_when_large

    if large > SLOW and large > GROWN * empty:
        wanted = f"less than {SLOW:g} s, or than {GROWN} times the {empty:.3f} s of an empty group"
        raise unmet(wanted, f"{large:.2f} s", great_group.joined[-1])
