"""Fixtures of the tests on the life of a user: which requirement a broken step belongs to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scimproof.contract import Exchange, NotTestable, Resource


@pytest.fixture
def resource_in(adopt) -> Callable[[Exchange], Resource]:
    """Returns the user in the answer to a create, and registers it for clean-up."""

    def identify(exchange: Exchange) -> Resource:
        made = Resource.of(exchange, "/Users") if exchange.status in (200, 201) else None
        if made is None:
            raise NotTestable("users.created", "the answer has no id")
        return adopt(made)

    return identify
