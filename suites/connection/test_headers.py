"""Headers that Entra leaves out, and those that other clients send."""

import pytest

from scimproof.contract import (
    FIELD,
    FORM,
    MUST,
    RFC7644,
    RFC9110,
    SHOULD,
    STOP,
    expect,
    given,
    requirement,
)

SCIM_JSON = "application/scim+json"


@pytest.fixture
def read_with(scim, entra, standing_user):
    """Reads a user with the headers given, after checking that the user can be read at all."""
    given(entra.read_user(standing_user), by="users.read-by-id").status(200)

    return lambda **headers: scim.send(
        "GET", standing_user.path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


@requirement(
    "connection.accept-missing",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[RFC9110("12.5.1"), RFC7644("3.8"), FIELD("MicrosoftDocs/azure-docs#94189")],
    covers=["ENTRA-CONN-14"],
    harm=STOP,
    consequence="Entra sends no `Accept` header with its reads: Test Connection fails with 406 or gets a web page, "
    "and provisioning cannot be set up.",
    remedy="Answer a request without an `Accept` header with SCIM JSON.",
)
def test_a_request_without_an_accept_header_is_answered(read_with):
    """A GET without an ``Accept`` header is answered with the resource."""
    expect(read_with(Accept=None)).status(200).attribute_where("id", bool, "as JSON")


@requirement(
    "connection.accept-scim-json",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[RFC7644("3.8")],
    harm=FORM,
    consequence="Clients that follow the standard, including Microsoft's gallery tests, get 406 for every request.",
    remedy="Answer a request with `Accept: application/scim+json` with 200 OK and `Content-Type: "
    "application/scim+json`.",
)
def test_the_scim_media_type_can_be_asked_for(read_with):
    """A GET with ``Accept: application/scim+json`` is answered with the resource."""
    expect(read_with(Accept=SCIM_JSON)).status(200)


@requirement(
    "connection.accept-any",
    level=SHOULD,
    builds_on=("users.read-by-id",),
    source=[RFC7644("3.8"), RFC9110("12.5.1"), FIELD("MicrosoftDocs/azure-docs#94189")],
    covers=["ENTRA-CONN-14b"],
    harm=FORM,
    consequence="Clients that send the default `Accept` header of their HTTP library get 406, and a proxy that adds "
    "one breaks provisioning.",
    remedy="Accept `*/*` and `application/json` in the `Accept` header, and answer with SCIM JSON.",
)
@pytest.mark.parametrize("accept", ["*/*", "application/json"])
def test_any_json_and_anything_at_all_can_be_asked_for(read_with, accept):
    """A GET with ``Accept: */*`` or ``Accept: application/json`` is answered with the resource."""
    expect(read_with(Accept=accept)).status(200)


@requirement(
    "connection.user-agent-missing",
    level=SHOULD,
    builds_on=("users.read-by-id",),
    source=[FIELD("kortix-ai/suna#7297")],
    covers=["ENTRA-CONN-15"],
    harm=STOP,
    consequence="Test Connection has been seen to send no `User-Agent` header: a firewall that refuses such requests "
    "blocks Entra, and the portal reports invalid credentials.",
    remedy="Accept requests without a `User-Agent` header on the SCIM endpoint, also in the web application firewall.",
)
def test_a_request_without_a_user_agent_is_served(read_with):
    """A GET without a ``User-Agent`` header is answered with the resource."""
    expect(read_with(User_Agent=None)).status(200)
