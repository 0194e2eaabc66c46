"""The media types of request bodies and answers."""

import pytest

from scimproof.contract import (
    ENTRA_SCIM,
    ENTRA_VALIDATOR,
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


@requirement(
    "connection.charset-parameter",
    level=MUST,
    builds_on=("users.created",),
    source=[
        RFC9110("8.3.1"),
        FIELD("limosa-io/laravel-scim-server#8"),
        FIELD("jelhub/scimgateway#22"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#416"),
    ],
    covers=["ENTRA-CONN-13a"],
    harm=STOP,
    consequence="Entra sends a charset with every body: creates and updates fail with 415, or arrive empty.",
    remedy="Compare the media type of a request without its parameters, so that a body sent as "
    "`application/scim+json; charset=utf-8` is parsed as JSON.",
)
def test_a_body_whose_media_type_names_a_charset_is_taken(post_user):
    """A user posted as ``application/scim+json; charset=utf-8`` is created."""
    expect(post_user(f"{SCIM_JSON}; charset=utf-8")).status(200, 201)


@requirement(
    "connection.plain-json-body",
    level=SHOULD,
    builds_on=("users.created",),
    source=[RFC7644("3.8")],
    covers=["ENTRA-CONN-13b"],
    harm=FORM,
    consequence="Clients that send their bodies as `application/json`, as many HTTP libraries do, cannot write.",
    remedy="Accept `application/json` for request bodies as well as `application/scim+json`.",
)
def test_a_body_labelled_plain_json_is_taken(post_user):
    """A user posted as ``application/json`` is created."""
    expect(post_user("application/json")).status(200, 201)


@requirement(
    "connection.response-media-type",
    level=MUST,
    source=[ENTRA_SCIM("General"), ENTRA_VALIDATOR("all tests"), RFC7644("3.8")],
    covers=["ENTRA-CONN-16"],
    harm=FORM,
    consequence="Microsoft's SCIM Validator fails all of its tests, and clients that check for the SCIM media type "
    "reject the answer.",
    remedy="Send every JSON answer with `Content-Type: application/scim+json`; a charset parameter may follow.",
)
@pytest.mark.parametrize("answer", ["resource", "list", "document"])
def test_answers_are_labelled_as_scim(scim, capabilities, standing_user, answer):
    """A resource, a list and a discovery document have the media type ``application/scim+json``."""
    if answer == "resource":
        exchange = scim.get(standing_user)
        given(exchange, by="users.read-by-id").status(200)
    elif answer == "list":
        exchange = scim.get("/Users")
        given(exchange, by="paging.listed").status(200)
    else:
        exchange = capabilities.document("/ServiceProviderConfig")
        given(exchange, by="discovery.service-provider-config").status(200)

    expect(exchange).media_type(SCIM_JSON)
