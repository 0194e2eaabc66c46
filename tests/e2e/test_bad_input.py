"""Bad input gets one clear line and exit 4 or 6, never a traceback."""

import http.server
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from scimproof.reference import serving


def scimproof(*words, folder, env=None):
    return subprocess.run(
        [sys.executable, "-m", "scimproof.cli", *words], cwd=folder, env=env, capture_output=True, text=True, timeout=60
    )


def one_line(done):
    assert "Traceback" not in done.stderr + done.stdout
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


@contextmanager
def answering(status, content_type, body, headers=()):
    """A server that gives everybody the same answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/scim"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--tenant-url", "nonsense"), "not a URL"),
        (("--tenant-url", "ftp://example.com/scim"), "https://"),
        (("--tenant-url", "https://example.com/scim/Users"), "/Users"),
        (("--token-file", "no-such-file"), "no-such-file"),
        (("--waivers", "no-such-file"), "no-such-file"),
        (("--select", "nobody.knows-it"), "nobody.knows-it"),
        (("--skip", "nobody.knows-it"), "nobody.knows-it"),
        (("--areas", "nowhere"), "nowhere"),
        (("--profile", "nobody"), "nobody"),
        (("--workers", "many"), "--workers"),
        (("--workers", "0"), "--workers"),
        (("--timeout", "-1"), "--timeout"),
        (("--no-such-option",), "--no-such-option"),
        (("--select", "nobody.knows-it", "--workers", "2"), "nobody.knows-it"),
    ],
)
def test_usage_errors_are_one_line_and_exit_4(tmp_path, words, said):
    url = () if "--tenant-url" in words or "--token-file" not in words else ("--tenant-url", "http://127.0.0.1:1/scim")
    done = scimproof("run", *words, *url, folder=tmp_path)

    assert said in one_line(done)
    assert done.returncode == 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("this is not toml", "waivers.toml"),
        ("[[waiver]]\nid = 'patch.x'", "reason"),
        ("[[waiver]]\nid = 'patch.x'\nreason = 'known since May'\nexpires = 'soon'", "soon"),
        ("[[waivers]]\nid = 'patch.x'", "waiver"),
    ],
)
def test_a_malformed_waiver_file_says_where(tmp_path, content, said):
    (tmp_path / "waivers.toml").write_text(content)
    done = scimproof("run", "--waivers", "waivers.toml", folder=tmp_path)

    line = one_line(done)
    assert said in line
    assert done.returncode == 4


def test_an_unknown_option_in_a_file_is_named(tmp_path):
    (tmp_path / "scimproof.toml").write_text("tennant-url = 'https://example.com'\n")
    done = scimproof("run", folder=tmp_path)

    assert "tennant-url" in one_line(done)
    assert done.returncode == 4


def test_no_such_host(tmp_path):
    done = scimproof("run", "--tenant-url", "http://no-such-host.invalid/scim", "--token", "x", folder=tmp_path)

    assert "no-such-host.invalid" in one_line(done)
    assert done.returncode == 6


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_refused_connection(tmp_path, workers):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/scim"
        done = scimproof("run", "--tenant-url", url, "--token", "x", "--workers", workers, folder=tmp_path)

    assert "refused" in one_line(done)
    assert done.returncode == 6


def test_a_tls_error(tmp_path):
    with answering(200, "text/plain", b"no TLS here") as url:
        done = scimproof("run", "--tenant-url", url.replace("http:", "https:"), "--token", "x", folder=tmp_path)

    assert "TLS" in one_line(done)
    assert done.returncode == 6
    assert ssl.OPENSSL_VERSION


def test_a_web_page(tmp_path):
    with answering(200, "text/html; charset=utf-8", b"<html><body>Sign in</body></html>") as url:
        done = scimproof("run", "--tenant-url", url, "--token", "x", folder=tmp_path)

    assert "web page" in one_line(done)
    assert done.returncode == 6


def test_nothing_at_that_path(tmp_path):
    with answering(404, "application/json", b"{}") as url:
        done = scimproof("run", "--tenant-url", url, "--token", "x", folder=tmp_path)

    assert "404" in one_line(done)
    assert done.returncode == 6


def test_a_redirect_to_another_origin_never_carries_the_token(tmp_path):
    with answering(302, "text/plain", b"", [("Location", "https://elsewhere.example/scim")]) as url:
        done = scimproof("run", "--tenant-url", url, "--token", "x", folder=tmp_path)

    assert "elsewhere.example" in one_line(done)
    assert done.returncode == 6


def test_refused_credentials(tmp_path):
    with serving() as reference:
        done = scimproof("run", "--tenant-url", reference.url, "--token", "not-the-token", folder=tmp_path)

    line = one_line(done)
    assert "credentials" in line
    assert "not-the-token" not in line
    assert done.returncode == 6
