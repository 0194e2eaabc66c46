"""A server of raw bytes on loopback: it answers what a test tells it to, however wrong that is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from scimproof.scim.client import Client, connect
from scimproof.scim.exchange import Exchange
from scimproof.scim.guard import Guard
from scimproof.scim.pace import Pace
from scimproof.target import BearerToken, Target

TOKEN = "s3cr3t/t0ken+with=signs"
PREFIX = "scimproof-test-"


@dataclass
class Connection:
    """One accepted connection."""

    socket: socket.socket
    number: int

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)


Answer = Callable[[Connection, bytes], None]
"""Gets a request's bytes; sends what it likes; closing the socket ends the connection."""


@dataclass
class Server:
    """Answers each request with the next of its answers; the last one stays."""

    port: int
    answers: list[Answer]
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/scim"

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def reply(status: str = "200 OK", body: bytes = b"{}", *headers: str) -> Answer:
    """Return an answer that is whole and well-formed."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    message = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    return lambda connection, _: connection.send(message)


def raw(data: bytes, *, close: bool = True) -> Answer:
    """Return an answer of these bytes, after which the connection ends."""

    def answer(connection: Connection, _: bytes) -> None:
        connection.send(data)
        if close:
            connection.socket.close()

    return answer


def read_request(connection: socket.socket) -> bytes:
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


def _serve(connection: Connection, server: Server) -> None:
    with suppress(OSError, ValueError), connection.socket:
        while request := read_request(connection.socket):
            server.requests.append(request)
            server.next()(connection, request)


@contextmanager
def serving(*answers: Answer, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[Server]:
    """Serve answers on a free port until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1], list(answers))

        def accept() -> None:
            while True:
                try:
                    accepted, _ = listener.accept()
                    accepted = wrap(accepted) if wrap else accepted
                except OSError:
                    if listener.fileno() < 0:
                        return
                    continue
                server.connections += 1
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection = Connection(accepted, server.connections)
                threading.Thread(target=_serve, args=(connection, server), daemon=True).start()

        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join(1)


class Tape:
    """Keeps every exchange."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def on_exchange(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)


class Clock:
    """Takes the place of time.sleep, and remembers."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


@dataclass
class Bench:
    """A server with a client that talks to it."""

    server: Server
    client: Client
    tape: Tape
    clock: Clock
    guard: Guard


@pytest.fixture
def bench():
    """Return a function that starts a server with the answers given, and a client for it."""
    with _benches() as start:
        yield start


@contextmanager
def _benches() -> Iterator[Callable[..., Bench]]:
    opened: list[tuple[object, Client]] = []

    def start(*answers: Answer, journal=None, query: str = "", credentials=None, **limits) -> Bench:
        context = serving(*answers)
        server = context.__enter__()
        target = Target.parse(server.url + query, credentials or BearerToken(TOKEN), **limits)
        tape, clock = Tape(), Clock()
        guard = Guard(target.base_url, journal, prefix=PREFIX)
        client = connect(target, guard=guard, recorder=tape, pace=Pace(sleep=clock))
        opened.append((context, client))
        return Bench(server, client, tape, clock, guard)

    try:
        yield start
    finally:
        for context, client in opened:
            client.close()
            context.__exit__(None, None, None)
