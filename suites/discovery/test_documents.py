"""The three documents of discovery."""

import pytest

from scimproof.contract import (
    ABSENT,
    CORE_USER,
    ENTRA_SCHEMAS,
    FORM,
    GALLERY_CHECKLIST,
    MUST,
    RFC7643,
    RFC7644,
    expect,
    given,
    requirement,
    show,
    unmet,
)

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
OWNERS = {"/Schemas": "discovery.schemas", "/ResourceTypes": "discovery.resource-types"}
SWITCHES = ("patch", "bulk", "filter", "changePassword", "sort", "etag")


def envelope(exchange):
    """Return what is wrong with a ListResponse, or an empty text."""
    body = exchange.resource
    if not body:
        return f"a bare list of {len(exchange.json)}" if isinstance(exchange.json, list) else "no JSON object"
    if LIST not in show(body.get("schemas")) or not isinstance(body.get("Resources"), list):
        return (
            f"schemas = {show(body.get('schemas', ABSENT))} and Resources = {show(body.get('Resources', ABSENT), 60)}"
        )
    if exchange.total != len(body["Resources"]):
        return f"totalResults = {show(body.get('totalResults', ABSENT))} with {len(body['Resources'])} Resources"
    return ""


@requirement(
    "discovery.schemas",
    level=MUST,
    source=[RFC7644("4"), GALLERY_CHECKLIST("2.1.8: discovery endpoints")],
    covers=["ENTRA-SCH-01"],
    harm=FORM,
    consequence="Microsoft's gallery test Schema_Discoverability_Test fails, and with it the listing in the gallery. "
    "For gallery applications, the attribute mapping cannot offer the target's own attributes.",
    remedy="Answer `GET /Schemas` with the schema of every resource type, including "
    "`urn:ietf:params:scim:schemas:core:2.0:User`.",
)
def test_the_schema_of_users_is_published(capabilities, listed):
    """``GET /Schemas`` publishes the User schema."""
    exchange = capabilities.document("/Schemas")
    expect(exchange).status(200)
    ids = [str(each.get("id")) for each in listed(exchange)]

    if CORE_USER.lower() not in [each.lower() for each in ids]:
        raise unmet(f"a schema {CORE_USER}", ", ".join(ids[:6]) or "no schema at all", exchange)


@requirement(
    "discovery.list-response",
    level=MUST,
    source=[ENTRA_SCHEMAS("/Schemas (Schema discovery)"), RFC7644("4")],
    covers=["ENTRA-SCH-02a"],
    harm=FORM,
    consequence="Entra does not parse a bare list: schema discovery finds no attributes.",
    remedy="Answer `GET /Schemas` and `GET /ResourceTypes` with a ListResponse that has `schemas`, `totalResults` and "
    "all `Resources` on one page.",
)
@pytest.mark.parametrize("document", ["/Schemas", "/ResourceTypes"])
def test_discovery_answers_with_list_responses(capabilities, document):
    """``GET /Schemas`` and ``GET /ResourceTypes`` answer with one ListResponse that contains everything."""
    exchange = capabilities.document(document)
    given(exchange, by=OWNERS[document]).status(200)

    if wrong := envelope(exchange):
        raise unmet("a ListResponse with all Resources", wrong, exchange)


@requirement(
    "discovery.resource-types",
    level=MUST,
    source=[RFC7644("4"), RFC7643("6"), GALLERY_CHECKLIST("2.1.8: discovery endpoints")],
    covers=["ENTRA-SCH-05a"],
    harm=FORM,
    consequence="Clients cannot find out which resources and extensions exist, and Microsoft's gallery checklist is "
    "not met.",
    remedy='Answer `GET /ResourceTypes` with a resource type that has `"endpoint": "/Users"` and `"schema": '
    '"urn:ietf:params:scim:schemas:core:2.0:User"`.',
)
def test_the_resource_type_of_users_is_published(capabilities, listed):
    """``GET /ResourceTypes`` lists the endpoint ``/Users`` for users."""
    exchange = capabilities.document("/ResourceTypes")
    expect(exchange).status(200)
    types = listed(exchange)
    users = [each for each in types if each.get("schema") == CORE_USER]

    if not any(each.get("endpoint") in ("/Users", "Users") for each in users):
        seen = show([each.get("endpoint") for each in types])
        raise unmet(f'endpoint "/Users" for schema {CORE_USER}', f"endpoints {seen}", exchange)


@requirement(
    "discovery.service-provider-config",
    level=MUST,
    source=[RFC7644("4"), RFC7643("5"), GALLERY_CHECKLIST("2.1.8: discovery endpoints")],
    harm=FORM,
    consequence="Clients cannot find out which features the target supports, and Microsoft's gallery checklist is not "
    "met.",
    remedy="Answer `GET /ServiceProviderConfig` with a boolean `supported` for each of `patch`, `bulk`, `filter`, "
    "`changePassword`, `sort` and `etag`, with a list `authenticationSchemes`, and with its URN in `schemas`.",
)
def test_the_configuration_says_what_is_supported(capabilities):
    """``GET /ServiceProviderConfig`` says for each optional feature whether it is supported."""
    exchange = capabilities.document("/ServiceProviderConfig")
    expect(exchange).status(200)
    config = exchange.resource
    if CONFIG not in show(config.get("schemas")):
        raise unmet(f"schemas [{CONFIG}]", f"schemas = {show(config.get('schemas', ABSENT))}", exchange, "schemas")

    for name in SWITCHES:
        switch = config.get(name)
        if not isinstance(switch, dict) or not isinstance(switch.get("supported"), bool):
            raise unmet(f"{name}.supported true or false", f"{name} = {show(switch)}", exchange, name)
    if not isinstance(config.get("authenticationSchemes"), list):
        seen = f"authenticationSchemes = {show(config.get('authenticationSchemes', ABSENT))}"
        raise unmet("a list of authenticationSchemes", seen, exchange, "authenticationSchemes")
