"""Puts an app on a port: one thread for each connection, HTTP/1.1."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

from benchmarks.foreign.server.app import App
from benchmarks.foreign.server.messages import BASE, MEDIA_TYPE, Refused, Request, Response
from benchmarks.foreign.server.published import LARGEST_BODY


@dataclass(frozen=True)
class Running:
    """A server that answers at ``url``."""

    url: str
    token: str
    app: App


class Server(ThreadingHTTPServer):
    """Threads that end with the process, and a queue that does not refuse a burst of connections."""

    daemon_threads = True
    request_queue_size = 128
    app: App

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours."""


class Handler(BaseHTTPRequestHandler):
    """Reads a request, asks the app, writes the answer in one piece."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def serve(self) -> None:
        """Answer one request of any method."""
        try:
            request = self._request()
        except Refused as refused:
            self.close_connection = True
            self._write(self.server.app.encode(refused.response()))
            return
        self._write(self.server.app.encode(self.server.app.handle(request)), body=self.command != "HEAD")

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = serve  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What is no HTTP request, or has an unknown method, is a SCIM error too."""
        self.close_connection = True
        self._write(Refused(code, message or "no HTTP request").response())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """No log."""

    def _request(self) -> Request:
        path, _, query = self.path.partition("?")
        path = unquote(path)
        while path.startswith("//"):
            path = path[1:]
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self._body(headers)
        if not (path == BASE or path.startswith(BASE + "/")):
            raise Refused(404, f"the base path is {BASE}")
        return Request(
            method=self.command,
            path=path[len(BASE) :],
            query=dict(parse_qsl(query, keep_blank_values=True)),
            headers=headers,
            body=body,
            base=f"http://{headers.get('host', 'localhost')}{BASE}",
            raw_query=query,
            raw_path=self.path.partition("?")[0],
        )

    def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunks()
        length = headers.get("content-length", "0")
        if not length.isdigit():
            raise Refused(400, "Content-Length is a number")
        if int(length) > LARGEST_BODY:
            raise Refused(413, f"a body has at most {LARGEST_BODY} bytes")
        return self.rfile.read(int(length))

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            body += self.rfile.read(size)
            self.rfile.readline()
            if len(body) > LARGEST_BODY:
                raise Refused(413, f"a body has at most {LARGEST_BODY} bytes")
        self.rfile.readline()
        return body

    def _write(self, response: Response, *, body: bool = True) -> None:
        content = response.body
        if content is not None and not isinstance(content, bytes):
            content = json.dumps(content, ensure_ascii=False).encode()
            response.headers.setdefault("Content-Type", MEDIA_TYPE)
        self.send_response_only(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if content is not None or response.status not in (204, 304):
            self.send_header("Content-Length", str(len(content or b"")))
        if self.close_connection and "Connection" not in response.headers:
            self.send_header("Connection", "close")
        self.end_headers()
        if content and body:
            self.wfile.write(content)
        self.wfile.flush()


@contextmanager
def serving(app: App | None = None, *, port: int = 0, host: str = "127.0.0.1") -> Iterator[Running]:
    """Serve an app until the block ends; port 0 takes a free one."""
    app = app or App()
    server = Server((host, port), Handler)
    server.app = app
    server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Running(f"http://{host}:{server.server_address[1]}{BASE}", app.token, app)
    finally:
        server.shutdown()
        server.server_close()
