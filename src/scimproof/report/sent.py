"""What was sent, formatted for readers: one step for each request, without the host, the body indented."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

_WIDTH = 84
"""Characters of a line of a body: what fits beside its label on a page and on paper."""
_AMBIGUOUS = re.compile(r"%(?:26|2[bB]|25|[01][0-9a-fA-F]|7[fF]|[89a-fA-F][0-9a-fA-F])")
"""Encoded characters that are shown as they travelled: & + %, control characters, and what is not ASCII."""
_STEP = re.compile(r"(?:^|\n)\d+\. (?=[A-Z]{3,7} )|, then (?=[A-Z]{3,7} \w+://)")
_REQUEST = re.compile(r"([A-Z]{3,7}) (\S+)(?: (.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SentStep:
    """One request of what was sent; a sentence that is none has everything in ``line``."""

    line: str
    body: str


def steps(sent: str, base_url: str) -> list[SentStep]:
    """Return the requests in a text such as ``POST https://host/Users {…}, then GET https://host/Users/1``."""
    return [_step(each, base_url.rstrip("/")) for each in _STEP.split(sent) if each]


def _step(text: str, base_url: str) -> SentStep:
    found = _REQUEST.fullmatch(text)
    if found is None:
        return SentStep(text, "")
    method, url, body = found.groups("")
    path = url.removeprefix(base_url) if url.startswith((f"{base_url}/", f"{base_url}?")) else url
    return SentStep(f"{method} {path}", laid_out(body))


def readable(path: str) -> str:
    """Return a path with its query decoded, as a person would write it: ``/Users?filter=userName eq "jo"``.

    What would change the meaning of the address or hide in it stays encoded.
    """
    plain, mark, query = path.partition("?")
    fields = (unquote_plus(each) if not _AMBIGUOUS.search(each) else each for each in query.split("&"))
    return plain + mark + "&".join(fields)


def laid_out(body: str) -> str:
    """Return JSON over as few lines as are easy to read.

    A body that does not survive being parsed and written (no JSON, a key twice, ``1.0e0``) comes back as it is: such
    things are evidence.
    """
    try:
        value = json.loads(body)
        if json.dumps(value, ensure_ascii=False, separators=(",", ":")) != body:
            return body
        return _laid(value, 0)
    except (ValueError, RecursionError):
        return body


def _laid(value: Any, depth: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + 2 * depth <= _WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict):
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {_laid(each, depth + 1)}" for key, each in value.items()]
        return f"{{\n{inner}" + f",\n{inner}".join(parts) + f"\n{outer}}}"
    parts = [_laid(each, depth + 1) for each in value]
    return f"[\n{inner}" + f",\n{inner}".join(parts) + f"\n{outer}]"
