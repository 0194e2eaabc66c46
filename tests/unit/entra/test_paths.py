import pytest

from scimproof.entra.paths import ENTERPRISE, USER, BadPath, parse, present, read, write

RESOURCE = {
    "userName": "jo@contoso.com",
    "active": False,
    "name": {"givenName": "Jo"},
    "emails": [{"type": "home", "value": "h"}, {"type": "Work", "value": "w", "primary": True}],
    "roles": [{"primary": True, "value": "admin"}],
    "title": "",
    ENTERPRISE: {"manager": {"value": "42"}, "department": None},
}


@pytest.mark.parametrize(
    ("text", "schema", "attribute", "key", "wanted", "sub"),
    [
        ("userName", "", "userName", "", "", ""),
        ("name.givenName", "", "name", "", "", "givenName"),
        ('emails[type eq "work"].value', "", "emails", "type", "work", "value"),
        ('roles[primary eq "True"]', "", "roles", "primary", "True", ""),
        ("roles[primary eq true].value", "", "roles", "primary", "true", "value"),
        (f"{ENTERPRISE}:employeeNumber", ENTERPRISE, "employeeNumber", "", "", ""),
        (f"{ENTERPRISE}:manager.value", ENTERPRISE, "manager", "", "", "value"),
        (f"{USER}:role", "", "role", "", "", ""),
        ('emails[type eq "a:b.c"].value', "", "emails", "type", "a:b.c", "value"),
        (r'emails[type eq "say \"hi\""].value', "", "emails", "type", 'say "hi"', "value"),
    ],
)
def test_a_name_is_taken_apart(text, schema, attribute, key, wanted, sub):
    path = parse(text)

    assert (path.schema, path.attribute, path.key, path.wanted, path.sub) == (schema, attribute, key, wanted, sub)


@pytest.mark.parametrize("text", ["", "a b", "emails[type eq work].value", "emails[", "x:y", "name.given.name", "1st"])
def test_what_is_no_name_is_refused(text):
    with pytest.raises(BadPath):
        parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("username", "jo@contoso.com"),
        ("active", False),
        ("name.givenName", "Jo"),
        ("name.familyName", None),
        ('emails[type eq "work"].value', "w"),
        ('emails[type eq "other"].value', None),
        ('roles[primary eq "True"].value', "admin"),
        (f"{ENTERPRISE}:manager.value", "42"),
        (f"{ENTERPRISE.lower()}:manager.value", "42"),
        ("nobody.here", None),
    ],
)
def test_a_value_is_read(text, value):
    assert read(RESOURCE, text) == value


@pytest.mark.parametrize("hostile", [None, [], "x", 3, {"emails": {"type": "work"}, "name": "x", ENTERPRISE: []}])
def test_reading_survives_any_resource(hostile):
    for text in ("userName", "name.givenName", 'emails[type eq "work"].value', f"{ENTERPRISE}:manager.value"):
        assert read(hostile, text) is None


def test_present_are_those_with_a_value():
    asked = ["userName", "active", "title", "nickName", f"{ENTERPRISE}:department", 'emails[type eq "work"].value']

    assert present(RESOURCE, asked) == {"userName", "active", 'emails[type eq "work"].value'}


def test_writing_makes_objects_and_elements():
    body = {}
    write(body, "userName", "jo")
    write(body, "name.givenName", "Jo")
    write(body, 'phoneNumbers[type eq "work"].value', "1")
    write(body, 'phoneNumbers[type eq "fax"].value', "2")
    write(body, 'phoneNumbers[type eq "work"].display', "one")
    write(body, 'roles[primary eq "True"].value', "admin")
    write(body, f"{ENTERPRISE}:department", "Sales")

    assert body == {
        "userName": "jo",
        "name": {"givenName": "Jo"},
        "phoneNumbers": [{"type": "work", "value": "1", "display": "one"}, {"type": "fax", "value": "2"}],
        "roles": [{"primary": True, "value": "admin"}],
        ENTERPRISE: {"department": "Sales"},
    }


def test_writing_over_a_value_of_another_kind_is_refused():
    with pytest.raises(BadPath, match="another type"):
        write({"name": "Jo"}, "name.givenName", "Jo")
