from __future__ import annotations

import base64
import gzip
import html
import io
import json
import logging
from urllib.parse import quote, quote_plus

import pytest

from scimproof.scim.redact import Redactor, guard_logs, unguard_logs
from scimproof.target import BearerToken

SECRET = 'pa/ss+wo=rd&"x"\\é'

SPELLINGS = {
    "literal": SECRET,
    "percent": quote(SECRET, safe=""),
    "percent, lower case": quote(SECRET, safe="").lower(),
    "percent, in part": quote(SECRET, safe="/+="),
    "form": quote_plus(SECRET),
    "JSON": json.dumps(SECRET)[1:-1],
    "JSON, ASCII": json.dumps(SECRET, ensure_ascii=True)[1:-1],
    "JSON, slashes escaped": json.dumps(SECRET, ensure_ascii=False)[1:-1].replace("/", "\\/"),
    "HTML": html.escape(SECRET),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_a_secret_is_found_however_it_is_escaped(spelling):
    redacted = Redactor([SECRET]).text(f"<{spelling}>")

    assert redacted == "<[redacted]>"


@pytest.mark.parametrize("before", range(7))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_secret_is_found_inside_longer_base64(before, encode):
    secret = "client-secret-7"
    encoded = encode(b"x" * before + secret.encode() + b":tail").decode()

    redacted = Redactor([secret]).text(encoded)

    assert "[redacted]" in redacted
    left = redacted.replace("[redacted]", "")
    assert len(left) <= len(encoded) - len(secret)


def test_a_short_secret_is_redacted_in_headers_alone():
    redactor = Redactor(["abc"])

    assert redactor.data(b"alphabc") == b"alphabc"
    assert redactor.headers([("X-Echo", "abc")]) == (("X-Echo", "[redacted]"),)


def test_credentials_and_sessions_lose_their_value_whatever_it_is():
    redactor = Redactor(["real-token"])

    headers = redactor.headers(
        [
            ("authorization", "Bearer real-token"),
            ("Authorization", "Bearer made-up"),
            ("Authorization", "nonsense"),
            ("Proxy-Authorization", "Basic eA=="),
            ("Cookie", "a=b"),
            ("Set-Cookie", "sid=1; HttpOnly"),
            ("X-Other", "kept"),
        ]
    )

    assert [value for _, value in headers] == [
        "Bearer [redacted]",
        "Bearer [redacted, not the real one]",
        "[redacted, not the real one]",
        "[redacted]",
        "[redacted]",
        "[redacted]",
        "kept",
    ]


def test_the_wire_bytes_lose_the_same_headers_also_when_folded_or_after_100_continue():
    raw = (
        b"HTTP/1.1 100 Continue\r\nSet-Cookie: x=1\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nset-cookie: a=1;\r\n  b=2\r\nX: y\r\n\r\nbody"
    )

    assert Redactor().message(raw) == (
        b"HTTP/1.1 100 Continue\r\nSet-Cookie: [redacted]\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nset-cookie: [redacted]\r\nX: y\r\n\r\nbody"
    )


@pytest.mark.parametrize(
    ("body", "redacted"),
    [
        (b"grant_type=x&client_secret=abc%20d&scope=y", b"grant_type=x&client_secret=[redacted]&scope=y"),
        (b'{"access_token" : "a\\"b", "n": 1}', b'{"access_token" : "[redacted]", "n": 1}'),
        (b'{"client_secret":"x"}', b'{"client_secret":"[redacted]"}'),
    ],
)
def test_token_fields_lose_their_value_though_nobody_knows_it(body, redacted):
    assert Redactor().body(body) == redacted


@pytest.mark.parametrize(
    ("secret", "body", "value"),
    [
        ("12345678", b'{"n":12345678,"s":"x12345678"}', {"n": "[redacted]", "s": "x[redacted]"}),
        ("true", b'{"active":true}', {"active": "[redacted]"}),
        ('":{"', b'{"a":{"b":1}}', {"a": {"b": 1}}),
    ],
)
def test_json_stays_json(secret, body, value):
    assert json.loads(Redactor([secret]).body(body)) == value


def test_what_was_no_json_need_not_become_any():
    assert Redactor(["secret"]).body(b'{"a":secret') == b'{"a":[redacted]'


def test_a_log_record_loses_its_secrets_wherever_it_is_shown():
    redactor, stream = Redactor(["real-token"]), io.StringIO()
    handler = logging.StreamHandler(stream)
    root, library = logging.getLogger(), logging.getLogger("httpcore.http11")
    root.addHandler(handler)
    guard_logs(redactor)
    try:
        library.warning("headers=%r", [(b"Authorization", b"Bearer other"), (b"Set-Cookie", b"sid=77")])
        try:
            int("real-token")
        except ValueError:
            logging.getLogger("elsewhere").exception("sent %s", "real-token")
    finally:
        root.removeHandler(handler)
        unguard_logs(redactor)

    shown = stream.getvalue()
    assert "base 10: '[redacted]'" in shown
    assert not any(secret in shown for secret in ("real-token", "other", "sid=77"))
    assert not library.filters


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("gzipped", [False, True])
def test_a_token_that_the_target_echoes_is_nowhere_in_the_exchange(lab, gzipped, chunked):
    token = lab.TOKEN
    echo = json.dumps(
        {"literal": token, "quoted": quote(token), "basic": base64.b64encode(f"u:{token}".encode()).decode()}
    )
    body = gzip.compress(echo.encode()) if gzipped else echo.encode()
    head = f"HTTP/1.1 200 OK ({token})\r\nX-Echo: {token}\r\nSet-Cookie: sid=42\r\n".encode()
    head += b"Content-Encoding: gzip\r\n" if gzipped else b""
    if chunked:
        pieces = (b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:18], body[18:]))
        answer = head + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(pieces) + b"0\r\n\r\n"
    else:
        answer = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    bench = lab.start(lab.raw(answer))

    exchange = bench.client.get("/Users", query=f"token={quote(token)}", label=f"with {token}")

    assert exchange.json["literal"] == exchange.json["quoted"] == "[redacted]"
    shown = repr(exchange) + exchange.curl
    assert "sid=42" not in shown
    assert not any(each in shown for each in (token, quote(token), quote(token, safe=""), token[:12], token[-12:]))
    assert base64.b64encode(f"u:{token}".encode()).decode()[2:-4] not in shown
    assert gzip.compress(echo.encode())[10:-8] not in exchange.raw_response


@pytest.mark.parametrize("head", [b"Content-Length: 999\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n99\r\n"])
def test_a_token_in_an_answer_that_breaks_off_is_redacted_too(lab, head):
    token = lab.TOKEN.encode()
    bench = lab.start(lab.raw(b"HTTP/1.1 200 OK\r\n" + head + token + b" and " + token[:-3]))

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert token[:6] not in exchange.raw_response
    assert exchange.raw_response.startswith(b"HTTP/1.1 200 OK")


def test_a_token_in_the_reason_of_a_failure_is_redacted(lab):
    answer = lab.reply("302 Found", b"", "Location: https://host-token-7.example/")
    bench = lab.start(answer, credentials=BearerToken("host-token-7"))

    exchange = bench.client.get("/Users")

    assert exchange.failure is not None
    assert "https://[redacted].example" in exchange.failure.detail
