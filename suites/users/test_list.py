"""Lists that contain users with unusual data: one such user must not break the list."""

import pytest

from scimproof.contract import (
    ENTRA_SCIM,
    FIELD,
    FORM,
    MUST,
    RFC7643,
    expect,
    given,
    requirement,
    show,
    unmet,
)


@pytest.fixture
def listings(scim):
    """Reads the first and the last page of all users: the newest user is on one of them."""

    def read_pages():
        first = scim.get("/Users")
        if first.total is None or first.total <= len(first.resources):
            return [first]
        return [first, scim.get("/Users", query=f"startIndex={max(1, first.total - 49)}&count=50")]

    return read_pages


ODD = {
    "no e-mail": {"emails": None, "displayName": None, "name": None, "externalId": None},
    "an e-mail that is none": {"emails": [{"type": "work", "primary": True, "value": "not an address"}]},
    "apostrophe and dollar": {"userName": "o'$1"},
}


@requirement(
    "users.list-survives-odd-data",
    level=MUST,
    builds_on=("paging.listed",),
    source=[
        ENTRA_SCIM("Get User by query"),
        FIELD("rancher/rancher#52996"),
        FIELD("BerriAI/litellm#17420"),
        FIELD("wso2/product-is#6919"),
    ],
    harm=FORM,
    consequence="One person with an unusual name or without an e-mail breaks every list: account discovery finds "
    "nobody.",
    remedy="Answer `GET /Users` with 200 and every stored user, whatever its data, such as a user without `emails` or "
    "one with `$1` in `userName`. Do not validate, parse or interpolate stored values when you write a list.",
)
@pytest.mark.parametrize("oddity", ODD)
def test_one_odd_user_does_not_break_the_list(scim, post, taken, directory, listings, oddity):
    """``GET /Users`` answers with 200 when one of the users has unusual data."""
    given(scim.get("/Users"), by="paging.listed").status(200)
    person = directory.person()
    body = taken(person) | ODD[oddity]
    if "userName" in ODD[oddity]:
        body["userName"] = person.upn.replace("@", f"-{ODD[oddity]['userName']}@")
    created = post({name: value for name, value in body.items() if value is not None})
    if created.status not in (200, 201):
        return  # a target that refuses such data never lists it

    for page in listings():
        expect(page).status(200)


@requirement(
    "users.listed-with-ids",
    level=MUST,
    builds_on=("paging.listed",),
    source=[ENTRA_SCIM("General"), RFC7643("3.1")],
    covers=["ENTRA-GET-09"],
    harm=FORM,
    consequence="A user without an `id` in the list cannot be linked or updated.",
    remedy="Return `id` as a non-empty string with every user, in lists as well as in single reads.",
)
def test_every_listed_user_has_an_id(post, taken, read_back, directory, listings):
    """Every user that ``GET /Users`` lists has a non-empty ``id``."""
    body = taken(directory.person())
    bare = ("schemas", "userName", "active")
    least = post({name: value for name, value in body.items() if name in bare})
    if least.status not in (200, 201):  # a target may require more
        least = post(body)
    given(least, by="users.created").status(200, 201)
    read_back(least)

    for page in listings():
        given(page, by="users.list-survives-odd-data").status(200)
        listed = page.resource.get("Resources")
        for each in listed if isinstance(listed, list) else []:
            id_ = each.get("id") if isinstance(each, dict) else None
            if not isinstance(id_, str) or not id_:
                raise unmet("a non-empty string id", f"id = {show(id_)} in {show(each, 200)}", page, "id")
