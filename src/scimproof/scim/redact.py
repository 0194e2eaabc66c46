"""Removes secrets: everything that is recorded or logged goes through a `Redactor` first."""

from __future__ import annotations

import base64
import html
import json
import logging
import re
from collections.abc import Iterable
from typing import Any

from scimproof.scim.curl import REDACTED

_MARK = REDACTED.encode()
_SHORTEST = 4
"""Shorter secrets are redacted in headers alone: in a body they would eat half of it."""

_SENSITIVE = ("authorization", "proxy-authorization", "cookie", "set-cookie")
_SCHEMES = (b"Bearer ", b"Basic ", b"Digest ")
_HEAD_LINE = re.compile(
    rb"(?im)^(authorization|proxy-authorization|cookie|set-cookie)(:[ \t]*)((?:[^\r\n]*)(?:\r?\n[ \t]+[^\r\n]*)*)"
)
_FIELD = "client_secret|access_token|refresh_token|id_token|client_assertion"
_FORM_FIELD = re.compile(rf"(?i)\b({_FIELD})=[^&\s\"'<>]+".encode())
_JSON_FIELD = re.compile(rf'"({_FIELD})"(\s*:\s*)"(?:[^"\\]|\\.)*"'.encode())
_LOGGED_HEADER = re.compile(
    r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)(b?['\"]?\s*[:,=]\s*b?['\"]?)(?:(?:bearer|basic)\s+)?[^\r\n'\"]+"
)


class Redactor:
    """Replaces secrets by ``[redacted]``: as they are, percent-encoded, escaped in JSON or HTML, and in base64."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: list[str] = []
        self._patterns: list[re.Pattern[bytes]] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Redact one more secret from now on, such as a token that was just issued."""
        if not secret or secret in self._secrets:
            return
        self._secrets = sorted([*self._secrets, secret], key=len, reverse=True)
        long = [each for each in self._secrets if len(each) >= _SHORTEST]
        self._patterns = [re.compile(_spellings(each)) for each in long]
        self._patterns += [re.compile(b"|".join(_base64(each))) for each in long]

    def data(self, data: bytes) -> bytes:
        """Redact bytes of any kind."""
        for pattern in self._patterns:
            data = pattern.sub(_MARK, data)
        if b"=" in data:
            data = _FORM_FIELD.sub(rb"\1=" + _MARK, data)
        if b'_token"' in data or b"client_" in data:
            data = _JSON_FIELD.sub(rb'"\1"\2"' + _MARK + b'"', data)
        return data

    def body(self, body: bytes) -> bytes:
        """Redact a body so that JSON stays JSON, even when the secret stood in a number."""
        redacted = self.data(body)
        if redacted == body or not _is_json(body) or _is_json(redacted):
            return redacted
        try:
            return json.dumps(self._value(json.loads(body)), ensure_ascii=False).encode("utf-8", "replace")
        except RecursionError:
            return json.dumps(REDACTED).encode()

    def message(self, raw: bytes) -> bytes:
        """Redact a message as it was on the wire: its head line by line, then everything."""
        head, separator, body = raw.partition(b"\r\n\r\n")
        while head.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1")) and body:
            more, separator, body = body.partition(b"\r\n\r\n")
            head += b"\r\n\r\n" + more
        return self.data(
            _HEAD_LINE.sub(lambda found: found[1] + found[2] + self._credential(found[1], found[3]), head)
        ) + (separator + self.data(body))

    def unfinished(self, raw: bytes) -> bytes:
        """Redact a message that broke off: its end may be the beginning of a secret, or hide one in a coding."""
        head, separator, body = raw.partition(b"\r\n\r\n")
        if re.search(rb"(?im)^(content-encoding|transfer-encoding):", head) and body:
            return self.message(head + separator) + b"[%d bytes of encoded body left out]" % len(body)
        for secret in self._secrets:
            literal = secret.encode()
            for length in range(min(len(literal), len(body)), _SHORTEST - 1, -1):
                if body.endswith(literal[:length]):
                    body = body[:-length] + _MARK
                    break
        return self.message(head + separator + body)

    def text(self, text: str) -> str:
        """Redact text."""
        return self.data(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Redact headers; those that carry credentials or sessions lose their value whatever it is."""
        return tuple((name, self._header(name, value)) for name, value in headers)

    def _header(self, name: str, value: str) -> str:
        if name.lower() in _SENSITIVE:
            return self._credential(name.encode(), value.encode("utf-8", "replace")).decode()
        for secret in self._secrets:
            value = value.replace(secret, REDACTED)
        return self.text(value)

    def _credential(self, name: bytes, value: bytes) -> bytes:
        if name.lower() != b"authorization":
            return _MARK
        known_scheme = next((each for each in _SCHEMES if value[: len(each)].lower() == each.lower()), b"")
        scheme = value[: len(known_scheme)]  # in the letter case in which it was sent: that may be what is judged
        # A made-up token is told from the real one, so that the curl line does not promise the wrong thing.
        known = any(secret.encode() in value for secret in self._secrets)
        return scheme + (_MARK if known else b"[redacted, not the real one]")

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self.text(key): self._value(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if isinstance(value, str):
            return self.text(value)
        spelled = json.dumps(value)
        return value if self.text(spelled) == spelled else REDACTED


class RedactingFilter(logging.Filter):
    """Redacts a log record in place: message, arguments and exception."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without its secrets."""
        record.msg, record.args = self._clean(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = self._clean(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True

    def _clean(self, text: str) -> str:
        return _LOGGED_HEADER.sub(rf"\1\2{REDACTED}", self._redactor.text(text))


_HTTP_LOGGERS = ("httpx", "httpcore", "httpcore.connection", "httpcore.http11", "httpcore.proxy")


def guard_logs(redactor: Redactor) -> None:
    """Put a filter on the HTTP library's loggers, and on every handler of the root logger that there is now."""
    for holder in (*map(logging.getLogger, _HTTP_LOGGERS), *logging.getLogger().handlers):
        holder.addFilter(RedactingFilter(redactor))


def unguard_logs(redactor: Redactor) -> None:
    """Take away the filters that `guard_logs` put there for this redactor."""
    for holder in (*map(logging.getLogger, _HTTP_LOGGERS), *logging.getLogger().handlers):
        for each in list(holder.filters):
            if isinstance(each, RedactingFilter) and each._redactor is redactor:  # noqa: SLF001 - of this module
                holder.removeFilter(each)


def _spellings(secret: str) -> bytes:
    """Return a pattern for a secret in which every reserved character may be escaped, each on its own."""
    return b"".join(_spelling(each) for each in secret)


def _spelling(character: str) -> bytes:
    literal = character.encode("utf-8", "replace")
    if character.isascii() and (character.isalnum() or character in "-._~"):
        return re.escape(literal)
    percent = b"".join(b"%%(?i:%02x)" % byte for byte in literal)
    escaped = {json.dumps(character)[1:-1], f"\\{character}", html.escape(character), f"&#{ord(character)};"}
    ways = [re.escape(literal), percent, *(re.escape(each.encode()) for each in escaped)]
    if character == " ":
        ways.append(rb"\+")
    return b"(?:" + b"|".join(ways) + b")"


def _base64(secret: str) -> set[bytes]:
    """Return the part of its base64 that is the same whatever stands before and after it, for each alignment."""
    found: set[bytes] = set()
    for before in range(3):
        padded = bytes(before) + secret.encode("utf-8", "replace")
        first, last = -(-before * 8 // 6), len(padded) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            part = encode(padded)[first:last]
            found.update({re.escape(part), re.escape(part).replace(b"/", rb"\\?/")})
            found.add(re.escape(part).replace(rb"\+", b"%2[bB]").replace(b"/", b"%2[fF]"))
    return found


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
