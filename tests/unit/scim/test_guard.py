from __future__ import annotations

import json
import uuid

import pytest

from scimproof.scim.client import connect
from scimproof.scim.exchange import FailureKind
from scimproof.scim.guard import Guard, GuestRuleBroken
from scimproof.scim.journal import Journal
from scimproof.scim.resource import Resource
from scimproof.target import Target

OWN = "/Users/own-1"


@pytest.fixture
def bench(lab):
    """Return a bench whose run has created the user ``own-1``."""
    bench = lab.start(lab.reply("201 Created", '{"id":"own-1","userName":"scimproof-test-a"}'), lab.reply())
    assert bench.client.create("/Users", {"userName": "scimproof-test-a"}).status == 201
    bench.server.requests.clear()
    return bench


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/Users/somebody"),
        ("PATCH", "/Users/somebody"),
        ("PUT", "/Users/somebody"),
        ("DELETE", "/Users"),
        ("DELETE", "/Users/"),
        ("PUT", "/Users"),
        ("DELETE", ""),
        ("DELETE", "/"),
        ("PATCH", "/Me"),
        ("POST", "/Me"),
        ("DELETE", "/Groups/own-1"),
        ("DELETE", "/users/own-1"),
        ("DELETE", "//Users/own-1"),
        ("DELETE", "/Users//own-1"),
        ("DELETE", "/Users/own-1/"),
        ("DELETE", "/Users/own-1/../somebody"),
        ("DELETE", "/Users/own-1%2F..%2Fsomebody"),
        ("DELETE", "/Users/own-1/%2e%2e/somebody"),
        ("DELETE", "/Users/.."),
        ("DELETE", "/Users/%2e%2e"),
        ("DELETE", "/Groups/../Users/own-1"),
        ("DELETE", "/Users/own-1%00"),
        ("DELETE", "/Users/own-1;x=y"),
        ("DELETE", "/Users/own-1#x"),
        ("DELETE", "/Users\\own-1"),
        ("DELETE", "/Users/own%252D1"),
        ("DELETE", "/Users/own-1\n"),
        ("POST", "/Users/own-1"),
        ("POST", "/Users/"),
        ("POST", "/"),
        ("POST", "/Users/../Groups"),
        ("POST", "/.search/Users"),
        ("MOVE", "/Users/somebody"),
        ("QUERY", "/Users"),
        ("delete", "/Users/somebody"),
    ],
)
def test_a_write_to_what_is_not_ours_is_never_sent(bench, method, path):
    with pytest.raises(GuestRuleBroken):
        bench.client.send(method, path, body={"userName": "scimproof-test-b"})

    assert bench.server.requests == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/Users/somebody", "/Users/../x", "", "//"])
def test_reading_is_free(bench, method, path):
    bench.client.send(method, path)

    assert len(bench.server.requests) == 1


@pytest.mark.parametrize("path", ["/.search", "/Users/.search"])
def test_a_search_by_post_is_reading(bench, path):
    assert bench.client.send("POST", path, body={"filter": "x"}).status == 200


@pytest.mark.parametrize("path", [OWN, "/Users/own%2D1"])
def test_what_the_run_created_is_its_own(bench, path):
    for method in ("PATCH", "PUT", "DELETE", "DELETE"):
        assert bench.client.send(method, path, body={}).status == 200


def test_a_header_that_overrides_the_method_is_refused(bench):
    with pytest.raises(GuestRuleBroken, match="overrides"):
        bench.client.send(
            "POST", "/Users", body={"userName": "scimproof-test-b"}, headers={"x-http-method-override": "X"}
        )


@pytest.mark.parametrize(
    "body",
    [
        {"displayName": "x scimproof-TEST-b"},
        {"USERNAME": "scimproof-test-b@example.com"},
        {"externalId": "scimproof-test-1", "userName": "b"},
    ],
)
def test_a_create_bears_the_prefix_in_some_name(bench, body):
    assert bench.client.create("/Groups", body).status == 200


@pytest.mark.parametrize(
    "body", [{}, {"userName": "bob"}, {"userName": None}, {"nickName": "scimproof-test-b"}, [], 1, None]
)
def test_a_create_without_the_prefix_is_refused_unless_it_is_meant(bench, body):
    with pytest.raises(GuestRuleBroken, match="prefix"):
        bench.client.create("/Users", body)

    assert bench.client.create("/Users", body, anonymous=True).status == 200


@pytest.mark.parametrize("id_", ["..", ".", "../Groups/1", "a/./b", "a\\..\\b", "%2e%2e", "/"])
def test_an_id_that_leads_elsewhere_is_not_addressed(lab, id_):
    body = json.dumps({"id": id_, "userName": "scimproof-test-b"})
    bench = lab.start(lab.reply("201 Created", body))
    user = Resource.of(bench.client.create("/Users", {"userName": "scimproof-test-b"}))
    assert user is not None

    exchange = bench.client.delete(user)

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.ADDRESS
    assert exchange.notes == ("the request was not sent",)
    assert len(bench.server.requests) == 1


def test_the_journal_follows_what_is_created_refused_and_deleted(lab, tmp_path):
    kept = Journal(tmp_path, "r1", base_url="http://h", prefix=lab.PREFIX)
    ours = '{"id":"1","userName":"scimproof-test-a"}'
    created, read, refused = lab.reply("201 Created", ours), lab.reply("200 OK", ours), lab.reply("409 Conflict")
    bench = lab.start(created, read, refused, lab.reply("500 Oops"), lab.reply("204 No Content", b""), journal=kept)

    for name in "abc":
        bench.client.create("/Users", {"userName": f"scimproof-test-{name}"})
    left = [(each.id, each.value) for each in kept.remaining()]
    bench.client.delete("/Users/1")

    assert left == [(None, "scimproof-test-c"), ("1", "scimproof-test-a")]
    assert [each.id for each in kept.remaining()] == [None]
    assert [each.value for each in kept.refusals()] == ["scimproof-test-b"]
    assert [each.id for each in kept.deletions()] == ["1"]


def test_a_create_that_had_to_wait_is_settled_by_its_last_answer(lab, tmp_path):
    kept = Journal(tmp_path, "r1", base_url="http://h", prefix=lab.PREFIX)
    bench = lab.start(lab.reply("429 Too Many Requests", b"", "Retry-After: 0"), lab.raw(b""), journal=kept)

    bench.client.create("/Users", {"userName": "scimproof-test-a"})

    assert [(each.id, each.value) for each in kept.remaining()] == [(None, "scimproof-test-a")]


def test_an_invented_id_may_be_written_to(bench):
    for id_ in (
        bench.guard.invent(),
        bench.guard.invent(str(uuid.uuid4())),
        bench.guard.invent("scimproof-test'; DROP"),
    ):
        assert bench.client.delete(Resource("User", "/Users", id_)).status == 200


@pytest.mark.parametrize("id_", ["1", "", "me", "admin", f"{0:08}-0000-0000-0000-{0:012}"])
def test_an_id_that_somebody_may_have_cannot_be_invented(bench, id_):
    with pytest.raises(GuestRuleBroken, match="may exist"):
        bench.guard.invent(id_)


def test_a_client_without_a_guard_may_only_read(lab):
    client = connect(Target.parse(f"http://127.0.0.1:{lab.serve(lab.reply()).port}"))

    assert client.get("/Users").status == 200
    with pytest.raises(GuestRuleBroken, match="only read"):
        client.create("/Users", {"userName": "scimproof-test-b"}, anonymous=True)
    client.close()


@pytest.mark.parametrize("prefix", ["-", "x", "abc-----"])
def test_a_prefix_that_others_may_bear_is_refused(prefix):
    with pytest.raises(ValueError, match="too short"):
        Guard("http://h", None, prefix=prefix)


def _bulk(*operations):
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": list(operations)}


NEW = {"method": "POST", "path": "/Users", "bulkId": "b1", "data": {"userName": "scimproof-test-b"}}


@pytest.mark.parametrize(
    "body",
    [
        _bulk({"method": "DELETE", "path": "/Users/somebody"}),
        _bulk(NEW, {"method": "DELETE", "path": "/Users/b1"}),
        _bulk(NEW, {"method": "DELETE", "path": "/Users/x/bulkId:b1"}),
        _bulk(NEW, {"method": "DELETE", "path": "/Users/bulkId:b2"}),
        _bulk({"method": "POST", "path": "/Users", "data": {"userName": "bob"}}),
        _bulk({"method": "POST", "path": "/Users/own-1", "data": {"userName": "scimproof-test-b"}}),
        _bulk({"path": "/Users/somebody"}),
        _bulk(7),
        {"Operations": {}},
        [],
    ],
)
def test_a_bulk_request_is_looked_at_operation_by_operation(bench, body):
    with pytest.raises(GuestRuleBroken):
        bench.client.send("POST", "/Bulk", body=body)

    assert bench.server.requests == []


def test_what_a_bulk_request_created_is_owned(lab):
    answer = {
        "Operations": [
            {"method": "POST", "bulkId": "b1", "location": "https://h/scim/Users/92b7", "status": "201"},
            {"method": "POST", "bulkId": "b2", "location": "https://h/scim/Groups/e9e3", "status": {"code": 201}},
            {"method": "POST", "bulkId": "b3", "location": None, "status": "409"},
            "nonsense",
        ]
    }
    bench = lab.start(lab.reply("200 OK", json.dumps(answer)))
    group = {"method": "POST", "path": "/Groups", "bulkId": "b2", "data": {"displayName": "scimproof-test-g"}}

    bench.client.send(
        "POST", "/Bulk", body=_bulk(NEW, group, {"method": "PATCH", "path": "/Users/bulkId:b1", "data": {}})
    )

    assert bench.guard.owns("92b7", "/Users")
    assert not bench.guard.owns("e9e3")
