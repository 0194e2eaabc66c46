from scimproof.contract import (
    ABSENT,
    ENTRA_DISCOVERY,
    ENTRA_SCIM,
    FIELD,
    FORM,
    GALLERY_TESTS,
    MUST,
    REPORTED,
    RFC7644,
    NotTestable,
    expect,
    given,
    requirement,
    show,
    unmet,
)


@requirement(
    "paging.listed",
    level=MUST,
    source=[ENTRA_SCIM("requirement: listing users and paginating"), ENTRA_DISCOVERY("requirements"), RFC7644("3.4.2")],
    covers=["ENTRA-PAGE-07"],
    harm=FORM,
    consequence="Account discovery reports that the application has no users.",
    remedy="Answer `GET /Users` without a filter with a ListResponse that has `totalResults` as a number and the "
    "first users in `Resources`.",
)
def test_users_are_listed(scim, standing_user):
    """``GET /Users`` without parameters lists users and says how many there are."""
    response = scim.get("/Users")

    expect(response).status(200)
    if response.total is None:
        raise unmet(
            "totalResults, a number", show(response.resource.get("totalResults", ABSENT)), response, "totalResults"
        )
    if not response.resources:
        raise unmet("at least one user in Resources", "none", response, "Resources")


@requirement(
    "paging.total-whole",
    level=MUST,
    builds_on=("paging.count-limits",),
    source=[
        ENTRA_SCIM("requirement: listing users and paginating"),
        GALLERY_TESTS("23 SCIM_User_Pagination_Test"),
        RFC7644("3.4.2"),
        REPORTED("better-auth/better-auth#10399"),
    ],
    covers=["ENTRA-PAGE-10"],
    harm=FORM,
    consequence="A client that reads all pages stops after the first one: account discovery misses nearly all users.",
    remedy="Set `totalResults` to the number of all users that match the query, not to the number on the page.",
)
def test_the_total_counts_all_pages(page, crowd):
    """The ``totalResults`` of a page of five counts all users."""
    response = page(1, 5)

    given(response, by="paging.count-limits").status(200)
    if (response.total or 0) < len(crowd):
        raise unmet(f"totalResults of {len(crowd)} or more", show(response.total), response, "totalResults")


@requirement(
    "paging.list-not-cut",
    level=MUST,
    builds_on=("paging.total-whole",),
    source=[RFC7644("3.4.2"), ENTRA_SCIM("requirement: listing users and paginating")],
    harm=FORM,
    consequence="A client that lists users does not see those beyond the server's page size, and nothing tells it so.",
    remedy="Set `totalResults` to the number of all users also when the request has neither `startIndex` nor `count`.",
)
def test_the_total_of_a_bare_list_counts_everyone(scim, crowd):
    """The ``totalResults`` of a list without paging parameters counts all users."""
    response = scim.get("/Users")

    given(response, by="paging.listed").status(200)
    if (response.total or 0) < len(crowd):
        raise unmet(f"totalResults of {len(crowd)} or more", show(response.total), response, "totalResults")


@requirement(
    "paging.walk-complete",
    level=MUST,
    builds_on=("paging.listed", "paging.total-whole", "paging.start-applied", "paging.count-limits"),
    source=[
        ENTRA_DISCOVERY("requirements"),
        ENTRA_SCIM("requirement: listing users and paginating"),
        RFC7644("3.4.2.4"),
        FIELD("simpleidserver/SimpleIdServer#185"),
    ],
    covers=["ENTRA-PAGE-03"],
    harm=FORM,
    consequence="A client that reads all pages misses some users and gets others twice: account discovery does not "
    "see all accounts.",
    remedy="Sort all pages in the same stable order, for example by `id`. `startIndex` counts from 1, and each page "
    "starts where the previous one ended.",
)
def test_a_walk_meets_everyone_once(page, ids_of, twice, population):
    """Reading all pages returns each user exactly once."""

    def look():
        seen, exchange = [], page(1, 100)
        while found := ids_of(exchange):
            if not all(each.get("id") for each in exchange.resources):
                raise NotTestable("users.listed-with-ids", "a user in the list has no id")
            seen += found
            if len(seen) >= min(population, 1000):
                break
            exchange = page(len(seen) + 1, 100)
        if again := len(seen) - len(set(seen)):
            raise unmet("each user once", f"{again} of {len(seen)} repeated", exchange)
        if exchange.total == population <= 1000 and len(seen) < population:
            raise unmet(f"all {population} users", f"{len(seen)} users", exchange)

    twice(look)


@requirement(
    "paging.filtered",
    level=MUST,
    builds_on=("paging.total-whole", "paging.count-limits"),
    source=[RFC7644("3.4.2.4")],
    harm=FORM,
    consequence="Pages of a filtered list are short or empty, and a client that reads them misses users.",
    remedy="Apply the filter first, then `startIndex` and `count`. Set `totalResults` to the number of all users that "
    "match the filter.",
)
def test_a_filtered_list_is_cut_after_the_filter(scim, new_user, directory, not_applicable_unless_found):
    """A page of a filtered list contains only matching users, and ``totalResults`` counts all of them."""
    mark = directory.unused()
    people = [new_user(title=mark) for _ in range(3)]
    wanted = {each.id for each in people}
    filter_ = not_applicable_unless_found("title", mark, wanted)

    response = scim.search("/Users", filter=filter_, query="startIndex=2&count=1")

    expect(response).status(200)
    found = {str(each.get("id")) for each in response.resources}
    if len(found) != 1 or not found <= wanted or response.total != 3:
        seen = f"{len(found)} found, totalResults {response.total}"
        raise unmet("one of the three, totalResults 3", seen, response)
