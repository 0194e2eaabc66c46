"""Sockets under one budget: time and bytes per request, and a copy of what was transferred.

A timeout per read does not hold a server that sends one byte a second. Here every read, write, connect and handshake
gets what is left of the whole request's time.
"""

from __future__ import annotations

import ipaddress
import queue
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import httpcore

from scimproof.scim.exchange import FailureKind

_PIECE = 64 * 1024


class Broken(Exception):
    """A request came to nothing; becomes the Failure of its exchange."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


@dataclass(slots=True)
class Call:
    """The budget of one request, and what it sent and received so far."""

    timeout: float
    max_bytes: int
    deadline: float = 0.0
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    reused: bool = False

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.timeout

    def left(self) -> float:
        """Return the seconds left.

        Raises:
            Broken: there are none.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self.too_late()
        return left

    def too_late(self) -> Broken:
        """Return the failure for a request whose time is up."""
        came = f"{len(self.received)} bytes received" if self.received else "nothing received"
        return Broken(FailureKind.TIMEOUT, f"no complete answer within {self.timeout:g} s ({came})")


_CALL: ContextVar[Call] = ContextVar("call")


@contextmanager
def budget(call: Call) -> Iterator[None]:
    """Let a call's budget hold for everything this thread does on the network inside."""
    token = _CALL.set(call)
    try:
        yield
    finally:
        _CALL.reset(token)


class Backend(httpcore.NetworkBackend):
    """Opens connections within the budget of the call that needs them."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the call's budget decides
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers."""
        call = _CALL.get()
        trouble = "it has no IP address"
        addresses = _addresses(host, port, call)
        for position, address in enumerate(addresses):
            share = call.left() / (len(addresses) - position)  # one dead address must not eat the others' time
            try:
                stream = self._plain.connect_tcp(address, port, share, local_address, socket_options)
            except httpcore.ConnectTimeout:
                trouble = "no answer to the connection attempt"
                continue
            except httpcore.ConnectError as error:
                trouble = _reason(error)
                continue
            return Stream(stream)
        call.left()
        raise Broken(FailureKind.REFUSED, f"{host} port {port}: connection failed: {trouble}")


class Stream(httpcore.NetworkStream):
    """A connection that spends the budget of whichever call uses it now."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        self._socket: socket.socket = inner.get_extra_info("socket")
        self._last_call: Call | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the call's budget decides
        """Read what there is."""
        call = _CALL.get()
        try:
            data = self._inner.read(max_bytes, call.left())
        except httpcore.ReadTimeout as error:
            raise call.too_late() from error
        except httpcore.ReadError as error:
            raise Broken(FailureKind.DISCONNECTED, f"the connection was closed: {_reason(error)}") from error
        call.received += data
        if len(call.received) > call.max_bytes:
            raise Broken(FailureKind.TOO_LARGE, f"the answer is larger than {call.max_bytes} bytes")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the call's budget decides
        """Write everything."""
        call = _CALL.get()
        if self._last_call is not call:
            call.reused = self._last_call is not None
            self._last_call = call
        view = memoryview(buffer)
        while view:
            self._socket.settimeout(call.left())
            try:
                count = self._socket.send(view[:_PIECE])
            except TimeoutError as error:
                raise call.too_late() from error
            except OSError as error:
                # The HTTP library goes on to read then: a server may refuse a body and still answer.
                raise httpcore.WriteError(error) from error
            call.sent += view[:count]
            view = view[count:]

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the call's budget decides
    ) -> httpcore.NetworkStream:
        """Do the TLS handshake."""
        call = _CALL.get()
        try:
            return Stream(self._inner.start_tls(ssl_context, server_hostname, call.left()))
        except httpcore.ConnectTimeout as error:
            raise call.too_late() from error
        except httpcore.ConnectError as error:
            raise Broken(FailureKind.TLS, f"the TLS handshake failed: {_reason(error)}") from error

    def get_extra_info(self, info: str) -> Any:
        """Return what the HTTP library asks: above all whether an idle connection was closed by the server."""
        if info == "is_readable":
            return _is_readable(self._socket)
        return self._inner.get_extra_info(info)


def _is_readable(connection: socket.socket) -> bool:
    if connection.fileno() < 0:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(connection, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([connection], [], [], 0)[0])


def _addresses(host: str, port: int, call: Call) -> list[str]:
    """Look a name up. The system's resolver knows no timeout, so it works in a thread that may be left behind."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(each[4][0]) for each in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=look_up, daemon=True, name="scimproof-dns").start()
    try:
        answer = answers.get(timeout=call.left())
    except queue.Empty:
        raise Broken(FailureKind.DNS, f"the name {host} was not resolved within {call.timeout:g} s") from None
    if isinstance(answer, OSError):
        raise Broken(FailureKind.DNS, f"the name {host} does not resolve: {answer.strerror or answer}") from answer
    return answer


def _reason(error: Exception) -> str:
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"certificate not trusted: {cause.verify_message}"
    if isinstance(cause, ssl.SSLError) and cause.reason:
        return cause.reason.replace("_", " ").lower()
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    return str(error) or type(error).__name__
