"""What the tests on groups share: how a group comes to be, and whose finding a broken step is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from scimproof.contract import (
    Exchange,
    NotTestable,
    Resource,
    Unmet,
    add,
    eq,
    expect,
    given,
    remove,
    replace,
)

GROUPS_CREATED = "groups.created"

Trial = Callable[[], object]


@pytest.fixture
def keep(adopt) -> Callable[[Exchange], Resource | None]:
    """Takes over the removal of a group that a test's own request created, if it did."""

    def take(exchange: Exchange) -> Resource | None:
        made = Resource.of(exchange, "/Groups") if exchange.status in (200, 201) else None
        return adopt(made) if made is not None else None

    return take


@pytest.fixture
def known(keep) -> Callable[[Exchange], Resource]:
    """Returns the group that an answer to a create names, and takes over its removal."""

    def identify(exchange: Exchange) -> Resource:
        made = keep(exchange)
        if made is None:
            raise NotTestable(GROUPS_CREATED, "the answer names no id")
        return made

    return identify


@pytest.fixture
def group_of(scim, known) -> Callable[[dict[str, Any]], Resource]:
    """Creates a group from a body, where creating it is not the point."""

    def create(body: dict[str, Any]) -> Resource:
        exchange = scim.create("/Groups", body)
        given(exchange, by=GROUPS_CREATED).accepted()
        return known(exchange)

    return create


@pytest.fixture
def named(scim) -> Callable[[str], Exchange]:
    """Looks for a group by its name, as Entra does: members left out."""

    def ask(name: str) -> Exchange:
        return scim.search("/Groups", filter=eq("displayName", name), query="excludedAttributes=members")

    return ask


@pytest.fixture(scope="session")
def held() -> dict[str, bool]:
    """What the trials of this process have shown, so that each is made once."""
    return {}


@pytest.fixture
def building_on(trials, held) -> Callable[..., AbstractContextManager[None]]:
    """A judgement that stands on other requirements: when it fails, and one of those fails by itself, it is theirs."""

    @contextmanager
    def stand(*ids: str) -> Iterator[None]:
        try:
            yield
        except Unmet as broken:
            for each in ids:
                if each not in held:
                    held[each] = _holds(trials[each])
                if not held[each]:
                    raise NotTestable(each, "it fails by itself, in a simpler case") from broken
            raise

    return stand


def _holds(trial: Trial) -> bool:
    try:
        trial()
    except Unmet:
        return False
    except NotTestable:
        return True  # what cannot be tried is not held against it
    return True


@pytest.fixture
def trials(scim, directory, new_group, standing_group, standing_users, named) -> dict[str, Trial]:
    """The simplest case of each requirement that others stand on."""
    jo, kim = standing_users[:2]

    def changed(members: tuple[Resource, ...], operations: list[dict[str, Any]], *left: Resource) -> None:
        group = new_group(*members)
        expect(scim.patch(group, *operations)).accepted()
        expect(scim.get(group)).members(*[each.id for each in left])

    def renamed(path: str | None) -> None:
        group, name = new_group(), directory.team().display
        expect(scim.patch(group, replace(path, name if path else {"displayName": name}))).accepted()
        expect(scim.get(group)).attribute("displayName", name)

    def deleted() -> None:
        group = new_group()
        expect(scim.delete(group)).accepted()
        expect(scim.get(group)).status(404)

    def created_again() -> None:
        group = new_group()
        given(scim.delete(group), by="groups.deleted").accepted()
        expect(scim.create("/Groups", dict(group.body))).accepted()

    just_jo, both = [{"value": jo.id}], [{"value": jo.id}, {"value": kim.id}]

    return {
        "groups.read-by-id": lambda: expect(scim.get(standing_group)).accepted(),
        "groups.match-misses": lambda: expect(named(directory.team().object_id)).nothing(),
        "groups.matched-by-name": lambda: expect(named(standing_group["displayName"])).only(standing_group.id),
        "groups.created-empty": lambda: expect(scim.get(new_group())).absent("members"),
        "groups.member-added": lambda: changed((), [add("members", just_jo)], jo),
        "groups.members-added-together": lambda: changed((), [add("members", both)], jo, kim),
        "groups.add-keeps-members": lambda: changed((kim,), [add("members", just_jo)], kim, jo),
        "groups.capitalised-operations": lambda: changed((), [{"op": "Add", "path": "members", "value": just_jo}], jo),
        "groups.renamed": lambda: renamed("displayName"),
        "groups.renamed-without-path": lambda: renamed(None),
        "groups.removed-by-value-list": lambda: changed((jo, kim), [remove("members", just_jo)], kim),
        "groups.several-removed-by-value-list": lambda: changed((jo, kim), [remove("members", both)]),
        "groups.last-member-removed": lambda: changed((jo,), [remove("members", just_jo)]),
        "groups.removed-by-path-filter": lambda: changed((jo, kim), [_remove(jo)], kim),
        "groups.several-removed-by-path-filters": lambda: changed((jo, kim), [_remove(jo), _remove(kim)]),
        "groups.deleted": deleted,
        "groups.name-free-after-delete": created_again,
    }


def _remove(member: Resource) -> dict[str, Any]:
    return remove(f'members[value eq "{member.id}"]')
