"""The target: its URL, its credentials and its limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit

import httpx

FLAG = "aadOptscim062020"
"""The feature flag that administrators append to the Tenant URL."""

_ENDPOINTS = ("users", "groups", "schemas", "resourcetypes", "serviceproviderconfig", "bulk", "me")
_SECRET_NAME = re.compile(r"(?i)code|key|token|secret|sig|pass|auth")
_SECRET_FIELD = re.compile(rf"(?i)([?&][^=&]*(?:{_SECRET_NAME.pattern[4:]})[^=&]*=)[^&]*")
_TOKEN = re.compile(r"[\x21-\x7e]+")


class BadTarget(ValueError):
    """The target's address or credentials cannot be right; the message is one line without secrets."""


@dataclass(frozen=True, slots=True)
class NoCredentials:
    """Requests carry no Authorization header."""

    def secrets(self) -> list[str]:
        """Return what must not be recorded: nothing."""
        return []

    def __str__(self) -> str:
        return "no credentials"


@dataclass(frozen=True, slots=True)
class BearerToken:
    """A long-lived bearer token, the *Secret Token* of Entra's wizard."""

    token: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise BadTarget("the token is empty or contains a space, a line break or a character outside ASCII")

    def secrets(self) -> list[str]:
        """Return what must not be recorded."""
        return [self.token]

    def __str__(self) -> str:
        return "bearer token"


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth 2.0 client credentials (RFC 6749, 4.4), sent as a form to the token endpoint."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ""

    def __post_init__(self) -> None:
        _split(self.token_url, "the token endpoint")
        if not self.client_id or not self.client_secret:
            raise BadTarget("client credentials need a client id and a client secret")

    def secrets(self) -> list[str]:
        """Return what must not be recorded."""
        return [self.client_secret]

    def __str__(self) -> str:
        return "OAuth 2.0 client credentials"


Credentials = BearerToken | ClientCredentials | NoCredentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An endpoint under test. Made by `Target.parse`.

    Attributes:
        tenant_url: as the administrator typed it.
        base_url: scheme, host and path, without a slash at the end and without a query.
        flag: whether the Tenant URL asks for ``aadOptscim062020``. It is never sent: it speaks to the service.
        extra_query: the other query parameters of the Tenant URL, still encoded. They go with every request, since
            they can only be meant for the target (``?code=…`` of a function host).
        timeout: seconds for a whole request, from name look-up to the last byte.
        max_raw_bytes: how many bytes of an answer are read from the wire.
        max_decoded_bytes: how large a body may grow when its content coding is undone.
        insecure: do not verify the certificate.
        ca_file: PEM file of certificate authorities to trust besides the usual ones.
    """

    tenant_url: str = field(repr=False)
    base_url: str
    flag: bool = False
    extra_query: str = field(default="", repr=False)
    credentials: Credentials = field(default_factory=NoCredentials)
    timeout: float = 10.0
    max_raw_bytes: int = 16 * 1024 * 1024
    max_decoded_bytes: int = 64 * 1024 * 1024
    insecure: bool = False
    ca_file: str = ""

    @classmethod
    def parse(
        cls,
        tenant_url: str,
        credentials: Credentials | None = None,
        *,
        timeout: float = 10.0,
        ca_file: str = "",
        insecure: bool = False,
    ) -> Target:
        """Read a Tenant URL as Entra's administrators type it: with or without slash at the end, with flag or without.

        Raises:
            BadTarget: it cannot be the base of a SCIM endpoint.
        """
        text = tenant_url.strip()
        parts = _split(text, "the Tenant URL")
        path = parts.path.rstrip("/")
        if FLAG.lower() in path.lower() or (FLAG.lower() in parts.query.lower() and "/" in parts.query):
            raise BadTarget(
                f"the flag is in the middle of the Tenant URL: write it at the end, as in https://host/scim?{FLAG}"
            )
        last = path.rpartition("/")[2]
        if last.lower() in _ENDPOINTS:
            raise BadTarget(f"the Tenant URL ends in /{last}: give the base URL without it")
        if timeout <= 0:
            raise BadTarget("the timeout must be more than 0 seconds")
        fields = [each for each in parts.query.split("&") if each]
        others = [each for each in fields if each.partition("=")[0].lower() != FLAG.lower()]
        return cls(
            tenant_url=text,
            base_url=f"{parts.scheme.lower()}://{parts.netloc.lower()}{path}",
            flag=len(others) < len(fields),
            extra_query="&".join(others),
            credentials=credentials or NoCredentials(),
            timeout=timeout,
            ca_file=ca_file,
            insecure=insecure,
        )

    @property
    def shown_url(self) -> str:
        """The Tenant URL as it may be shown: parameters that look like secrets have no value."""
        return _SECRET_FIELD.sub(r"\1[redacted]", self.tenant_url)

    def path_of(self, address: object) -> str | None:
        """Return what follows the base URL in an address (``meta.location``), or None when it is elsewhere."""
        if not isinstance(address, str):
            return None
        base = httpx.URL(self.base_url)
        try:
            there = httpx.URL(urljoin(f"{self.base_url}/", address))
        except (httpx.InvalidURL, ValueError):
            return None
        same_origin = (there.scheme, there.host, there.port) == (base.scheme, base.host, base.port)
        path, below = there.raw_path.decode(), base.raw_path.decode().rstrip("/") + "/"
        return path[len(below) - 1 :] if same_origin and path.startswith(below) else None

    def secrets(self) -> list[str]:
        """Return every literal that must not be recorded."""
        return [*self.credentials.secrets(), *_query_secrets(self.extra_query)]


def _query_secrets(query: str) -> Iterator[str]:
    return (value for name, value in parse_qsl(query) if _SECRET_NAME.search(name) and value)


def _split(url: str, name: str) -> SplitResult:
    """Split an address and refuse what no endpoint has; messages do not repeat it, since it may hold a secret."""
    if re.search(r"[\x00-\x20\x7f]", url):
        raise BadTarget(f"{name} contains a space or a control character")
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL) as error:
        raise BadTarget(f"{name} is not a URL") from error
    if not parts.scheme or (not parts.netloc and parts.scheme not in ("http", "https")):
        raise BadTarget(f"{name} is not a URL: it must begin with https://")
    if parts.scheme.lower() not in ("http", "https"):
        raise BadTarget(f"{name} must begin with https:// or http://, not {parts.scheme}:")
    if not parts.hostname or not port_is_valid:
        raise BadTarget(f"{name} is not a URL: it has no host")
    if "@" in parts.netloc:
        raise BadTarget(f"{name} contains user information before the host: give credentials with their own options")
    if "#" in url:
        raise BadTarget(f"{name} contains a fragment (#), which is never sent to a server")
    return parts
