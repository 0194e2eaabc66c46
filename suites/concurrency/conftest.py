"""Fixtures of the tests on concurrency: several requests at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from scimproof.contract import Exchange, Observed, Person

AT_ONCE = 5
"""As many as Microsoft's gallery tests send at the same time. More would test the connection only."""


@pytest.fixture
def at_once() -> Callable[..., list[Exchange]]:
    """Sends several requests at the same time and returns their answers, in the order of the requests."""

    def send(*requests: Callable[[], Exchange]) -> list[Exchange]:
        start = Barrier(len(requests))

        def after_the_others(request: Callable[[], Exchange]) -> Exchange:
            start.wait()
            return request()

        with ThreadPoolExecutor(len(requests)) as hands:
            answers = list(hands.map(after_the_others, requests))
        for each in answers:
            if each.status in (None, 429, 503):
                raise Observed(f"the target refuses {AT_ONCE} requests at once: {each.status or 'no answer'}")
        return answers

    return send


@pytest.fixture
def plain(standing_user, user_body) -> Callable[[Person], dict[str, Any]]:
    """Returns a person's body with the attributes that the target accepts; other tests judge what Entra adds."""
    return user_body
