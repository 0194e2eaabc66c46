from __future__ import annotations

import json

import pytest

from scimproof.reference.messages import Request

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/Nothing", 404),
        ("GET", "/users", 404),
        ("GET", "/Users/no-such", 404),
        ("GET", "/Users/a/b", 404),
        ("PUT", "/Users", 405),
        ("DELETE", "/Users", 405),
        ("POST", "/Users/x", 405),
        ("TRACE", "/Users", 405),
        ("POST", "/Schemas", 405),
        ("GET", "/Schemas/no-such", 404),
        ("GET", "/.search", 405),
        ("GET", "/Me", 501),
        ("PATCH", "/Me", 501),
        ("GET", "/Schemas?filter=id+pr", 403),
        ("GET", "/ServiceProviderConfig?filter=id+pr", 403),
    ],
)
def test_what_is_not_there_is_a_scim_error(sp, method, path, status):
    answer = sp(method, path, {})

    assert answer.status == status
    assert answer.json["schemas"] == [ERROR]
    assert answer.json["status"] == str(status)
    assert answer.json["detail"]
    assert ("Allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Basic t", "t", "Bearer t t", "Bearer \xff", "bearertoken t"]
)
def test_only_the_token_opens(sp, header):
    answer = sp("GET", "/Users", authorization=header)

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert answer.json["schemas"] == [ERROR]


def test_the_scheme_may_be_in_any_letters(sp):
    assert sp("GET", "/Users", authorization="bEARER t").status == 200


def test_a_token_in_the_query_opens_nothing(sp):
    sp.provider.http.before.append(lambda request: request.headers.pop("authorization", None) and None)

    assert sp("GET", "/Users?access_token=t&token=t").status == 401
    assert sp("GET", "/Schemas").status == 401
    assert sp("GET", "/ServiceProviderConfig").status == 200


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"userName": NaN}', 400),
        (b'{"userName": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' + b"1" * 5000 + b"}", 400),
        (b'{"userName": "\\ud800"}', 201),
    ],
)
def test_a_body_is_json_or_refused(sp, content, status):
    request = Request("POST", ["Users"], headers={"authorization": "Bearer t"}, content=content)

    answer = sp.provider.http.perform(request)

    assert answer.status == status
    assert json.loads(sp.provider.http.encode(answer))


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/scim+json", 201),
        ("application/scim+json; charset=utf-8", 201),
        ("Application/JSON;charset=UTF-8", 201),
        ("text/plain", 415),
        ("application/xml", 415),
    ],
)
def test_the_media_type_of_a_body(sp, media_type, status):
    assert sp("POST", "/Users", {"userName": "x"}, content_type=media_type).status == status


def test_a_fault_of_our_own_says_nothing_of_our_insides(sp):
    sp.provider.store.all = lambda _kind: 1 / 0

    answer = sp("GET", "/Users")

    assert answer.status == 500
    assert "zero" not in json.dumps(answer.json)


@pytest.mark.parametrize(
    ("query", "names", "start"),
    [
        ("", ["a", "b", "c", "d", "e"], 1),
        ("startIndex=2&count=2", ["b", "c"], 2),
        ("startIndex=5&count=2", ["e"], 5),
        ("startIndex=6&count=2", [], 6),
        ("startIndex=0&count=1", ["a"], 1),
        ("startIndex=-3&count=1", ["a"], 1),
        ("count=0", [], 1),
        ("count=-1", [], 1),
        ("count=100000", ["a", "b", "c", "d", "e"], 1),
        ("sortBy=title&count=3", ["c", "a", "b"], 1),
        ("sortBy=title&sortOrder=descending&count=3", ["d", "e", "b"], 1),
        ("sortBy=USERNAME&sortOrder=Descending&count=1", ["e"], 1),
        ("sortBy=meta.created&sortOrder=descending&count=1", ["e"], 1),
        ("sortBy=emails&count=1", ["d"], 1),
        ("aadOptscim062020&count=1", ["a"], 1),
    ],
)
def test_a_page_holds(sp, query, names, start):
    for name, title in zip("abcde", ["m", "N", "a", None, None], strict=True):
        mails = [{"value": "z"}, {"value": "1", "primary": True}] if name == "d" else [{"value": "y"}]
        sp.user(userName=name, title=title, emails=mails)

    answer = sp("GET", f"/Users?{query}").json

    assert [each["userName"] for each in answer["Resources"]] == names
    assert (answer["totalResults"], answer["itemsPerPage"], answer["startIndex"]) == (5, len(names), start)


@pytest.mark.parametrize("query", ["count=x", "startIndex=1.5", "count=99999999999999999999", "sortBy=nothing"])
def test_a_page_is_refused(sp, query):
    sp.user()

    assert sp("GET", f"/Users?{query}").status == 400


def test_a_search_by_post_is_the_same_search(sp):
    jo = sp.user(userName="jo")
    sp.group("jo", jo)
    wanted = {"filter": 'userName eq "jo"', "attributes": ["userName"], "startIndex": 1, "count": 5}

    here = sp("POST", "/Users/.search", wanted).json
    root = sp("POST", "/.search", {"filter": "members pr"}).json
    neither = sp("POST", "/.search", {"filter": 'nothing eq "jo"'})
    both = sp("POST", "/.search", {})

    assert here["Resources"] == [{"schemas": jo["schemas"], "id": jo["id"], "userName": "jo"}]
    assert [each["displayName"] for each in root["Resources"]] == ["jo"]
    assert neither.status == 400
    assert both.json["totalResults"] == 2
    assert sp("POST", "/Users/.search", {"filter": 5, "attributes": {}}).status == 400


def test_discovery_holds_together(sp):
    types = sp("GET", "/ResourceTypes").json
    schemas = {each["id"] for each in sp("GET", "/Schemas").json["Resources"]}

    for each in types["Resources"]:
        assert each["schema"] in schemas
        assert {more["schema"] for more in each.get("schemaExtensions", [])} <= schemas
        assert sp("GET", f"/ResourceTypes/{each['id']}").json == each
        assert sp("GET", each["endpoint"]).status == 200
    for each in schemas:
        assert sp("GET", f"/Schemas/{each}").json["id"] == each
    assert "null" not in json.dumps(sp("GET", "/Schemas").json)
    assert sp("GET", "/ServiceProviderConfig").json["patch"] == {"supported": True}
