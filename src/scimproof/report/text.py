"""Makes text from a target safe to show: nothing hidden, nothing that controls a terminal or a page.

Escaping for a format (HTML, XML, Markdown) is each writer's own; this is what they share.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

# Control characters except tab and line feed; everything that reorders or hides text; halves of a surrogate pair,
# which JSON can spell and UTF-8 cannot.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
_COMMAND = re.compile(r"::(?=[A-Za-z])|##(?=\w*\[)")
_CODE = re.compile(r"``(.+?)``|`([^`]+)`")
_SPACE = re.compile(r"\s+")
_INDENTABLE = 200_000


def visible(text: str) -> str:
    """Spell out what a reader could not see: a right-to-left override becomes ``⟨U+202E⟩``.

    Line feeds and tabs stay; CR LF becomes LF.
    """
    return _INVISIBLE.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text.replace("\r\n", "\n"))


def one_line(text: str, limit: int = 0) -> str:
    """Return visible text with all white space as single spaces, cut at a limit (0: none)."""
    line = _SPACE.sub(" ", visible(text)).strip()
    return line if not limit or len(line) <= limit else line[: limit - 1] + "…"


def apart(left: str, right: str, limit: int) -> tuple[str, str]:
    """Return two texts as short lines; where their beginnings are alike, cut so that the first difference is there."""
    one, other = one_line(left), one_line(right)
    if one[: limit - 1] != other[: limit - 1] or one == other:
        return one_line(left, limit), one_line(right, limit)
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    first = max(0, start - limit // 3)
    return one_line(f"…{one[first:]}", limit), one_line(f"…{other[first:]}", limit)


def inert(text: str) -> str:
    """Return a text in which a CI system finds no command of its own.

    GitHub and Azure Pipelines obey ``::name::`` and ``##vso[...]`` in a job's output. A target whose answers are
    printed there could else call its own gate green.
    """
    return _COMMAND.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text)


def cut(text: str, limit: int) -> tuple[str, int]:
    """Return the first characters of a text, and how many were left out."""
    return text[:limit], max(0, len(text) - limit)


def code_spans(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a sentence as (is code, text): docstrings write ``active`` in back quotes."""
    end = 0
    for found in _CODE.finditer(text):
        if found.start() > end:
            yield False, text[end : found.start()]
        yield True, found[1] or found[2]
        end = found.end()
    if end < len(text):
        yield False, text[end:]


def plain(text: str) -> str:
    """Return a sentence without the back quotes around its code."""
    return "".join(part for _, part in code_spans(text))


def indented(body: str) -> str:
    """Return a JSON body with line breaks, every token as it was sent; any other body unchanged.

    Works on the text and not on the parsed value: duplicate keys and the spelling of numbers are evidence.
    """
    if not body.lstrip().startswith(("{", "[")) or len(body) > _INDENTABLE:
        return body
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return body
    return "".join(_indent(body))


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_OPENING, _CLOSING, _BETWEEN, _AFTER = frozenset("{["), frozenset("}]"), ",", {":": ": "}


def _indent(body: str) -> Iterator[str]:
    depth = 0
    parts = _TOKEN.findall(body)
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        opens, last = part in _OPENING, following in _CLOSING
        depth += opens - (part in _CLOSING)
        yield _AFTER.get(part, part)
        if opens != last and (opens or last):
            yield "\n" + "  " * (depth if opens else depth - 1)
        elif part == _BETWEEN:
            yield "\n" + "  " * depth
