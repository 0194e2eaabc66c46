"""Comparing and showing JSON values as SCIM means them: null is absent, and true is not 1."""

from __future__ import annotations

import json
import sys
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


def show(value: Any, limit: int = 400) -> str:
    """Return a short text of a value for a message."""
    if value is ABSENT:
        return "absent"
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def show_apart(wanted: Any, seen: Any) -> tuple[str, str]:
    """Return short texts of two values that differ; where the beginnings are alike, from where they differ."""
    texts = show(wanted), show(seen)
    if texts[0] != texts[1]:
        return texts
    whole = show(wanted, sys.maxsize), show(seen, sys.maxsize)
    first = next((at for at, (one, two) in enumerate(zip(*whole, strict=False)) if one != two), min(map(len, whole)))
    start = max(0, first - _BEFORE)
    cut = [f"…{each[start : start + _WINDOW]}… ({len(each)} characters)" for each in whole]
    return cut[0], cut[1]


_BEFORE, _WINDOW = 40, 300
"""Characters shown before the first difference, and in all."""


class _Absent:
    """The value of an attribute that is not there."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()
