"""The exact meaning of a filter, to its last word and letter."""

import json

import pytest

from scimproof.contract import (
    ACCESS,
    FIELD,
    FILTER,
    FORM,
    LOSS,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    NotApplicable,
    Unmet,
    both,
    eq,
    expect,
    given,
    replace,
    requirement,
)

MINE = "userName"


@requirement(
    "filters.nothing-behind",
    level=MUST,
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    builds_on=("filters.invalid-refused",),
    harm=LOSS,
    consequence="A condition that the target cannot parse is ignored: the client gets users that it did not ask for.",
    remedy='Refuse a filter that has text after its last condition with 400 Bad Request and `"scimType": '
    '"invalidFilter"`.',
    since="0.2.0",
)
@pytest.mark.parametrize("rest", ['userName eq "x"', ") or (", "also please"])
def test_what_follows_a_filter_is_not_ignored(scim, findable_user, rest):
    """A complete filter that is followed by more text is refused."""
    complete = eq("userName", findable_user["userName"])

    expect(scim.search(filter=f"{complete} {rest}")).refused()


@requirement(
    "filters.text-operators-any-case",
    level=MUST,
    source=[RFC7643("4.1.1"), RFC7643("7"), RFC7644("3.4.2.2")],
    needs={FILTER},
    builds_on=("matching.username-any-case", "filters.comparisons"),
    harm=FORM,
    consequence="A search finds only the users whose name is spelled with the same capital letters.",
    remedy="Ignore letter case when `co`, `sw` and `ew` compare attributes that are not `caseExact`, such as "
    "`userName`, as with `eq`.",
    since="0.2.0",
)
@pytest.mark.parametrize("operator", ["co", "sw", "ew"])
def test_text_operators_ignore_letter_case(scim, ask, findable_user, operator):
    """A filter by ``userName`` with ``co``, ``sw`` or ``ew`` finds the user in any letter case."""
    name = findable_user["userName"]
    given(scim.search(filter=eq(MINE, name.upper())), by="matching.username-any-case").only(findable_user.id)
    given(ask(f"{MINE} {operator} {json.dumps(name)}"), by="filters.comparisons").includes(findable_user.id)

    expect(scim.search(filter=f"{MINE} {operator} {json.dumps(name.upper())}")).includes(findable_user.id)


@requirement(
    "filters.escapes",
    level=MUST,
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    builds_on=("matching.by-username",),
    harm=FORM,
    consequence="A client that writes letters as JSON escapes does not find the user.",
    remedy="Read the value of a filter as a JSON string: `\\u0041` is the letter A.",
    since="0.2.0",
)
def test_escapes_in_a_value_are_decoded(scim, findable_user):
    """A filter whose value contains a letter as a JSON escape finds the user."""
    name = findable_user["userName"]
    escaped = f"\\u{ord(name[0]):04x}{name[1:]}"

    expect(scim.search(filter=f'{MINE} eq "{escaped}"')).only(findable_user.id)


@requirement(
    "filters.inactive",
    level=SHOULD,
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    builds_on=("filters.and", "filters.active", "lifecycle.disabled", "matching.disabled-user-found"),
    harm=ACCESS,
    consequence="A client that searches for disabled accounts finds none.",
    remedy="Compare `active` with the boolean of the filter; do not test only whether it is set.",
    since="0.2.0",
)
def test_a_filter_finds_disabled_users(scim, ask, a_user, conjunction):
    """A filter by ``active eq false`` finds a disabled user."""
    mine = eq(MINE, a_user["userName"])
    given(ask(both(mine, "active eq true")), by="filters.active").only(a_user.id)
    given(scim.patch(a_user, replace("active", value=False)), by="lifecycle.disabled").accepted()
    given(scim.get(a_user), by="lifecycle.disabled").attribute("active", wanted=False)

    expect(scim.search(filter=both(mine, "active eq false"))).only(a_user.id)


@requirement(
    "filters.counted-once",
    level=MUST,
    source=[RFC7644("3.4.2"), FIELD("wso2/product-is#26147")],
    needs={FILTER},
    builds_on=("filters.comparisons",),
    harm=FORM,
    consequence="Counts and pages of a filtered list are wrong, and one person appears twice.",
    remedy="Count and list each resource once, however many of its values match: use `DISTINCT` when you join.",
    since="0.2.0",
)
def test_a_user_is_listed_once_for_several_matching_values(scim, ask, directory, new_user):
    """A user with two e-mail addresses that match a filter is listed once."""
    word = directory.unused().partition("@")[0]
    values = [f"{word}.one@example.com", f"{word}.two@example.com"]
    emails = [{"type": "work", "value": values[0], "primary": True}, {"type": "other", "value": values[1]}]
    user = new_user(emails=emails)
    try:
        expect(scim.get(user)).elements("emails", values)
    except Unmet as fewer:
        raise NotApplicable("the target does not store two e-mail addresses") from fewer
    found = ask(f'emails.value co "{word}"')
    if user.id not in [each.get("id") for each in found.resources]:
        raise NotApplicable("the target does not find users by a part of an e-mail address")

    expect(found).only(user.id)


@requirement(
    "filters.search-by-post",
    level=SHOULD,
    source=[RFC7644("3.4.3")],
    needs={FILTER},
    builds_on=("matching.by-username",),
    harm=LOSS,
    consequence="A client that searches by POST, to keep names out of logs, gets all users instead of one.",
    remedy="Apply the `filter` in the body of `POST /Users/.search`, or answer 404 or 501 if you do not support it.",
    since="0.2.0",
)
def test_a_search_by_post_applies_its_filter(scim, findable_user):
    """``POST /Users/.search`` applies the filter in its body, or is refused."""
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": eq(MINE, findable_user["userName"]),
    }
    answer = scim.send("POST", "/Users/.search", body=body)
    if answer.status is None or answer.status >= 300:
        raise NotApplicable(f"the target does not support search by POST ({answer.status})")

    expect(answer).only(findable_user.id)
