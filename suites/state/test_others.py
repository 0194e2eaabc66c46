"""What a write does to anybody else: nothing."""

from scimproof.contract import ENTRA_SCIM, GROUPS, LOSS, MUST, RFC7644, holds_everywhere, requirement, state


@requirement(
    "state.other-users-untouched",
    level=MUST,
    source=[RFC7644("3.3"), RFC7644("3.5"), ENTRA_SCIM("Update User")],
    harm=LOSS,
    consequence="One user's create or change overwrites the values of another: two people share an account.",
    remedy="Write to the resource whose id the path has, and to no other: do not look it up by e-mail, name or "
    "externalId.",
    since="0.2.0",
)
def test_a_write_changes_no_other_user(history):
    """A user to whom nothing is written keeps all values, whatever is written to others."""
    holds_everywhere(
        history,
        state.changes.other_users_untouched,
        otherwise="no user was read before and after a write to somebody else",
    )


@requirement(
    "state.other-groups-untouched",
    level=MUST,
    source=[RFC7644("3.3"), RFC7644("3.5"), ENTRA_SCIM("Update User")],
    needs={GROUPS},
    harm=LOSS,
    consequence="A change of one group renames or rewrites another.",
    remedy="Write to the group whose id the path has, and to no other.",
    since="0.2.0",
)
def test_a_write_changes_no_other_group(history):
    """A group to which nothing is written keeps its values, whatever is written to others."""
    holds_everywhere(
        history,
        state.changes.other_groups_untouched,
        otherwise="no group was read before and after a write to something else",
    )
