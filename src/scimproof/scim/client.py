"""The plain SCIM client. Every call returns an Exchange; none raises for anything that the target does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from scimproof import __version__
from scimproof.scim.exchange import Exchange
from scimproof.scim.filter import Spaces, encode
from scimproof.scim.guard import Guard
from scimproof.scim.pace import Pace
from scimproof.scim.patch import patch_body
from scimproof.scim.resource import Resource
from scimproof.scim.session import HttpSession, Outgoing, Recorder
from scimproof.scim.tls import Handshake, handshake
from scimproof.target import Target

MEDIA_TYPE = "application/scim+json"

DEFAULT: Final[Any] = object()
"""As ``authorization``: what the target's credentials say."""

Asks = Callable[[Resource], str]
"""Gives the query with which a resource is read, empty when it shows everything unasked."""

_ABSENT: Final[Any] = object()

_HEADERS: Final = {"Accept": MEDIA_TYPE, "Content-Type": MEDIA_TYPE, "User-Agent": f"scimproof/{__version__}"}


class Client:
    """Sends requests to one target; made by `connect`. Safe for several threads."""

    def __init__(
        self, session: HttpSession, headers: Mapping[str, str | None], spaces: Spaces, asks: Asks | None = None
    ) -> None:
        self._session = session
        self._headers = dict(headers)
        self._spaces: Spaces = spaces
        self._asks = asks

    @property
    def target(self) -> Target:
        """The target that requests go to."""
        return self._session.target

    @property
    def guard(self) -> Guard:
        """What keeps writes to what the run created."""
        return self._session.guard

    @property
    def pace(self) -> Pace:
        """How fast requests go out, and how long they may wait for the target."""
        return self._session.pace

    @property
    def user_agent(self) -> str:
        """What the plain client calls itself."""
        return str(_HEADERS["User-Agent"])

    def with_headers(self, headers: Mapping[str, str | None], *, spaces: Spaces | None = None) -> Client:
        """Return a client with other default headers on the same wire.

        None removes a header; ``Content-Type`` goes with bodies alone. ``spaces`` is how a filter's spaces travel.
        """
        return Client(self._session, _merged(self._headers, headers), spaces or self._spaces, self._asks)

    def asking(self, asks: Asks) -> Client:
        """Return a client that reads resources with a query, where `asks` has one: for what is not shown unasked."""
        return Client(self._session, self._headers, self._spaces, asks)

    def send(  # noqa: PLR0913 - a request has that many parts
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: Any = _ABSENT,
        content: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
        authorization: str | None = DEFAULT,
        label: str = "",
        anonymous: bool = False,
    ) -> Exchange:
        """Send any request.

        Args:
            method: any.
            path: follows the base URL; begins with ``/`` or is empty; already encoded.
            query: without ``?``, already encoded; sent as it is.
            body: sent as JSON; None is ``null``.
            content: sent as it is, instead of a body.
            headers: beside or instead of the defaults; None removes one.
            authorization: the header's value; None sends none.
            label: what is being done, in words.
            anonymous: a create whose body lacks the run's prefix on purpose.

        Raises:
            GuestRuleBroken: it would write to what the run did not create; nothing was sent.
            ValueError: the path does not begin with ``/``.
        """
        if path and not path.startswith("/"):
            raise ValueError(f"a path under the base URL begins with a slash: {path!r}")
        data = content if content is not None else b"" if body is _ABSENT else _json(body)
        merged = _merged(self._headers, headers or {})
        if authorization is not DEFAULT:
            merged = _merged(merged, {"Authorization": authorization})
        sent = {name: value for name, value in merged.items() if value is not None}
        if content is None and body is _ABSENT:
            # Only a caller who names it gets a Content-Type without a body.
            sent = {
                name: value for name, value in sent.items() if name.lower() != "content-type" or name in (headers or {})
            }
        path, _, own_query = path.partition("?")
        queries = "&".join(each for each in (self.target.extra_query, own_query, query) if each)
        outgoing = Outgoing(
            method=method.upper(),
            path=self._session.base_path + _travelling(f"{path}?{queries}" if queries else path) or b"/",
            headers=tuple(sent.items()),
            body=data,
            label=label or f"{method.upper()} {path or '/'}",
            own_credentials=not any(name.lower() == "authorization" for name in sent) and authorization is DEFAULT,
        )

        def dispatch() -> Exchange:
            admission = self.guard.admit(outgoing.method, path, sent, data, anonymous=anonymous)
            return self._session.perform(outgoing, admission, dispatch)

        return dispatch()

    def get(self, what: Resource | str, *, query: str = "", label: str = "") -> Exchange:
        """Read a resource, or whatever is at a path."""
        if self._asks is not None and isinstance(what, Resource) and not query:
            query = self._asks(what)
        return self.send("GET", _path(what), query=query, label=label)

    def search(self, endpoint: str = "/Users", *, filter: str = "", query: str = "", label: str = "") -> Exchange:  # noqa: A002 - SCIM's word
        """Ask a collection; the filter is encoded here, the query is sent as it is."""
        clause = f"filter={encode(filter, self._spaces)}" if filter else ""
        return self.send("GET", endpoint, query="&".join(each for each in (clause, query) if each), label=label)

    def create(self, endpoint: str, body: Any, *, anonymous: bool = False, label: str = "") -> Exchange:
        """Create a resource. Its userName, displayName or externalId bears the run's prefix, unless anonymous."""
        return self.send("POST", endpoint, body=body, anonymous=anonymous, label=label)

    def put(self, resource: Resource | str, body: Any, *, label: str = "") -> Exchange:
        """Replace a resource."""
        return self.send("PUT", _path(resource), body=body, label=label)

    def patch(self, resource: Resource | str, *operations: Mapping[str, Any], label: str = "") -> Exchange:
        """Change a resource by operations as `scimproof.scim.patch` makes them."""
        return self.send("PATCH", _path(resource), body=patch_body(*operations), label=label)

    def delete(self, resource: Resource | str, *, label: str = "") -> Exchange:
        """Delete a resource."""
        return self.send("DELETE", _path(resource), label=label)

    def another_token(self) -> Exchange | None:
        """Ask the token endpoint of OAuth 2.0 credentials for a token; None when the run has others.

        The run goes on with the token it has.
        """
        return self._session.another_token()

    def handshake(self, suites: str) -> Handshake | None:
        """Shake hands by TLS 1.2 with these cipher suites alone; None when the target is not https."""
        return handshake(self.target, suites)

    def close(self) -> None:
        """Close all connections, also those of the clients made by `with_headers`."""
        self._session.close()


def connect(
    target: Target,
    *,
    guard: Guard | None = None,
    recorder: Recorder | None = None,
    pace: Pace | None = None,
    first_number: int = 0,
) -> Client:
    """Return the plain client for a target. No byte is sent before its first request.

    Args:
        target: where to.
        guard: what the run owns; without one the client may only read.
        recorder: receives every exchange.
        pace: how fast; as fast as it goes when left out.
        first_number: exchanges are numbered from the next one on, so that worker processes do not share numbers.

    Raises:
        BadTarget: the target's CA file cannot be read.
    """
    guard = guard or Guard(target.base_url, None, prefix="")
    return Client(HttpSession(target, guard, recorder, pace, first_number), _HEADERS, "%20")


def _path(what: Resource | str) -> str:
    return what if isinstance(what, str) else what.path


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _merged(headers: Mapping[str, str | None], over: Mapping[str, str | None]) -> dict[str, str | None]:
    replaced = {name.lower() for name in over}
    return {name: value for name, value in headers.items() if name.lower() not in replaced} | dict(over)


def _travelling(path: str) -> bytes:
    """Encode a path and query for the request line; what cannot stand there at all is percent-encoded."""
    data = path.encode("utf-8", "replace")
    return b"".join(bytes((byte,)) if 0x21 <= byte <= 0x7E else b"%%%02X" % byte for byte in data)  # noqa: PLR2004
