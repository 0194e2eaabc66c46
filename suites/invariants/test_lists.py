"""What is true of every list."""

from scimproof.contract import FORM, LOSS, MUST, RFC7643, RFC7644, SHOULD, holds_everywhere, invariants, requirement


@requirement(
    "invariants.listed-once",
    level=MUST,
    source=[RFC7644("3.4.2")],
    harm=LOSS,
    consequence="Entra finds two matches for one person and fails (DuplicateTargetEntries); a client that reads all "
    "pages counts users twice.",
    remedy="Return each resource once. In SQL, a join with e-mails, roles or groups needs `DISTINCT`, for the page "
    "and for `totalResults`.",
    since="0.2.0",
)
def test_a_list_names_each_resource_once(history):
    """Each list contains each resource once."""
    holds_everywhere(history, invariants.lists.each_once, otherwise="no list had two resources")


@requirement(
    "invariants.totals-agree",
    level=MUST,
    builds_on=("paging.total-whole", "paging.list-not-cut", "paging.count-limits"),
    source=[RFC7644("3.4.2"), RFC7644("3.4.2.4")],
    harm=FORM,
    consequence="A client that reads all pages stops too early, or gets more resources than it can handle.",
    remedy="Set `totalResults` to the number of all resources that match, and return at most `count` of them.",
    since="0.2.0",
)
def test_totals_agree_with_what_is_listed(history):
    """No list has more resources than its ``totalResults``, or than its client requested."""
    holds_everywhere(history, invariants.lists.totals_agree, otherwise="no list had a totalResults")


@requirement(
    "invariants.pages-agree",
    level=MUST,
    builds_on=("paging.items-per-page", "paging.start-echoed"),
    source=[RFC7644("3.4.2.4")],
    harm=FORM,
    consequence="A client that computes the next page from these values misses users or gets them twice.",
    remedy="Set `itemsPerPage` to the number of resources on the page, and `startIndex` to the position of the first "
    "one.",
    since="0.2.0",
)
def test_pages_say_what_they_are(history):
    """The ``itemsPerPage`` and ``startIndex`` of a list are those of its page."""
    holds_everywhere(history, invariants.lists.pages_agree, otherwise="no answer was a list")


@requirement(
    "invariants.endpoints-of-one-type",
    level=MUST,
    source=[RFC7644("3.2"), RFC7643("3.1"), RFC7643("6")],
    harm=LOSS,
    consequence="Entra matches a user with a group, or a group with a user, and changes the wrong one.",
    remedy="Return only users from `/Users` and only groups from `/Groups`, each with the `meta.resourceType` and "
    "`schemas` of its type.",
    since="0.2.0",
)
def test_an_endpoint_shows_its_own_type(history):
    """``/Users`` contains only users, and ``/Groups`` contains only groups."""
    holds_everywhere(history, invariants.lists.of_one_type, otherwise="no user and no group was shown")


@requirement(
    "invariants.listed-in-one-order",
    level=SHOULD,
    builds_on=("paging.walk-complete",),
    source=[RFC7644("3.4.2.4")],
    harm=FORM,
    consequence="Pages shift while they are read: a client that reads all pages misses users and gets others twice.",
    remedy="Sort lists by a value that does not change, such as `id` or `meta.created`, and not by the time of the "
    "last change.",
    since="0.2.0",
)
def test_a_list_keeps_its_order(history):
    """Two resources keep their order in a list until one of them is renamed."""
    holds_everywhere(history, invariants.lists.in_one_order, otherwise="no two lists showed the same two resources")
