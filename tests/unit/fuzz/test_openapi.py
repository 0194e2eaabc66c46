"""The document that a target's own words make."""

import json
import re
from types import SimpleNamespace

import pytest
from jsonschema import Draft202012Validator

from scimproof import cli
from scimproof.capabilities import CORE_USER
from scimproof.fuzz.schema.openapi import document
from scimproof.fuzz.schema.shapes import shapes


class Silent:
    """Capabilities of a target that publishes what a test says, or nothing."""

    def __init__(self, **documents):
        self._documents = documents

    def document(self, path):
        """Return an exchange as far as anybody here looks at one."""
        published = self._documents.get(path.strip("/"))
        listed = published if isinstance(published, list) else []
        return SimpleNamespace(
            json=published, resource={}, resources=[each for each in listed if isinstance(each, dict)]
        )

    def state(self, _):
        """Return that nothing is declared."""
        return SimpleNamespace(declared=None)


@pytest.fixture
def described(bench):
    return document(bench.capabilities, "http://x")


def test_every_component_is_a_json_schema(described):
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere(described):
    referred = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(described)))

    assert referred <= set(described["components"]["schemas"])


def test_operations_are_told_apart(described):
    ids = [
        operation["operationId"]
        for path in described["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    ]

    assert len(ids) == len(set(ids))
    assert {"createUser", "changeUser", "searchGroup", "replaceGroup"} <= set(ids)


def _operations(described):
    return [each for path in described["paths"].values() for each in path.values() if isinstance(each, dict)]


def test_every_example_is_as_its_schema_has_it(described):
    checked = 0
    for content in (each.get("requestBody", {}).get("content", {}) for each in _operations(described)):
        for media in content.values():
            whole = {"$schema": "https://json-schema.org/request/2020-12/schema", **media["schema"]}
            whole["components"] = described["components"]
            for example in media.get("examples", {}).values():
                Draft202012Validator(whole).validate(example["value"])
                checked += 1

    assert checked >= 8


def test_links_lead_to_operations(described):
    ids = {each["operationId"] for each in _operations(described)}
    linked = {
        link["operationId"]
        for operation in _operations(described)
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    }

    assert {"readUser", "changeUser", "replaceGroup", "deleteGroup"} <= linked <= ids


def test_nothing_read_only_is_sent(described):
    written = described["components"]["schemas"]["UserToWrite"]["properties"]

    assert not {"id", "meta", "groups"} & set(written)
    assert "groups" in described["components"]["schemas"]["User"]["properties"]


def test_what_is_never_returned_is_only_written(described):
    assert "password" in described["components"]["schemas"]["UserToWrite"]["properties"]
    assert "password" not in described["components"]["schemas"]["User"]["properties"]


def test_the_filter_pattern_takes_filters_and_nothing_else(described):
    parameters = described["paths"]["/Users"]["get"]["parameters"]
    pattern = next(each["schema"]["pattern"] for each in parameters if each["name"] == "filter")

    assert re.match(pattern, 'userName eq "x" and active eq true or title pr')
    assert not re.match(pattern, 'unknown eq "x"')
    assert not re.match(pattern, "userName eq")


def test_patch_paths_reach_elements_and_extensions(described):
    written = json.dumps(described["components"]["schemas"]["UserPatch"])

    assert 'emails[type eq \\\\\\"work\\\\\\"].value' in json.dumps(written)
    assert "enterprise:2.0:User:department" in written
    assert "groups" not in written


def test_a_silent_target_has_the_schemas_of_the_rfc():
    found = document(Silent(), "http://x")

    assert {"/Users", "/Groups"} <= set(found["paths"])
    assert "userName" in found["components"]["schemas"]["UserToWrite"]["required"]


@pytest.mark.parametrize(
    "published",
    [
        None,
        "text",
        [None, 3, "x"],
        [{"id": 5, "attributes": []}],
        [{"id": CORE_USER, "attributes": None}],
        [{"id": CORE_USER, "attributes": [None, {"name": None}, {"name": "a", "type": 7, "subAttributes": "x"}]}],
        [{"id": CORE_USER, "attributes": [{"name": "a", "canonicalValues": {"x": 1}, "multiValued": "yes"}]}],
    ],
)
def test_whatever_is_published_there_are_users(published):
    types = [{"name": "User", "endpoint": "Users", "schema": CORE_USER, "schemaExtensions": [None, {"schema": 3}]}]
    target = Silent(Schemas=published, ResourceTypes=types)

    assert [each.endpoint for each in shapes(target)] == ["/Users"]
    json.dumps(document(target, "http://x"))


def test_the_command_writes_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert cli.main(["openapi", "--output", "scim.json"]) == 0
    assert json.loads((tmp_path / "scim.json").read_text())["openapi"] == "3.1.0"


def test_the_command_says_when_there_is_nothing_to_describe(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert cli.main(["openapi", "--tenant-url", "http://127.0.0.1:9/scim"]) == 6
    assert capsys.readouterr().err.startswith("scimproof: http://127.0.0.1:9/scim")
