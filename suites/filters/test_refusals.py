"""What no filter is, and what a target does not understand, is never answered with everybody."""

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
    source=[RFC7644("3.4.2.2"), RFC7644("3.12")],
    needs={FILTER},
    covers=["ENTRA-FIL-05"],
    harm=FORM,
    consequence="A client with a slip in its filter takes the answer for the truth: that nobody is there, or "
    "everybody.",
    remedy="Refuse a filter that does not follow the grammar with 400 and scimType invalidFilter.",
)
@pytest.mark.parametrize("mistake", BROKEN)
def test_what_is_no_filter_is_refused(scim, findable_user, note, mistake):
    """A filter that does not follow the grammar is answered with 400."""
    refused = expect(scim.search(filter=BROKEN[mistake])).status(400).exchange

    # RFC 7644 asks for the keyword in 3.4.2.2 and calls it optional in 3.12: nobody is failed for it.
    if refused.resource.get("scimType") != "invalidFilter":
        note(f"the refusal of a filter ({mistake}) does not say invalidFilter")


@requirement(
    "filters.unknown-attribute",
    level=MUST,
    source=[RFC7644("3.4.2.2"), ENTRA_LOGS("SystemForCrossDomainIdentityManagementMultipleEntriesInResponse")],
    needs={FILTER},
    harm=LOSS,
    consequence="A tenant that matches on an attribute which the application does not know gets everybody: Entra "
    "takes the first account or gives up.",
    remedy="Refuse a filter on an attribute that is unknown with 400 invalidFilter, or answer with an empty list.",
)
def test_an_unknown_attribute_finds_nobody(scim, finds_nobody, findable_user):
    """A filter on an attribute that does not exist is refused or finds nobody."""
    answer = scim.search(filter=eq("scimproofUnknown", "x"))
    if answer.status == 400:
        return

    finds_nobody(answer)


@requirement(
    "filters.declined-not-failed",
    level=MUST,
    source=[
        RFC7644("3.4.2.2"),
        RFC7644("3.12"),
        REPORTED("wso2/product-is#11182"),
        REPORTED("AzureAD/SCIMReferenceCode#44"),
    ],
    needs={FILTER},
    harm=FORM,
    consequence="The client takes the answer for an outage that will pass and asks the same for ever.",
    remedy="Decline a filter that is not supported with 400 invalidFilter; let no exception of the parser or the "
    "store out.",
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
    """A filter that the target may not support is answered or declined, and is no failure of the server."""
    answer = scim.search(filter=text, query="count=1")

    if answer.status is None or (answer.status >= 500 and answer.status != 501):
        raise unmet("200, or 400 invalidFilter", f"{answer.status}", answer)
