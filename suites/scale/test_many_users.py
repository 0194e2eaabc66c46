from scimproof.contract import (
    DRIFT,
    ENTRA_DISCOVERY,
    ENTRA_SCIM,
    FILTER,
    LOSS,
    MUST,
    REPORTED,
    RFC7644,
    SHOULD,
    expect,
    given,
    requirement,
    show,
    unmet,
)


@requirement(
    "scale.last-user-found",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[ENTRA_SCIM("Get User by query"), RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=LOSS,
    consequence="In a large directory Entra does not find people who already have an account: it creates them again, "
    "or fails.",
    remedy="Apply a filter to all users, for example with a database index, and not only to the first page or the "
    "first thousand.",
)
def test_the_last_of_a_thousand_is_found(entra, multitude):
    """A filter by ``userName`` finds the user who was created last, after a thousand others."""
    last = multitude[-1]

    expect(entra.match_user("userName", last["userName"])).only(last.id)


@requirement(
    "scale.total-not-capped",
    level=MUST,
    builds_on=("paging.total-whole",),
    source=[RFC7644("3.4.2"), REPORTED("better-auth/better-auth#10399")],
    harm=DRIFT,
    consequence="A client that reads all pages stops after the first thousand users: account discovery misses the "
    "others.",
    remedy="Set `totalResults` to the number of all users that match, even if your database or search engine limits "
    "the size of a result.",
)
def test_the_total_counts_more_than_a_thousand(scim, multitude):
    """The ``totalResults`` of a page counts more than a thousand users."""
    response = scim.get("/Users", query="startIndex=1&count=5")

    given(response, by="paging.listed").status(200)
    if (response.total or 0) < len(multitude):
        raise unmet(f"totalResults of {len(multitude)} or more", show(response.total), response, "totalResults")


@requirement(
    "scale.listed-past-a-thousand",
    level=SHOULD,
    builds_on=("paging.listed", "paging.start-applied"),
    source=[RFC7644("3.4.2.4"), ENTRA_DISCOVERY("requirements")],
    harm=DRIFT,
    consequence="Account discovery ends with an error, or misses the users beyond the first thousand.",
    remedy="Answer every `startIndex` up to `totalResults` with users, even if your search engine limits the offset: "
    "page by a key of your own, such as `id`.",
)
def test_users_behind_the_first_thousand_are_listed(scim, multitude):
    """A page that starts after a thousand users contains users."""
    response = scim.get("/Users", query=f"startIndex={len(multitude)}&count=5")

    expect(response).status(200)
    if not response.resources:
        raise unmet("at least one user in Resources", "none", response, "Resources")
