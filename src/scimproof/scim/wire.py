"""One request over HTTP/1.1, and all its possible results. Nothing here is redacted yet."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpcore
import httpx

from scimproof.scim.decode import decode
from scimproof.scim.exchange import Failure, FailureKind
from scimproof.scim.network import Backend, Broken, Call, budget
from scimproof.target import BadTarget, Target

_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
_IDLE_SECONDS = 3.0
"""Below the five seconds after which common servers close idle connections: a race lost costs a false failure."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEAD_END = re.compile(rb"\n\r?\n")
_CUT_OFF = ("Server disconnected", "peer closed connection")


@dataclass(slots=True)
class WireResult:
    """What became of a request: its wire bytes, and an answer or a failure."""

    sent_headers: list[tuple[bytes, bytes]]
    started: float = field(default_factory=time.time)
    status: int | None = None
    reason: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    failure: Failure | None = None
    duration: float = 0.0
    notes: list[str] = field(default_factory=list)
    raw_request: bytes = b""
    raw_response: bytes = b""

    def header(self, name: bytes) -> str:
        """Return the values of a header of the answer as one, or an empty string."""
        return ", ".join(value.decode("latin-1") for key, value in self.headers if key.lower() == name)


class Wire:
    """Sends requests to a target, over connections that it keeps. Safe for several threads."""

    def __init__(self, target: Target, *, tls: bool) -> None:
        self._target = target
        context = tls_context(target) if tls else None
        self._kept = BudgetedTransport(context, keep_alive=True)
        self._fresh = BudgetedTransport(context, keep_alive=False)

    def send(
        self, method: str, origin: httpx.URL, path: bytes, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> WireResult:
        """Send one request, with path and query exactly as given. Never raises for what the other side does."""
        request = httpx.Request(method, origin, headers=headers, content=body, extensions={"target": path})
        outcome = WireResult(request.headers.raw)
        call = Call(self._target.timeout, self._target.max_raw_bytes)
        begun = time.perf_counter()
        self._attempt(self._kept, request, call, outcome)
        if _went_stale(call, outcome, method):
            again = Call(self._target.timeout, self._target.max_raw_bytes)
            again.deadline, call, outcome.failure = call.deadline, again, None
            self._attempt(self._fresh, request, call, outcome)
            outcome.notes.append("the target had closed the idle connection: sent again on a new one")
        outcome.duration = time.perf_counter() - begun
        outcome.raw_request, outcome.raw_response = bytes(call.sent), bytes(call.received)
        return outcome

    def close(self) -> None:
        """Close all connections."""
        self._kept.close()
        self._fresh.close()

    def _attempt(self, transport: BudgetedTransport, request: httpx.Request, call: Call, outcome: WireResult) -> None:
        try:
            with budget(call):
                response = transport.handle_request(request)
                with closing(response):
                    raw = b"".join(response.iter_raw())
                    _drop_if_unclean(request.method, response, call, outcome)
            outcome.body, note = decode(raw, _coding(response), self._target.max_decoded_bytes)
        except Broken as broken:
            outcome.failure = Failure(broken.kind, broken.detail)
        except httpcore.RemoteProtocolError as error:
            text = str(error)
            cut_off = text.startswith(_CUT_OFF)
            kind = FailureKind.DISCONNECTED if cut_off else FailureKind.PROTOCOL
            outcome.failure = Failure(
                kind, f"{'the answer is incomplete' if cut_off else 'the answer is not HTTP/1.1'}: {text}"
            )
        except httpcore.LocalProtocolError as error:
            outcome.failure = Failure(FailureKind.PROTOCOL, f"the request cannot be sent: {error}")
        except (httpcore.NetworkError, httpcore.TimeoutException, OSError, ValueError) as error:
            # ValueError: the parser's own, for instance at a Content-Length of five thousand digits.
            outcome.failure = Failure(FailureKind.PROTOCOL, f"the answer cannot be read: {error}")
        else:
            outcome.status, outcome.headers = response.status_code, response.headers.raw
            outcome.reason = response.extensions["reason_phrase"]
            outcome.notes += [note] if note else []
            outcome.failure = _foreign_redirect(outcome, request)


class BudgetedTransport(httpx.BaseTransport):
    """An httpx transport whose network keeps to the budget of the call in progress (`scimproof.scim.network`).

    It decodes nothing, follows no redirect, knows no cookies and no proxies.
    """

    def __init__(self, context: ssl.SSLContext | None, *, keep_alive: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=None,
            max_keepalive_connections=None if keep_alive else 0,
            keepalive_expiry=_IDLE_SECONDS,
            http2=False,
            network_backend=Backend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; raises what httpcore raises, and `Broken`."""
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Stream(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._response.iter_stream())

    def close(self) -> None:
        self._response.close()


def tls_context(target: Target) -> ssl.SSLContext:
    """Return what a TLS connection to a target takes: 1.2 or newer, and a certificate that can be trusted.

    Raises:
        BadTarget: the target's CA file cannot be read.
    """
    context = httpx.create_ssl_context()
    context.load_default_certs()  # a company's own authority stands in the system's store, not in certifi's
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if target.ca_file:
        try:
            context.load_verify_locations(target.ca_file)
        except OSError as error:
            raise BadTarget(f"the CA file {target.ca_file} cannot be read as PEM certificates") from error
    if target.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _went_stale(call: Call, outcome: WireResult, method: str) -> bool:
    """Tell whether a kept connection was closed under the request, and sending it again cannot do a thing twice."""
    lost = outcome.failure is not None and outcome.failure.kind is FailureKind.DISCONNECTED
    return lost and call.reused and not call.received and (method in _IDEMPOTENT or not call.sent)


def _coding(response: httpx.Response) -> str:
    return str(response.headers.get("content-encoding", ""))


def _drop_if_unclean(method: str, response: httpx.Response, call: Call, outcome: WireResult) -> None:
    """Close a connection on which more came than the answer: it would be read as the next answer's beginning.

    Bytes that arrive later still are noticed by the pool, which finds the idle connection readable.
    """
    surplus = _surplus(method, response, call.received)
    if surplus:
        response.extensions["network_stream"].close()
        outcome.notes.append(f"{surplus} bytes received after the end of the answer")


def _surplus(method: str, response: httpx.Response, received: bytearray) -> int:
    start = 0
    while (end := _HEAD_END.search(received, start)) is not None:
        informational = re.match(rb"HTTP/1\.\d 1\d\d", received[start : start + 12]) is not None
        start = end.end()
        if not informational:
            break
    length = response.headers.get("content-length", "")
    if method == "HEAD" or response.status_code in (204, 304):
        return len(received) - start
    if "transfer-encoding" in response.headers or not length.isdecimal():
        return 0
    return len(received) - start - int(length)


def _foreign_redirect(outcome: WireResult, request: httpx.Request) -> Failure | None:
    """Say so when an answer points to another origin. No redirect is followed, so the token stays where it is."""
    location = outcome.header(b"location")
    if outcome.status not in _REDIRECTS or not location:
        return None
    origin = f"{request.url.scheme}://{request.url.netloc.decode()}"
    try:
        there = httpx.URL(urljoin(f"{origin}/", location))
    except (httpx.InvalidURL, ValueError):
        return None
    if (there.scheme, there.host, _port(there)) == (request.url.scheme, request.url.host, _port(request.url)):
        return None
    elsewhere = f"{there.scheme}://{there.netloc.decode()}"
    detail = f"the answer {outcome.status} points to {elsewhere}: not followed, so that no credential goes there"
    return Failure(FailureKind.REDIRECT, detail)


def _port(url: httpx.URL) -> int | None:
    return url.port or {"http": 80, "https": 443}.get(url.scheme)


def plain_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Return headers as text; bytes beyond ASCII are read as Latin-1, as HTTP has it."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
