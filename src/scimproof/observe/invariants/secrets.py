"""What no answer may contain: passwords and the token."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Any

from scimproof.observe.history import History
from scimproof.observe.judging import Violation
from scimproof.scim.curl import REDACTED

_SHORTEST = 8
_HASHED = re.compile(
    r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{22,}|\$argon2(?:id|i|d)\$|\$[156]\$[./A-Za-z0-9]{2,16}\$|\$scrypt\$"
    r"|pbkdf2[:_]sha\d+|\{(?:SSHA|SHA|SMD5|MD5|CRYPT)\d*\}[A-Za-z0-9+/=]{16,}",
    re.IGNORECASE,
)
"""How the usual ways of keeping a password begin."""


def passwords_hidden(history: History) -> Iterator[Violation | None]:
    """No answer shows a password that was sent, as it was or hashed."""
    forms = {form: how for sent in _passwords(history) for form, how in _forms(sent)}
    if not forms:
        return
    found = re.compile("|".join(re.escape(each) for each in forms))
    for each in history.answered:
        if not each.exchange.text:
            continue
        shown = found.search(each.exchange.text)
        hashed = _HASHED.search(each.exchange.text) if each.endpoint else None
        if shown is not None:
            yield Violation(each, "no password in an answer", f"the password, {forms[shown[0]]}", "password")
        elif hashed is not None and hashed[0] not in each.exchange.request.body.decode("utf-8", "replace"):
            yield Violation(each, "no hash of a password in an answer", f"{hashed[0]}…", "password")
        else:
            yield None


def token_hidden(history: History) -> Iterator[Violation | None]:
    """No answer shows the token that came with the request."""
    for each in history.answered:
        sent = f"{each.exchange.request.url} {each.exchange.request.body.decode('utf-8', 'replace')}"
        leaks = REDACTED in each.exchange.text and REDACTED not in sent
        yield Violation(each, "no credentials in an answer", "the token of the run in the body") if leaks else None


def _passwords(history: History) -> set[str]:
    """Return the passwords that were sent and are no other text of the run as well: a name in an answer is no leak."""
    sent: dict[str, int] = {}
    for each in history.writes:
        for found in _named_password(each.body):
            if len(found) >= _SHORTEST:
                sent[found] = sent.get(found, 0) + 1
    if not sent:
        return set()
    requests = [
        f"{each.exchange.request.url} {each.exchange.request.body.decode('utf-8', 'replace')}"
        for each in history.operations
    ]
    return {each for each, times in sent.items() if sum(one.count(each) for one in requests) <= times}


def _named_password(sent: Any) -> Iterator[str]:
    if isinstance(sent, dict):
        if str(sent.get("path", "")).lower() == "password" and isinstance(sent.get("value"), str):
            yield sent["value"]
        for name, held in sent.items():
            if name.lower() == "password" and isinstance(held, str):
                yield held
            else:
                yield from _named_password(held)
    elif isinstance(sent, list):
        for each in sent:
            yield from _named_password(each)


def _forms(password: str) -> Iterator[tuple[str, str]]:
    data = password.encode("utf-8", "replace")
    yield password, "in clear text"
    yield base64.b64encode(data).decode(), "in base64"
    for name in ("md5", "sha1", "sha256", "sha512"):
        yield hashlib.new(name, data, usedforsecurity=False).hexdigest(), f"as its {name.upper()}"
