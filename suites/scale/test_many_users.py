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
    source=[ENTRA_SCIM("Get User by query"), RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=LOSS,
    consequence="In a large directory Entra does not find who has an account already: it creates them again, or fails.",
    remedy="Apply a filter to all users, by an index, never to the first page or the first thousand.",
)
def test_the_last_of_a_thousand_is_found(entra, multitude, building_on):
    """A filter on userName finds the user who was created last, after a thousand others."""
    last = multitude[-1]

    with building_on("matching.by-username"):
        expect(entra.match_user("userName", last["userName"])).only(last.id)


@requirement(
    "scale.total-not-capped",
    level=MUST,
    source=[RFC7644("3.4.2"), REPORTED("better-auth/better-auth#10399")],
    harm=DRIFT,
    consequence="Whoever walks the list stops at the first thousand: account discovery misses everyone else.",
    remedy="Count all users that match for totalResults, whatever limit a search behind it has.",
)
def test_the_total_counts_more_than_a_thousand(scim, multitude, building_on):
    """The totalResults of a page counts more than a thousand users."""
    response = scim.get("/Users", query="startIndex=1&count=5")

    given(response, by="paging.listed").status(200)
    with building_on("paging.total-whole"):
        if (response.total or 0) < len(multitude):
            raise unmet(f"totalResults of {len(multitude)} or more", show(response.total), response, "totalResults")


@requirement(
    "scale.listed-past-a-thousand",
    level=SHOULD,
    source=[RFC7644("3.4.2.4"), ENTRA_DISCOVERY("requirements")],
    harm=DRIFT,
    consequence="Account discovery ends with an error, or without the users behind the first thousand.",
    remedy="Page by a key of your own where the search behind it has a window: let every startIndex work.",
)
def test_users_behind_the_first_thousand_are_listed(scim, multitude, building_on):
    """A page that begins where a thousand users end holds users."""
    response = scim.get("/Users", query=f"startIndex={len(multitude)}&count=5")

    with building_on("paging.listed", "paging.start-applied"):
        expect(response).status(200)
        if not response.resources:
            raise unmet("at least one user in Resources", "none", response, "Resources")
