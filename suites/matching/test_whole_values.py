"""A matching filter finds exactly the user with that value, once, in a tenant of any size."""

import pytest

from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    FILTER,
    LOSS,
    MUST,
    RFC7644,
    both,
    eq,
    expect,
    given,
    requirement,
)

MISS = "matching.miss-is-empty-list"
BY_USERNAME = "matching.by-username"


@requirement(
    "matching.username-as-a-whole",
    level=MUST,
    source=[ENTRA_SCIM("Get User by query"), RFC7644("3.4.2.2")],
    needs={FILTER},
    builds_on=("matching.by-username", "matching.miss-is-empty-list"),
    harm=ACCESS,
    consequence="Entra links the account of another person, changes it, and gives that person's access to the wrong "
    "user.",
    remedy="Compare the complete value with `eq`. Do not use `LIKE '%…%'` or a full-text index.",
    since="0.2.0",
)
@pytest.mark.parametrize("part", ["the beginning", "the middle", "the end"])
def test_a_part_of_a_name_finds_nobody(entra, findable_user, part):
    """A filter by a part of a ``userName`` finds no user."""
    name = findable_user["userName"]
    text = {"the beginning": name[:-3], "the middle": name[3:-3], "the end": name[3:]}[part]
    found = entra.match_user("userName", text)
    given(found, by=MISS).status(200)

    expect(found).nothing()


@requirement(
    "matching.found-among-many",
    level=MUST,
    source=[ENTRA_SCIM("Get User by query"), RFC7644("3.4.2.2")],
    needs={FILTER},
    builds_on=("matching.by-username",),
    harm=LOSS,
    consequence="In a larger tenant Entra does not find existing people: it creates them a second time or fails with "
    "a conflict.",
    remedy="Apply the filter to all users in the database, not to the first page of them.",
    since="0.2.0",
)
def test_each_of_a_hundred_users_is_found(entra, crowd, findable_user):
    """A filter by ``userName`` finds the first, the last and others of a hundred users."""
    for each in (crowd[0], crowd[len(crowd) // 2], crowd[-2], crowd[-1]):
        expect(entra.match_user("userName", each["userName"])).only(each.id)


@requirement(
    "matching.any-case-in-company",
    level=MUST,
    source=[ENTRA_SCIM("Get User by query"), RFC7644("3.4.2.2")],
    needs={FILTER},
    builds_on=("matching.username-any-case", "filters.and"),
    harm=LOSS,
    consequence="A query with a second condition does not find a user whose name is written with other capital "
    "letters.",
    remedy="Ignore letter case when you compare `userName`, also in a filter with several conditions.",
    since="0.2.0",
)
def test_letter_case_does_not_count_beside_and(scim, findable_user):
    """A filter by ``userName`` in another letter case finds the user when it is joined with another condition."""
    name = findable_user["userName"]
    given(scim.search(filter=eq("userName", name.upper())), by="matching.username-any-case").only(findable_user.id)
    same = both(eq("userName", name), eq("userName", name))
    given(scim.search(filter=same), by="filters.and").only(findable_user.id)

    expect(scim.search(filter=both(eq("userName", name.upper()), eq("userName", name)))).only(findable_user.id)
