import json
from functools import cache

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from scimproof.data import schemas
from scimproof.entra import dialect
from scimproof.entra.dialect import Dialect
from scimproof.entra.paths import ENTERPRISE, GROUP, USER

FILES = sorted((schemas() / "scim").glob("*.schema.json"))
CONTENTS = {each.name.removesuffix(".schema.json"): json.loads(each.read_text(encoding="utf-8")) for each in FILES}
MESSAGE = "urn:ietf:params:scim:api:messages:2.0:"
CORE = "urn:ietf:params:scim:schemas:core:2.0:"

GOOD_USER = {
    "schemas": [USER, ENTERPRISE],
    "id": "1",
    "userName": "jo",
    "active": False,
    "name": {"givenName": "Jo", "familyName": None},
    "emails": [{"value": "a", "type": "work", "primary": True}, {"value": "b", "primary": False}],
    "addresses": [{"type": "work", "formatted": "x"}],
    "phoneNumbers": None,
    "title": None,
    "shoeSize": {"eu": 42},
    "meta": {"resourceType": "User", "created": "2020-01-02T03:04:05.1234567Z", "lastModified": "2020-01-02T03:04:05"},
    ENTERPRISE: {"manager": {"value": "2", "$ref": None}, "department": "D"},
    "urn:example:x": {"anything": 1},
}
GOOD_GROUP = {"schemas": [GROUP], "id": "1", "displayName": "G", "members": [{"value": "1", "type": "User"}]}
GOOD_LIST = {"schemas": [MESSAGE + "ListResponse"], "totalResults": 1, "startIndex": 1, "Resources": [{"id": "1"}]}
GOOD_ERROR = {"schemas": [MESSAGE + "Error"], "status": "404", "detail": "none"}
GOOD_CONFIG = {
    "schemas": [CORE + "ServiceProviderConfig"],
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": True, "maxResults": 200},
    **{each: {"supported": False} for each in ("changePassword", "sort", "etag")},
    "authenticationSchemes": [{"type": "oauthbearertoken", "name": "Bearer", "description": "A token"}],
}
GOOD_TYPE = {
    "schemas": [CORE + "ResourceType"],
    "name": "User",
    "endpoint": "/Users",
    "schema": USER,
    "schemaExtensions": [{"schema": ENTERPRISE, "required": False}],
}
GOOD_SCHEMA = {
    "id": USER,
    "attributes": [
        {"name": "userName", "type": "string", "multiValued": False, "mutability": "readWrite", "uniqueness": "server"},
        {
            "name": "groups",
            "type": "complex",
            "multiValued": True,
            "subAttributes": [{"name": "$ref", "type": "reference", "multiValued": False, "referenceTypes": ["Group"]}],
        },
    ],
}
GOOD_PATCH = dialect.envelope(dialect.update(Dialect.FLAG, {"title": "T", "name.givenName": "G"}))

BAD = [
    ("user", GOOD_USER, {"active": "True"}),
    ("user", GOOD_USER, {"active": 1}),
    ("user", GOOD_USER, {"id": None}),
    ("user", GOOD_USER, {"id": 1}),
    ("user", GOOD_USER, {"id": ""}),
    ("user", GOOD_USER, {"userName": None}),
    ("user", GOOD_USER, {"schemas": [ENTERPRISE]}),
    ("user", GOOD_USER, {"schemas": [USER, USER]}),
    ("user", GOOD_USER, {"schemas": USER}),
    ("user", GOOD_USER, {"emails": {"value": "a"}}),
    ("user", GOOD_USER, {"emails": ["a"]}),
    ("user", GOOD_USER, {"emails": [{"value": 1}]}),
    ("user", GOOD_USER, {"emails": [{"primary": "True"}]}),
    ("user", GOOD_USER, {"emails": [{"primary": True}, {"primary": True}]}),
    ("user", GOOD_USER, {"addresses": [{"primary": True}, {"primary": True}]}),
    ("user", GOOD_USER, {"name": "Jo"}),
    ("user", GOOD_USER, {"password": "x"}),
    ("user", GOOD_USER, {"roles": ["admin"]}),
    ("user", GOOD_USER, {"meta": {"created": "yesterday"}}),
    ("user", GOOD_USER, {"meta": {"created": "2020-02-31T00:00:00Z"}}),
    ("user", GOOD_USER, {"meta": {"created": 1577934245}}),
    ("user", GOOD_USER, {ENTERPRISE: {"manager": "2"}}),
    ("user", GOOD_USER, {ENTERPRISE: {"manager": [{"value": "2"}]}}),
    ("user", GOOD_USER, {ENTERPRISE: []}),
    ("user", GOOD_USER, {"urn:example:x": "flat"}),
    ("group", GOOD_GROUP, {"displayName": None}),
    ("group", GOOD_GROUP, {"members": {"value": "1"}}),
    ("group", GOOD_GROUP, {"members": ["1"]}),
    ("group", GOOD_GROUP, {"members": [{"value": 1}]}),
    ("list-response", GOOD_LIST, {"totalResults": "1"}),
    ("list-response", GOOD_LIST, {"totalResults": -1}),
    ("list-response", GOOD_LIST, {"totalResults": None}),
    ("list-response", {**GOOD_LIST, "totalResults": 0}, {"Resources": [{"id": "1"}]}),
    ("list-response", GOOD_LIST, {"Resources": None}),
    ("list-response", GOOD_LIST, {"Resources": {}}),
    ("list-response", GOOD_LIST, {"startIndex": 0}),
    ("list-response", GOOD_LIST, {"schemas": []}),
    ("error", GOOD_ERROR, {"status": 404}),
    ("error", GOOD_ERROR, {"status": "not found"}),
    ("error", GOOD_ERROR, {"detail": {"text": "x"}}),
    ("service-provider-config", GOOD_CONFIG, {"patch": True}),
    ("service-provider-config", GOOD_CONFIG, {"patch": {"supported": "true"}}),
    ("service-provider-config", GOOD_CONFIG, {"bulk": {"supported": False}}),
    ("service-provider-config", GOOD_CONFIG, {"authenticationSchemes": {}}),
    ("service-provider-config", GOOD_CONFIG, {"authenticationSchemes": [{"type": "x"}]}),
    ("resource-type", GOOD_TYPE, {"endpoint": None}),
    ("resource-type", GOOD_TYPE, {"schemaExtensions": [{"schema": ENTERPRISE}]}),
    ("schema", GOOD_SCHEMA, {"attributes": {}}),
    ("schema", GOOD_SCHEMA, {"attributes": [{"name": "a", "type": "text", "multiValued": False}]}),
    ("schema", GOOD_SCHEMA, {"attributes": [{"name": "a b", "type": "string", "multiValued": False}]}),
    ("schema", GOOD_SCHEMA, {"attributes": [{"name": "a", "type": "complex", "multiValued": False}]}),
    (
        "schema",
        GOOD_SCHEMA,
        {"attributes": [{"name": "a", "type": "string", "multiValued": False, "mutability": "ReadWrite"}]},
    ),
    ("patch-op", GOOD_PATCH, {"Operations": []}),
    ("patch-op", GOOD_PATCH, {"Operations": dialect.disable(Dialect.LEGACY)}),
    ("patch-op", GOOD_PATCH, {"Operations": [{"op": "remove"}]}),
    ("patch-op", GOOD_PATCH, {"Operations": [{"op": "remove", "path": "members", "value": []}]}),
    ("patch-op", GOOD_PATCH, {"Operations": [{"op": "add", "path": "title"}]}),
]

GOOD = [
    ("user", GOOD_USER, {}),
    ("user", {"schemas": [USER], "id": "1", "userName": "jo"}, {}),
    ("user", GOOD_USER, {ENTERPRISE: None}),
    ("user", GOOD_USER, {"meta": {"created": "2020-01-02T03:04:05+01:00"}}),
    ("group", GOOD_GROUP, {}),
    ("group", GOOD_GROUP, {"members": None}),
    ("group", GOOD_GROUP, {"members": []}),
    ("list-response", GOOD_LIST, {}),
    ("list-response", GOOD_LIST, {"totalResults": 0, "Resources": []}),
    ("list-response", {"schemas": [MESSAGE + "ListResponse"], "nextCursor": "x"}, {}),
    ("error", GOOD_ERROR, {"scimType": "invalidFilter"}),
    ("service-provider-config", GOOD_CONFIG, {}),
    ("service-provider-config", GOOD_CONFIG, {"pagination": {"cursor": True, "index": True}}),
    ("resource-type", GOOD_TYPE, {}),
    ("schema", GOOD_SCHEMA, {"schemas": [CORE + "Schema"]}),
    ("patch-op", GOOD_PATCH, {}),
]


@cache
def validator(name):
    registry = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in CONTENTS.values())
    return Draft202012Validator(CONTENTS[name], registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("name", CONTENTS)
def test_each_file_is_a_schema_with_a_name_of_its_own(name):
    Draft202012Validator.check_schema(CONTENTS[name])

    assert CONTENTS[name]["$id"] == f"urn:scimproof:schemas:scim:{name}"
    assert CONTENTS[name]["title"]


def test_the_date_time_format_is_checked_at_all():
    assert "date-time" in Draft202012Validator.FORMAT_CHECKER.checkers


@pytest.mark.parametrize(("name", "sample", "change"), GOOD)
def test_what_the_rfcs_allow_passes(name, sample, change):
    assert [each.message for each in validator(name).iter_errors({**sample, **change})] == []


@pytest.mark.parametrize(("name", "sample", "change"), BAD, ids=[f"{name} {change}" for name, _, change in BAD])
def test_what_the_rfcs_forbid_fails_where_it_stands(name, sample, change):
    errors = list(validator(name).iter_errors({**sample, **change}))

    assert errors
    assert {str(each.absolute_path[0]) for each in errors if each.absolute_path} == set(change)


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("hostile", [None, True, 7, "x", [], [None]])
def test_no_answer_breaks_the_judge(name, hostile):
    errors = list(validator(name).iter_errors(hostile))

    assert errors or name in ("common", "enterprise-user")


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("user", GOOD_USER),
        ("group", GOOD_GROUP),
        ("list-response", GOOD_LIST),
        ("error", GOOD_ERROR),
        ("service-provider-config", GOOD_CONFIG),
        ("resource-type", GOOD_TYPE),
        ("schema", GOOD_SCHEMA),
        ("patch-op", GOOD_PATCH),
    ],
)
def test_what_is_required_is_missed(name, sample):
    required = set(CONTENTS[name].get("required", []))
    for key in required | ({"totalResults"} if name == "list-response" else set()):
        lacking = {other: value for other, value in sample.items() if other != key}

        assert list(validator(name).iter_errors(lacking)), key
