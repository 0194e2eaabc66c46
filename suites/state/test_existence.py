"""Created resources exist, and deleted ones do not."""

from scimproof.contract import ACCESS, ENTRA_SCIM, LOSS, MUST, RFC7644, holds_everywhere, requirement, state


@requirement(
    "state.kept-until-deleted",
    level=MUST,
    source=[RFC7644("3.4.1"), RFC7644("3.6"), ENTRA_SCIM("Get User")],
    harm=LOSS,
    consequence="An account disappears without a deletion: the next change by Entra fails, and the user loses all "
    "data.",
    remedy="Delete a resource only on `DELETE` with its `id`: not when it leaves a group, is disabled, or has the "
    "same name as another one.",
    since="0.2.0",
)
def test_what_was_made_stays_until_it_is_deleted(history):
    """A resource is found by its ``id`` until it is deleted."""
    holds_everywhere(history, state.existence.kept_until_deleted, otherwise="no created resource was read")


@requirement(
    "state.deleted-stay-gone",
    level=MUST,
    builds_on=("lifecycle.deleted", "lifecycle.deleted-not-found", "groups.deleted", "groups.deleted-not-found"),
    source=[RFC7644("3.6"), ENTRA_SCIM("Delete User")],
    harm=ACCESS,
    consequence="A deleted account continues to exist: Entra matches it again, or the user still has access.",
    remedy="Leave deleted resources out of single reads, lists and the results of filters.",
    since="0.2.0",
)
def test_what_was_deleted_stays_gone(history):
    """A resource that was deleted is found neither by its ``id`` nor in a list."""
    holds_everywhere(
        history,
        state.existence.deleted_stay_gone,
        otherwise="no deleted resource was requested, and no list was read",
    )


@requirement(
    "state.refused-creates-store-nothing",
    level=MUST,
    builds_on=("fuzz.refused-without-trace",),
    source=[RFC7644("3.3"), RFC7644("3.12")],
    harm=LOSS,
    consequence="A failed create leaves an account that Entra does not know and that blocks the name.",
    remedy="Check the whole request before you store anything, or apply it in one transaction.",
    since="0.2.0",
)
def test_a_refused_create_stores_nothing(history):
    """A create that is refused stores nothing."""
    holds_everywhere(
        history,
        state.existence.refused_creates_store_nothing,
        otherwise="no name of a refused create was searched for",
    )


@requirement(
    "state.still-found",
    level=MUST,
    builds_on=("matching.by-username", "groups.matched-by-name"),
    source=[ENTRA_SCIM("Get User by query"), RFC7644("3.4.2.2")],
    harm=LOSS,
    consequence="Entra does not find an existing account and creates it a second time.",
    remedy="Update every index and cache that filters use together with the stored data.",
    since="0.2.0",
)
def test_who_lives_is_found_by_name(history):
    """Each resource that was created and not deleted is found by its name at the end of the run."""
    holds_everywhere(
        history, state.existence.still_found, otherwise="no existing resource was searched for by its name"
    )
