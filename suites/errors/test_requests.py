"""Invalid requests."""

import pytest

from scimproof.contract import (
    CORE_USER,
    ENTRA_LOGS,
    FIELD,
    FORM,
    GALLERY_CHECKLIST,
    MUST,
    RFC7644,
    SHOULD,
    STOP,
    Resource,
    expect,
    requirement,
    unmet,
)

BROKEN = {
    "cut short": b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": ',
    "a list": b"[]",
    "nothing": b"",
}


@requirement(
    "errors.broken-json",
    level=MUST,
    source=[RFC7644("3.12"), GALLERY_CHECKLIST("scenario 3")],
    covers=["ENTRA-ERR-04"],
    harm=FORM,
    consequence="An error of the client looks like an error of the server: Entra sends the same request again in "
    "every cycle.",
    remedy="Answer a body that is not a JSON object, such as an empty body or `[]`, with 400 Bad Request and "
    '`"scimType": "invalidSyntax"`.',
)
@pytest.mark.parametrize("body", BROKEN)
def test_a_body_that_is_no_json_object_is_refused(scim, a_user, body):
    """A POST and a PATCH whose body is not a JSON object are answered with 400."""
    created = scim.send("POST", "/Users", content=BROKEN[body], anonymous=True)
    patched = scim.send("PATCH", a_user.path, content=BROKEN[body])

    for answer in (created, patched):
        expect(answer).status(400, 422)
    expect(scim.get(a_user)).attribute("id", a_user.id)


@requirement(
    "errors.sparse-body",
    level=SHOULD,
    builds_on=("users.created",),
    source=[RFC7644("3.12"), ENTRA_LOGS("InternalServerError"), FIELD("GluuFederation/oxTrust#403")],
    harm=STOP,
    consequence="Entra treats a 5xx status as an outage: it sends the same user again in every cycle, and the log "
    "does not say what is missing.",
    remedy="Check that an attribute is present before you read it. When a required attribute is missing, answer 400 "
    "Bad Request and name it in `detail` instead of failing with 500.",
)
def test_a_user_with_little_more_than_a_name_is_no_failure_of_the_server(scim, directory, adopt):
    """A create with only ``userName`` and an e-mail address is accepted or refused, without a server error."""
    name = directory.unused()
    body = {"schemas": [CORE_USER], "userName": name, "emails": [{"type": "work", "value": name}]}
    answer = scim.create("/Users", body)
    if answer.status in (200, 201) and (made := Resource.of(answer)) is not None:
        adopt(made)

    expect(answer).status(200, 201, 400, 403, 409, 422)


@requirement(
    "errors.unknown-route",
    level=SHOULD,
    source=[RFC7644("3.12")],
    covers=["ENTRA-ERR-05"],
    harm=FORM,
    consequence="A wrong Tenant URL looks like a broken service, and the administrator searches in the wrong place.",
    remedy="Answer a path below the base URL that is no endpoint, such as `/Userz`, with 404 Not Found and a SCIM "
    "Error as JSON, not with a web page.",
)
def test_an_unknown_endpoint_is_answered_with_404(scim):
    """A path below the base URL that is no endpoint is answered with 404 and JSON."""
    answer = scim.get("/Userz")

    if answer.status != 404 or not answer.resource:
        what = "JSON" if answer.resource else f"{answer.header('content-type') or 'nothing'}"
        raise unmet("404 and a JSON body", f"{answer.status} and {what}", answer)
