from __future__ import annotations

import json
import threading

import pytest

from scimproof.scim.exchange import FailureKind
from scimproof.target import ClientCredentials


def _issue(token, **more):
    return json.dumps({"access_token": token, "token_type": "Bearer", **more})


def _connect(lab, server, authority, **more):
    credentials = ClientCredentials(f"http://127.0.0.1:{authority.port}/token", "client", "cl1ent&secret", **more)
    return lab.connect(server, credentials=credentials)


def test_a_token_is_fetched_once_and_used_from_then_on(lab):
    server, authority = lab.serve(lab.reply()), lab.serve(lab.reply("200 OK", _issue("first-token", expires_in=3600)))
    bench = _connect(lab, server, authority, scope="a b")

    bench.client.get("/Users")
    bench.client.get("/Users")

    form = b"grant_type=client_credentials&client_id=client&client_secret=cl1ent%26secret&scope=a+b"
    assert [each.partition(b"\r\n\r\n")[2] for each in authority.requests] == [form]
    assert all(b"Authorization: Bearer first-token\r\n" in each for each in server.requests)


def test_neither_secret_nor_token_is_recorded(lab):
    server, authority = lab.serve(lab.reply()), lab.serve(lab.reply("200 OK", _issue("first-token")))
    bench = _connect(lab, server, authority)

    bench.client.get("/Users")

    kept = repr(bench.tape.exchanges)
    assert [each.label for each in bench.tape.exchanges] == ["OAuth 2.0 access token", "GET /Users"]
    assert not any(secret in kept for secret in ("first-token", "cl1ent&secret", "cl1ent%26secret"))
    assert bench.tape.exchanges[0].json["access_token"] == "[redacted]"


def test_an_issued_token_that_the_target_echoes_is_redacted(lab):
    server, authority = (
        lab.serve(lab.reply("200 OK", '{"seen":"first-token"}')),
        lab.serve(lab.reply("200 OK", _issue("first-token"))),
    )
    bench = _connect(lab, server, authority)

    assert bench.client.get("/Users").json == {"seen": "[redacted]"}


def test_a_spent_token_is_replaced(lab):
    server = lab.serve(lab.reply())
    authority = lab.serve(
        lab.reply("200 OK", _issue("token-one", expires_in=1e-9)), lab.reply("200 OK", _issue("token-two"))
    )
    bench = _connect(lab, server, authority)

    bench.client.get("/Users")
    bench.client.get("/Users")

    assert [b"token-two" in each for each in server.requests] == [False, True]


def test_a_token_refused_when_fresh_is_not_replaced(lab):
    server, authority = lab.serve(lab.reply("401 Unauthorized")), lab.serve(lab.reply("200 OK", _issue("token")))
    bench = _connect(lab, server, authority)

    assert bench.client.get("/Users").status == 401
    assert (len(server.requests), len(authority.requests)) == (1, 1)


def test_a_token_refused_when_old_is_replaced_once(lab, monkeypatch):
    server = lab.serve(lab.reply(), lab.reply("401 Unauthorized"))
    authority = lab.serve(lab.reply("200 OK", _issue("token-one")), lab.reply("200 OK", _issue("token-two")))
    bench = _connect(lab, server, authority)
    bench.client.get("/Users")
    monkeypatch.setattr("scimproof.scim.tokens._YOUNG", 0.0)

    exchange = bench.client.get("/Users")

    assert exchange.status == 401
    assert exchange.notes == ("requested a new token after 401",)
    assert [b"token-two" in each for each in server.requests] == [False, False, True]


def test_a_header_of_the_callers_own_asks_for_no_token(lab):
    server, authority = lab.serve(lab.reply("401 Unauthorized")), lab.serve(lab.reply("200 OK", _issue("token")))
    bench = _connect(lab, server, authority)

    bench.client.send("GET", "/Users", authorization="Bearer wrong")
    bench.client.send("GET", "/Users", authorization=None)

    assert authority.requests == []
    assert [b"Bearer wrong" in each for each in server.requests] == [True, False]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("400 Bad Request", '{"error":"invalid_client"}'),
        ("200 OK", "<html>"),
        ("200 OK", '{"access_token":null}'),
        ("200 OK", '{"access_token":"two\\r\\nlines"}'),
        ("200 OK", '{"access_token":"  "}'),
        ("200 OK", '["access_token"]'),
        ("302 Found", ""),
    ],
)
def test_without_a_token_nothing_is_sent(lab, status, body):
    server, authority = lab.serve(lab.reply()), lab.serve(lab.reply(status, body))
    bench = _connect(lab, server, authority)

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.CREDENTIALS
    assert status.split()[0] in exchange.failure.detail
    assert server.requests == []


def test_threads_share_one_token(lab):
    server, authority = lab.serve(lab.reply()), lab.serve(lab.reply("200 OK", _issue("token")))
    bench = _connect(lab, server, authority)
    threads = [threading.Thread(target=bench.client.get, args=("/Users",)) for _ in range(8)]

    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert (len(authority.requests), len(server.requests)) == (1, 8)
