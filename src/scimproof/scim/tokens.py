"""The sources of the Authorization header."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from scimproof.scim.exchange import FailureKind, parse
from scimproof.scim.network import Broken
from scimproof.scim.wire import WireResult
from scimproof.target import BearerToken, ClientCredentials, Credentials

Fetch = Callable[[ClientCredentials, bytes], WireResult]
"""Sends a form to the token endpoint, and records it; the answer comes back unredacted."""

_EARLY = 30.0
"""Seconds before its end at which a token is taken as spent."""

_YOUNG = 5.0
"""Seconds. A token younger than that was not refused for its age, so another one would not help."""


class Authorizer:
    """Gives the Authorization header for a target's credentials; fetches a token when it needs one."""

    def __init__(self, credentials: Credentials, fetch: Fetch) -> None:
        self._credentials = credentials
        self._fetch = fetch
        self._lock = Lock()
        self._token = ""
        self._fetched = 0.0
        self._spent = 0.0

    def header(self) -> str | None:
        """Return the header's value, or None without credentials.

        Raises:
            Broken: the token endpoint gave no token.
        """
        match self._credentials:
            case BearerToken(token):
                return f"Bearer {token}"
            case ClientCredentials() as credentials:
                with self._lock:
                    if not self._token or time.monotonic() >= self._spent:
                        self._renew(credentials)
                    return f"Bearer {self._token}"
            case _:
                return None

    def renewed(self, refused: str | None) -> str | None:
        """Return another header after a 401, or None when there is no other."""
        if not isinstance(self._credentials, ClientCredentials):
            return None
        with self._lock:
            if refused == f"Bearer {self._token}":
                if time.monotonic() - self._fetched < _YOUNG:
                    return None
                self._renew(self._credentials)
            return f"Bearer {self._token}"

    def _renew(self, credentials: ClientCredentials) -> None:
        outcome = self._fetch(credentials, token_form(credentials))
        answer = issued(outcome)
        if answer is None:
            raise Broken(FailureKind.CREDENTIALS, f"the token endpoint returned no token: {_trouble(outcome)}")
        lifetime = answer.get("expires_in")
        seconds = float(lifetime) if isinstance(lifetime, int | float) and 0 < lifetime < 1e9 else 1e9  # noqa: PLR2004
        self._token = answer["access_token"]
        self._fetched = time.monotonic()
        self._spent = self._fetched + max(seconds - _EARLY, seconds / 2)


def token_form(credentials: ClientCredentials) -> bytes:
    """Return the form that asks for a token (RFC 6749, 4.4.2); the client is named in it, as Entra does."""
    form = {
        "grant_type": "client_credentials",
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "scope": credentials.scope,
    }
    return urlencode({key: value for key, value in form.items() if value}).encode()


def issued(outcome: WireResult) -> dict[str, Any] | None:
    """Return a token endpoint's answer when it holds a token that can stand in a header."""
    answer = parse(outcome.body) if outcome.status == 200 else None  # noqa: PLR2004
    token = answer.get("access_token") if isinstance(answer, dict) else None
    return answer if isinstance(token, str) and token.isascii() and token.isprintable() and token.strip() else None


def _trouble(outcome: WireResult) -> str:
    if outcome.failure is not None:
        return outcome.failure.detail
    answer = parse(outcome.body)
    error = answer.get("error") if isinstance(answer, dict) else None
    return f"it answered {outcome.status}" + (f" ({error[:80]})" if isinstance(error, str) else "")
