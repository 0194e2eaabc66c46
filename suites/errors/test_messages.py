"""The content and the format of errors."""

import pytest

from scimproof.contract import (
    ABSENT,
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
    consequence="Entra cannot parse the error: the provisioning log shows that something failed, but not why.",
    remedy='Answer every error with a JSON object that has `"schemas": '
    '["urn:ietf:params:scim:api:messages:2.0:Error"]`, including the errors that your web framework creates.',
)
@pytest.mark.parametrize("provoked", PROVOKED)
def test_an_error_is_a_scim_error(provoke, provoked):
    """The body of an error is a JSON object whose ``schemas`` is a list that contains the Error URN."""
    answer = provoke(provoked)
    schemas = answer.resource.get("schemas")

    if not isinstance(schemas, list) or ERROR not in schemas:
        seen = f"schemas = {show(schemas)}" if answer.resource else answer.text.strip()[:200] or "an empty body"
        raise unmet(f"a JSON body with schemas [{ERROR}]", seen, answer, "schemas")


@requirement(
    "errors.status-is-string",
    level=MUST,
    builds_on=("errors.scim-error",),
    source=[RFC7644("3.12")],
    covers=["ENTRA-ERR-01"],
    harm=FORM,
    consequence="A client that parses errors by their schema cannot parse this one.",
    remedy="Write `status` into the body of an error as a JSON string that equals the HTTP status code, such as "
    '`"status": "404"`.',
)
@pytest.mark.parametrize("provoked", PROVOKED)
def test_the_status_in_an_error_is_a_string(provoke, provoked):
    """The ``status`` in an error is the status code of the answer, as a string."""
    answer = provoke(provoked)
    if ERROR not in show(answer.resource.get("schemas")):
        given(answer, by="errors.scim-error").error(answer.status or 0)

    if answer.resource.get("status") != str(answer.status):
        seen = f"status = {show(answer.resource.get('status', ABSENT))}"
        raise unmet(f'status "{answer.status}" as a string', seen, answer, "status")


@requirement(
    "errors.media-type",
    level=SHOULD,
    builds_on=("errors.scim-error", "connection.response-media-type"),
    source=[RFC7644("3.1"), RFC7644("3.12")],
    harm=FORM,
    consequence="A client that checks the media type first does not read the error.",
    remedy="Send errors with `Content-Type: application/scim+json`, like all other answers.",
)
@pytest.mark.parametrize("provoked", PROVOKED)
def test_an_error_is_labelled_as_scim(scim, provoke, provoked):
    """An error has the media type application/scim+json."""
    given(scim.get("/Users"), by="connection.response-media-type").media_type(SCIM_JSON)
    answer = provoke(provoked)
    if not answer.resource:
        given(answer, by="errors.scim-error").error(answer.status or 0)

    expect(answer).media_type(SCIM_JSON)


@requirement(
    "errors.known-scim-type",
    level=SHOULD,
    builds_on=("errors.scim-error",),
    source=[RFC7644("3.12"), RFC9865("2.1")],
    harm=FORM,
    consequence="A client cannot tell one kind of error from another, such as a duplicate from an invalid value.",
    remedy="Set `scimType` of an error to a keyword of RFC 7644, table 9, such as `invalidValue` or `uniqueness`, or "
    "leave it out.",
)
@pytest.mark.parametrize("provoked", [*PROVOKED, "broken filter"])
def test_the_kind_of_an_error_is_one_of_the_standards(scim, provoke, provoked):
    """The ``scimType`` of an error, if it has one, is a keyword of the standard."""
    answer = scim.search("/Users", filter="userName eq") if provoked == "broken filter" else provoke(provoked)
    kind = answer.resource.get("scimType")

    if kind is not None and (not isinstance(kind, str) or kind not in KEYWORDS):
        raise unmet("a scimType of RFC 7644, table 9", f"scimType = {show(kind)}", answer, "scimType")


@requirement(
    "errors.detail",
    level=MAY,
    builds_on=("errors.scim-error",),
    source=[RFC7644("3.12"), ENTRA_LOGS("error details")],
    harm=FORM,
    consequence="The provisioning log can show the administrator only a status code.",
    remedy="Write into `detail` of an error what is wrong, and name the attribute.",
)
@pytest.mark.parametrize("provoked", PROVOKED)
def test_an_error_says_what_is_wrong(provoke, provoked):
    """An error has a ``detail`` text."""
    answer = provoke(provoked)
    detail = answer.resource.get("detail")

    if not isinstance(detail, str) or not detail.strip():
        raise unmet("a detail", f"detail = {show(detail)}", answer, "detail")
