"""Random programs: several PATCH operations on one user, and whole histories of users and groups."""

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

OWNERS = ("patch.*", "users.*", "lifecycle.*", "groups.*", "matching.*", "filters.*", "concurrency.*", "cycles.*")
FOUNDATIONS = ("lifecycle.disabled", "lifecycle.disabled-readable", "lifecycle.return-keeps-attributes")
ENDS = ("groups.deleted", "lifecycle.deleted")


@requirement(
    "fuzz.patch-programs",
    level=MUST,
    source=[RFC7644("3.5.2"), RFC7644("3.5.2.1"), RFC7644("3.5.2.2"), RFC7644("3.5.2.3")],
    needs={PATCH},
    harm=LOSS,
    consequence="An attribute is not what the directory says, or a neighbour of the changed one is lost, and nobody "
    "notices: the request succeeded.",
    remedy="Apply operations one after the other, each to what the one before left; change the elements that the path "
    "selects and no others; keep one primary value.",
)
def test_operations_together_do_what_each_of_them_does(fuzz):
    """Operations of one or more PATCH requests, applied in order, leave what RFC 7644 says and nothing else."""
    found = fuzz.patch_programs()

    holds(found, unless=("patch.*", "users.*", "lifecycle.*"), on=FOUNDATIONS)


@requirement(
    "fuzz.sequences",
    level=MUST,
    source=[RFC7644("3.5.1"), RFC7644("3.5.2"), RFC7644("3.6"), RFC7643("4.1.2"), RFC7643("4.2")],
    harm=ACCESS,
    consequence="Somebody who was renamed, moved or disabled before keeps access, loses it, or is matched to another "
    "account.",
    remedy="Keep indexes, memberships and caches in step with each write: rename, leave, join again, delete.",
)
def test_users_and_groups_stay_what_their_history_makes_them(fuzz):
    """Users and groups are, after any history of creates, changes and deletes, what the last of them made."""
    found = fuzz.sequences()

    holds(found, unless=OWNERS, on=FOUNDATIONS + ENDS)
