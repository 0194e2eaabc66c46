from __future__ import annotations

import pytest

REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


def post(path, bulk_id, **data):
    return {"method": "POST", "path": path, "bulkId": bulk_id, "data": data}


def bulk(sp, *operations, **more):
    answer = sp("POST", "/Bulk", {"schemas": [REQUEST], "Operations": list(operations), **more})
    assert answer.status == 200, answer.json
    return answer.json["Operations"]


def test_operations_refer_to_what_others_create(sp):
    made = bulk(
        sp,
        post("/Groups", "g", displayName="G", members=[{"value": "bulkId:u"}]),
        post("/Users", "u", userName="u"),
        {
            "method": "PATCH",
            "path": "/Users/bulkId:u",
            "data": {"Operations": [{"op": "add", "path": "title", "value": "T"}]},
        },
    )

    assert [each["status"] for each in made] == ["201", "201", "200"]
    assert [each.get("bulkId") for each in made] == ["g", "u", None]
    assert made[1]["location"].endswith(sp("GET", "/Groups").json["Resources"][0]["members"][0]["value"])
    assert sp("GET", "/Users").json["Resources"][0]["title"] == "T"


def test_a_circle_is_closed(sp):
    made = bulk(
        sp,
        post("/Groups", "a", displayName="A", members=[{"value": "bulkId:b"}]),
        post("/Groups", "b", displayName="B", members=[{"value": "bulkId:a"}]),
    )

    groups = {each["displayName"]: each for each in sp("GET", "/Groups").json["Resources"]}
    assert [each["status"] for each in made] == ["201", "201"]
    assert groups["A"]["members"][0]["value"] == groups["B"]["id"]
    assert groups["B"]["members"][0]["value"] == groups["A"]["id"]
    assert made[0]["version"] == groups["A"]["meta"]["version"]


def test_an_error_stands_in_its_result_and_others_go_on(sp):
    taken, unknown, fine, gone = bulk(
        sp,
        post("/Users", "u", active="maybe", userName="u"),
        post("/Groups", "g", displayName="G", members=[{"value": "bulkId:none"}]),
        post("/Users", "v", userName="v"),
        {"method": "DELETE", "path": "/Users/none"},
    )

    assert (taken["status"], taken["response"]["scimType"]) == ("400", "invalidValue")
    assert "location" not in taken
    assert unknown["status"] == "409"
    assert fine["status"] == "201"
    assert gone["status"] == "404"


def test_fail_on_errors_stops(sp):
    made = bulk(sp, post("/Users", "u"), post("/Users", "v", userName="v"), failOnErrors=1)

    assert [each["status"] for each in made] == ["400"]
    assert sp.found("") == []


def test_a_version_is_a_condition(sp):
    jo = sp.user()

    made = bulk(
        sp,
        {"method": "DELETE", "path": f"/Users/{jo['id']}", "version": 'W/"0"'},
        {"method": "delete", "path": f"/Users/{jo['id']}", "version": jo["meta"]["version"]},
    )

    assert [each["status"] for each in made] == ["412", "204"]


@pytest.mark.parametrize(
    "operation",
    [
        {},
        {"method": "GET", "path": "/Users"},
        {"method": "POST", "path": "/Users", "data": {"userName": "x"}},
        {"method": "POST", "path": "/Users", "bulkId": "x"},
        {"method": "POST", "path": 5, "bulkId": "x", "data": {}},
    ],
)
def test_what_is_no_operation_is_refused_alone(sp, operation):
    assert [each["status"] for each in bulk(sp, operation)] == ["400"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"schemas": ["x"], "Operations": []}, 400),
        ({"schemas": [REQUEST]}, 400),
        ({"schemas": [REQUEST], "Operations": [5]}, 400),
        ({"schemas": [REQUEST], "Operations": [], "failOnErrors": 0}, 400),
        ({"schemas": [REQUEST], "Operations": [{}] * 1001}, 413),
        ({"schemas": [REQUEST], "Operations": [], "x": "y" * 1024 * 1024}, 413),
    ],
)
def test_what_is_no_bulk_request_is_refused(sp, body, status):
    assert sp("POST", "/Bulk", body).status == status
