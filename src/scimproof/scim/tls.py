"""A TLS handshake with other settings than the run's own, to see what a target accepts."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from scimproof.scim.wire import tls_context
from scimproof.target import Target

_HTTPS = 443


@dataclass(frozen=True, slots=True)
class Handshake:
    """What came of a handshake: the cipher suite that was agreed on, or why there is none."""

    suite: str
    trouble: str = ""


def handshake(target: Target, suites: str) -> Handshake | None:
    """Shake hands by TLS 1.2 and no newer, offering these cipher suites alone; None when the target is not https.

    Args:
        target: where to; its certificate is verified as in the run.
        suites: names as OpenSSL has them, separated by colons.
    """
    parts = urlsplit(target.base_url)
    if parts.scheme != "https":
        return None
    host = parts.hostname or ""
    context = tls_context(target)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(suites)
    try:
        with (
            socket.create_connection((host, parts.port or _HTTPS), timeout=target.timeout) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            agreed = secure.cipher()
    except OSError as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or type(error).__name__
        return Handshake("", str(reason).replace("_", " ").lower())
    return Handshake(agreed[0] if agreed else "")
