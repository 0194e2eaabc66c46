"""What all clients of one target share: connections, credentials, pace, write guard, redaction, recording."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

import httpx

from scimproof.scim.exchange import Exchange, Failure, FailureKind, Request, Response
from scimproof.scim.guard import Admission, Guard
from scimproof.scim.network import Broken
from scimproof.scim.pace import BUSY, Pace
from scimproof.scim.redact import Redactor, guard_logs, unguard_logs
from scimproof.scim.tokens import Authorizer, issued, token_form
from scimproof.scim.wire import Wire, WireResult, plain_headers
from scimproof.target import ClientCredentials, Target

_KEPT = 192 * 1024 * 1024
"""Bytes of answers that a run keeps whole; of later large answers it keeps the beginning."""

_SHORTENED = 16 * 1024
_RAW_KEPT = 256 * 1024
_UNAUTHORIZED = 401
_NOT_FOUND = 404
_READ_PAUSES = (0.1, 0.4, 1.0)
"""Seconds between the reads of a created object that is not there yet."""
_TRIES, _SHORT = 3, 30.0
"""How often, and after how many seconds at most, a request with other credentials is sent again while the target is
busy; a target that throttles wrong credentials would otherwise be waited for without result."""


class Recorder(Protocol):
    """Receives every exchange."""

    def on_exchange(self, exchange: Exchange) -> None:
        """Take an exchange, secrets already redacted; called from any thread."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request that is ready but for its Authorization header, which is added with every try."""

    method: str
    path: bytes
    """Path and query, as they stand in the request line."""
    headers: tuple[tuple[str, str], ...]
    body: bytes
    label: str
    own_credentials: bool
    """Whether the target's credentials go with it; if not, the headers are as they shall be."""


class HttpSession:
    """Sends requests for the clients of one target. Safe for several threads."""

    def __init__(
        self, target: Target, guard: Guard, recorder: Recorder | None, pace: Pace | None, first_number: int
    ) -> None:
        self.target = target
        self.guard = guard
        base = httpx.URL(target.base_url)
        self.base_path = base.raw_path.rstrip(b"/")
        self._origin = base.copy_with(raw_path=b"/")
        self._recorder = recorder
        self.pace = pace or Pace()
        self._numbers = itertools.count(first_number + 1)
        self._lock = Lock()
        self._room = _KEPT
        self._redactor = Redactor(target.secrets())
        guard_logs(self._redactor)
        tokens_over_tls = isinstance(target.credentials, ClientCredentials)
        self._wire = Wire(target, tls=tokens_over_tls or base.scheme == "https")
        self._authorizer = Authorizer(target.credentials, self._fetch_token)

    def perform(self, outgoing: Outgoing, admission: Admission, resend: Callable[[], Exchange]) -> Exchange:
        """Send a request until its answer is final; every try is an exchange of its own, the last is returned."""
        if admission.refusal is not None:
            return self._unsent(outgoing, admission.refusal)
        notes: list[str] = []
        renewed: str | None = None
        attempt = 0
        while True:
            attempt += 1
            try:
                authorization = renewed or (self._authorizer.header() if outgoing.own_credentials else None)
            except Broken as broken:
                return self._unsent(outgoing, Failure(broken.kind, broken.detail))
            self.pace.wait()
            number = next(self._numbers)
            outcome = self._send(outgoing, authorization)
            wait = self.pace.asked_to_wait(outcome.status, outcome.header(b"retry-after"), outgoing.method, attempt)
            if not outgoing.own_credentials and wait is not None and (attempt >= _TRIES or wait[0] > _SHORT):
                wait = None
            exchange = self._recorded(number, outgoing, outcome, notes, resend)
            if wait is None and outcome.status in BUSY:
                exchange = replace(exchange, throttled=True)
            self._record(exchange)
            if wait is not None:
                seconds, why = wait
                self.pace.pause(seconds)
                notes.append(f"waited {seconds:.1f} s {why}")
                continue
            if outcome.status == _UNAUTHORIZED and outgoing.own_credentials and renewed is None:
                renewed = self._another_token(authorization)
                if renewed is not None:
                    notes.append("requested a new token after 401")
                    continue
            for claim in self.guard.settle(admission, exchange):
                self.guard.confirm(claim, self._read(claim.path, outgoing))
            return exchange

    def _read(self, path: str, like: Outgoing) -> Exchange:
        """Read an object that a create is said to have made, with the headers of that create."""
        headers = tuple((name, value) for name, value in like.headers if name.lower() != "content-type")
        read = Outgoing(
            method="GET",
            path=self.base_path + path.encode("ascii", "replace"),
            headers=headers,
            body=b"",
            label="is this object the one just created?",
            own_credentials=like.own_credentials,
        )

        def again() -> Exchange:
            return self.perform(read, Admission(), again)

        exchange = again()
        for pause in _READ_PAUSES:
            if exchange.status != _NOT_FOUND:
                break
            time.sleep(pause)  # a replica may be late
            exchange = again()
        return exchange

    def close(self) -> None:
        """Close all connections, and leave the loggers as they were."""
        self._wire.close()
        unguard_logs(self._redactor)

    def _send(self, outgoing: Outgoing, authorization: str | None) -> WireResult:
        headers = [(name.encode("latin-1", "replace"), _value(value)) for name, value in outgoing.headers]
        if authorization is not None:
            headers.append((b"Authorization", authorization.encode()))
        return self._wire.send(outgoing.method, self._origin, outgoing.path, headers, outgoing.body)

    def _another_token(self, refused: str | None) -> str | None:
        try:
            return self._authorizer.renewed(refused)
        except Broken:
            return None

    def another_token(self) -> Exchange | None:
        """Ask the token endpoint for a token and return the answer; None when the credentials need no such thing."""
        credentials = self.target.credentials
        if not isinstance(credentials, ClientCredentials):
            return None
        return self._ask_for_token(credentials, token_form(credentials))[1]

    def _fetch_token(self, credentials: ClientCredentials, form: bytes) -> WireResult:
        return self._ask_for_token(credentials, form)[0]

    def _ask_for_token(self, credentials: ClientCredentials, form: bytes) -> tuple[WireResult, Exchange]:
        url = httpx.URL(credentials.token_url)
        headers = (("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded"))
        number = next(self._numbers)
        outcome = self._wire.send(
            "POST", url, url.raw_path, [(name.encode(), value.encode()) for name, value in headers], form
        )
        answer = issued(outcome)
        if answer is not None:
            self._redactor.add(answer["access_token"])
        outgoing = Outgoing("POST", url.raw_path, headers, form, "OAuth 2.0 access token", own_credentials=False)
        exchange = self._recorded(number, outgoing, outcome, [], None, url)
        self._record(exchange)
        return outcome, exchange

    def _record(self, exchange: Exchange) -> None:
        if self._recorder is None:
            return
        size = len(exchange.response.body) if exchange.response else 0
        with self._lock:
            self._room -= size
            is_full = self._room < 0
        self._recorder.on_exchange(_shortened(exchange) if is_full and size > _SHORTENED else exchange)

    def _unsent(self, outgoing: Outgoing, failure: Failure) -> Exchange:
        outcome = WireResult([(name.encode("latin-1", "replace"), _value(value)) for name, value in outgoing.headers])
        outcome.failure = failure
        exchange = self._recorded(next(self._numbers), outgoing, outcome, ["the request was not sent"], None)
        self._record(exchange)
        return exchange

    def _recorded(
        self,
        number: int,
        outgoing: Outgoing,
        outcome: WireResult,
        notes: list[str],
        resend: Callable[[], Exchange] | None,
        origin: httpx.URL | None = None,
    ) -> Exchange:
        """Make an exchange of an outcome. Secrets are gone before it exists."""
        clean = self._redactor
        there = self._origin if origin is None else origin
        url = f"{there.scheme}://{there.netloc.decode()}{outgoing.path.decode('ascii', 'replace')}"
        failure = outcome.failure
        response = None
        if outcome.status is not None and (failure is None or failure.kind is FailureKind.REDIRECT):
            headers = clean.headers(plain_headers(outcome.headers))
            reason = clean.text(outcome.reason.decode("latin-1"))
            response = Response(outcome.status, reason, headers, clean.body(outcome.body))
        return Exchange(
            number=number,
            label=clean.text(outgoing.label),
            request=Request(
                outgoing.method,
                clean.text(url),
                clean.headers(plain_headers(outcome.sent_headers)),
                clean.body(outgoing.body),
            ),
            response=response,
            failure=failure and Failure(failure.kind, clean.text(failure.detail)),
            started=outcome.started,
            duration=outcome.duration,
            notes=tuple(clean.text(each) for each in (*notes, *outcome.notes)),
            raw_request=clean.message(outcome.raw_request)[:_RAW_KEPT],
            raw_response=self._raw_response(outcome, response)[:_RAW_KEPT],
            resend=resend,
        )

    def _raw_response(self, outcome: WireResult, response: Response | None) -> bytes:
        """Redact the bytes of an answer; a coding hides secrets, so such a body goes as decoded."""
        if response is None:
            return self._redactor.unfinished(outcome.raw_response)
        coded = outcome.header(b"content-encoding") or outcome.header(b"transfer-encoding")
        if coded and response.body != outcome.body:
            head = outcome.raw_response.partition(b"\r\n\r\n")[0]
            return self._redactor.message(head + b"\r\n\r\n") + response.body
        return self._redactor.message(outcome.raw_response)


def _shortened(exchange: Exchange) -> Exchange:
    """Return an exchange for the record with the beginning of its body alone."""
    assert exchange.response is not None  # noqa: S101 - the caller saw its size
    note = f"the body is kept up to {_SHORTENED} of {len(exchange.response.body)} bytes: this run's answers are large"
    body = exchange.response.body[:_SHORTENED]
    return replace(
        exchange, response=replace(exchange.response, body=body), raw_response=b"", notes=(*exchange.notes, note)
    )


def _value(value: str) -> bytes:
    """Return a header's value as bytes: Latin-1 where that can be, so that what a target sent goes back as it came."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")
