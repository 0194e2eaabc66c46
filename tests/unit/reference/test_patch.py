from __future__ import annotations

import pytest

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:scimproof:2.0:User"
ROLE = '{"id":"1","value":"25","displayName":"Role1234"}'
WORK = {"value": "w@x", "type": "work", "primary": True}
HOME = {"value": "h@x", "type": "home"}

START = {
    "userName": "jo",
    "displayName": "Jo",
    "title": "Boss",
    "name": {"givenName": "Jo", "familyName": "Doe"},
    "emails": [WORK, HOME],
    ENTERPRISE: {"department": "Sales", "manager": {"value": "m1"}},
    CUSTOM: {"badges": ["red", "blue"]},
}


def op(verb, path=None, value=...):
    return {"op": verb} | ({} if path is None else {"path": path}) | ({} if value is ... else {"value": value})


@pytest.fixture
def jo(sp):
    return sp.user(**START)


def at(body, *steps):
    for each in steps:
        body = body.get(each, {}) if isinstance(body, dict) else body[each]
    return body


PHONE = 'phoneNumbers[type eq "mobile"].value'


@pytest.mark.parametrize(
    ("operation", "steps", "expected"),
    [
        (op("Replace", "displayName", "P"), ["displayName"], "P"),
        (op("REPLACE", "DISPLAYNAME", "P"), ["displayName"], "P"),
        (op("Add", "nickName", "B"), ["nickName"], "B"),
        (op("remove", "title"), ["title"], {}),
        (op("replace", "title", None), ["title"], {}),
        (op("replace", "title", ""), ["title"], {}),
        (op("replace", "displayName", [{"$ref": None, "value": "L"}]), ["displayName"], "L"),
        (op("Replace", "active", "False"), ["active"], False),
        (op("Replace", "active", "fALSE"), ["active"], False),
        (op("replace", None, {"active": False}), ["active"], False),
        (op("Replace", "name.familyName", "F"), ["name"], {"givenName": "Jo", "familyName": "F"}),
        (op("replace", "name", {"familyName": "F"}), ["name"], {"givenName": "Jo", "familyName": "F"}),
        (op("replace", "name", {"familyName": None}), ["name"], {"givenName": "Jo"}),
        (op("remove", "name"), ["name"], {}),
        (op("remove", "name.familyName"), ["name"], {"givenName": "Jo"}),
        (op("add", "name.middleName", "M"), ["name", "middleName"], "M"),
        (op("replace", f"{CORE}:displayName", "P"), ["displayName"], "P"),
        (op("replace", f"{CORE}:name.familyName", "F"), ["name", "familyName"], "F"),
        # value paths
        (op("Replace", 'emails[type eq "work"].value', "n@x"), ["emails"], [{**WORK, "value": "n@x"}, HOME]),
        (op("replace", 'EMAILS[TYPE eq "WORK"].VALUE', "n@x"), ["emails"], [{**WORK, "value": "n@x"}, HOME]),
        (op("replace", f'{CORE}:emails[type eq "work"].value', "n@x"), ["emails", 0, "value"], "n@x"),
        (op("replace", 'emails[value eq "h@x"].type', "other"), ["emails", 1, "type"], "other"),
        (op("replace", 'emails[type eq "home"]', {"value": "z@x"}), ["emails"], [WORK, {"value": "z@x"}]),
        (op("add", 'emails[type eq "home"]', {"display": "H"}), ["emails"], [WORK, {**HOME, "display": "H"}]),
        (op("remove", 'emails[type eq "home"]'), ["emails"], [WORK]),
        (op("remove", 'emails[type eq "home"].value'), ["emails"], [WORK]),
        (op("remove", 'emails[type eq "other"]'), ["emails"], [WORK, HOME]),
        (op("replace", 'emails[type eq "home"].value', ""), ["emails"], [WORK]),
        (op("Add", PHONE, "1"), ["phoneNumbers"], [{"type": "mobile", "value": "1"}]),
        (op("Replace", PHONE, "1"), ["phoneNumbers"], [{"type": "mobile", "value": "1"}]),
        (op("Replace", PHONE, ""), ["phoneNumbers"], {}),
        (op("Replace", PHONE, None), ["phoneNumbers"], {}),
        (op("Remove", PHONE), ["phoneNumbers"], {}),
        (op("add", 'addresses[type eq "work"]', {"region": "R"}), ["addresses"], [{"type": "work", "region": "R"}]),
        (op("Add", 'roles[primary eq "True"].value', "r"), ["roles"], [{"primary": True, "value": "r"}]),
        (op("Replace", 'emails[primary eq "True"].value', "n@x"), ["emails", 0, "value"], "n@x"),
        # lists
        (op("add", "emails", [{"value": "o@x"}]), ["emails"], [WORK, HOME, {"value": "o@x"}]),
        (op("add", "emails", {"value": "o@x"}), ["emails"], [WORK, HOME, {"value": "o@x"}]),
        (op("add", "emails", [HOME]), ["emails"], [WORK, HOME]),
        (op("replace", "emails", [HOME]), ["emails"], [HOME]),
        (op("replace", "emails", []), ["emails"], {}),
        (op("remove", "emails"), ["emails"], {}),
        (op("Remove", "emails", [{"value": "h@x"}]), ["emails"], [WORK]),
        (op("replace", "emails.value", "s@x"), ["emails"], [{**WORK, "value": "s@x"}, {**HOME, "value": "s@x"}]),
        (op("add", f"{CUSTOM}:badges", ["green"]), [CUSTOM, "badges"], ["red", "blue", "green"]),
        (op("remove", f'{CUSTOM}:badges[value eq "red"]'), [CUSTOM, "badges"], ["blue"]),
        (op("Remove", f"{CUSTOM}:badges", ["red"]), [CUSTOM, "badges"], ["blue"]),
        (op("Add", "roles", [{"value": ROLE}]), ["roles"], [{"value": ROLE}]),
        # primary
        (op("replace", 'emails[type eq "home"].primary', "True"), ["emails", 0, "primary"], False),
        (op("add", "emails", [{"value": "p", "primary": True}]), ["emails", 0, "primary"], False),
        # extensions
        (op("Replace", f"{ENTERPRISE}:department", "D"), [ENTERPRISE, "department"], "D"),
        (op("Replace", f"{ENTERPRISE.upper()}:DEPARTMENT", "D"), [ENTERPRISE, "department"], "D"),
        (op("remove", f"{ENTERPRISE}:department"), [ENTERPRISE], {"manager": {"value": "m1"}}),
        (op("remove", ENTERPRISE), [ENTERPRISE], {}),
        (op("replace", ENTERPRISE, {"department": "D"}), [ENTERPRISE, "department"], "D"),
        (op("add", f"{CUSTOM}:level", 3), [CUSTOM, "level"], 3),
        (op("add", f"{CUSTOM}:vip", "true"), [CUSTOM, "vip"], True),
        (op("add", f"{CUSTOM}:reviewedAt", "2026-01-02T03:04:05.6Z"), [CUSTOM, "reviewedAt"], "2026-01-02T03:04:05.6Z"),
        # manager
        (op("Add", f"{ENTERPRISE}:manager", "m2"), [ENTERPRISE, "manager"], {"value": "m2"}),
        (op("Add", "manager", [{"$ref": "http://x/m2", "value": "m2"}]), [ENTERPRISE, "manager"], {"value": "m2"}),
        (op("replace", f"{ENTERPRISE}:manager", {"value": "m2"}), [ENTERPRISE, "manager"], {"value": "m2"}),
        (op("replace", f"{ENTERPRISE}:manager.value", "m2"), [ENTERPRISE, "manager"], {"value": "m2"}),
        (op("replace", f"{ENTERPRISE}:manager", ""), [ENTERPRISE], {"department": "Sales"}),
        (op("replace", f"{ENTERPRISE}:manager.value", ""), [ENTERPRISE], {"department": "Sales"}),
        (op("remove", 'manager[value eq "m1"]'), [ENTERPRISE], {"department": "Sales"}),
        (op("remove", 'manager[value eq "m2"]'), [ENTERPRISE, "manager"], {"value": "m1"}),
        (op("remove", f"{ENTERPRISE}:manager"), [ENTERPRISE], {"department": "Sales"}),
        # without a path
        (op("replace", None, {"displayName": "D", "name.givenName": "G"}), ["name", "givenName"], "G"),
        (op("add", None, {"name.familyName": "F"}), ["name"], {"givenName": "Jo", "familyName": "F"}),
        (op("replace", None, {f"{ENTERPRISE}:department": "D"}), [ENTERPRISE, "department"], "D"),
        (op("replace", None, {ENTERPRISE: {"department": "D"}}), [ENTERPRISE, "department"], "D"),
        (op("replace", None, {'emails[type eq "work"].value': "n@x"}), ["emails", 0, "value"], "n@x"),
        (op("add", None, {"emails": [{"value": "o@x"}]}), ["emails"], [WORK, HOME, {"value": "o@x"}]),
        (op("replace", None, {"title": ""}), ["title"], {}),
        (op("replace", None, {"nothing": "x", "title": "T"}), ["title"], "T"),
        (op("replace", None, {"id": "x", "meta": {}, "schemas": [], "title": "T"}), ["title"], "T"),
    ],
)
def test_an_operation_leaves(sp, jo, operation, steps, expected):
    answer = sp.patch(jo, operation)

    assert answer.status == 200, answer.json
    assert at(sp.get(jo), *steps) == expected


@pytest.mark.parametrize(
    ("operation", "scim_type"),
    [
        (op("replace", "nothing", "x"), "invalidPath"),
        (op("replace", "name.nothing", "x"), "invalidPath"),
        (op("replace", "emails[type eq", "x"), "invalidPath"),
        (op("replace", 'emails[type eq "x"', "x"), "invalidPath"),
        (op("replace", "emails[type eq work].value", "x"), "invalidFilter"),
        (op("replace", 'emails[nothing eq "x"].value', "x"), "invalidFilter"),
        (op("replace", "urn:unknown:2.0:User:x", "x"), "invalidPath"),
        (op("replace", 5, "x"), "invalidPath"),
        (op("replace", "id", "x"), "mutability"),
        (op("replace", "meta.created", "x"), "mutability"),
        (op("add", "groups", [{"value": "x"}]), "mutability"),
        (op("replace", f"{ENTERPRISE}:manager.displayName", "x"), "mutability"),
        (op("remove", "userName"), "mutability"),
        (op("replace", "userName", ""), "invalidValue"),
        (op("replace", "userName", None), "invalidValue"),
        (op("replace", "userName", "  "), "invalidValue"),
        (op("replace", "active", None), "invalidValue"),
        (op("remove", "active"), "mutability"),
        (op("replace", "active", "maybe"), "invalidValue"),
        (op("replace", "displayName", 5), "invalidValue"),
        (op("replace", "displayName", {"a": 1}), "invalidValue"),
        (op("replace", "name", "x"), "invalidValue"),
        (op("replace", "emails", "x"), "invalidValue"),
        (op("add", "emails", [{"value": "a", "primary": True}, {"value": "b", "primary": True}]), "invalidValue"),
        (op("add", f"{CUSTOM}:level", "three"), "invalidValue"),
        (op("add", f"{CUSTOM}:reviewedAt", "yesterday"), "invalidValue"),
        (op("replace", 'phoneNumbers[type ne "work"].value', "1"), "noTarget"),
        (op("replace", "displayName"), "invalidValue"),
        (op("remove"), "noTarget"),
        (op("replace", None, "x"), "invalidValue"),
        (op("replace", None, None), "invalidValue"),
        (op("move", "title", "x"), "invalidSyntax"),
        ({"path": "title", "value": "x"}, "invalidSyntax"),
    ],
)
def test_an_operation_is_refused_and_nothing_changes(sp, jo, operation, scim_type):
    before = sp.get(jo)

    answer = sp.patch(jo, op("replace", "title", "changed"), operation)

    assert (answer.status, answer.json.get("scimType")) == (400, scim_type)
    assert sp.get(jo) == before


@pytest.mark.parametrize("body", [{}, {"Operations": {}}, {"Operations": ["x"]}, {"schemas": ["x"], "Operations": []}])
def test_what_is_no_patch_message_is_refused(sp, jo, body):
    answer = sp("PATCH", f"/Users/{jo['id']}", body)

    assert (answer.status, answer.json["scimType"]) == (400, "invalidSyntax")


def test_what_changes_nothing_keeps_time_and_version(sp, jo):
    assert sp.patch(jo).status == 200
    assert sp.patch(jo, op("replace", "title", "Boss"), op("add", "emails", [HOME])).status == 200

    assert sp.get(jo)["meta"] == jo["meta"]


def test_a_change_gives_a_new_time_and_version(sp, jo):
    sp.patch(jo, op("replace", "title", "x"))

    meta = sp.get(jo)["meta"]
    assert meta["created"] == jo["meta"]["created"]
    assert meta["lastModified"] > jo["meta"]["lastModified"]
    assert meta["version"] != jo["meta"]["version"]


def test_a_taken_name_is_a_conflict(sp, jo):
    sp.user(userName="Sam")

    answer = sp.patch(jo, op("replace", "title", "x"), op("replace", "userName", "SAM"))

    assert (answer.status, answer.json["scimType"]) == (409, "uniqueness")
    assert sp.get(jo)["title"] == "Boss"


def test_the_own_name_in_other_letters_is_none(sp, jo):
    assert sp.patch(jo, op("replace", "userName", "JO")).json["userName"] == "JO"
