"""Fixtures of the tests on the life of a user: which requirement a broken step belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scimproof.contract import Exchange, NotTestable, Resource, expect, given, replace, wording


@pytest.fixture
def known(adopt) -> Callable[[Exchange], Resource]:
    """Returns the user in the answer to a create, and registers it for clean-up."""

    def identify(exchange: Exchange) -> Resource:
        made = Resource.of(exchange, "/Users") if exchange.status in (200, 201) else None
        if made is None:
            raise NotTestable("users.created", "the answer has no id")
        return adopt(made)

    return identify


@pytest.fixture
def trials(scim, entra, directory, new_user, standing_user) -> dict[str, Callable[[], object]]:
    """The simplest case of each requirement that others stand on."""

    def switched(*operations: dict[str, Any], active: bool) -> None:
        user = new_user()
        expect(scim.patch(user, *operations)).accepted()
        expect(scim.get(user)).attribute("active", active)

    def restored() -> None:
        user = new_user()
        away = [replace("active", value=False), replace("userName", wording.deleted_name(user["userName"], _OBJECT_ID))]
        expect(scim.patch(user, *away)).accepted()
        expect(scim.patch(user, enable, replace("userName", user["userName"]))).accepted()
        expect(scim.get(user)).attribute("userName", user["userName"]).attribute("active", wanted=True)

    def enabled() -> None:
        user = new_user()
        given(scim.patch(user, disable), by="lifecycle.disabled").accepted()
        expect(scim.patch(user, enable)).accepted()
        expect(scim.get(user)).attribute("active", wanted=True)

    def renamed(words: Callable[[str], list[dict[str, Any]]]) -> None:
        user, name = new_user(), directory.unused()
        expect(scim.patch(user, *words(name))).accepted()
        expect(scim.get(user)).attribute("userName", name).attribute("id", user.id)

    def deleted() -> None:
        user = new_user()
        expect(scim.delete(user)).accepted()
        expect(scim.get(user)).status(404)

    def matched() -> None:
        expect(entra.match_user("userName", standing_user["userName"])).only(standing_user.id)

    disable, enable = replace("active", value=False), replace("active", value=True)
    return {
        "users.read-by-id": lambda: expect(scim.get(standing_user)).accepted(),
        "matching.miss-is-empty-list": lambda: expect(entra.match_user("userName", directory.unused())).nothing(),
        "matching.by-username": matched,
        "lifecycle.disabled": lambda: switched(disable, active=False),
        "lifecycle.enabled": enabled,
        "lifecycle.restored": restored,
        "lifecycle.deleted": deleted,
        "patch.active-as-string": lambda: switched(replace("active", "False"), active=False),
        "patch.active-without-path": lambda: switched(replace(None, {"active": False}), active=False),
        "patch.rename-keeps-id": lambda: renamed(lambda name: [replace("userName", name)]),
        "patch.op-capitalised": lambda: renamed(lambda name: [{"op": "Replace", "path": "userName", "value": name}]),
        "patch.without-path": lambda: renamed(lambda name: [replace(None, {"userName": name})]),
        "patch.several-operations": lambda: renamed(lambda name: [disable, replace("userName", name)]),
    }


_OBJECT_ID = "283405f5-6d4c-4a0c-9c0f-2f0c8a6d9c2e"

DIALECT = (
    "lifecycle.disabled",
    "patch.rename-keeps-id",
    "patch.op-capitalised",
    "patch.active-as-string",
    "patch.active-without-path",
    "patch.without-path",
    "patch.several-operations",
)


@pytest.fixture
def whatever_the_words(building_on):
    """A judgement on what a change does: how Entra words it is judged with the other shapes of PATCH."""
    return lambda *ids: building_on(*DIALECT, *ids)
