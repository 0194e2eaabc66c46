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
    harm=STOP,
    consequence="Test Connection fails, and Entra can match nobody: provisioning cannot be set up.",
    remedy="Implement filter on GET /Users, eq and and at the least, and say filter.supported true in the "
    "configuration.",
)
def test_users_can_be_filtered(entra, standing_user):
    """GET /Users with a filter on userName is answered with 200."""
    expect(entra.match_user("userName", standing_user["userName"])).status(200)


@requirement(
    "filters.and",
    level=MUST,
    source=[ENTRA_SCIM("Retrieving Resources"), RFC7644("3.4.2.2")],
    needs={FILTER},
    covers=["ENTRA-FIL-01"],
    harm=DRIFT,
    consequence="Entra's question whether a user has a certain manager is answered wrongly, and links are set in "
    "every cycle or never.",
    remedy="Answer a and b with what both conditions hold for.",
)
def test_and_joins_two_conditions(scim, finds_nobody, findable_user, a_user):
    """A filter of two conditions joined by and finds those for whom both hold."""
    mine, other = eq("userName", findable_user["userName"]), eq("userName", a_user["userName"])

    expect(scim.search(filter=both(mine, mine))).only(findable_user.id)
    finds_nobody(scim.search(filter=both(mine, other)))


@requirement(
    "filters.by-id",
    level=MUST,
    source=[ENTRA_SCIM("Example 4"), RFC7643("3.1")],
    needs={FILTER},
    harm=DRIFT,
    consequence="Entra checks references by id: where that fails, managers are linked again in every cycle or not "
    "at all.",
    remedy="Let id be filtered by as any other attribute.",
)
def test_a_user_is_found_by_id(scim, findable_user, a_user):
    """A filter on id finds the user of that id, alone."""
    expect(scim.search(filter=eq("id", findable_user.id))).only(findable_user.id)


@requirement(
    "filters.attribute-names-any-case",
    level=MUST,
    source=[RFC7643("2.1"), RFC7644("3.4.2.2")],
    needs={FILTER},
    covers=["ENTRA-MATCH-10b"],
    harm=FORM,
    consequence="A client that writes username or USERNAME finds nobody.",
    remedy="Compare attribute names without regard to letter case.",
)
def test_attribute_names_have_no_letter_case(scim, findable_user, a_user):
    """A filter on USERNAME finds what a filter on userName finds."""
    expect(scim.search(filter=eq("USERNAME", findable_user["userName"]))).only(findable_user.id)


@requirement(
    "filters.operators-any-case",
    level=MUST,
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    covers=["ENTRA-MATCH-10c"],
    harm=FORM,
    consequence="A client that writes EQ finds nobody.",
    remedy="Compare the operators of comparisons without regard to letter case.",
)
def test_operators_have_no_letter_case(scim, findable_user, a_user):
    """A filter with EQ finds what a filter with eq finds."""
    upper = eq("userName", findable_user["userName"]).replace(" eq ", " EQ ")

    expect(scim.search(filter=upper)).only(findable_user.id)


@requirement(
    "filters.and-any-case",
    level=MUST,
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=FORM,
    consequence="A client that writes AND gets people for whom only one of the conditions holds, and takes the "
    "wrong account.",
    remedy="Compare and, or and not without regard to letter case, and refuse what is left over after a filter.",
)
def test_logical_words_have_no_letter_case(scim, finds_nobody, conjunction, findable_user, a_user):
    """A filter with AND applies both conditions, as one with and does."""
    mine, other = eq("userName", findable_user["userName"]), eq("userName", a_user["userName"])

    finds_nobody(scim.search(filter=f"{mine} AND {other}"))
    expect(scim.search(filter=f"{mine} AND {mine}")).only(findable_user.id)
