"""Where two short texts differ, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_LONGEST = 2_000
_ALIKE = 0.4
"""Below this, marking words would be noise: the texts say different things."""

Marked = list[tuple[bool, str]]


def marked(expected: str, observed: str) -> tuple[Marked, Marked]:
    """Return both texts as (differs, part); one unmarked part each when they are too long or have little in common."""
    if max(len(expected), len(observed)) > _LONGEST:
        return [(False, expected)], [(False, observed)]
    left, right = _WORD.findall(expected), _WORD.findall(observed)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [(False, expected)], [(False, observed)]
    before: Marked = []
    after: Marked = []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if start < end:
            before.append((tag != "equal", "".join(left[start:end])))
        if other_start < other_end:
            after.append((tag != "equal", "".join(right[other_start:other_end])))
    return before, after
