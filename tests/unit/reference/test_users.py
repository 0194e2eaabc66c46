from __future__ import annotations

import pytest

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:scimproof:2.0:User"


def test_what_entra_posts_is_created_as_sent(sp):
    body = {
        "schemas": [CORE, ENTERPRISE],
        "externalId": "jdoe",
        "userName": "jdoe@contoso.com",
        "active": True,
        "displayName": "Jo Doe",
        "emails": [{"primary": True, "type": "work", "value": "jdoe@contoso.com"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Jo Doe", "familyName": "Doe", "givenName": "Jo"},
        "phoneNumbers": [{"type": "work", "value": "55555555555"}],
        "roles": [],
        "addresses": None,
        ENTERPRISE: {"employeeNumber": "7", "manager": "boss"},
    }

    answer = sp("POST", "/Users", body)

    assert answer.status == 201
    assert answer.headers["Location"] == answer.json["meta"]["location"]
    assert answer.headers["ETag"] == answer.json["meta"]["version"]
    for name in ("externalId", "userName", "active", "displayName", "emails", "name", "phoneNumbers"):
        assert answer.json[name] == body[name]
    assert answer.json[ENTERPRISE] == {"employeeNumber": "7", "manager": {"value": "boss"}}
    assert answer.json["schemas"] == [CORE, ENTERPRISE]
    assert not answer.json.keys() & {"roles", "addresses"}
    assert sp.get(answer.json) == answer.json


@pytest.mark.parametrize(
    ("sent", "steps", "kept"),
    [
        ({"active": "True"}, ["active"], True),
        ({"active": "fAlse"}, ["active"], False),
        ({"Active": False}, ["active"], False),
        ({"id": "mine"}, ["id"], ...),
        ({"groups": [{"value": "x"}]}, ["groups"], None),
        ({"password": "secret"}, ["password"], None),
        ({"unknown": {"a": 1}, "urn:unknown:x": {"a": 1}}, ["unknown"], None),
        ({"emails": [{"value": "a", "primary": "True"}]}, ["emails", 0, "primary"], True),
        ({CUSTOM: {"tag": "t", "level": 3, "vip": "true", "badges": ["b"]}}, [CUSTOM, "vip"], True),
        ({CUSTOM.upper(): {"TAG": "t"}}, [CUSTOM, "tag"], "t"),
        ({"manager": "boss"}, [ENTERPRISE, "manager", "value"], "boss"),
        ({ENTERPRISE: {"manager": [{"value": "boss"}]}}, [ENTERPRISE, "manager", "value"], "boss"),
        ({ENTERPRISE: {"manager": ""}}, [ENTERPRISE], None),
        ({ENTERPRISE: None}, [ENTERPRISE], None),
        ({"displayName": "\U0001f600 \u202eabc \x00"}, ["displayName"], "\U0001f600 \u202eabc \x00"),
    ],
)
def test_a_user_is_created_with(sp, sent, steps, kept):
    value = sp.user(**sent)
    for each in steps:
        value = value.get(each) if isinstance(value, dict) else value[each]

    assert value == kept or (kept is ... and value != "mine")


@pytest.mark.parametrize(
    ("body", "scim_type"),
    [
        ({"schemas": [CORE]}, "invalidValue"),
        ({"userName": " "}, "invalidValue"),
        ({"userName": None}, "invalidValue"),
        ({"userName": 5}, "invalidValue"),
        ({"userName": "x", "active": "maybe"}, "invalidValue"),
        ({"userName": "x", "active": 1}, "invalidValue"),
        ({"userName": "x", "name": "y"}, "invalidValue"),
        ({"userName": "x", "emails": "y"}, "invalidValue"),
        ({"userName": "x", "emails": ["y"]}, "invalidValue"),
        ({"userName": "x", "emails": [{"value": {}}]}, "invalidValue"),
        ({"userName": "x", "emails": [{"value": "a", "primary": True}, {"primary": True}]}, "invalidValue"),
        ({"userName": "x", CUSTOM: {"level": 1.5}}, "invalidValue"),
        ({"userName": "x", CUSTOM: {"level": True}}, "invalidValue"),
        ({"userName": "x", CUSTOM: "y"}, "invalidValue"),
        ({"userName": "x", "x509Certificates": [{"value": "%%"}]}, "invalidValue"),
        ({"userName": "x", "schemas": ["urn:other"]}, "invalidSyntax"),
        ({"userName": "x", "schemas": CORE}, "invalidSyntax"),
        ({"userName": "x", "schemas": [5]}, "invalidSyntax"),
    ],
)
def test_a_user_is_refused(sp, body, scim_type):
    answer = sp("POST", "/Users", body)

    assert (answer.status, answer.json["scimType"]) == (400, scim_type)
    assert sp.found("count=0") == []


def test_a_taken_name_in_other_letters_is_a_conflict_and_free_after_delete(sp):
    jo = sp.user(userName="Jo")

    answer = sp("POST", "/Users", {"userName": "jO"})
    assert (answer.status, answer.json["status"], answer.json["scimType"]) == (409, "409", "uniqueness")

    assert sp("DELETE", f"/Users/{jo['id']}").status == 204
    assert sp("DELETE", f"/Users/{jo['id']}").status == 404
    assert sp("GET", f"/Users/{jo['id']}").status == 404
    assert sp.user(userName="jO")["id"] != jo["id"]


def test_put_clears_what_is_not_sent_but_enables_nobody(sp):
    jo = sp.user(userName="Jo", title="T", active=False)

    answer = sp("PUT", f"/Users/{jo['id']}", {"userName": "Jo2", "id": "other", "nickName": "N"})

    assert answer.status == 200
    assert answer.json["id"] == jo["id"]
    assert (answer.json["nickName"], answer.json["active"], "title" in answer.json) == ("N", False, False)
    assert answer.json["meta"]["created"] == jo["meta"]["created"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("attributes=userName", {"userName"}),
        ("attributes=USERNAME,title", {"userName", "title"}),
        ("attributes=id", set()),
        ("attributes=nothing", set()),
        (f"attributes={ENTERPRISE}", {ENTERPRISE}),
        (f"attributes={ENTERPRISE}:department", {ENTERPRISE}),
        ("attributes=groups", set()),
        ("attributes=password", set()),
        ("excludedAttributes=userName,name,emails,meta,active,title", {ENTERPRISE}),
        (f"excludedAttributes=id,schemas,userName,meta,active,title,name,emails,{ENTERPRISE}", set()),
    ],
)
def test_a_projection_shows(sp, query, names):
    sp.user(
        title="T",
        name={"givenName": "G", "familyName": "F"},
        emails=[{"value": "v"}],
        **{ENTERPRISE: {"department": "D"}},
    )

    shown = sp("GET", f"/Users?{query}").json["Resources"][0]

    assert shown.keys() == names | {"id", "schemas"}


def test_a_projection_reaches_sub_attributes(sp):
    jo = sp.user(name={"givenName": "G", "familyName": "F"}, emails=[{"value": "v", "type": "work"}])

    assert sp.get(jo, "attributes=name.givenName,emails.type") == {
        "schemas": [CORE],
        "id": jo["id"],
        "name": {"givenName": "G"},
        "emails": [{"type": "work"}],
    }
    assert sp.get(jo, "excludedAttributes=name.givenName,emails.value")["name"] == {"familyName": "F"}
    assert sp("GET", f"/Users/{jo['id']}?attributes=id&excludedAttributes=name").status == 400


def test_versions_are_conditions(sp):
    jo = sp.user()
    path, old = f"/Users/{jo['id']}", jo["meta"]["version"]
    rename = {"Operations": [{"op": "replace", "path": "title", "value": "x"}]}

    unchanged = sp("GET", path, if_none_match=old)
    assert (unchanged.status, unchanged.json, unchanged.headers["ETag"]) == (304, None, old)
    assert sp("PATCH", path, rename, if_match=old).status == 200
    assert sp("GET", path, if_none_match=old).status == 200
    assert sp("PATCH", path, rename, if_match=old).status == 412
    assert sp("PUT", path, {"userName": "x"}, if_match=old).status == 412
    assert sp("DELETE", path, if_match=old).status == 412
    assert sp("DELETE", path, if_match="*").status == 204


def test_a_manager_is_shown_as_an_object_with_a_name(sp):
    boss = sp.user(displayName="Boss")
    jo = sp.user(**{ENTERPRISE: {"manager": boss["id"]}})

    assert jo[ENTERPRISE]["manager"] == {
        "value": boss["id"],
        "$ref": boss["meta"]["location"],
        "displayName": "Boss",
    }
