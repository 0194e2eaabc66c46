"""Compares and shows JSON values as SCIM defines them: null is absent, and true is not 1."""

from __future__ import annotations

import json
import unicodedata
from typing import Any


def same(left: Any, right: Any) -> bool:
    """Tell whether two JSON values are equal; booleans and numbers never equal each other."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    alike = type(left) is type(right) or (isinstance(left, int | float) and isinstance(right, int | float))
    return bool(alike and left == right)


def alike(left: Any, right: Any) -> bool:
    """Tell whether two texts differ in blanks and in their Unicode normal form at most.

    A service provider may alter what it is sent (RFC 7644, 3.3), and these are the habits of many.
    """
    return isinstance(left, str) and isinstance(right, str) and _folded(left) == _folded(right)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_absent(value: Any) -> bool:
    """Tell whether a value means "no value": RFC 7643 2.5 makes null, [] and absence one state."""
    return value is None or value is ABSENT or value in ([], {})


def show_apart(wanted: Any, seen: Any, limit: int = 400) -> tuple[str, str]:
    """Return short texts of two different values that a reader can tell apart.

    Values that look alike (composed and decomposed letters, invisible characters) are written with escapes, and long
    ones are cut around the first difference.
    """
    texts = show(wanted, limit), show(seen, limit)
    if _look(texts[0]) != _look(texts[1]):
        return texts
    left, right = (json.dumps(each, default=repr) for each in (wanted, seen))
    start = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return _around(left, start, limit), _around(right, start, limit)


def _look(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text) if each.isprintable())


def _around(text: str, start: int, limit: int) -> str:
    first = max(0, start - limit // 4)
    part = text[first : first + limit]
    before, after = "…" if first else "", "…" if first + limit < len(text) else ""
    return f"{before}{part}{after} ({len(text)} characters)" if before or after else part


def show(value: Any, limit: int = 400) -> str:
    """Return a short text of a value for a message: ``absent`` for what is not there, ``null`` for JSON's null."""
    if value is ABSENT:
        return "absent"
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


class _Absent:
    """The value of an attribute that is not there."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()
