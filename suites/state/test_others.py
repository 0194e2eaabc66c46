"""A write does not change other resources."""

from scimproof.contract import ENTRA_SCIM, GROUPS, LOSS, MUST, RFC7644, holds_everywhere, requirement, state


@requirement(
    "state.other-users-untouched",
    level=MUST,
    source=[RFC7644("3.3"), RFC7644("3.5"), ENTRA_SCIM("Update User")],
    harm=LOSS,
    consequence="The create or change of one user overwrites the values of another: two people share an account.",
    remedy="Write only to the user whose `id` is in the path. Do not search for it by e-mail, name or `externalId`.",
    since="0.2.0",
)
def test_a_write_changes_no_other_user(history):
    """A write to one user leaves the values of all other users unchanged."""
    holds_everywhere(
        history,
        state.changes.other_users_untouched,
        otherwise="no user was read before and after a write to another resource",
    )


@requirement(
    "state.other-groups-untouched",
    level=MUST,
    source=[RFC7644("3.3"), RFC7644("3.5"), ENTRA_SCIM("Update User")],
    needs={GROUPS},
    harm=LOSS,
    consequence="A change of one group renames or changes another one.",
    remedy="Write only to the group whose `id` is in the path.",
    since="0.2.0",
)
def test_a_write_changes_no_other_group(history):
    """A write to one group leaves the values of all other groups unchanged."""
    holds_everywhere(
        history,
        state.changes.other_groups_untouched,
        otherwise="no group was read before and after a write to another resource",
    )
