"""A server of raw bytes on loopback: it answers what a test tells it to, however wrong that is."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from scimproof.scim.client import Client, connect
from scimproof.scim.exchange import Exchange
from scimproof.scim.guard import Guard
from scimproof.scim.journal import Journal
from scimproof.scim.pace import Pace
from scimproof.target import BearerToken, Target

Answer = Callable[[socket.socket, bytes], None]
"""Gets a connection and a request's bytes; sends what it likes; closing the socket ends the connection."""


@dataclass
class Server:
    """Answers each request with the next of its answers; the last one stays."""

    port: int
    answers: list[Answer]
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, connection: socket.socket, request: bytes) -> None:
        """Answer one request."""
        with self.lock:
            self.requests.append(request)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer(connection, request)


class Tape:
    """Keeps every exchange."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def on_exchange(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        self.exchanges.append(exchange)


@dataclass
class Bench:
    """A server with a client that talks to it; ``slept`` are the waits that it asked for instead of taking them."""

    server: Server
    client: Client
    tape: Tape
    slept: list[float]
    guard: Guard


class Clock:
    """A clock on which waiting takes no time; ``slept`` are the waits."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._ahead = 0.0

    def time(self) -> float:
        """Return the seconds since the epoch."""
        return time.time() + self._ahead

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic() + self._ahead

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self._ahead += seconds


class Lab:
    """Starts servers and clients for one test."""

    TOKEN = "s3cr3t/t0ken+with=signs"
    PREFIX = "scimproof-test-"

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    @staticmethod
    def reply(status: str = "200 OK", body: bytes | str = b"{}", *headers: str) -> Answer:
        """Return an answer that is whole and well-formed."""
        data = body.encode() if isinstance(body, str) else body
        message = "\r\n".join([f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(data)}"]).encode()
        return lambda connection, _: connection.sendall(message + b"\r\n\r\n" + data)

    @staticmethod
    def raw(*pieces: bytes, pause: float = 0.0, close: bool = True) -> Answer:
        """Return an answer of these bytes, piece by piece, after which the connection ends."""

        def answer(connection: socket.socket, _: bytes) -> None:
            for piece in pieces:
                connection.sendall(piece)
                if pause:
                    threading.Event().wait(pause)
            if close:
                connection.close()

        return answer

    def serve(self, *answers: Answer, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Server:
        """Start a server."""
        return self._stack.enter_context(_serving(answers, wrap))

    def start(self, *answers: Answer, journal: Journal | None = None, **how) -> Bench:
        """Start a server, and a client for it."""
        return self.connect(self.serve(*answers), journal=journal, **how)

    def connect(
        self,
        server: Server,
        *,
        journal: Journal | None = None,
        credentials=None,
        query: str = "",
        scheme: str = "http",
        host: str = "127.0.0.1",
        timeout: float = 5.0,
        limits: dict | None = None,
        **tls,
    ) -> Bench:
        """Return a client for a server."""
        url = f"{scheme}://{host}:{server.port}/scim{query}"
        target = Target.parse(url, credentials or BearerToken(self.TOKEN), timeout=timeout, **tls)
        for name, value in (limits or {}).items():
            object.__setattr__(target, name, value)
        tape, clock = Tape(), Clock()
        guard = Guard(target.base_url, journal, prefix=self.PREFIX)
        client = connect(target, guard=guard, recorder=tape, pace=Pace(clock=clock))
        self._stack.callback(client.close)
        return Bench(server, client, tape, clock.slept, guard)


@pytest.fixture
def lab() -> Iterator[Lab]:
    """Give servers and clients that end with the test."""
    with ExitStack() as stack:
        yield Lab(stack)


@contextmanager
def _serving(answers: tuple[Answer, ...], wrap: Callable[[socket.socket], socket.socket] | None) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        server = Server(listener.getsockname()[1], list(answers))
        opened: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                opened.append(connection)
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        def serve(connection: socket.socket) -> None:
            with suppress(OSError, ValueError):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with wrap(connection) if wrap else connection as stream:
                    server.connections += 1
                    while request := _read_request(stream):
                        server.answer(stream, request)

        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
        acceptor.join(1)
        for each in opened:
            each.close()


def _read_request(connection: socket.socket) -> bytes:
    """Read one request whole; empty when the client is gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
