"""Judging many seeded targets, one process each, as many at a time as there are cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Found = dict[str, Any]


def each(names: Iterable[str], judged: Callable[[str], Found]) -> Iterator[tuple[str, Found]]:
    """Yield name and outcome in the order of the names; ``judged`` judges one in a process of its own."""
    listed = list(names)
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        yield from zip(listed, pool.map(judged, listed), strict=True)
