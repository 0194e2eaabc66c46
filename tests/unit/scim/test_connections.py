from __future__ import annotations

import pytest

from scimproof.scim.exchange import FailureKind


def test_one_connection_serves_many_requests(lab):
    bench = lab.start(lab.reply())

    for _ in range(5):
        assert bench.client.get("/Users").status == 200

    assert bench.server.connections == 1


def test_a_connection_that_died_under_a_get_is_replaced(lab):
    def die(connection, _):
        connection.close()

    bench = lab.start(lab.reply(), die, lab.reply())

    first, second = bench.client.get("/Users"), bench.client.get("/Users")

    assert (first.status, second.status) == (200, 200)
    assert second.notes == ("the target had closed the idle connection: sent again on a new one",)
    assert bench.server.connections == 2


def test_a_create_is_never_sent_twice_on_a_hunch(lab):
    def die(connection, _):
        connection.close()

    bench = lab.start(lab.reply(), die, lab.reply("201 Created"))
    bench.client.get("/Users")

    exchange = bench.client.create("/Users", {"userName": "scimproof-test-once"})

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.DISCONNECTED
    assert sum(each.startswith(b"POST") for each in bench.server.requests) == 1


def test_a_target_that_always_hangs_up_is_tried_once_on_a_new_connection(lab):
    bench = lab.start(lab.raw(b""))

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert len(bench.server.requests) == 1


@pytest.mark.parametrize(
    "surplus",
    [
        b'HTTP/1.1 204 No Content\r\n\r\n{"id":"1"}',
        b'HTTP/1.1 204 No Content\r\nContent-Length: 10\r\n\r\n{"id":"1"}',
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 500 Planted\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}!",
    ],
)
def test_bytes_after_an_answer_are_not_taken_for_the_next_answer(lab, surplus):
    bench = lab.start(lab.raw(surplus, close=False), lab.reply("200 OK", '{"next":true}'))

    first, second = bench.client.get("/a"), bench.client.get("/b")

    assert first.failure is None
    assert "bytes received after the end of the answer" in first.notes[0]
    assert (second.status, second.json) == (200, {"next": True})


def test_a_redirect_to_another_origin_is_a_failure_and_takes_no_token_there(lab):
    elsewhere = lab.serve(lab.reply())
    location = f"Location: http://127.0.0.1:{elsewhere.port}/scim/Users"
    bench = lab.start(lab.reply("302 Found", b"", location))

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.REDIRECT
    assert f"127.0.0.1:{elsewhere.port}" in exchange.failure.detail
    assert exchange.status == 302
    assert elsewhere.connections == 0


@pytest.mark.parametrize("location", ["/scim/v2/Users", "http://127.0.0.1:{port}/x", "http://[", "\xff\xfe", "?a=b"])
def test_a_redirect_within_the_origin_is_an_answer_and_is_not_followed(lab, location):
    server = lab.serve(lab.reply())
    server.answers[0] = lab.reply("308 Permanent Redirect", b"", f"Location: {location.format(port=server.port)}")
    bench = lab.connect(server)

    exchange = bench.client.get("/Users")

    assert (exchange.status, exchange.failure) == (308, None)
    assert len(server.requests) == 1


@pytest.mark.parametrize("location", ["//evil.example/x", "https://127.0.0.1:{port}/x", "http://u@127.0.0.2:{port}/"])
def test_scheme_and_host_count_for_the_origin(lab, location):
    server = lab.serve(lab.reply())
    server.answers[0] = lab.reply("307 Temporary Redirect", b"", f"Location: {location.format(port=server.port)}")
    bench = lab.connect(server)

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.REDIRECT
