"""Whatever a target answers, a run ends with findings: never with a traceback, an ERROR, or a hang."""

import http.server
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
DEEP = b"[" * 100_000 + b"]" * 100_000

ANSWERS = {
    "null": b"null",
    "list": b"[]",
    "text": b'"text"',
    "number": b"42",
    "empty object": b"{}",
    "empty": b"",
    "not JSON": b"{'id': 1}",
    "cut off": b'{"id": "a", "userName": "b',
    "not UTF-8": b'{"id": "\xff\xfe", "userName": "\xc3\x28"}',
    "not a number": b'{"totalResults": NaN, "Resources": [], "id": "a"}',
    "infinitely deep": DEEP,
    "nulls everywhere": json.dumps(
        dict.fromkeys(("id", "userName", "Resources", "totalResults", "schemas", "meta"))
    ).encode(),
    "wrong types": json.dumps(
        {
            "schemas": LIST,
            "id": {"value": 1},
            "userName": ["a"],
            "active": "maybe",
            "emails": {"value": 5},
            "name": [1],
            "members": "all",
            "groups": 7,
            "meta": "yesterday",
            "totalResults": "many",
            "startIndex": [],
            "itemsPerPage": {},
            "Resources": {"id": 1},
            "Operations": 1,
            "attributes": "none",
            "patch": True,
            "filter": [],
            "schemaExtensions": 3,
        }
    ).encode(),
    "odd elements": json.dumps(
        {
            "schemas": [None, 1, LIST],
            "id": "the-same-for-all",
            "totalResults": 3,
            "startIndex": 1,
            "itemsPerPage": -1,
            "Resources": [
                None,
                1,
                "x",
                [],
                {},
                {"id": 5},
                {"id": "the-same-for-all", "attributes": [None, {"name": 1}]},
            ],
            "emails": [None, 1, "x", [], {"type": 1, "value": {}}],
            "members": [None, {"value": None}, {"value": 1}, "x"],
            "active": 1,
        }
    ).encode(),
    "dangerous text": json.dumps(
        {
            "id": "../../Users",
            "userName": "\u202e\x00<script>alert(1)</script>[bold]",
            "detail": "]]></failure>\x1b[31m",
            "totalResults": 10**30,
            "Resources": [{"id": "a/../b?x#y", "userName": "\ud800"}],
        }
    ).encode(),
}


@contextmanager
def saying(body, status=None):
    """A server that gives every request the same body; creates get 201 unless a status is given."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _answer(self):
            length = self.headers.get("Content-Length", "0")
            self.rfile.read(int(length))
            self.send_response(status or (201 if self.command == "POST" else 200))
            self.send_header("Content-Type", "application/scim+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _answer  # noqa: N815

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/scim"
    finally:
        server.shutdown()
        server.server_close()


def judged(url, folder):
    done = subprocess.run(
        [sys.executable, "-m", "scimproof.cli", "run", "--settle", "0", "--timeout", "3", "--report-dir", "r"],
        cwd=folder,
        env={**os.environ, "SCIMPROOF_TENANT_URL": url, "SCIMPROOF_TOKEN": "a-token-of-no-use"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stdout[-3000:] + done.stderr[-3000:]
    return done


@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_a_run_survives_the_same_odd_answer_to_everything(tmp_path, answer):
    with saying(ANSWERS[answer]) as url:
        done = judged(url, tmp_path)

    assert done.returncode in (1, 6), done.stdout[-2000:]
    if done.returncode == 1:
        report = json.loads(Path(tmp_path, "r", "report.json").read_text())
        assert report["counts"]["ERROR"] == 0
        assert report["counts"]["FAIL"] > 0


@pytest.mark.parametrize("status", [204, 299, 400, 418, 500, 503, 599])
def test_a_run_survives_the_same_status_to_everything(tmp_path, status):
    with saying(b"" if status == 204 else b'{"status": 500}', status) as url:
        done = judged(url, tmp_path)

    assert done.returncode in (1, 6), done.stdout[-2000:]
