"""One request and its answer. Secrets are removed before an Exchange exists, so that it can be shown."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from scimproof.scim.curl import curl

JsonValue = Any
Headers = tuple[tuple[str, str], ...]


class _Unparsable:
    def __repr__(self) -> str:
        return "<not JSON>"

    def __bool__(self) -> bool:
        return False


UNPARSABLE: Final = _Unparsable()
"""What `Exchange.json` is when there is not JSON: no answer, an empty body, HTML, a broken document."""


class FailureKind(StrEnum):
    """Why there is no answer that counts."""

    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too-large"
    DISCONNECTED = "disconnected"
    PROTOCOL = "protocol"
    REDIRECT = "redirect"
    CREDENTIALS = "credentials"
    """The token endpoint gave no token, so the request was not sent."""
    ADDRESS = "address"
    """The target's id cannot stand in a URL (``..``), so the request was not sent."""
    FOREIGN = "foreign"
    """The target showed somebody else's resource as the one just created, so it was left alone."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer that counts, with one sentence for the reader."""

    kind: FailureKind
    detail: str


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent, redacted; headers in wire order, those that the HTTP library adds included."""

    method: str
    url: str
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, redacted; the body with its content coding undone."""

    status: int
    reason: str
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Exchange:
    """One request and its answer.

    Attributes:
        number: unique within a process, in the order of sending.
        label: what was being done, in words.
        response: None when a `failure` says why; with a redirect to another origin both are there.
        started: seconds since the epoch.
        duration: seconds.
        notes: remarks that judge nothing, such as a wait that ``Retry-After`` asked for.
        raw_request: the bytes on the wire, redacted.
        raw_response: likewise, as far as they came.
        throttled: the target was busy (429 or 503) to the last try: no answer to what was asked, and not to be judged.
        resend: sends the request again and returns the new exchange; None in one that was `detached`.
    """

    number: int
    label: str
    request: Request
    response: Response | None
    failure: Failure | None
    started: float
    duration: float
    notes: tuple[str, ...] = ()
    raw_request: bytes = b""
    raw_response: bytes = b""
    throttled: bool = False
    resend: Any = field(default=None, repr=False, compare=False)

    @property
    def status(self) -> int | None:
        """The status code, or None without an answer."""
        return self.response.status if self.response else None

    def headers_all(self, name: str) -> list[str]:
        """Return every value of a response header, in order; names compare without case."""
        wanted = name.lower()
        sent = self.response.headers if self.response else ()
        return [value for key, value in sent if key.lower() == wanted]

    def header(self, name: str) -> str | None:
        """Return the first value of a response header, or None."""
        values = self.headers_all(name)
        return values[0] if values else None

    @cached_property
    def text(self) -> str:
        """The body as UTF-8, with what is none replaced by U+FFFD."""
        return self.response.body.decode("utf-8", "replace") if self.response else ""

    @cached_property
    def json(self) -> JsonValue:
        """The body as JSON, or `UNPARSABLE`. Of a key that stands twice the last value counts."""
        return parse(self.response.body) if self.response else UNPARSABLE

    @property
    def resource(self) -> dict[str, Any]:
        """The body when it is a JSON object, else an empty one."""
        return self.json if isinstance(self.json, dict) else {}

    @property
    def id(self) -> str | None:
        """The resource's id when it is a string with something in it."""
        id_ = self.resource.get("id")
        return id_ if isinstance(id_, str) and id_ else None

    @property
    def resources(self) -> list[dict[str, Any]]:
        """The objects in ``Resources``; elements that are none are left out."""
        listed = self.resource.get("Resources")
        return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []

    @property
    def total(self) -> int | None:
        """``totalResults`` when it is an integer."""
        total = self.resource.get("totalResults")
        return total if isinstance(total, int) and not isinstance(total, bool) else None

    @property
    def curl(self) -> str:
        """One line for a shell that sends the request again; the token is ``$SCIM_TOKEN``."""
        return curl(self.request.method, self.request.url, self.request.headers, self.request.body)

    def again(self) -> Exchange:
        """Send the same GET once more.

        Raises:
            ValueError: it was no GET, or there is no client behind it.
        """
        if self.request.method != "GET" or self.resend is None:
            raise ValueError(f"only a GET can be repeated, not {self.request.method}")
        exchange: Exchange = self.resend()
        return exchange

    def detached(self) -> Exchange:
        """Return it as a record that outlives the connection: without the bytes on the wire, and never sent again."""
        return replace(self, raw_request=b"", raw_response=b"", resend=None)


def parse(body: bytes) -> JsonValue:
    """Parse a body as JSON, or return `UNPARSABLE`: never an exception, whatever the bytes are.

    A byte order mark is skipped (RFC 8259, 8.1 allows it). NaN and Infinity are no JSON. Neither is, for us, what
    nests more than a hundred levels deep: SCIM needs five, and whoever walks through it later would fall. Nor is what
    holds more objects and lists than a thousand users have: in memory they take many times their size on the wire.
    """
    containers = body.count(b"[") + body.count(b"{")
    if containers > _MOST_CONTAINERS:
        return UNPARSABLE
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):  # also: not UTF-8, an integer of thousands of digits
        return UNPARSABLE
    if containers > _DEEPEST and _too_deep(value):
        return UNPARSABLE
    return _well_formed(value) if _SURROGATE.search(body) else value


_DEEPEST = 100
_MOST_CONTAINERS = 500_000
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def _too_deep(value: JsonValue) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _well_formed(value: JsonValue) -> JsonValue:
    """Replace lone surrogates: they parse, and then no file or terminal takes them."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_well_formed(each) for each in value]
    if isinstance(value, dict):
        return {_well_formed(key): _well_formed(each) for key, each in value.items()}
    return value
