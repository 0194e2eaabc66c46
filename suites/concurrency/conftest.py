"""Fixtures of the tests on concurrency: several requests at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from scimproof.contract import Exchange, Observed, Person, Resource, add, eq, expect, unmet

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
def plain(standing_user) -> Callable[[Person], dict[str, Any]]:
    """Returns a person's body with the attributes that the target accepts; other tests judge what Entra adds."""

    def body(person: Person) -> dict[str, Any]:
        fresh = person.scim(schemas=standing_user["schemas"])
        return {name: fresh.get(name, value) for name, value in standing_user.body.items()}

    return body


@pytest.fixture
def trials(
    scim, at_once, adopt, new_user, new_group, standing_users, directory, plain
) -> dict[str, Callable[[], object]]:
    """The simplest case of each requirement that others stand on, one request after the other."""

    def added(people: list[Resource]) -> None:
        group = new_group()
        for each in people:
            expect(scim.patch(group, add("members", [{"value": each.id}]))).accepted()
        expect(scim.get(group)).members(*[each.id for each in people])

    def taken() -> None:
        user = new_user()
        _not_made(scim.create("/Users", plain(directory.person(userPrincipalName=user["userName"]))))

    def conflict() -> None:
        user = new_user()
        expect(scim.create("/Users", plain(directory.person(userPrincipalName=user["userName"])))).status(409)

    def missed() -> None:
        expect(scim.search("/Users", filter=eq("userName", directory.unused()))).nothing()

    def created() -> None:
        bodies = [plain(each) for each in directory.people(AT_ONCE)]
        answers = at_once(*[lambda body=body: scim.create("/Users", body) for body in bodies])
        for each in answers:
            if each.status in (200, 201) and (user := Resource.of(each)) is not None:
                adopt(user)
        for each in answers:
            expect(each).accepted()

    return {
        "concurrency.parallel-creates": created,
        "groups.member-added": lambda: added(standing_users[:1]),
        "groups.add-keeps-members": lambda: added(standing_users),
        "matching.by-username": lambda: _found(scim, new_user()),
        "matching.miss-is-empty-list": missed,
        "users.duplicate-refused": taken,
        "users.duplicate-conflict": conflict,
    }


def _not_made(exchange: Exchange) -> None:
    if exchange.status in (200, 201):
        raise unmet("the create is refused", "a second user with the same userName", exchange)


def _found(scim: Any, user: Resource) -> None:
    expect(scim.search("/Users", filter=eq("userName", user["userName"]))).only(user.id)
