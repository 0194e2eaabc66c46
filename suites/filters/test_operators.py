"""The grammar beyond what Entra sends: a target may refuse it, but what it answers must be right."""

import pytest

from scimproof.contract import (
    FILTER,
    FORM,
    LOSS,
    MUST,
    POSTMAN,
    RFC7643,
    RFC7644,
    SHOULD,
    NotApplicable,
    eq,
    expect,
    given,
    requirement,
)


@pytest.fixture
def mine(findable_user, conjunction):
    """The condition that only the standing user meets."""
    return eq("userName", findable_user["userName"])


@pytest.fixture
def judge(finds_nobody):
    """Judges that a filter has found exactly this user, or nobody."""

    def whether(answer, user, *, holds):
        if holds:
            expect(answer).only(user.id)
        else:
            finds_nobody(answer)

    return whether


COMPARISONS = {
    "co": ('userName co "{middle}"', True),
    "co, elsewhere": ('{mine} and userName co "nobody has this"', False),
    "sw": ('userName sw "{start}"', True),
    "sw, in the middle": ('{mine} and userName sw "{middle}"', False),
    "ew": ('userName ew "{end}"', True),
    "ew, in the middle": ('{mine} and userName ew "{middle}"', False),
    "ne": ('{mine} and userName ne "somebody else"', True),
    "ne, the same": ("{mine} and not_equal", False),
    "pr": ("{mine} and userName pr", True),
    "pr, no value": ("{mine} and profileUrl pr", False),
    "gt": ('{mine} and meta.created gt "2020-01-01T00:00:00Z"', True),
    "lt": ('{mine} and meta.created lt "2020-01-01T00:00:00Z"', False),
}


@requirement(
    "filters.comparisons",
    level=MUST,
    builds_on=("matching.by-username", "filters.and"),
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=FORM,
    consequence="A client that searches gets users that do not match, or misses users that do.",
    remedy="Implement the comparison operators `eq`, `ne`, `co`, `sw`, `ew`, `pr`, `gt`, `ge`, `lt` and `le` as in "
    'table 3 of RFC 7644, or refuse those you do not support with 400 and `"scimType": "invalidFilter"`.',
)
@pytest.mark.parametrize("case", COMPARISONS)
def test_a_comparison_that_is_answered_is_right(ask, judge, mine, findable_user, a_user, case):
    """Each comparison that the target does not refuse finds exactly the users who match it."""
    name = findable_user["userName"]
    text, holds = COMPARISONS[case]
    text = text.format(mine=mine, start=name[:-3], middle=name[3:-3], end=name[3:])
    text = text.replace("not_equal", mine.replace(" eq ", " ne "))

    judge(ask(text), findable_user, holds=holds)


LOGIC = {
    "or": ("{mine} or {nobody}", True),
    "or, neither": ("{nobody} or {nobody}", False),
    "not": ("{mine} and not ({nobody})", True),
    "not, it holds": ("{mine} and not ({mine})", False),
    "and before or": ("{mine} or {nobody} and {nobody}", True),
    "brackets before and": ("({mine} or {nobody}) and {nobody}", False),
}


@requirement(
    "filters.logic",
    level=MUST,
    builds_on=("matching.by-username", "filters.and"),
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=FORM,
    consequence="A client that combines conditions gets users that do not match, or misses users that do.",
    remedy="Evaluate parentheses first, then `not (…)`, then `and`, then `or`: `a or b and c` means `a or (b and c)`. "
    "If you do not support one of them, refuse the filter with 400 Bad Request.",
)
@pytest.mark.parametrize("case", LOGIC)
def test_conditions_that_are_answered_are_joined_rightly(ask, judge, mine, findable_user, directory, case):
    """Conditions with ``and``, ``or``, ``not`` and parentheses find exactly the users who match the filter."""
    text, holds = LOGIC[case]

    judge(ask(text.format(mine=mine, nobody=eq("userName", directory.unused()))), findable_user, holds=holds)


@requirement(
    "filters.one-element",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[RFC7644("3.4.2.2")],
    needs={FILTER},
    harm=LOSS,
    consequence="A client that searches for a work e-mail finds a person who has that address as a private e-mail.",
    remedy='Apply all conditions in square brackets to the same element: `emails[type eq "work" and value eq "…"]` '
    "needs one e-mail that is of type work and has that value.",
)
@pytest.mark.parametrize("type_", ["work", "other"])
def test_conditions_in_square_brackets_hold_for_one_element(
    ask, judge, scim, new_user, directory, capabilities, findable_user, type_
):
    """A filter in square brackets finds the users who have one element that meets all of its conditions."""
    if not capabilities.declares('emails[type eq "other"].value'):
        raise NotApplicable("the target's schemas do not declare e-mails of another type than work")
    mail = directory.person()["mail"]
    user = new_user(
        by="users.mapped-body",
        emails=[{"type": "work", "primary": True, "value": mail}, {"type": "other", "value": f"other.{mail}"}],
    )
    given(scim.get(user), by="users.stored-as-sent").attribute('emails[type eq "work"].value', mail)

    judge(ask(f'emails[type eq "{type_}" and value eq "{mail}"]'), user, holds=type_ == "work")


@requirement(
    "filters.active",
    level=SHOULD,
    builds_on=("matching.by-username", "filters.and"),
    source=[RFC7644("3.4.2.2"), RFC7643("2.3.2"), POSTMAN("inbound")],
    needs={FILTER},
    covers=["ENTRA-FIL-06"],
    harm=FORM,
    consequence="A client that asks for active users gets disabled users as well.",
    remedy="Compare boolean attributes with the boolean in the filter: `active eq true`, without quotes, finds active "
    "users and no others.",
)
@pytest.mark.parametrize("state", [True, False], ids=["true", "false"])
def test_a_boolean_is_compared_as_one(ask, judge, mine, scim, findable_user, state):
    """A filter by ``active`` finds active users with true and not with false."""
    given(scim.get(findable_user), by="users.created-active").attribute("active", wanted=True)

    judge(ask(f"{mine} and {eq('active', state)}"), findable_user, holds=state)
