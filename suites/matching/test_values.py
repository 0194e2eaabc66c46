import pytest

from scimproof.contract import (
    DIFFICULT,
    ENTRA_KNOWN,
    FIELD,
    FILTER,
    LOSS,
    MUST,
    RFC7644,
    expect,
    given,
    requirement,
)

IN_USERNAMES = ("apostrophe", "plus", "ampersand", "hash", "percent", "guest", "recycle bin")
"""The kinds that occur in sign-in names; the others are tried on externalId, which may be any text."""


@requirement(
    "matching.difficult-values",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[
        ENTRA_KNOWN("special characters"),
        RFC7644("3.4.2.2"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#913"),
        FIELD("kanidm/kanidm#3673"),
        FIELD("wso2/charon#258"),
    ],
    needs={FILTER},
    covers=["ENTRA-MATCH-11a", "ENTRA-MATCH-11b", "ENTRA-MATCH-11c", "ENTRA-MATCH-11d"],
    harm=LOSS,
    consequence="People with an apostrophe, a plus, a quote or an accent in the value by which Entra matches them are "
    "not found: they are created again or stay in escrow.",
    remedy='Decode the query string once, as UTF-8. Read a quoted filter value like a JSON string: `\\"` is a quote '
    "and `\\\\` is a backslash. Compare the value as data, such as `o'neill` or `a+b`; do not insert it into a "
    "database query.",
)
@pytest.mark.parametrize("kind", [each for each in DIFFICULT if each != "256 characters"])
def test_a_difficult_value_is_found(entra, scim, new_user, directory, findable_user, kind):
    """A filter by a value from a real directory finds the user who has it and no other."""
    person = directory.difficult(kind)
    attribute, value = ("userName", person.upn) if kind in IN_USERNAMES else ("externalId", person.display)
    user = new_user(by="users.difficult-names", **{attribute: value})
    found = entra.match_user(attribute, value)
    if not _finds(found, user):
        if attribute == "externalId":
            known = entra.match_user("externalId", findable_user.get("externalId"))
            given(known, by="matching.by-external-id").only(findable_user.id)
        given(scim.get(user), by="users.difficult-names").attribute(attribute, value)

    expect(found).only(user.id)


def _finds(exchange, user):
    return exchange.total == 1 and [each.get("id") for each in exchange.resources] == [user.id]
