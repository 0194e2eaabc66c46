"""Fixtures of the tests on users: creates as Entra sends them, and what the target accepts and stores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scimproof.contract import (
    Exchange,
    NotTestable,
    Person,
    Resource,
    given,
    read,
    same,
)

Body = dict[str, Any]


@pytest.fixture
def post(entra, adopt) -> Callable[[Body], Exchange]:
    """Sends a create as Entra does and registers the new user for clean-up; the test judges the answer."""

    def send(body: Body) -> Exchange:
        exchange = entra.create_user(body)
        user = Resource.of(exchange) if exchange.status in (200, 201) else None
        if user is not None:
            adopt(user)
        return exchange

    return send


@pytest.fixture
def create(post) -> Callable[..., Resource]:
    """Creates a user; a refusal is a finding of the requirement ``by``: ``create(body, by="users.default-body")``."""

    def make(body: Body, *, by: str) -> Resource:
        exchange = post(body)
        given(exchange, by=by).status(200, 201)
        user = Resource.of(exchange)
        if user is None:
            raise NotTestable(by, "the answer has no id")
        return user

    return make


@pytest.fixture
def read_back(scim) -> Callable[[Exchange], Exchange]:
    """Reads the user that a create was answered with."""

    def read_user(created: Exchange) -> Exchange:
        user = Resource.of(created) if created.id else None
        if user is None:
            raise NotTestable("users.created", f"{created.label}: the answer has no id")
        return given(scim.get(user), by="users.read-by-id").status(200).exchange

    return read_user


@pytest.fixture
def taken(standing_user, user_body) -> Callable[[Person], Body]:
    """Gives a person's body with the attributes that the target accepts for a plain user."""
    return user_body


@pytest.fixture(scope="session")
def _kept() -> dict[str, bool]:
    return {}


@pytest.fixture
def keeps(scim, new_user, _kept) -> Callable[[str], bool]:
    """Tells whether the target stores an attribute of a user with a simple name; each path is tried once."""

    def kept(path: str) -> bool:
        if path not in _kept:
            # These values are chosen so that none of them can be derived from another.
            user = new_user(displayName="Sam", name={"formatted": "J. Doe", "givenName": "Jo", "familyName": "Doe"})
            shown = given(scim.get(user), by="users.read-by-id").status(200).exchange
            _kept[path] = same(read(shown.resource, path), read(user.body, path))
        return _kept[path]

    return kept
