import json

import pytest

from scimproof.calibrate.attributes import known_names
from scimproof.calibrate.refusal import Tendency, domains, mentions, wants_an_address
from scimproof.capabilities import CORE_USER
from scimproof.published import Published
from scimproof.scim.exchange import Exchange, Request, Response

KNOWN = known_names(Published([]), CORE_USER, [])


def refusal(body, status=400):
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    answer = Response(status, "", (("Content-Type", "application/json"),), data)
    return Exchange(1, "", Request("POST", "http://h/Users", (), b""), answer, None, 0.0, 0.0)


def detail(text):
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400", "detail": text}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (detail("The attribute 'displayName' is required"), [("displayName", Tendency.MISSES)]),
        (detail("Display name is required."), [("displayName", Tendency.MISSES)]),
        (detail("name.familyName must not be blank"), [("name.familyName", Tendency.MISSES)]),
        (detail("Last name is missing"), [("name.familyName", Tendency.MISSES)]),
        (detail("Email cannot be null"), [("emails", Tendency.MISSES)]),
        (detail("emails[0].type: Extra inputs are not permitted"), [("emails.type", Tendency.REJECTS)]),
        (detail("Unknown attribute: externalId"), [("externalId", Tendency.REJECTS)]),
        (detail("meta is read-only"), [("meta", Tendency.REJECTS)]),
        (detail("user_type: invalid choice"), [("userType", Tendency.REJECTS)]),
        (
            {
                "detail": [
                    {"loc": ["body", "emails", 0, "primary"], "msg": "Extra inputs are not permitted", "type": "x"}
                ]
            },
            [("emails.primary", Tendency.REJECTS)],
        ),
        ({"errors": {"emails": ["is required"]}}, [("emails", Tendency.MISSES)]),
        ("ValidationError: roles: unexpected", [("roles", Tendency.REJECTS)]),
        (detail("Something went wrong"), []),
        (detail(""), []),
        ([], []),
        ("", []),
    ],
)
def test_a_refusal_is_read_for_the_attributes_it_names(body, wanted):
    assert [(each.path, each.tendency) for each in mentions(refusal(body), KNOWN)] == wanted


def test_an_attribute_of_the_targets_own_schema_is_known():
    urn = "urn:example:2.0:User"
    published = Published([{"id": urn, "attributes": [{"name": "badge", "type": "string"}]}])

    found = mentions(refusal(detail("badge is required")), known_names(published, CORE_USER, [urn]))

    assert [each.path for each in found] == [f"{urn}:badge"]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("userName must be an email address", True),
        ("user name: Enter a valid e-mail address", True),
        ("userName is taken", False),
        ("emails is required", False),
    ],
)
def test_a_refusal_may_ask_for_an_address_as_the_username(text, asks):
    assert bool(wants_an_address(refusal(detail(text)))) is asks


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("userName: the domain must be corp.example.com", ["corp.example.com"]),
        ("Only addresses @acme.test are allowed, not scimproof.example", ["acme.test"]),
        ("The domain scimproof.example is not verified", []),
        ("e.g. this", []),
    ],
)
def test_the_domains_that_a_refusal_names(text, named):
    assert domains(refusal(detail(text)), "scimproof.example") == named
