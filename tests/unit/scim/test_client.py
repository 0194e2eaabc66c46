from __future__ import annotations

import threading

import pytest

from scimproof import __version__
from scimproof.scim.client import connect
from scimproof.scim.patch import remove, replace
from scimproof.scim.resource import Resource

USER = '{"id":"2819c223","userName":"scimproof-test-ann","meta":{"resourceType":"User"}}'


def test_requests_carry_the_plain_clients_headers(lab):
    bench = lab.start(lab.reply("201 Created", USER))

    bench.client.create("/Users", {"userName": "scimproof-test-ann"})

    head, _, body = bench.server.requests[0].partition(b"\r\n\r\n")
    assert body == b'{"userName":"scimproof-test-ann"}'
    assert head.split(b"\r\n") == [
        b"POST /scim/Users HTTP/1.1",
        b"Host: 127.0.0.1:%d" % bench.server.port,
        b"Accept: application/scim+json",
        b"Content-Type: application/scim+json",
        f"User-Agent: scimproof/{__version__}".encode(),
        b"Authorization: Bearer " + lab.TOKEN.encode(),
        b"Content-Length: 33",
    ]


def test_a_get_carries_no_content_type(lab):
    bench = lab.start(lab.reply())

    exchange = bench.client.get("/Users")

    assert "content-type" not in {name.lower() for name, _ in exchange.request.headers}


def test_a_header_of_none_is_not_sent(lab):
    bench = lab.start(lab.reply())

    bench.client.send("GET", "/Users", headers={"accept": None, "User-Agent": None}, authorization=None)

    assert bench.server.requests[0] == b"GET /scim/Users HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % bench.server.port


def test_other_default_headers_leave_the_first_client_as_it_was(lab):
    bench = lab.start(lab.reply())
    other = bench.client.with_headers({"Accept": None, "X-Test": "1"}, spaces="+")

    exchange = other.search(filter='userName eq "a b"')
    plain = bench.client.search(filter='userName eq "a b"')

    assert ("X-Test", "1") in exchange.request.headers
    assert "Accept" not in dict(exchange.request.headers)
    assert exchange.request.url.endswith("/scim/Users?filter=userName+eq+%22a+b%22")
    assert plain.request.url.endswith("/scim/Users?filter=userName%20eq%20%22a%20b%22")
    assert dict(plain.request.headers)["Accept"] == "application/scim+json"


@pytest.mark.parametrize("query", ["a=%zz&b=+%2B", 'filter=x eq "y"', "x=ü", "x=1#y", "a=../.."])
def test_a_query_goes_out_as_given_or_at_least_encoded(lab, query):
    bench = lab.start(lab.reply())

    bench.client.get("/Users", query=query)

    sent = bench.server.requests[0].split(b" HTTP/1.1")[0].decode()
    assert sent == f"GET /scim/Users?{query.replace(' ', '%20').replace('ü', '%C3%BC')}"


def test_other_parameters_of_the_tenant_url_go_with_every_request_and_the_flag_does_not(lab):
    bench = lab.start(lab.reply(), query="?code=functionkey&aadOptscim062020")

    exchange = bench.client.get("/Users?startIndex=1", query="count=2")

    assert b"GET /scim/Users?code=functionkey&startIndex=1&count=2 " in bench.server.requests[0]
    assert "functionkey" not in repr(exchange)


def test_patch_put_and_delete_address_the_resource(lab):
    ours = '{"id":"a/b ü","userName":"scimproof-test-ann"}'
    bench = lab.start(lab.reply("201 Created", ours), lab.reply("200 OK", ours), lab.reply())
    user = Resource.of(bench.client.create("/Users", {"userName": "scimproof-test-ann"}))
    assert user is not None

    bench.client.patch(user, replace("active", value=False), remove("title"))
    bench.client.put(user, {"userName": "scimproof-test-ann"})
    bench.client.delete(user)

    lines = [each.split(b" HTTP/")[0] for each in bench.server.requests[2:]]
    assert lines == [b"%s /scim/Users/a%%2Fb%%20%%C3%%BC" % verb for verb in (b"PATCH", b"PUT", b"DELETE")]


def test_a_path_without_a_slash_is_our_own_mistake(lab):
    bench = lab.start(lab.reply())

    with pytest.raises(ValueError, match="begins with a slash"):
        bench.client.get("Users")


def test_every_exchange_is_recorded_with_a_number_of_its_own(lab):
    bench = lab.start(lab.reply())

    threads = [threading.Thread(target=bench.client.get, args=("/Users",)) for _ in range(24)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(each.number for each in bench.tape.exchanges) == list(range(1, 25))
    assert {each.status for each in bench.tape.exchanges} == {200}


def test_numbers_begin_where_the_caller_says(lab):
    target = lab.start(lab.reply()).client.target
    client = connect(target, first_number=2_000_000)

    assert client.get("/Users").number == 2_000_001
    client.close()


def test_again_sends_the_same_get_once_more(lab):
    bench = lab.start(lab.reply(), lab.reply("404 Not Found"))

    first = bench.client.get("/Users/x", query="attributes=id", label="look")
    second = first.again()

    assert (first.status, second.status) == (200, 404)
    assert (second.label, second.number) == ("look", 2)
    assert bench.server.requests[0] == bench.server.requests[1]


def test_only_a_get_goes_again(lab):
    bench = lab.start(lab.reply("201 Created", USER))
    exchange = bench.client.create("/Users", {"userName": "scimproof-test-ann"})

    with pytest.raises(ValueError, match="POST"):
        exchange.again()


def test_what_was_on_the_wire_is_kept_per_request_over_one_connection(lab):
    bench = lab.start(lab.reply("200 OK", b'{"n":1}', "X-First: 1"), lab.reply("200 OK", b'{"n":2}'))

    first, second = bench.client.get("/a"), bench.client.get("/b")

    assert first.raw_response == b'HTTP/1.1 200 OK\r\nX-First: 1\r\nContent-Length: 7\r\n\r\n{"n":1}'
    assert second.raw_response == b'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"n":2}'
    assert second.raw_request == bench.server.requests[1].replace(lab.TOKEN.encode(), b"[redacted]")
    assert bench.server.connections == 1


def test_bytes_that_are_no_json_can_be_sent(lab):
    bench = lab.start(lab.reply("400 Bad Request"))

    bench.client.send("POST", "/Users", content=b'{"userName":', anonymous=True)

    assert bench.server.requests[0].endswith(b'Content-Length: 12\r\n\r\n{"userName":')
    assert b"Content-Type: application/scim+json" in bench.server.requests[0]
