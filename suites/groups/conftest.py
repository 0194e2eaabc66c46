"""Fixtures of the tests on groups: how a group is created, and which requirement a broken step belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scimproof.contract import (
    Exchange,
    NotApplicable,
    NotTestable,
    Resource,
    eq,
    given,
)

GROUPS_CREATED = "groups.created"

Trial = Callable[[], object]


@pytest.fixture
def keep(adopt) -> Callable[[Exchange], Resource | None]:
    """Registers a group that a test's own request created for clean-up, if there is one."""

    def take(exchange: Exchange) -> Resource | None:
        made = Resource.of(exchange, "/Groups") if exchange.status in (200, 201) else None
        return adopt(made) if made is not None else None

    return take


@pytest.fixture
def resource_in(keep) -> Callable[[Exchange], Resource]:
    """Returns the group in the answer to a create, and registers it for clean-up."""

    def identify(exchange: Exchange) -> Resource:
        made = keep(exchange)
        if made is None:
            raise NotTestable(GROUPS_CREATED, "the answer has no id")
        return made

    return identify


@pytest.fixture
def group_of(scim, resource_in) -> Callable[..., Resource]:
    """Creates a group from a body, for tests that judge something else than the create."""

    def create(body: dict[str, Any], by: str = GROUPS_CREATED) -> Resource:
        exchange = scim.create("/Groups", body)
        given(exchange, by=by).accepted()
        return resource_in(exchange)

    return create


@pytest.fixture
def named(scim) -> Callable[[str], Exchange]:
    """Searches for a group by its name, as Entra does: without its members."""

    def ask(name: str) -> Exchange:
        return scim.search("/Groups", filter=eq("displayName", name), query="excludedAttributes=members")

    return ask


@pytest.fixture
def hidden(new_group, standing_user) -> Callable[[], str]:
    """Tells why members cannot be judged when a target stores but never shows them; else an empty string."""

    def why() -> str:
        try:
            new_group(standing_user)
        except NotApplicable as never:
            return str(never)
        except NotTestable:
            return ""
        return ""

    return why
