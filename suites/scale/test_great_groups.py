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
"""Seconds. Below this, the time is not compared with that of an empty group."""

GROWN = 10
"""If an add takes more than this many times as long as in an empty group, its cost grows with the group."""


@requirement(
    "scale.group-takes-everyone",
    level=SHOULD,
    builds_on=("groups.hundred-members-added",),
    source=[ENTRA_SCIM("Update Group [Add Members]"), RFC7644("3.5.2.1")],
    needs={GROUPS, PATCH},
    harm=LOSS,
    consequence="Beyond a certain number of members nobody gets access through this group, and Entra's request fails "
    "in every cycle.",
    remedy="Do not limit the number of members of a group. If there must be a limit, document it and name it in the "
    "`detail` of the error.",
)
def test_a_group_takes_a_thousand_members(great_group):
    """A group accepts more than a thousand members, a hundred at a time."""
    for each in great_group.joined:
        expect(each).status(200, 204)


@requirement(
    READ,
    level=SHOULD,
    builds_on=("groups.hundred-members-added", "groups.large-group-grows"),
    source=[RFC7644("3.4.1"), FIELD("FusionAuth/fusionauth-issues#2784")],
    needs={GROUPS, PATCH},
    harm=LOSS,
    consequence="A client that reads a large group concludes that the members which are not shown have left, or adds "
    "them again.",
    remedy="Return all `members` of a group from `GET /Groups/{id}`, also those beyond the page size of your database "
    "or directory.",
)
def test_a_great_group_is_read_whole(scim, great_group, new_group):
    """A group of more than a thousand members shows all of them."""
    new_group(great_group.people[0])  # where no group shows its members, there is nothing to judge
    great_group.given_everyone()

    expect(scim.get(great_group.group)).members(*great_group.ids)


@requirement(
    "scale.change-keeps-everyone",
    level=MUST,
    builds_on=("groups.removed-by-path-filter",),
    source=[
        RFC7644("3.5.2.2"),
        ENTRA_SCIM("Update Group [Remove Members]"),
        FIELD("FusionAuth/fusionauth-issues#2784"),
    ],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="When one person is removed from a large group, other members silently lose access.",
    remedy="Keep all other members when a PATCH removes one, however many there are. Do not write back a list that "
    "was read only up to a page limit.",
)
def test_a_great_group_keeps_everyone_but_who_leaves(scim, changing_group, new_group):
    """Removing the first of more than a thousand members keeps all others."""
    new_group(changing_group.people[0])
    changing_group.given_everyone()
    given(scim.get(changing_group.group), by=READ).members(*changing_group.ids)
    first, *others = changing_group.ids

    response = scim.patch(changing_group.group, remove(f'members[value eq "{first}"]'))

    expect(response).status(200, 204)
    expect(scim.get(changing_group.group)).members(*others)


@requirement(
    "scale.member-check-finds-the-last",
    level=MUST,
    builds_on=("groups.member-check-finds",),
    source=[ENTRA_SCIM("Group provisioning: requests about the members attribute")],
    needs={GROUPS, PATCH, FILTER},
    harm=DRIFT,
    consequence="Entra is told that a member of a large group is not a member, and adds the person again in every "
    "cycle.",
    remedy='Compare `members eq "…"` with all members of the group, not only with a first page of them.',
)
def test_the_last_of_a_thousand_members_is_found(entra, great_group):
    """A filter by the ``id`` of a group and of its last member, after a thousand others, finds the group."""
    great_group.given_everyone()

    expect(entra.reference_check_group(great_group.group, great_group.people[-1])).only(great_group.group.id)


@requirement(
    "scale.joining-costs-no-more",
    level=SHOULD,
    builds_on=("scale.group-takes-everyone",),
    source=[
        ENTRA_LOGS("Timeout"),
        REPORTED("wso2-extensions/identity-inbound-provisioning-scim2#178"),
        REPORTED("wso2/product-is#5881"),
    ],
    needs={GROUPS, PATCH},
    harm=STOP,
    consequence="Each member makes the next request slower, until Entra's requests time out and the group is never "
    "complete.",
    remedy="Store each membership as its own row: do not read, check or write the other members when one is added.",
)
def test_joining_a_great_group_is_not_slower(great_group):
    """Adding a member to a group of a thousand takes under a second, or not much longer than to an empty group."""
    great_group.given_everyone()
    empty, large = great_group.seconds_when_empty, great_group.seconds_when_large

    if large > SLOW and large > GROWN * empty:
        wanted = f"less than {SLOW:g} s, or than {GROWN} times the {empty:.3f} s of an empty group"
        raise unmet(wanted, f"{large:.2f} s", great_group.joined[-1])
