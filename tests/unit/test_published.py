import pytest

from scimproof.published import Published

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
EXTENSION = "urn:example:2.0:User"
TYPES = {"name": "type", "canonicalValues": ["work"]}
SCHEMAS = [
    {
        "id": USER,
        "attributes": [
            {"name": "Title"},
            {"name": "groups", "mutability": "readOnly"},
            {"name": "name", "subAttributes": [{"name": "givenName"}, {"name": "formatted", "mutability": "readOnly"}]},
            {"name": "emails", "subAttributes": [{"name": "value"}, TYPES]},
        ],
    },
    {"id": EXTENSION, "attributes": [{"name": "department"}]},
]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("title", True),
        ("nickName", False),
        ("externalId", True),
        ("groups", False),
        ("name.givenName", True),
        ("name.formatted", False),
        ("name.middleName", False),
        ('emails[type eq "work"].value', True),
        ('emails[type eq "home"].value', False),
        ('emails[type eq "work"].display', False),
        (f"{EXTENSION}:department", True),
        (f"{EXTENSION}:division", False),
        ("urn:example:other:2.0:User:department", False),
    ],
)
def test_a_path_is_one_that_a_client_may_set(path, named):
    assert Published(SCHEMAS).names(path, USER) is named


@pytest.mark.parametrize("path", ["groups", "name.formatted"])
def test_what_is_read_only_is_there_to_read(path):
    assert Published(SCHEMAS).names(path, USER, to_read=True)


def test_without_schemas_there_is_all_of_the_core():
    assert Published([]).names("nickName", USER)
    assert not Published([]).names(f"{EXTENSION}:department", USER)


def test_the_part_of_a_body_that_is_declared():
    body = {
        "schemas": [USER],
        "userName": "jo",
        "title": "Lead",
        "nickName": "J",
        "name": {"givenName": "Jo", "formatted": "Jo D"},
        "emails": [{"type": "work", "value": "a", "primary": True}, {"type": "home", "value": "b"}],
        EXTENSION: {"department": "d", "division": "e"},
        "urn:example:unpublished": {"x": 1},
    }

    assert Published(SCHEMAS).part(body, USER) == {
        "schemas": [USER],
        "userName": "jo",
        "title": "Lead",
        "name": {"givenName": "Jo"},
        "emails": [{"type": "work", "value": "a"}],
        EXTENSION: {"department": "d"},
        "urn:example:unpublished": {"x": 1},
    }


@pytest.mark.parametrize(
    "garbage", [[{}], [{"id": 5, "attributes": 7}], [{"id": USER, "attributes": [None, {"name": []}]}]]
)
def test_garbage_names_nothing(garbage):
    assert not Published(garbage).names("title", USER)
    assert Published(garbage).part({"title": "x", "emails": [None]}, USER) == {}
