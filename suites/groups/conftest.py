"""Fixtures of the tests on groups: how a group is created, and which requirement a broken step belongs to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from scimproof.contract import (
    CORE_GROUP,
    Exchange,
    NotApplicable,
    NotTestable,
    Resource,
    add,
    eq,
    expect,
    given,
    remove,
    replace,
    unmet,
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
def known(keep) -> Callable[[Exchange], Resource]:
    """Returns the group in the answer to a create, and registers it for clean-up."""

    def identify(exchange: Exchange) -> Resource:
        made = keep(exchange)
        if made is None:
            raise NotTestable(GROUPS_CREATED, "the answer has no id")
        return made

    return identify


@pytest.fixture
def group_of(scim, known) -> Callable[..., Resource]:
    """Creates a group from a body, for tests that judge something else than the create."""

    def create(body: dict[str, Any], by: str = GROUPS_CREATED) -> Resource:
        exchange = scim.create("/Groups", body)
        given(exchange, by=by).accepted()
        return known(exchange)

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


@pytest.fixture
def building_on(building_on) -> Callable[..., AbstractContextManager[None]]:
    """As everywhere; reading a group by its id is always among what a judgement stands on."""
    return lambda *ids: building_on("groups.read-by-id", *ids)


@pytest.fixture
def trials(request) -> dict[str, Trial]:
    """The simplest case of each requirement that others stand on."""
    simple = _Simple(request.getfixturevalue)
    jo, kim, lee = simple.people
    one, two = [{"value": jo.id}], [{"value": jo.id}, {"value": kim.id}]
    changed = simple.changed
    return {
        "groups.read-by-id": simple.read,
        "groups.read-without-members": simple.read_short,
        "groups.match-misses": simple.missed,
        "groups.matched-by-name": simple.matched,
        "groups.created": lambda: simple.created({"meta": {"resourceType": "Group"}}),
        "groups.created-with-members": lambda: simple.created({"members": one}),
        "groups.created-apart": simple.created_apart,
        "groups.created-empty": lambda: changed((), []),
        "groups.member-added": lambda: changed((), [add("members", one)], jo),
        "groups.members-added-together": lambda: changed((), [add("members", two)], jo, kim),
        "groups.add-keeps-members": lambda: changed((kim,), [add("members", one)], kim, jo),
        "groups.member-returns": simple.returned,
        "groups.capitalised-operations": lambda: changed((), [{"op": "Add", "path": "members", "value": one}], jo),
        "groups.unknown-member-no-crash": simple.unknown_answered,
        "groups.renamed": lambda: simple.renamed("displayName"),
        "groups.renamed-without-path": lambda: simple.renamed(None),
        "groups.rename-keeps-members": lambda: simple.renamed("displayName", jo, kim),
        "groups.removed-by-value-list": lambda: changed((jo, kim), [remove("members", one)], kim),
        "groups.several-removed-by-value-list": lambda: changed((jo, lee, kim), [remove("members", two)], lee),
        "groups.last-member-removed": lambda: changed((jo,), [remove("members", one)]),
        "groups.removed-by-path-filter": lambda: changed((jo, kim), [_remove(jo)], kim),
        "groups.several-removed-by-path-filters": lambda: changed((jo, lee, kim), [_remove(jo), _remove(kim)], lee),
        "groups.put-sets-members": lambda: simple.put([jo, kim], [jo]),
        "groups.deleted": simple.deleted,
        "groups.name-free-after-delete": simple.created_again,
        "groups.recreated-empty": lambda: simple.created_again(jo, kim),
    }


class _Simple:
    """What each of those cases does."""

    def __init__(self, fixture: Callable[[str], Any]) -> None:
        self.scim, self.directory = fixture("scim"), fixture("directory")
        self.new_group, self.group_of = fixture("new_group"), fixture("group_of")
        self.keep, self.known, self.named = fixture("keep"), fixture("known"), fixture("named")
        self.fixture = fixture
        self.people: list[Resource] = fixture("standing_users")[:3]

    def body(self, more: dict[str, Any] | None = None) -> dict[str, Any]:
        name = self.directory.team().display
        return {"schemas": [CORE_GROUP], "displayName": name, "members": [], **(more or {})}

    def read(self) -> None:
        expect(self.scim.get(self.fixture("standing_group"))).accepted()

    def read_short(self) -> None:
        group = self.new_group(self.people[0])
        expect(self.scim.get(group, query="excludedAttributes=members")).absent("members")

    def missed(self) -> None:
        expect(self.named(self.directory.team().object_id)).nothing()

    def created(self, more: dict[str, Any]) -> None:
        response = self.scim.create("/Groups", self.body(more))
        self.keep(response)
        expect(response).accepted()

    def created_apart(self) -> None:
        first, second = self.directory.team().scim(), self.directory.team().scim()
        group = self.group_of(first)
        self.group_of(second)
        expect(self.scim.get(group)).attribute("displayName", first["displayName"])

    def matched(self) -> None:
        body = self.body()
        group = self.group_of(body)
        self.group_of({**body, "displayName": f"{body['displayName']} abroad"})
        expect(self.named(body["displayName"])).only(group.id)

    def changed(self, members: tuple[Resource, ...], operations: list[dict[str, Any]], *left: Resource) -> None:
        group = self.new_group(*members)
        if operations:
            expect(self.scim.patch(group, *operations)).accepted()
        expect(self.scim.get(group)).members(*[each.id for each in left])

    def returned(self) -> None:
        jo, kim, _ = self.people
        group = self.new_group(jo, kim)
        given(self.scim.patch(group, _remove(jo)), by="groups.removed-by-path-filter").accepted()
        expect(self.scim.patch(group, add("members", [{"value": jo.id}]))).accepted()
        expect(self.scim.get(group)).members(jo.id, kim.id)

    def renamed(self, path: str | None, *members: Resource) -> None:
        group, name = self.new_group(*members), self.directory.team().display
        expect(self.scim.patch(group, replace(path, name if path else {"displayName": name}))).accepted()
        expect(self.scim.get(group)).attribute("displayName", name).members(*[each.id for each in members])

    def unknown_answered(self) -> None:
        unknown = [{"value": self.directory.team().object_id}]
        response = self.scim.patch(self.new_group(), add("members", unknown))
        if response.status is None or response.status >= 500:
            raise unmet("no server error", f"status {response.status}", response)

    def put(self, before: list[Resource], after: list[Resource]) -> None:
        group = self.new_group(*before)
        members = [{"value": each.id} for each in after]
        expect(self.scim.put(group, {**group.body, "id": group.id, "members": members})).accepted()
        expect(self.scim.get(group)).members(*[each.id for each in after])

    def deleted(self) -> None:
        group = self.new_group()
        expect(self.scim.delete(group)).accepted()
        expect(self.scim.get(group)).status(404)

    def created_again(self, *members: Resource) -> None:
        group = self.new_group(*members)
        given(self.scim.delete(group), by="groups.deleted").accepted()
        response = self.scim.create("/Groups", {**group.body, "members": []})
        expect(response).accepted()
        again = self.known(response)
        if members:
            expect(self.scim.get(again)).absent("members")


def _remove(member: Resource) -> dict[str, Any]:
    return remove(f'members[value eq "{member.id}"]')
