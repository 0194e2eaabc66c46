import pytest

from scimproof.contract import (
    DIFFICULT_NAMES,
    DIFFICULT_USERNAMES,
    ENTRA_KNOWN,
    FIELD,
    FILTER,
    LOSS,
    MUST,
    RFC7644,
    NotApplicable,
    NotTestable,
    alike,
    expect,
    given,
    requirement,
    same,
)

KINDS = (
    *DIFFICULT_USERNAMES,
    *(each for each in DIFFICULT_NAMES if each not in (*DIFFICULT_USERNAMES, "256 characters")),
)


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
@pytest.mark.parametrize("kind", KINDS)
def test_a_difficult_value_is_found(entra, scim, new_user, directory, findable_user, kind):
    """A filter by a value from a real directory finds the user who has it and no other."""
    if kind in DIFFICULT_USERNAMES:
        attribute, value = "userName", directory.difficult_username(kind).upn
    else:  # no sign-in name has these: they are tried on externalId, which may be any text
        attribute, value = "externalId", directory.difficult_name(kind).display
    try:
        user = new_user(**{attribute: value})
    except NotTestable as refused:  # users.difficult-usernames judges that
        raise NotApplicable(f"the target refuses such a value: {refused.reason}") from None
    found = entra.match_user(attribute, value)
    if not _finds(found, user):
        if attribute == "externalId":
            known = entra.match_user("externalId", findable_user.get("externalId"))
            given(known, by="matching.by-external-id").only(findable_user.id)
        shown = scim.get(user)
        if alike(value, shown.resource.get(attribute)) and not same(value, shown.resource.get(attribute)):
            raise NotApplicable(f"the target stores {attribute} in another form, which it may")
        given(shown, by="users.external-id" if attribute == "externalId" else "users.difficult-usernames").attribute(
            attribute, value
        )

    expect(found).only(user.id)


def _finds(exchange, user):
    return exchange.total == 1 and [each.get("id") for each in exchange.resources] == [user.id]
