"""Judging many seeded targets, one process each, as many at a time as there are cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.support.judging import judge

Found = dict[str, Any]


def each(names: Iterable[str], arguments: Callable[[str], dict[str, Any]]) -> Iterator[tuple[str, Found]]:
    """Yield name and outcome in the order of the names; ``arguments`` says how a name is judged."""
    listed = list(names)
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        yield from zip(listed, pool.map(lambda name: judge(**arguments(name)), listed), strict=True)
