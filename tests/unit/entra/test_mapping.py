import json
import random

import pytest

from scimproof.data import fixtures
from scimproof.entra import mapping_file
from scimproof.entra.directory import Directory
from scimproof.entra.mapping import Apply, BadMapping
from scimproof.entra.paths import ENTERPRISE, GROUP, USER

EXPORT = json.loads((fixtures() / "mappings" / "default.json").read_text(encoding="utf-8"))


@pytest.fixture
def person():
    return Directory("sp-1a2b").person(givenName="Jo", surname="Doe")


def of(*rows, attributes=(), **more):
    """Return the mapping of users with these rows."""
    objects = {"sourceObjectName": "User", "targetObjectName": ENTERPRISE, "attributeMappings": list(rows), **more}
    return mapping_file.read(
        json.dumps(
            {
                "synchronizationRules": [{"objectMappings": [objects]}],
                "directories": [{"objects": [{"name": ENTERPRISE, "attributes": list(attributes)}]}],
            }
        )
    ).users


def row(target, expression, **more):
    source = {"expression": expression, "name": expression.strip("[]"), "type": "Attribute", "parameters": []}
    return {"targetAttributeName": target, "source": source, **more}


def test_the_default_mapping_is_whole():
    schema = mapping_file.default()

    assert [each.target for each in schema.users.matching] == ["userName"]
    assert [each.target for each in schema.users.references] == [f"{ENTERPRISE}:manager"]
    assert [each.target for each in schema.groups.references] == ["members"]
    assert len(schema.users.rows) == 24
    assert schema.problems() == []


def test_what_microsoft_documents_is_told_from_what_was_seen():
    rows = {each.target: each.documented for each in mapping_file.default().users.rows}

    assert rows["title"]
    assert rows['addresses[type eq "other"].formatted']
    assert not rows["name.formatted"]
    assert not rows['addresses[type eq "work"].formatted']
    assert sum(rows.values()) == 18


def test_a_person_flows_through_the_default_mapping(person):
    body = mapping_file.default().users.body(person.attributes)

    assert body == {
        "schemas": [USER, ENTERPRISE],
        "userName": person.upn,
        "active": True,
        "displayName": person.display,
        "title": "Field Engineer",
        "emails": [
            {"type": "work", "value": person["mail"], "primary": True},
            {"type": "other", "value": f"other.{person.upn}"},
        ],
        "preferredLanguage": "en-GB",
        "name": {"givenName": "Jo", "familyName": "Doe", "formatted": "Jo Doe"},
        "addresses": [
            {
                "type": "work",
                "formatted": "Building 7",
                "streetAddress": "1 Harbour Way",
                "locality": "Utrecht",
                "region": "UT",
                "postalCode": "3511 AA",
                "country": "NL",
            },
            {"type": "other", "formatted": "Building 7"},
        ],
        "phoneNumbers": [
            {"type": "work", "value": person["telephoneNumber"]},
            {"type": "mobile", "value": person["mobile"]},
            {"type": "fax", "value": person["facsimileTelephoneNumber"]},
        ],
        "externalId": "sp-1a2b-1",
        ENTERPRISE: {"employeeNumber": "sp-1a2b-1", "department": "Operations"},
        "roles": [],
        "meta": {"resourceType": "User"},
    }


def test_the_full_body_of_the_fixtures_is_what_the_default_mapping_gives(person):
    assert person.scim("user-create-full") == mapping_file.default().users.body(person.attributes)


def test_a_group_flows_through_the_default_mapping():
    body = mapping_file.default().groups.body({"displayName": "G", "objectId": "1", "members": ["u1"]})

    assert body == {
        "schemas": [GROUP],
        "displayName": "G",
        "externalId": "1",
        "members": [],
        "meta": {"resourceType": "Group"},
    }


def test_a_disabled_person_flows_as_a_boolean(person):
    assert mapping_file.default().users.values(person.but(IsSoftDeleted="True").attributes)["active"] is False


def test_nothing_empty_flows(person):
    values = mapping_file.default().users.values(person.but(jobTitle=None, mobile="", city=[]).attributes)

    assert not {"title", 'phoneNumbers[type eq "mobile"].value', 'addresses[type eq "work"].locality'} & set(values)


def test_a_default_counts_on_create_alone():
    users = of(row("title", "[jobTitle]", defaultValue="Employee"))

    assert users.values({}, creating=True) == {"title": "Employee"}
    assert users.values({}) == {}


def test_a_row_for_creation_alone_does_not_flow_later():
    users = of(row("title", "[jobTitle]", flowType="ObjectAddOnly"))

    assert users.rows[0].apply is Apply.ON_CREATE
    assert users.values({"jobTitle": "T"}, creating=True) == {"title": "T"}
    assert users.values({"jobTitle": "T"}) == {}


@pytest.mark.parametrize(
    ("type_", "value", "flows"),
    [("Boolean", "TRUE", True), ("Integer", "07", 7), ("String", 7, "7"), ("DateTime", "2020-01-01", "2020-01-01")],
)
def test_a_value_takes_the_type_of_its_target(type_, value, flows):
    for spelling in (type_, type_.lower()):
        users = of(row("x", "[x]"), attributes=[{"name": "X", "type": spelling}])

        assert users.values({"x": value}) == {"x": flows}
        assert type(users.values({"x": value})["x"]) is type(flows)


@pytest.mark.parametrize(("type_", "value"), [("Boolean", "maybe"), ("Integer", "many")])
def test_a_value_of_another_type_is_named(type_, value):
    users = of(row("x", "[x]"), attributes=[{"name": "x", "type": type_}])

    with pytest.raises(BadMapping, match=f"x: '{value}' is not"):
        users.values({"x": value})


@pytest.mark.parametrize("spelling", ["multivalued", "multiValued", "MULTIVALUED"])
def test_a_list_flows_whole_where_the_target_takes_one(spelling):
    many = of(row("x", "[x]"), attributes=[{"name": "x", spelling: True}])
    one = of(row("x", "[x]"))

    assert many.values({"x": ["a", "b"]}) == {"x": ["a", "b"]}
    assert one.values({"x": ["a", "b"]}) == {"x": "a"}


def test_matching_attributes_come_by_precedence():
    users = of(row("a", "[a]", matchingPriority=2), row("b", "[b]", matchingPriority="1"), row("c", "[c]"))

    assert [each.target for each in users.matching] == ["b", "a"]


def test_an_expression_is_written_out_when_its_text_is_missing():
    join = {"type": "Function", "name": "Join", "parameters": [
        {"key": "separator", "value": {"type": "Constant", "name": '-"'}},
        {"key": "source1", "value": {"type": "Attribute", "name": "a"}},
        {"key": "source2", "value": {"type": "Function", "name": "ToUpper", "parameters": [
            {"key": "source", "value": {"type": "Attribute", "name": "b"}}, {"key": "culture", "value": None}]}},
    ]}  # fmt: skip
    users = of({"targetAttributeName": "x", "source": join})

    assert users.values({"a": "A", "b": "b"}) == {"x": 'A-"B'}


def test_a_constant_is_one_however_it_is_written():
    for source in ({"type": "Constant", "name": "NL", "expression": '"NL"'}, {"type": "Constant", "expression": "NL"}):
        assert of({"targetAttributeName": "x", "source": source}).values({}) == {"x": "NL"}


def test_a_row_of_type_none_maps_nothing():
    assert of({"targetAttributeName": "x", "source": None}).rows == ()


def test_target_actions_can_be_unticked():
    users = of(flowTypes="Add, Update", enabled=False)

    assert (users.creates, users.updates, users.deletes, users.enabled) == (True, True, False, False)


def test_a_mapping_that_cannot_work_says_so():
    rules = {"objectMappings": [{"sourceObjectName": "User", "attributeMappings": [row("id", "[objectId]")]}]}
    schema = mapping_file.read(json.dumps({"synchronizationRules": [rules]}))

    assert len(schema.problems()) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("null", "no synchronizationRules"),
        ("[]", "no synchronizationRules"),
        ('{"synchronizationRules": {}}', "no synchronizationRules"),
        ('{"synchronizationRules": [7]}', "no object mapping has User"),
        (json.dumps({"synchronizationRules": [{"objectMappings": [{"sourceObjectName": "Group"}]}]}), "User"),
    ],
)
def test_what_is_no_mapping_is_refused_in_one_line(text, why):
    with pytest.raises(BadMapping, match=why) as caught:
        mapping_file.read(text)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (row("", "[a]"), "attribute mapping 1 .* has no targetAttributeName"),
        (row("a b", "[a]"), "a b: 'a b' is not the name of a SCIM attribute"),
        (row("title", "Foo([a])"), r"title: Foo\(\[a\]\): unknown function 'Foo'"),
        (7, "has no targetAttributeName"),
    ],
)
def test_a_bad_row_is_named(bad, why):
    with pytest.raises(BadMapping, match=why):
        of(bad)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(BadMapping, match=r"nowhere\.json: FileNotFoundError"):
        mapping_file.load(tmp_path / "nowhere.json")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    file = tmp_path / "bom.json"
    file.write_text(json.dumps(EXPORT), encoding="utf-8-sig")

    assert mapping_file.load(file) == mapping_file.default()


def test_no_damage_to_an_export_breaks_the_reader():
    chance = random.Random(7)  # noqa: S311 - a repeatable choice
    hostile = [None, 7, "", "x", [], {}, [None], {"name": []}, True]
    for _ in range(300):
        document = json.loads(json.dumps(EXPORT))
        holder = document
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            key = chance.choice(keys)
            if not isinstance(holder[key], dict | list) or not holder[key] or chance.random() < 0.15:
                holder[key] = chance.choice(hostile)
                break
            holder = holder[key]
        try:
            mapping_file.read(json.dumps(document))
        except BadMapping as error:
            assert "\n" not in str(error)  # noqa: PT017 - either is right, a traceback is not
