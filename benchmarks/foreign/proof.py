"""Sends the requests of a fault's or variant's own check."""

from __future__ import annotations

import httpx

from benchmarks.foreign.faults.client import Client
from benchmarks.foreign.faults.registry import Change
from benchmarks.foreign.server import Running


def asked(change: Change, running: Running) -> bool:
    """Run the check; an exception is not caught, so that a check that cannot run is seen."""
    with Client(running.url, running.token) as client:
        return bool(change.right(client))


def answers_right(change: Change, running: Running) -> bool:
    """Run the check; an answer that it cannot read is a wrong answer."""
    try:
        return asked(change, running)
    except (httpx.HTTPError, KeyError, IndexError, TypeError, ValueError, AttributeError, StopIteration):
        return False
