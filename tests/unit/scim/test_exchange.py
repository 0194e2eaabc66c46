from __future__ import annotations

import json
import shlex
import shutil
import subprocess

import pytest

from scimproof.scim.exchange import UNPARSABLE, Exchange, Request, Response, parse
from scimproof.scim.resource import Resource


def _exchange(body=b"", *headers, request=None):
    request = request or Request("GET", "http://h/Users", (), b"")
    return Exchange(1, "", request, Response(200, "OK", headers, body), None, 0.0, 0.0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{",
        b"\xff\xfe",
        b"NaN",
        b'{"a":Infinity}',
        b"9" * 5000,
        b"[" * 100_000,
        b'{"a":' * 101 + b"1" + b"}" * 101,
    ],
    ids=["empty", "HTML", "cut off", "no UTF-8", "NaN", "Infinity", "digits", "brackets", "deep"],
)
def test_what_is_no_json_is_told_from_every_value(body):
    exchange = _exchange(body)

    assert exchange.json is UNPARSABLE
    assert not exchange.json
    assert repr(exchange.json) == "<not JSON>"
    assert (exchange.resource, exchange.id, exchange.resources, exchange.total) == ({}, None, [], None)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"null", None),
        (b"\xef\xbb\xbf{}", {}),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b'"x\\ud83d\\ude00y\\ud800z"', "x\U0001f600y\ufffdz"),
        (b'{"\\udc00":["\\ud800"]}', {"\ufffd": ["\ufffd"]}),
        (b'"' + b"[" * 200 + b'"', "[" * 200),
    ],
)
def test_json_is_read_so_that_it_can_be_written_again(body, value):
    assert _exchange(body).json == value
    json.dumps(_exchange(body).json, ensure_ascii=False).encode()


@pytest.mark.parametrize("id_", [None, 5, "", [], {}, True])
def test_an_id_is_a_string_with_something_in_it(id_):
    assert _exchange(json.dumps({"id": id_}).encode()).id is None


@pytest.mark.parametrize(
    ("body", "resources", "total"),
    [
        ({"totalResults": 2, "Resources": [{"id": "1"}, None, 3, "x", {}]}, [{"id": "1"}, {}], 2),
        ({"totalResults": True, "Resources": {"id": "1"}}, [], None),
        ({"totalResults": "2"}, [], None),
        ({"totalResults": 2.0}, [], None),
        ([{"id": "1"}], [], None),
    ],
)
def test_a_list_response_is_read_as_far_as_it_is_one(body, resources, total):
    exchange = _exchange(json.dumps(body).encode())

    assert (exchange.resources, exchange.total) == (resources, total)


def test_text_is_readable_whatever_the_bytes_are():
    assert _exchange(b"a\xffb").text == "a\ufffdb"


def test_an_exchange_without_a_client_does_not_go_again():
    with pytest.raises(ValueError, match="GET"):
        _exchange().again()


AWKWARD = [
    b'{"userName":"o\'brien $HOME `x` \\"q\\" \xc3\xbc"}',
    b"two\nlines\x00\x1b[31m",
    b"\xff\xfe not UTF-8 '",
    "right-to-left \u202e override".encode(),
]


@pytest.mark.parametrize("body", AWKWARD)
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash to read the line with")
def test_a_curl_line_is_one_line_that_a_shell_reads_back_as_it_was(body):
    headers = (("Authorization", "Bearer [redacted]"), ("X-Odd", 'a\'b "c" $d'), ("Content-Length", "9"))
    line = _exchange(request=Request("POST", "http://h/Users?a='b'&c=$d", headers, body)).curl

    assert line.isprintable()
    script = 'curl() { for word in "$@"; do printf "%s\\x01" "$word"; done; }; ' + line
    if b"\0" in body:  # no shell can hold a zero byte in an argument
        return
    words = subprocess.run(["bash", "-c", script], capture_output=True, env={"SCIM_TOKEN": "tok"}, check=True).stdout
    read = words.split(b"\x01")[:-1]
    assert b"Authorization: Bearer tok" in read
    assert b'X-Odd: a\'b "c" $d' in read
    assert read[-3:] == [b"--data-binary", body, b"http://h/Users?a='b'&c=$d"]
    assert not any(word.startswith(b"Content-Length") for word in read)


def test_a_curl_line_adds_no_header_that_was_not_sent():
    words = shlex.split(_exchange().curl)

    assert [words[at + 1] for at, word in enumerate(words) if word == "-H"] == ["Accept:", "User-Agent:"]


def test_a_made_up_token_is_not_replayed_as_the_real_one():
    headers = (("Authorization", "Bearer [redacted, not the real one]"),)

    assert "SCIM_TOKEN" not in _exchange(request=Request("GET", "http://h/", headers, b"")).curl


def test_a_huge_body_stays_out_of_the_curl_line():
    line = _exchange(request=Request("POST", "http://h/", (), b"x" * 200_000)).curl

    assert "--data-binary @request-body" in line


@pytest.mark.parametrize(
    ("body", "location", "id_", "kind"),
    [
        ({"id": "1", "meta": {"resourceType": "User"}}, None, "1", "User"),
        ({"id": "1", "meta": 5}, None, "1", "User"),
        ({"id": "1", "meta": {"resourceType": 5}}, "http://h/Users/2", "1", "User"),
        ({}, "http://h/scim/Users/a%2Fb?x#y", "a/b", "User"),
        ({}, "http://h/scim/Groups/1", None, ""),
        ({}, "http://h/scim/Users/", None, ""),
        ({}, None, None, ""),
    ],
)
def test_a_resource_is_made_of_an_answer_that_shows_its_id(body, location, id_, kind):
    exchange = _exchange(json.dumps(body).encode(), *([("Location", location)] if location else []))

    user = Resource.of(exchange, "/Users")

    assert (user and user.id) == id_
    if user:
        assert user.type == kind
        assert user.body == body


def test_a_resource_reads_its_body_as_last_seen():
    user = Resource("User", "/Users", "ä/..", {"userName": "ann"})

    assert (user["userName"], user.get("title"), user.path) == ("ann", None, "/Users/%C3%A4%2F..")
    with pytest.raises(KeyError):
        user["title"]


def test_more_objects_than_a_thousand_users_have_are_not_parsed():
    """Sixteen megabytes of empty objects would take a gigabyte in memory."""
    assert parse(b"[" + b"{}," * 600_000 + b"1]") is UNPARSABLE
    assert parse(b"[" + b"{}," * 100_000 + b"1]") is not UNPARSABLE
