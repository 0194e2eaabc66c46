"""A filter that is invalid, or that the target does not support, is never answered with all users."""

import pytest

from scimproof.contract import (
    ENTRA_LOGS,
    FILTER,
    FORM,
    LOSS,
    MUST,
    REPORTED,
    RFC7644,
    eq,
    expect,
    requirement,
    unmet,
)

BROKEN = {
    "unknown operator": 'userName zz "x"',
    "no value": "userName eq",
    "open quote": 'userName eq "x',
    "open bracket": '(userName eq "x"',
    "words": "everybody please",
}

RARE = (
    'name.givenName ne "x"',
    'not (userName sw "x")',
    'emails[type eq "work"]',
    "title pr",
    "active gt 1",
    "userName eq 5",
)


@requirement(
    "filters.invalid-refused",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[RFC7644("3.4.2.2"), RFC7644("3.12")],
    needs={FILTER},
    covers=["ENTRA-FIL-05"],
    harm=FORM,
    consequence="A client with an error in its filter trusts the answer: that no user matches, or that all users "
    "match.",
    remedy="Refuse a filter that does not follow the grammar of RFC 7644, such as `userName eq`, with 400 Bad Request "
    'and `"scimType": "invalidFilter"`.',
)
@pytest.mark.parametrize("mistake", BROKEN)
def test_what_is_no_filter_is_refused(scim, findable_user, note, mistake):
    """A filter that does not follow the grammar is answered with 400."""
    refused = expect(scim.search(filter=BROKEN[mistake])).status(400).exchange

    # RFC 7644 asks for the keyword in 3.4.2.2 and calls it optional in 3.12, so that it is only noted.
    if refused.resource.get("scimType") != "invalidFilter":
        note(f"the error for an invalid filter ({mistake}) has no scimType invalidFilter")


@requirement(
    "filters.unknown-attribute",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[RFC7644("3.4.2.2"), ENTRA_LOGS("SystemForCrossDomainIdentityManagementMultipleEntriesInResponse")],
    needs={FILTER},
    harm=LOSS,
    consequence="A tenant that matches by an attribute which the application does not know gets all users: Entra "
    "links the first account or fails.",
    remedy='Refuse a filter by an unknown attribute with 400 Bad Request and `"scimType": "invalidFilter"`, or answer '
    "with an empty list. Never ignore the condition.",
)
def test_an_unknown_attribute_finds_nobody(scim, finds_nobody, findable_user):
    """A filter by an attribute that does not exist is refused with 400 or finds no user."""
    answer = scim.search(filter=eq("scimproofUnknown", "x"))
    if answer.status == 400:
        return

    finds_nobody(answer)


@requirement(
    "filters.declined-not-failed",
    level=MUST,
    builds_on=("matching.by-username",),
    source=[
        RFC7644("3.4.2.2"),
        RFC7644("3.12"),
        REPORTED("wso2/product-is#11182"),
        REPORTED("AzureAD/SCIMReferenceCode#44"),
    ],
    needs={FILTER},
    harm=FORM,
    consequence="The client treats the answer as an outage that will end, and repeats the query again and again.",
    remedy='Refuse a filter that you do not support with 400 Bad Request and `"scimType": "invalidFilter"`. Catch the '
    "errors of your parser and database instead of answering 500.",
)
@pytest.mark.parametrize(
    "text",
    [
        'name.givenName ne "x"',
        'not (userName sw "x")',
        'emails[type eq "work"]',
        "title pr",
        "active gt 1",
        "userName eq 5",
    ],
)
def test_a_filter_beyond_the_supported_ones_is_no_failure(scim, findable_user, text):
    """A filter that the target may not support is answered or refused, without a server error."""
    answer = scim.search(filter=text)

    if answer.status is None or (answer.status >= 500 and answer.status != 501):
        raise unmet("200, or 400 invalidFilter", f"{answer.status}", answer)
