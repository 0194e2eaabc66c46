"""Decodes content codings within limits of size."""

from __future__ import annotations

import zlib

from scimproof.scim.exchange import FailureKind
from scimproof.scim.network import Broken

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


def decode(body: bytes, codings: str, limit: int) -> tuple[bytes, str]:
    """Undo the codings of a ``Content-Encoding`` header, last one first.

    Returns the body and a note, which is empty unless a coding is unknown; the body then stays as it came.

    Raises:
        Broken: the body is broken, or grows beyond the limit (bytes). No more than the limit is ever held.
    """
    names = [each.strip().lower() for each in codings.split(",") if each.strip()]
    for name in reversed(names):
        if name in ("gzip", "x-gzip", "deflate"):
            body = _inflate(body, name, limit) if body else body
        elif name != "identity":
            return body, f"the body has the content coding {name[:40]!r}, which was not requested"
    return body, ""


def _inflate(body: bytes, name: str, limit: int) -> bytes:
    whole = bytearray()
    raw_deflate = name == "deflate" and not _has_zlib_header(body)
    while body:
        engine = zlib.decompressobj(-zlib.MAX_WBITS if raw_deflate else _GZIP_OR_ZLIB)
        try:
            whole += engine.decompress(body, limit + 1 - len(whole))
        except zlib.error as error:
            raise Broken(FailureKind.PROTOCOL, f"the body is not valid {name}") from error
        if len(whole) > limit:
            raise Broken(FailureKind.TOO_LARGE, f"the body is larger than {limit} bytes after decoding {name}")
        if not engine.eof:
            raise Broken(FailureKind.DISCONNECTED, f"the {name} body ends too early")
        body = engine.unused_data if engine.unused_data.startswith(_GZIP_MAGIC) else b""
    return bytes(whole)


def _has_zlib_header(body: bytes) -> bool:
    """Tell zlib's format, which the standard means by deflate, from the bare stream that some servers send."""
    return len(body) > 1 and body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0
