"""Random sequences: several PATCH operations on one user, and long histories of users and groups."""

from scimproof.contract import (
    ACCESS,
    LOSS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    holds,
    requirement,
)


@requirement(
    "fuzz.patch-programs",
    level=MUST,
    source=[RFC7644("3.5.2"), RFC7644("3.5.2.1"), RFC7644("3.5.2.2"), RFC7644("3.5.2.3")],
    needs={PATCH},
    harm=LOSS,
    consequence="An attribute does not have the value that Entra has sent, or a neighbouring value is lost. Nobody "
    "notices, because the request succeeded.",
    remedy="Apply the operations one after the other, each to the result of the previous one. Change only the "
    "elements that the path selects, and keep at most one primary value.",
)
def test_operations_together_do_what_each_of_them_does(fuzz):
    """Operations of one or more PATCH requests, applied in order, have exactly the effect that RFC 7644 defines."""
    found = fuzz.patch_programs()

    holds(found)


@requirement(
    "fuzz.sequences",
    level=MUST,
    source=[RFC7644("3.5.1"), RFC7644("3.5.2"), RFC7644("3.6"), RFC7643("4.1.2"), RFC7643("4.2")],
    harm=ACCESS,
    consequence="A user who was renamed, moved or disabled before keeps access, loses it, or is matched to another "
    "account.",
    remedy="Update every index, membership and cache together with each write: on a rename, when a member is removed "
    "and added again, and on a delete.",
)
def test_users_and_groups_stay_what_their_history_makes_them(fuzz):
    """After any sequence of creates, changes and deletes, users and groups have the state that the sequence defines."""
    found = fuzz.sequences()

    holds(found)
