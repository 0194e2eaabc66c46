"""What an error says, and in which form."""

import pytest

from scimproof.contract import (
    ENTRA_LOGS,
    FORM,
    MAY,
    MUST,
    REPORTED,
    RFC7644,
    RFC9865,
    SHOULD,
    expect,
    given,
    requirement,
    show,
    unmet,
)

SCIM_JSON = "application/scim+json"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
KEYWORDS = {
    "invalidFilter",
    "tooMany",
    "uniqueness",
    "mutability",
    "invalidSyntax",
    "invalidPath",
    "noTarget",
    "invalidValue",
    "invalidVers",
    "sensitive",
    "invalidCursor",
    "expiredCursor",
    "invalidCount",
}
PROVOKED = ["unknown id", "broken JSON", "no userName"]


@requirement(
    "errors.scim-error",
    level=MUST,
    source=[
        RFC7644("3.12"),
        REPORTED("simpleidserver/SimpleIdServer#227"),
    ],
    covers=["ENTRA-ERR-01"],
    harm=FORM,
    consequence="The provisioning log shows a response that cannot be read: the administrator sees that something "
    "failed and not why.",
    remedy="Answer every error with a JSON object whose schemas is an array with the Error URN; set it up for the "
    "framework's own errors as well.",
)
@pytest.mark.parametrize("provoked", PROVOKED)
def test_an_error_is_a_scim_error(provoke, provoked):
    """The body of an error is a JSON object whose schemas is a list with the URN of SCIM errors."""
    answer = provoke(provoked)
    schemas = answer.resource.get("schemas")

    if not isinstance(schemas, list) or ERROR not in schemas:
        seen = f"schemas = {show(schemas)}" if answer.resource else answer.text.strip()[:200] or "an empty body"
        raise unmet(f"a JSON body with schemas [{ERROR}]", seen, answer, "schemas")


@requirement(
    "errors.status-is-string",
    level=MUST,
    source=[RFC7644("3.12")],
    covers=["ENTRA-ERR-01"],
    harm=FORM,
    consequence="Clients that read errors by their schema cannot read this one.",
    remedy='Write the status into the error as a JSON string that equals the status code of the answer: "404".',
)
@pytest.mark.parametrize("provoked", PROVOKED)
def test_the_status_in_an_error_is_a_string(provoke, provoked):
    """The status in an error is the status code of the answer, as a string."""
    answer = provoke(provoked)
    if ERROR not in show(answer.resource.get("schemas")):
        given(answer, by="errors.scim-error").error(answer.status or 0)

    if answer.resource.get("status") != str(answer.status):
        seen = f"status = {show(answer.resource.get('status'))}"
        raise unmet(f'status "{answer.status}" as a string', seen, answer, "status")


@requirement(
    "errors.media-type",
    level=SHOULD,
    source=[RFC7644("3.1"), RFC7644("3.12")],
    harm=FORM,
    consequence="Clients that look at the media type first do not read the error.",
    remedy="Label errors application/scim+json, as all other answers.",
)
@pytest.mark.parametrize("provoked", PROVOKED)
def test_an_error_is_labelled_as_scim(scim, provoke, provoked):
    """An error is labelled application/scim+json."""
    given(scim.get("/Users", query="count=1"), by="connection.response-media-type").media_type(SCIM_JSON)
    answer = provoke(provoked)
    if not answer.resource:
        given(answer, by="errors.scim-error").error(answer.status or 0)

    expect(answer).media_type(SCIM_JSON)


@requirement(
    "errors.known-scim-type",
    level=SHOULD,
    source=[RFC7644("3.12"), RFC9865("2.1")],
    harm=FORM,
    consequence="Clients cannot tell kinds of errors apart, such as a duplicate from a bad value.",
    remedy="Use the keywords of the standard in scimType, or leave it out.",
)
@pytest.mark.parametrize("provoked", [*PROVOKED, "broken filter"])
def test_the_kind_of_an_error_is_one_of_the_standards(scim, provoke, provoked):
    """The scimType of an error, where there is one, is a keyword of the standard."""
    answer = scim.search("/Users", filter="userName eq") if provoked == "broken filter" else provoke(provoked)
    kind = answer.resource.get("scimType")

    if kind is not None and (not isinstance(kind, str) or kind not in KEYWORDS):
        raise unmet("a scimType of RFC 7644, table 9", f"scimType = {show(kind)}", answer, "scimType")


@requirement(
    "errors.detail",
    level=MAY,
    source=[RFC7644("3.12"), ENTRA_LOGS("error details")],
    harm=FORM,
    consequence="The provisioning log has nothing to show to the administrator but a number.",
    remedy="Say in detail what was wrong, and name the attribute.",
)
@pytest.mark.parametrize("provoked", PROVOKED)
def test_an_error_says_what_is_wrong(provoke, provoked):
    """An error has a detail for people to read."""
    answer = provoke(provoked)
    detail = answer.resource.get("detail")

    if not isinstance(detail, str) or not detail.strip():
        raise unmet("a detail", f"detail = {show(detail)}", answer, "detail")
