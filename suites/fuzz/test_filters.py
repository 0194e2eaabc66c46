"""Filters of several conditions, invalid filters, and filters whose values contain code of other languages."""

from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    FILTER,
    FORM,
    LOSS,
    MUST,
    RFC7644,
    RFC9110,
    holds,
    requirement,
)


@requirement(
    "fuzz.filters",
    level=MUST,
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=LOSS,
    consequence="A client that combines several conditions gets the wrong users, and changes or disables them.",
    remedy="Parse filters by the grammar of RFC 7644: parentheses first, then `not`, then `and`, then `or`. Apply "
    "every condition, also when an index answers a part of the filter.",
)
def test_a_filter_of_several_conditions_finds_what_it_says(fuzz):
    """A filter of several conditions finds exactly the users who match it."""
    found = fuzz.filters(brackets=False)

    holds(found)


@requirement(
    "fuzz.value-filters",
    level=MUST,
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=LOSS,
    consequence="A search for a work address finds a user who has that address as a home address: the wrong person is "
    "matched.",
    remedy='Apply all conditions in square brackets to one element at a time: `emails[type eq "work" and value co '
    '"x"]` needs one e-mail that meets both conditions.',
)
def test_conditions_in_square_brackets_are_about_one_element(fuzz):
    """A filter in square brackets finds exactly the users who have one element that matches it."""
    found = fuzz.filters(brackets=True)

    holds(found)


@requirement(
    "fuzz.invalid-filters",
    level=MUST,
    source=[RFC7644("3.4.2.2"), RFC7644("3.12")],
    needs={FILTER},
    harm=FORM,
    consequence="A filter with an error in it returns users that the client never asked for, and the client works on "
    "them.",
    remedy="Parse a filter to its last character, and refuse one that does not follow the grammar with 400 Bad "
    'Request and `"scimType": "invalidFilter"`.',
)
def test_what_is_no_filter_finds_nobody(fuzz):
    """A text that breaks the grammar of filters finds no user."""
    found = fuzz.invalid_filters()

    holds(found)


@requirement(
    "fuzz.hostile-values",
    level=MUST,
    source=[RFC7644("3.4.2.2"), RFC9110("17.4"), ENTRA_SCIM("Get User by query")],
    needs={FILTER},
    harm=ACCESS,
    consequence="A name with a quote or a percent sign in it matches somebody else's account. A person who can choose "
    "a name can read or change the accounts of others.",
    remedy="Pass the value of a filter to your database as a bound parameter, and escape the wildcards of its query "
    "language, such as `%` and `_` in SQL `LIKE`.",
)
def test_the_value_of_a_filter_is_only_a_value(fuzz):
    """A filter whose value contains quotes, wildcards or code compares it character by character."""
    found = fuzz.hostile_values()

    holds(found)
