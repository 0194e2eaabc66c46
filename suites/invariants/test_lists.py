"""What any list agrees with."""

from scimproof.contract import FORM, LOSS, MUST, RFC7643, RFC7644, SHOULD, holds_everywhere, invariants, requirement


@requirement(
    "invariants.listed-once",
    level=MUST,
    source=[RFC7644("3.4.2")],
    harm=LOSS,
    consequence="Entra finds two matches for one person and stops with a duplicate-target error; a walk counts "
    "people twice.",
    remedy="Select each resource once: a join with e-mails, roles or groups needs DISTINCT, in the page and in "
    "the count.",
    since="0.2.0",
)
def test_a_list_names_each_resource_once(history):
    """Each list names each resource once."""
    holds_everywhere(history, invariants.lists.each_once, otherwise="no list had two resources")


@requirement(
    "invariants.totals-agree",
    level=MUST,
    builds_on=("paging.total-whole", "paging.list-not-cut", "paging.count-limits"),
    source=[RFC7644("3.4.2"), RFC7644("3.4.2.4")],
    harm=FORM,
    consequence="Whoever walks the list stops too early, or gets more than there is room for.",
    remedy="Count all resources that match for totalResults, and return no more than count of them.",
    since="0.2.0",
)
def test_totals_agree_with_what_is_listed(history):
    """No list has more resources than its totalResults, or than its client asked for."""
    holds_everywhere(history, invariants.lists.totals_agree, otherwise="no list had a totalResults")


@requirement(
    "invariants.pages-agree",
    level=MUST,
    builds_on=("paging.items-per-page", "paging.start-echoed"),
    source=[RFC7644("3.4.2.4")],
    harm=FORM,
    consequence="Whoever walks the list by what the pages say misses users or meets them twice.",
    remedy="Write into itemsPerPage how many resources the page has, and into startIndex where it begins.",
    since="0.2.0",
)
def test_pages_say_what_they_are(history):
    """The itemsPerPage and startIndex of a list are those of its page."""
    holds_everywhere(history, invariants.lists.pages_agree, otherwise="no list was answered")


@requirement(
    "invariants.endpoints-of-one-type",
    level=MUST,
    source=[RFC7644("3.2"), RFC7643("3.1"), RFC7643("6")],
    harm=LOSS,
    consequence="Entra matches a user with a group, or a group with a user, and changes the wrong one.",
    remedy="Show users at /Users and groups at /Groups, each with the resourceType and schemas of its kind.",
    since="0.2.0",
)
def test_an_endpoint_shows_its_own_type(history):
    """/Users shows users alone, and /Groups groups."""
    holds_everywhere(history, invariants.lists.of_one_type, otherwise="no user and no group was shown")


@requirement(
    "invariants.listed-in-one-order",
    level=SHOULD,
    builds_on=("paging.walk-complete",),
    source=[RFC7644("3.4.2.4")],
    harm=FORM,
    consequence="Pages shift while they are read: a walk misses users, and meets others twice.",
    remedy="Sort by what does not change, such as the id or the time of creation, not by the time of the last change.",
    since="0.2.0",
)
def test_a_list_keeps_its_order(history):
    """Two resources keep their order in a list until one of them gets another name."""
    holds_everywhere(history, invariants.lists.in_one_order, otherwise="no two lists showed the same two resources")
