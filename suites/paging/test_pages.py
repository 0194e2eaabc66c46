import pytest

from scimproof.contract import (
    ENTRA_SCIM,
    FORM,
    GALLERY_CHECKLIST,
    GALLERY_TESTS,
    GROUPS,
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
    "paging.count-limits",
    level=MUST,
    builds_on=("paging.listed",),
    source=[
        ENTRA_SCIM("requirement: listing users and paginating"),
        RFC7644("3.4.2.4"),
        GALLERY_TESTS("23 SCIM_User_Pagination_Test"),
    ],
    covers=["ENTRA-PAGE-01"],
    harm=FORM,
    consequence="Each page contains all users: reading a large target page by page times out at the first request.",
    remedy="Return at most `count` resources.",
)
def test_a_page_has_no_more_than_count(page, crowd):
    """A page has at most ``count`` users."""
    response = page(1, 5)

    expect(response).status(200)
    if len(response.resources) > 5:
        raise unmet("5 users at most", f"{len(response.resources)} users", response, "Resources")


@requirement(
    "paging.large-count",
    level=SHOULD,
    builds_on=("paging.count-limits",),
    source=[RFC7644("3.4.2.4")],
    harm=FORM,
    consequence="A client that asks for more users at once than the target returns gets an error instead of a page.",
    remedy="When `count` is higher than your maximum, return a page of your maximum size and set `itemsPerPage` to its "
    "length. `count` is the most that the client wants; fewer are always allowed.",
    since="0.2.0",
)
def test_a_large_count_is_cut_and_not_refused(page, population):
    """A page with a ``count`` of 1000 is answered with 200, whatever the target's own maximum is."""
    expect(page(1, 1000)).status(200)


@requirement(
    "paging.full-pages",
    level=MUST,
    builds_on=("paging.listed", "paging.count-limits"),
    source=[GALLERY_CHECKLIST("validation run: test 23, SCIM_User_Pagination_Test")],
    covers=["ENTRA-PAGE-09"],
    harm=FORM,
    consequence="Microsoft's gallery test expects the next page to start five users later; a page with fewer users "
    "makes the validation fail.",
    remedy="Return exactly `count` users on every page except the last one. Remove hidden users before you apply "
    "`startIndex` and `count`.",
)
def test_every_page_but_the_last_is_full(page, population):
    """The first and the second page of five have five users each."""
    for start in (1, 6):
        response = page(start, 5)

        if len(response.resources) != 5:
            raise unmet("5 users", f"{len(response.resources)} users", response, "Resources")


@requirement(
    "paging.items-per-page",
    level=MUST,
    builds_on=("paging.count-limits",),
    source=[RFC7644("3.4.2.4")],
    covers=["ENTRA-PAGE-01"],
    harm=FORM,
    consequence="A client that computes the next page from `itemsPerPage` skips users or gets them twice.",
    remedy="Set `itemsPerPage` to the number of resources on the page.",
)
def test_items_per_page_is_what_the_page_holds(page, population):
    """The ``itemsPerPage`` of a page is the number of its users."""
    response = page(1, 5)

    given(response, by="paging.count-limits").status(200)
    seen, told = len(response.resources), response.resource.get("itemsPerPage")
    if told is not seen and told != seen:
        raise unmet(f"itemsPerPage = {seen}", f"itemsPerPage = {show(told)}", response, "itemsPerPage")


@requirement(
    "paging.start-echoed",
    level=MUST,
    builds_on=("paging.count-limits",),
    source=[
        ENTRA_SCIM("requirement: listing users and paginating"),
        GALLERY_TESTS("23 SCIM_User_Pagination_Test"),
        RFC7644("3.4.2.4"),
    ],
    covers=["ENTRA-PAGE-02"],
    harm=FORM,
    consequence="Microsoft's gallery test computes the next page from the `startIndex` in the answer: without it, "
    "every page is the first one.",
    remedy="Return the `startIndex` of the page in the ListResponse, as a number.",
)
def test_a_page_says_where_it_begins(page, population):
    """The first three pages of five have ``startIndex`` 1, 6 and 11."""
    for start in (1, 6, 11):
        response = page(start, 5)

        given(response, by="paging.count-limits").status(200)
        told = response.resource.get("startIndex")
        if isinstance(told, bool) or told != start:
            raise unmet(f"startIndex = {start}", f"startIndex = {show(told)}", response, "startIndex")


@requirement(
    "paging.start-applied",
    level=MUST,
    builds_on=("paging.count-limits",),
    source=[
        ENTRA_SCIM("requirement: listing users and paginating"),
        RFC7644("3.4.2.4"),
        REPORTED("scimmyjs/scimmy#21"),
    ],
    covers=["ENTRA-PAGE-03"],
    harm=FORM,
    consequence="Each page starts with the first user: a client that reads all pages gets the same users again and "
    "never ends.",
    remedy="Skip the first `startIndex - 1` resources, also when all remaining resources fit on one page.",
)
def test_a_later_page_leaves_out_the_beginning(page, population, ids_of, twice):
    """A page that starts later in the list does not contain the first user."""

    def look():
        first = ids_of(page(1, 1))
        later = page(51, min(population, 1000))  # after a page of fifty; walk-complete judges the order
        given(later, by="paging.count-limits").status(200)
        if first and first[0] in ids_of(later):
            raise unmet(f"a page without {first[0]}, the first user", "the first user", later, "Resources")

    twice(look)


@requirement(
    "paging.start-mid-page",
    level=MUST,
    builds_on=("paging.listed", "paging.start-applied", "paging.count-limits"),
    source=[RFC7644("3.4.2.4")],
    harm=FORM,
    consequence="A client whose pages differ in size misses users or gets them twice.",
    remedy="Treat `startIndex` as the position of the first user on the page, not as a page number: any position is "
    "allowed.",
)
def test_a_page_may_begin_anywhere(page, population, ids_of, twice):
    """A page of three that starts at 5 has the last three users of a page of seven that starts at 1."""

    def look():
        whole, part = page(1, 7), page(5, 3)
        if ids_of(whole)[4:] != ids_of(part):
            raise unmet(f"{ids_of(whole)[4:]}", f"{ids_of(part)}", part, "Resources")

    twice(look)


@requirement(
    "paging.empty-past-the-end",
    level=SHOULD,
    builds_on=("paging.start-applied", "paging.count-limits"),
    source=[RFC7644("3.4.2.4")],
    covers=["ENTRA-PAGE-04"],
    harm=FORM,
    consequence="A client that reads pages until one is empty never ends, or treats the end of the list as an outage.",
    remedy="When `startIndex` is greater than the number of results, answer 200 OK with `totalResults` and an empty "
    "`Resources`.",
)
def test_a_page_past_the_end_is_empty(page, population):
    """A page that starts after the last user is a list without users."""
    response = page(population + 1000, 5)

    expect(response).status(200)
    if response.resources:
        raise unmet("no users", f"{len(response.resources)} users", response, "Resources")


@requirement(
    "paging.start-below-one",
    level=MUST,
    builds_on=("paging.count-limits",),
    source=[RFC7644("3.4.2.4")],
    covers=["ENTRA-PAGE-05"],
    harm=FORM,
    consequence="A client that counts from zero gets an error, or another first page than other clients.",
    remedy="Treat a `startIndex` below 1 as 1.",
)
@pytest.mark.parametrize("start", [0, -3])
def test_a_start_below_one_is_one(page, population, ids_of, twice, start):
    """A ``startIndex`` of 0 or below means 1."""

    def look():
        response = page(start, 3)
        expect(response).status(200)
        wanted = ids_of(page(1, 3))
        if ids_of(response) != wanted:
            raise unmet(f"the page at 1: {wanted}", f"{ids_of(response)}", response, "Resources")

    twice(look)


@requirement(
    "paging.count-zero",
    level=MUST,
    builds_on=("paging.total-whole", "paging.count-limits"),
    source=[RFC7644("3.4.2.4")],
    covers=["ENTRA-PAGE-06"],
    harm=FORM,
    consequence="A client that only wants to count the users gets all of them.",
    remedy="Answer `count=0` with `totalResults` and no resources. Treat a negative `count` as 0.",
)
@pytest.mark.parametrize("count", [0, -1])
def test_a_count_of_zero_shows_the_total_alone(page, crowd, population, count):
    """A ``count`` of 0 or below returns how many users there are, and none of them."""
    response = page(1, count)

    expect(response).status(200)
    if response.resources:
        raise unmet("no users", f"{len(response.resources)} users", response, "Resources")
    if (response.total or 0) < len(crowd):
        raise unmet(f"totalResults of {len(crowd)} or more", show(response.total), response, "totalResults")


@requirement(
    "paging.groups",
    level=SHOULD,
    builds_on=("paging.total-whole", "paging.count-limits", "paging.start-echoed"),
    source=[GALLERY_TESTS("24 SCIM_Group_Pagination_Test"), RFC7644("3.4.2.4")],
    needs={GROUPS},
    covers=["ENTRA-PAGE-08"],
    harm=FORM,
    consequence="Microsoft's optional gallery test of group pages fails, and so does any client that lists groups "
    "page by page.",
    remedy="Apply `startIndex` and `count` to `/Groups` as to `/Users`: return `startIndex`, the correct "
    "`totalResults`, and `count` groups on every page except the last one.",
)
def test_groups_are_walked_as_microsoft_walks_them(page, new_group, crowd):
    """Reading the groups five at a time, as Microsoft's test does, finds each page where it is expected."""
    first = page(1, 5, "/Groups")
    given(first, by="groups.as-declared").accepted()
    for _ in range(max(0, 11 - (first.total or 0))):
        new_group()

    _walk(page)


def _walk(page):
    start = 1
    for number in range(10):
        response = page(start, 5, "/Groups")
        expect(response).status(200)
        told = response.resource.get("startIndex")
        if isinstance(told, bool) or told != number * 5 + 1:
            raise unmet(f"startIndex = {number * 5 + 1}", f"startIndex = {show(told)}", response, "startIndex")
        start = told + len(response.resources)
        if not response.resources or start > (response.total or 0):
            break
    if number == 0:
        raise unmet("at least two pages", f"one page, totalResults {show(response.total)}", response, "totalResults")
