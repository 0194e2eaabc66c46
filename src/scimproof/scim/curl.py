"""A request as a curl line that a reader can paste into a shell."""

from __future__ import annotations

import shlex

REDACTED = "[redacted]"
"""What stands in place of a secret."""

_OWN_HEADERS = {"host", "content-length", "connection"}
_ADDED_BY_CURL = ("Accept", "User-Agent")
_LONGEST_ARGUMENT = 100_000


def curl(method: str, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> str:
    """Return one line; the token is ``$SCIM_TOKEN``, and headers that curl would add on its own are suppressed."""
    words = ["curl", "-sS", "--globoff", "--path-as-is", "-i"]
    words += ["--head"] if method == "HEAD" else ["-X", quoted(method.encode())]
    sent = {name.lower() for name, _ in headers}
    for name, value in headers:
        if name.lower() not in _OWN_HEADERS:
            words += ["-H", _header(name, value)]
    words += [word for name in _ADDED_BY_CURL if name.lower() not in sent for word in ("-H", f"{name}:")]
    if body:
        if "content-type" not in sent:
            words += ["-H", "Content-Type:"]
        words += ["--data-binary", quoted(body) if len(body) <= _LONGEST_ARGUMENT else "@request-body"]
    return " ".join([*words, quoted(url.encode("utf-8", "replace"))])


def _header(name: str, value: str) -> str:
    if name.lower() == "authorization" and value.endswith(REDACTED):
        scheme = value.removesuffix(REDACTED)
        return f'"{name}: {scheme}$SCIM_TOKEN"'
    if not value:
        return quoted(f"{name};".encode())  # curl's way to send a header without a value
    return quoted(f"{name}: {value}".encode("utf-8", "replace"))


def quoted(value: bytes) -> str:
    """Quote for a POSIX shell; what does not print, or is no UTF-8, as ``$'…'`` so that it stays one honest line."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = "\0"
    if text.isprintable():
        return shlex.quote(text)
    plain = "".join(chr(byte) if 0x20 <= byte < 0x7F and byte not in b"'\\" else f"\\x{byte:02x}" for byte in value)  # noqa: PLR2004
    return f"$'{plain}'"
