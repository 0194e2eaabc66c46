"""Whatever a target answers, each test ends with a word, and nothing that is not the run's own is touched."""

import http.server
import json
import threading
from contextlib import contextmanager

import pytest

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

ODD = {
    "schemas": LIST,
    "id": 7,
    "userName": ["a"],
    "active": "maybe",
    "emails": {"value": 5},
    "members": "all",
    "totalResults": "many",
    "startIndex": [],
    "Resources": {"id": 1},
    "attributes": "none",
}
ANSWERS = {
    "nothing": b"",
    "null": b"null",
    "list": b"[]",
    "text": b'"text"',
    "not JSON": b"<html>",
    "not UTF-8": b'{"id": "\xff"}',
    "wrong types": json.dumps(ODD).encode(),
    "odd elements": json.dumps({**ODD, "id": "a", "totalResults": 2, "Resources": [None, 1, {"id": None}]}).encode(),
    "found by everybody": json.dumps(
        {"totalResults": 1, "Resources": [{"id": "a", "active": False}], "id": "a"}
    ).encode(),
    "an endless list": json.dumps({"totalResults": 9**9, "startIndex": 1, "Resources": [{"id": "a"}] * 5}).encode(),
    "somebody else": json.dumps({"id": "a", "userName": "jo@example.com", "displayName": "Jo"}).encode(),
}


@contextmanager
def _saying(body, status):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet for each answer

        def _answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            seen.append((self.command, self.path))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815

        def log_message(self, *_):
            pass

    seen = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/scim", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_the_same_odd_answer_to_everything(bench, answer):
    with _saying(ANSWERS[answer], 200) as (url, _):
        one = bench(url)
        outcomes = one.validation.run()
        one.client.close()

    assert {each.word for each in outcomes.values()} <= {"PASSED", "FAILED", "SKIPPED"}
    assert {outcomes[number].word for number in (6, 9, 25)} == {"FAILED"}


def test_an_object_under_another_name_is_left_alone(bench):
    with _saying(ANSWERS["somebody else"], 200) as (url, seen):
        one = bench(url)
        one.validation.run()
        one.client.close()

    assert {method for method, _ in seen} == {"GET", "POST"}


@pytest.mark.parametrize("status", [400, 404, 501])
def test_an_error_to_everything_passes_nothing(bench, status):
    with _saying(b"{}", status) as (url, _):
        one = bench(url)
        outcomes = one.validation.run()
        one.client.close()

    assert {each.word for each in outcomes.values()} == {"FAILED"}


def test_a_target_that_went_away_is_not_asked_forever(bench):
    one = bench("http://127.0.0.1:1/scim")
    outcomes = one.validation.run()
    one.client.close()

    assert {each.word for each in outcomes.values()} == {"FAILED"}
    assert sum(len(each.exchanges) for each in outcomes.values()) < 6
    assert outcomes[25].reason == "not sent, because the target no longer answers"
