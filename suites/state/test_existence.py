"""What was made is there, and what was deleted is not."""

from scimproof.contract import ACCESS, ENTRA_SCIM, LOSS, MUST, RFC7644, holds_everywhere, requirement, state


@requirement(
    "state.kept-until-deleted",
    level=MUST,
    source=[RFC7644("3.4.1"), RFC7644("3.6"), ENTRA_SCIM("Get User")],
    harm=LOSS,
    consequence="An account is gone that nobody deleted: the next change by Entra fails, and the person has lost "
    "everything.",
    remedy="Delete a resource only when a DELETE names its id: not when it leaves a group, is disabled, or meets "
    "another of its name.",
    since="0.2.0",
)
def test_what_was_made_stays_until_it_is_deleted(history):
    """A resource is found by its id until somebody deletes it."""
    holds_everywhere(history, state.existence.kept_until_deleted, otherwise="nothing that was made was read")


@requirement(
    "state.deleted-stay-gone",
    level=MUST,
    builds_on=("lifecycle.deleted", "lifecycle.deleted-not-found", "groups.deleted", "groups.deleted-not-found"),
    source=[RFC7644("3.6"), ENTRA_SCIM("Delete User")],
    harm=ACCESS,
    consequence="An account that was deleted lives on: it is matched again, or still let in.",
    remedy="Leave deleted resources out of reads, lists and filters alike.",
    since="0.2.0",
)
def test_what_was_deleted_stays_gone(history):
    """A resource that was deleted is found neither by its id nor in a list."""
    holds_everywhere(
        history,
        state.existence.deleted_stay_gone,
        otherwise="nothing that was deleted was asked for, and no list was read",
    )


@requirement(
    "state.refused-creates-store-nothing",
    level=MUST,
    builds_on=("fuzz.refused-without-trace",),
    source=[RFC7644("3.3"), RFC7644("3.12")],
    harm=LOSS,
    consequence="A create that failed has made an account that Entra does not know of, and that blocks the name.",
    remedy="Check the whole request before anything is stored, or do it in one transaction.",
    since="0.2.0",
)
def test_a_refused_create_stores_nothing(history):
    """A create that is refused stores nothing."""
    holds_everywhere(
        history,
        state.existence.refused_creates_store_nothing,
        otherwise="no create was refused whose name was looked for",
    )


@requirement(
    "state.still-found",
    level=MUST,
    builds_on=("matching.by-username", "groups.matched-by-name"),
    source=[ENTRA_SCIM("Get User by query"), RFC7644("3.4.2.2")],
    harm=LOSS,
    consequence="Entra does not find who is there, and creates the account a second time.",
    remedy="Keep indexes and caches in step with what is stored.",
    since="0.2.0",
)
def test_who_lives_is_found_by_name(history):
    """Who was made and lives is found by name at the end of the run."""
    holds_everywhere(history, state.existence.still_found, otherwise="nobody who lives was looked for by name")
