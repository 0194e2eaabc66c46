from __future__ import annotations

import gzip
import socket
import time
import tracemalloc
import zlib

import pytest

from scimproof.scim.decode import decode
from scimproof.scim.exchange import UNPARSABLE, FailureKind
from scimproof.scim.network import Broken

pytestmark = pytest.mark.slow

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "first",
    [HEAD + b"Content-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "],
    ids=["a body", "a header"],
)
def test_a_dripping_answer_is_cut_off_when_the_time_is_up(lab, first):
    bench = lab.start(lab.raw(first, *[b"x"] * 40, pause=0.04), timeout=0.25)

    begun = time.monotonic()
    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TIMEOUT
    assert "0.25 s" in exchange.failure.detail
    assert 0.2 < time.monotonic() - begun < 0.5
    assert exchange.raw_response.startswith(b"HTTP/1.1 200 OK")


def test_silence_is_cut_off_when_the_time_is_up(lab):
    bench = lab.start(lab.raw(b"", pause=0.5), timeout=0.1)

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.detail == "no complete answer within 0.1 s (nothing received)"
    assert (exchange.response, exchange.status, exchange.json, exchange.text) == (None, None, UNPARSABLE, "")


def test_a_target_that_does_not_read_is_cut_off_too(lab):
    server = lab.serve(lab.reply())
    bench = lab.connect(server, timeout=0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        server.port = deaf.getsockname()[1]
        bench = lab.connect(server, timeout=0.2)

        begun = time.monotonic()
        exchange = bench.client.create("/Users", {"userName": "scimproof-test-big", "x": "y" * 20_000_000})
        assert time.monotonic() - begun < 2

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TIMEOUT


def test_a_gzip_bomb_is_stopped_at_the_limit(lab):
    bomb = gzip.compress(bytes(50_000_000))
    bench = lab.start(lab.reply("200 OK", bomb, "Content-Encoding: gzip"), limits={"max_decoded_bytes": 1_000_000})

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert (exchange.failure.kind, exchange.response) == (FailureKind.TOO_LARGE, None)


def test_a_bomb_in_a_bomb_is_stopped_as_well(lab):
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
    bench = lab.start(
        lab.reply("200 OK", bomb, "Content-Encoding: gzip, gzip"), limits={"max_decoded_bytes": 1_000_000}
    )

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TOO_LARGE


def test_a_bomb_is_never_held_whole():
    bomb = gzip.compress(bytes(50_000_000))

    tracemalloc.start()
    with pytest.raises(Broken):
        decode(bomb, "gzip", 1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 5_000_000


def test_two_hundred_megabytes_are_not_read(lab):
    piece = bytes(1_000_000)

    def flood(connection, _):
        connection.sendall(HEAD + b"Content-Length: 200000000\r\n\r\n")
        for _ in range(200):
            connection.sendall(piece)

    bench = lab.start(flood)

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TOO_LARGE
    assert len(exchange.raw_response) <= 256 * 1024


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b'{"a":1}', mtime=0)),
        ("x-gzip", gzip.compress(b'{"a"', mtime=0) + gzip.compress(b":1}", mtime=0)),
        ("deflate", zlib.compress(b'{"a":1}')),
        ("deflate", zlib.compress(b'{"a":1}', wbits=-15)),
        ("deflate, gzip", gzip.compress(zlib.compress(b'{"a":1}'), mtime=0)),
        ("identity", b'{"a":1}'),
    ],
)
def test_content_codings_are_undone(lab, coding, body):
    bench = lab.start(lab.reply("200 OK", body, f"Content-Encoding: {coding}"))

    exchange = bench.client.get("/Users")

    assert (exchange.json, exchange.failure, exchange.notes) == ({"a": 1}, None, ())


def test_an_unknown_coding_is_left_and_noted(lab):
    bench = lab.start(lab.reply("200 OK", b"\x8b\x03\x80", "Content-Encoding: br"))

    exchange = bench.client.get("/Users")

    assert exchange.response is not None
    assert exchange.response.body == b"\x8b\x03\x80"
    assert exchange.notes == ("the body has the content coding 'br', which was not requested",)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", FailureKind.DISCONNECTED),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", FailureKind.PROTOCOL),
        (b"\x16\x03\x01\x00\xff" * 10, FailureKind.PROTOCOL),
        (b"HTTP/1.1 999999 Huh\r\n\r\n", FailureKind.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}", FailureKind.DISCONNECTED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n{}", FailureKind.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}", FailureKind.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", FailureKind.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", FailureKind.DISCONNECTED),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", FailureKind.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", FailureKind.PROTOCOL),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}" * 99, mtime=0)[:-9],
            FailureKind.DISCONNECTED,
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 3, FailureKind.DISCONNECTED),
    ],
)
def test_whatever_is_no_answer_is_a_failure_with_a_reason(lab, answer, kind):
    bench = lab.start(lab.raw(answer))

    exchange = bench.client.get("/Users")

    assert exchange.response is None
    assert exchange.failure is not None
    assert exchange.failure.kind is kind
    assert exchange.failure.detail
    assert "\n" not in exchange.failure.detail


def test_http_1_0_without_a_length_is_an_answer(lab):
    bench = lab.start(lab.raw(b'HTTP/1.0 200\r\n\r\n{"a":1}'))

    exchange = bench.client.get("/Users")

    assert (exchange.status, exchange.json, exchange.failure) == (200, {"a": 1}, None)


def test_header_bytes_beyond_ascii_survive(lab):
    bench = lab.start(lab.raw(b"HTTP/1.1 200 \xff\r\nX-Odd: caf\xe9\r\nX-Odd: 2\r\nContent-Length: 0\r\n\r\n"))

    exchange = bench.client.get("/Users")

    assert exchange.headers_all("x-odd") == ["café", "2"]
    assert exchange.header("X-ODD") == "café"
    assert exchange.header("absent") is None


def test_a_port_where_nobody_listens_refuses(lab):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = lab.serve(lab.reply())
        server.port = taken.getsockname()[1]
    bench = lab.connect(server)

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.REFUSED
    assert "connection refused" in exchange.failure.detail
    assert exchange.raw_request == b""


def test_a_name_that_does_not_resolve_is_a_dns_failure(lab):
    bench = lab.connect(lab.serve(lab.reply()), host="nowhere.invalid")

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.DNS
