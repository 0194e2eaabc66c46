"""Filters of several conditions, filters that are none, and filters whose values hold what other languages obey."""

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

OWNERS = ("filters.*", "matching.*")
FOUNDATIONS = ("filters.supported", "matching.by-username", "matching.disabled-user-found")


@requirement(
    "fuzz.filters",
    level=MUST,
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=LOSS,
    consequence="A client that asks for several conditions at once gets the wrong users, and changes or disables them.",
    remedy="Parse filters by the grammar: not binds tightest, then and, then or; brackets first. Evaluate the tree, "
    "also where an index answers a part of it.",
)
def test_a_filter_of_several_conditions_finds_what_it_says(fuzz):
    """A filter of several conditions finds exactly the users for whom it holds."""
    found = fuzz.filters(brackets=False)

    holds(found, unless=OWNERS, on=FOUNDATIONS)


@requirement(
    "fuzz.value-filters",
    level=MUST,
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=LOSS,
    consequence="A search for a work address finds who has that address at home: the wrong person is matched.",
    remedy='Judge all conditions in square brackets by one element at a time: emails[type eq "work" and value co "x"].',
)
def test_conditions_in_square_brackets_are_about_one_element(fuzz):
    """A filter in square brackets finds exactly the users of whom one element meets it."""
    found = fuzz.filters(brackets=True)

    holds(found, unless=OWNERS, on=FOUNDATIONS)


@requirement(
    "fuzz.invalid-filters",
    level=MUST,
    source=[RFC7644("3.4.2.2"), RFC7644("3.12")],
    needs={FILTER},
    harm=FORM,
    consequence="A filter with a slip in it brings users it never asked for, and a client works on them.",
    remedy="Refuse what does not follow the grammar to its last character, with 400 invalidFilter.",
)
def test_what_is_no_filter_finds_nobody(fuzz):
    """A text that breaks the grammar of filters finds nobody."""
    found = fuzz.invalid_filters()

    holds(found, unless=("filters.invalid-refused", "filters.supported", "errors.*"))


@requirement(
    "fuzz.hostile-values",
    level=MUST,
    source=[RFC7644("3.4.2.2"), RFC9110("17.4"), ENTRA_SCIM("Get User by query")],
    needs={FILTER},
    harm=ACCESS,
    consequence="A name with a quote or a percent sign in it is matched to somebody else's account; whoever can choose "
    "a name can read or change other people's.",
    remedy="Bind the value as a parameter, and escape the wildcards of the language that it is passed on to.",
)
def test_the_value_of_a_filter_is_only_a_value(fuzz):
    """A filter whose value holds quotes, wildcards or code compares it character by character."""
    found = fuzz.hostile_values()

    holds(found, unless=("matching.by-username", "matching.difficult-values", "filters.supported"))
