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
    source=[
        ENTRA_SCIM("requirement: listing users and paginating"),
        RFC7644("3.4.2.4"),
        GALLERY_TESTS("23 SCIM_User_Pagination_Test"),
    ],
    covers=["ENTRA-PAGE-01"],
    harm=FORM,
    consequence="Each page carries everyone: a walk through a large target times out on its first step.",
    remedy="Return no more resources than count asks for.",
)
def test_a_page_has_no_more_than_count(page, population):
    """A page has no more users than count asks for."""
    response = page(1, 5)

    expect(response).status(200)
    if len(response.resources) > 5:
        raise unmet("5 users at most", f"{len(response.resources)} users", response, "Resources")


@requirement(
    "paging.full-pages",
    level=MUST,
    source=[GALLERY_CHECKLIST("validation run: test 23, SCIM_User_Pagination_Test")],
    covers=["ENTRA-PAGE-09"],
    harm=FORM,
    consequence="Microsoft's walk expects the next page five further on; a short page shifts it and fails validation.",
    remedy="Fill every page but the last: cut it after hidden or filtered users have been taken out.",
)
def test_every_page_but_the_last_is_full(page, population, building_on):
    """The first and the second page of five have five users each."""
    for start in (1, 6):
        response = page(start, 5)

        with building_on("paging.listed", "paging.count-limits"):
            if len(response.resources) != 5:
                raise unmet("5 users", f"{len(response.resources)} users", response, "Resources")


@requirement(
    "paging.items-per-page",
    level=MUST,
    source=[RFC7644("3.4.2.4")],
    covers=["ENTRA-PAGE-01"],
    harm=FORM,
    consequence="Whoever goes on by itemsPerPage skips users or meets them twice.",
    remedy="Return in itemsPerPage how many resources the page holds.",
)
def test_items_per_page_is_what_the_page_holds(page, population):
    """The itemsPerPage of a page is the number of its users."""
    response = page(1, 5)

    given(response, by="paging.listed").status(200)
    seen, told = len(response.resources), response.resource.get("itemsPerPage")
    if told is not seen and told != seen:
        raise unmet(f"itemsPerPage = {seen}", f"itemsPerPage = {show(told)}", response, "itemsPerPage")


@requirement(
    "paging.start-echoed",
    level=MUST,
    source=[
        ENTRA_SCIM("requirement: listing users and paginating"),
        GALLERY_TESTS("23 SCIM_User_Pagination_Test"),
        RFC7644("3.4.2.4"),
    ],
    covers=["ENTRA-PAGE-02"],
    harm=FORM,
    consequence="Microsoft's walk goes on from the startIndex in the answer: without it every page is the first again.",
    remedy="Return in startIndex where the page begins.",
)
def test_a_page_says_where_it_begins(page, population):
    """The first three pages of five say startIndex 1, 6 and 11."""
    for start in (1, 6, 11):
        response = page(start, 5)

        given(response, by="paging.listed").status(200)
        told = response.resource.get("startIndex")
        if isinstance(told, bool) or told != start:
            raise unmet(f"startIndex = {start}", f"startIndex = {show(told)}", response, "startIndex")


@requirement(
    "paging.start-applied",
    level=MUST,
    source=[
        ENTRA_SCIM("requirement: listing users and paginating"),
        RFC7644("3.4.2.4"),
        REPORTED("scimmyjs/scimmy#21"),
    ],
    covers=["ENTRA-PAGE-03"],
    harm=FORM,
    consequence="Each page begins with the first user: a walk meets the same people again and never ends.",
    remedy="Leave out what stands before startIndex, also when the rest fits on one page.",
)
def test_a_later_page_leaves_out_the_beginning(page, population, ids_of, twice):
    """A page that begins some way into the list does not have the list's first user."""

    def look():
        first = ids_of(page(1, 1))
        later = page(51, 1000)  # behind a page of fifty; whether the order holds further on is another question
        given(later, by="paging.listed").status(200)
        if first and first[0] in ids_of(later):
            raise unmet(f"a page without {first[0]}, the first user", "the first user is there", later, "Resources")

    twice(look)


@requirement(
    "paging.start-mid-page",
    level=MUST,
    source=[RFC7644("3.4.2.4")],
    harm=FORM,
    consequence="A walk whose pages are not all of one length misses users or meets them twice.",
    remedy="Take startIndex as the place of the first user, not as a page number: it may be any.",
)
def test_a_page_may_begin_anywhere(page, population, ids_of, twice, building_on):
    """The users at 5 to 7 are the last three of those at 1 to 7."""

    def look():
        whole, part = page(1, 7), page(5, 3)
        if ids_of(whole)[4:] != ids_of(part):
            raise unmet(f"{ids_of(whole)[4:]}", f"{ids_of(part)}", part, "Resources")

    with building_on("paging.listed", "paging.start-applied", "paging.count-limits"):
        twice(look)


@requirement(
    "paging.empty-past-the-end",
    level=SHOULD,
    source=[RFC7644("3.4.2.4")],
    covers=["ENTRA-PAGE-04"],
    harm=FORM,
    consequence="Who walks until a page is empty walks for ever, or takes the end of the list for an outage.",
    remedy="Answer 200 with totalResults and no resources when startIndex lies behind the last one.",
)
def test_a_page_past_the_end_is_empty(page, population, building_on):
    """A page that begins after the last user is a list without users."""
    response = page(population + 1000, 5)

    with building_on("paging.start-applied"):
        expect(response).status(200)
        if response.resources:
            raise unmet("no users", f"{len(response.resources)} users", response, "Resources")


@requirement(
    "paging.start-below-one",
    level=MUST,
    source=[RFC7644("3.4.2.4")],
    covers=["ENTRA-PAGE-05"],
    harm=FORM,
    consequence="A client that counts from zero gets an error, or another first page than everyone else.",
    remedy="Take a startIndex below 1 for 1.",
)
@pytest.mark.parametrize("start", [0, -3])
def test_a_start_below_one_is_one(page, population, ids_of, twice, start):
    """A startIndex of 0, or below, means 1."""

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
    source=[RFC7644("3.4.2.4")],
    covers=["ENTRA-PAGE-06"],
    harm=FORM,
    consequence="Who only wants to count the users is sent all of them.",
    remedy="Answer count=0 with totalResults and no resources; below 0 is 0.",
)
@pytest.mark.parametrize("count", [0, -1])
def test_a_count_of_zero_shows_the_total_alone(page, crowd, population, building_on, count):
    """A count of 0, or below, shows how many users there are and none of them."""
    response = page(1, count)

    expect(response).status(200)
    if response.resources:
        raise unmet("no users", f"{len(response.resources)} users", response, "Resources")
    with building_on("paging.total-whole"):
        if (response.total or 0) < len(crowd):
            raise unmet(f"totalResults of {len(crowd)} or more", show(response.total), response, "totalResults")


@requirement(
    "paging.groups",
    level=SHOULD,
    source=[GALLERY_TESTS("24 SCIM_Group_Pagination_Test"), RFC7644("3.4.2.4")],
    needs={GROUPS},
    covers=["ENTRA-PAGE-08"],
    harm=FORM,
    consequence="Microsoft's optional walk through the groups fails, and so does whoever lists them page by page.",
    remedy="Page /Groups as you page /Users: startIndex as asked for, and full pages but for the last.",
)
def test_groups_are_walked_as_microsoft_walks_them(page, new_group, crowd, building_on):
    """Microsoft's walk through the groups, five at a time, finds each page where it expects it."""
    first = page(1, 5, "/Groups")
    given(first, by="groups.matched-by-name").accepted()
    for _ in range(max(0, 11 - (first.total or 0))):
        new_group()

    with building_on("paging.total-whole", "paging.count-limits", "paging.start-echoed"):
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
