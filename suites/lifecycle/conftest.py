"""Fixtures of the tests on the life of a user: which requirement a broken step belongs to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scimproof.contract import Exchange, NotTestable, Resource, given


@pytest.fixture
def resource_in(adopt) -> Callable[[Exchange], Resource]:
    """Returns the user in the answer to a create, and registers it for clean-up."""

    def identify(exchange: Exchange) -> Resource:
        made = Resource.of(exchange, "/Users") if exchange.status in (200, 201) else None
        if made is None:
            raise NotTestable("users.created", "the answer has no id")
        return adopt(made)

    return identify


@pytest.fixture
def rehired(scim, directory, user_body, resource_in) -> Callable[[str], Resource]:
    """Creates a user with the userName of one who was deleted."""

    def create(name: str) -> Resource:
        again = scim.create("/Users", user_body(directory.person(userPrincipalName=name)))
        given(again, by="lifecycle.name-free-after-delete").accepted()
        return resource_in(again)

    return create
