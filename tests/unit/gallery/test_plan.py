import json

import pytest

from scimproof.data import fixtures
from scimproof.entra.mapping import BadMapping
from scimproof.gallery.plan import load
from scimproof.gallery.schemas import flattened
from scimproof.gallery.values import Values, data, place

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.fixture
def schema():
    return json.loads((fixtures() / "mappings" / "default.json").read_text(encoding="utf-8"))


@pytest.fixture
def loaded(tmp_path):
    def load_(document):
        file = tmp_path / "schema.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        return load(str(file), data()["transforms"])

    return load_


def _mapping(document, kind):
    return next(
        each for each in document["synchronizationRules"][0]["objectMappings"] if kind in each["targetObjectName"]
    )


def test_groups_count_only_when_their_mapping_is_enabled(schema, loaded):
    assert loaded(schema).has_groups

    _mapping(schema, ":Group")["enabled"] = False

    assert not loaded(schema).has_groups


def test_a_user_mapping_of_another_name_leaves_the_lookup_empty(schema, loaded):
    _mapping(schema, ":User")["targetObjectName"] = "User"

    plan = loaded(schema)

    assert plan.rows == ()
    assert not plan.manager_mapped
    assert plan.manager_listed


def test_sources_have_the_names_of_graph(schema, loaded):
    rows = {each.target: each.source for each in loaded(schema).rows}

    assert rows['phoneNumbers[type eq "work"].value'] == "businessPhones"
    assert rows["active"] == "accountEnabled"
    assert rows["name.formatted"] == "givenName"


@pytest.mark.parametrize("document", [{}, {"synchronizationRules": []}, []])
def test_what_is_no_schema_is_refused(loaded, document):
    with pytest.raises(BadMapping):
        loaded(document)


def test_a_schema_without_directories_is_refused(schema, loaded):
    del schema["directories"]

    with pytest.raises(BadMapping, match="directories"):
        loaded(schema)


def test_the_shared_body(schema, loaded):
    values = Values(loaded(schema), prefix="scimproof-abcdef-", domain="example.com", seed=3)

    body, other = values.user(values.user_name("lascuser")), values.user(values.user_name("lasupduser"))

    assert body["schemas"] == [CORE, ENTERPRISE]
    assert body["userName"].startswith("scimproof-abcdef-lascuser")
    assert body["active"] is True
    assert body["emails"] == other["emails"]
    assert body["externalId"] != other["externalId"]
    assert body[ENTERPRISE] == other[ENTERPRISE] == {"employeeNumber": "E12345", "department": "Research"}
    assert [each["primary"] for each in body["phoneNumbers"]] == [True, False, False]
    assert "roles" not in body
    assert "manager" not in body[ENTERPRISE]


def test_types_do_not_change_the_text_that_is_sent(schema, loaded):
    attributes = schema["directories"][0]["objects"][0]["attributes"]
    attributes += [{"name": "floor", "type": "Integer"}, {"name": "urn:x:y:User:since", "type": "DateTime"}]

    body = Values(loaded(schema), prefix="scimproof-abcdef-", domain="example.com", seed=3).user("a")

    assert body["floor"].startswith("Test-floor-")
    assert body["urn:x:y:User"]["since"].startswith("Test-since-")


def test_a_directory_without_external_id_sends_it_empty_where_the_workflow_does(schema, loaded):
    for each in schema["directories"][0]["objects"]:
        each["attributes"] = [one for one in each["attributes"] if one["name"] != "externalId"]

    values = Values(loaded(schema), prefix="scimproof-abcdef-", domain="example.com", seed=3)

    assert values.external_id() == ""
    assert "externalId" not in values.user("a")


def test_a_role_asked_for_by_primary_becomes_a_type():
    body = {}

    place(body, 'roles[primary eq "True"].value', "TestRole")

    assert body == {"roles": [{"type": "True", "primary": True, "value": "TestRole"}]}


def test_schemas_become_flat_names():
    listed = [
        {
            "id": CORE,
            "attributes": [
                {"name": "userName", "type": "string"},
                {"name": "profileUrl", "type": "reference"},
                {"name": "name", "type": "complex", "subAttributes": [{"name": "givenName", "type": "string"}]},
                {
                    "name": "emails",
                    "type": "complex",
                    "multiValued": True,
                    "subAttributes": [{"name": "value"}, {"name": "type", "canonicalValues": ["work"]}],
                },
                {"name": "roles", "type": "complex", "multiValued": True, "subAttributes": [{"name": "value"}]},
            ],
        },
        {"id": "urn:anything", "attributes": [{"name": "costCenter"}]},
        None,
        {"id": None, "attributes": 7},
    ]

    users, groups = flattened(listed)

    assert users == {
        "username",
        "name.givenname",
        'emails[type eq "work"].value',
        'roles[primary eq "true"].value',
        "urn:anything:costcenter",
    }
    assert groups == set()
