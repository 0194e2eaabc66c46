from scimproof.contract import (
    DRIFT,
    ENTRA_SCIM,
    FILTER,
    FORM,
    MUST,
    RFC7643,
    RFC7644,
    STOP,
    both,
    eq,
    expect,
    requirement,
)


@requirement(
    "filters.supported",
    level=MUST,
    source=[ENTRA_SCIM("General"), RFC7644("3.4.2.2")],
    needs={FILTER},
    settles=FILTER,
    harm=STOP,
    consequence="Test Connection fails, and Entra cannot match anybody: provisioning cannot be set up.",
    remedy="Support the query parameter `filter` on `GET /Users`, at least with `eq` and `and`.",
)
def test_users_can_be_filtered(entra, standing_user):
    """``GET /Users`` with a filter by ``userName`` is answered with 200."""
    expect(entra.match_user("userName", standing_user["userName"])).status(200)


@requirement(
    "filters.and",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[ENTRA_SCIM("Retrieving Resources"), RFC7644("3.4.2.2")],
    needs={FILTER},
    covers=["ENTRA-FIL-01"],
    harm=DRIFT,
    consequence="Entra's query whether a user has a certain manager is answered wrongly, and managers are set in "
    "every cycle or never.",
    remedy="When two conditions are joined by `and`, return only the resources for which both are true.",
)
def test_and_joins_two_conditions(scim, finds_nobody, findable_user, a_user):
    """A filter of two conditions joined by ``and`` finds the users who meet both."""
    mine, other = eq("userName", findable_user["userName"]), eq("userName", a_user["userName"])

    expect(scim.search(filter=both(mine, mine))).only(findable_user.id)
    finds_nobody(scim.search(filter=both(mine, other)))


@requirement(
    "filters.by-id",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[ENTRA_SCIM("Example 4"), RFC7643("3.1")],
    needs={FILTER},
    harm=DRIFT,
    consequence="Entra checks references by `id`: when that fails, managers are set in every cycle or not at all.",
    remedy='Support the filter `id eq "…"` on `/Users`.',
)
def test_a_user_is_found_by_id(scim, findable_user, a_user):
    """A filter by ``id`` finds the user with that ``id`` and no other."""
    expect(scim.search(filter=eq("id", findable_user.id))).only(findable_user.id)


@requirement(
    "filters.attribute-names-any-case",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[RFC7643("2.1"), RFC7644("3.4.2.2")],
    needs={FILTER},
    covers=["ENTRA-MATCH-10b"],
    harm=FORM,
    consequence="A client that writes `username` or `USERNAME` finds no user.",
    remedy="Ignore letter case when you compare attribute names in a filter.",
)
def test_attribute_names_have_no_letter_case(scim, findable_user, a_user):
    """A filter by ``USERNAME`` finds the same user as a filter by ``userName``."""
    expect(scim.search(filter=eq("USERNAME", findable_user["userName"]))).only(findable_user.id)


@requirement(
    "filters.operators-any-case",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    covers=["ENTRA-MATCH-10c"],
    harm=FORM,
    consequence="A client that writes `EQ` finds no user.",
    remedy="Ignore letter case when you compare the operators in a filter: `EQ` is `eq`.",
)
def test_operators_have_no_letter_case(scim, findable_user, a_user):
    """A filter with ``EQ`` finds the same user as a filter with ``eq``."""
    upper = eq("userName", findable_user["userName"]).replace(" eq ", " EQ ")

    expect(scim.search(filter=upper)).only(findable_user.id)


@requirement(
    "filters.and-any-case",
    level=MUST,
    builds_on=("filters.and", "matching.by-username"),
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=FORM,
    consequence="A client that writes `AND` gets users who meet only one of the conditions, and uses the wrong "
    "account.",
    remedy="Ignore letter case when you compare `and`, `or` and `not` in a filter. Refuse a filter that has text left "
    "after the part you have parsed.",
)
def test_logical_words_have_no_letter_case(scim, finds_nobody, conjunction, findable_user, a_user):
    """A filter with ``AND`` applies both conditions, like one with ``and``."""
    mine, other = eq("userName", findable_user["userName"]), eq("userName", a_user["userName"])

    finds_nobody(scim.search(filter=f"{mine} AND {other}"))
    expect(scim.search(filter=f"{mine} AND {mine}")).only(findable_user.id)
