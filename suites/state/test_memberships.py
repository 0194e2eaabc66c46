"""Memberships in groups."""

from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    GROUPS,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    holds_everywhere,
    requirement,
    state,
)


@requirement(
    "state.members-kept",
    level=MUST,
    source=[RFC7644("3.5.2"), ENTRA_SCIM("Update Group")],
    needs={GROUPS},
    harm=ACCESS,
    consequence="People lose or get the access of a group through a change that has nothing to do with it.",
    remedy="Change the `members` of a group only when a write to that group changes them, or when a member is deleted.",
    since="0.2.0",
)
def test_members_stay_until_the_group_is_changed(history):
    """The members of a group change only with a write to that group that changes them, or with a deletion."""
    holds_everywhere(history, state.membership.members_kept, otherwise="no group was read before and after a write")


@requirement(
    "state.groups-kept",
    level=MUST,
    source=[RFC7643("4.1.2"), RFC7644("3.5.2")],
    needs={GROUPS},
    harm=ACCESS,
    consequence="A user is shown in other groups than those that have the user as a member.",
    remedy="Compute the `groups` of a user from the `members` of the groups, and change them only together.",
    since="0.2.0",
)
def test_the_groups_of_a_user_change_with_the_groups(history):
    """The ``groups`` of a user change only with a write to one of these groups, or with its deletion."""
    holds_everywhere(history, state.membership.groups_kept, otherwise="no user was read before and after a write")


@requirement(
    "state.sides-agree",
    level=SHOULD,
    builds_on=("groups.deleted-leaves-users", "groups.named-in-users"),
    source=[RFC7643("4.1.2")],
    needs={GROUPS},
    harm=ACCESS,
    consequence="The rights that follow from the `groups` of a user differ from those that follow from the `members` "
    "of the groups.",
    remedy="Store each membership in one place, and show it from there in `members` and in `groups`.",
    since="0.2.0",
)
def test_a_group_and_its_members_agree(history):
    """The ``groups`` of a user and the ``members`` of these groups agree."""
    holds_everywhere(history, state.membership.sides_agree, otherwise="no user showed groups")


@requirement(
    "state.deleted-members-leave",
    level=MUST,
    builds_on=("groups.deleted-user-leaves",),
    source=[RFC7644("3.6")],
    needs={GROUPS},
    harm=ACCESS,
    consequence="A group contains a user that does not exist: a client that reads the member fails, or a new user "
    "with that `id` gets the membership.",
    remedy="When a user or group is deleted, remove it from the `members` of all groups.",
    since="0.2.0",
)
def test_a_deleted_member_leaves(history):
    """No group contains a member that was deleted."""
    holds_everywhere(history, state.existence.members_leave, otherwise="no group with members was read")
