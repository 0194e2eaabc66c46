"""What the tests on cycles share: the parts that a cycle is made of, and whose finding a broken part is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from scimproof.contract import CORE_USER, ENTERPRISE, FLAG, Exchange, Resource, add, both, eq, expect, remove, replace

MANAGER = f"{ENTERPRISE}:manager.value"

PARTS = (
    "filters.supported",
    "users.created",
    "matching.miss-is-empty-list",
    "groups.match-misses",
    "users.default-body",
    "users.read-by-id",
    "users.created-active",
    "users.stored-as-sent",
    "matching.by-username",
    "lifecycle.found-after-a-miss",
    "patch.operations-first",
    "groups.created",
    "groups.read-by-id",
    "groups.created-empty",
    "groups.created-apart",
    "groups.matched-by-name",
    "groups.read-without-members",
    "groups.member-added",
    "groups.members-added-together",
    "groups.add-keeps-members",
)
"""What every cycle stands on."""


@pytest.fixture
def as_parts_allow(building_on) -> Callable[..., Any]:
    """A judgement on a whole cycle: when it fails, and a part of the cycle fails alone, the finding is that part's."""
    return lambda *more: building_on(*PARTS, *more)


@pytest.fixture
def unless_unique(capabilities, directory) -> Callable[[str], str]:
    """A displayName that several may have, or another one each time where the target's schema says it is unique."""
    attributes = (capabilities.schema(CORE_USER) or {}).get("attributes")
    listed = [each for each in attributes if isinstance(each, dict)] if isinstance(attributes, list) else []
    said = {str(each.get("name")).lower(): each.get("uniqueness") for each in listed}
    unique = said.get("displayname") in ("server", "global")
    return lambda name: f"{name} {directory.unused()}" if unique else name


@pytest.fixture
def trials(scim, entra, directory, new_user, new_group, adopt) -> dict[str, Callable[[], object]]:
    """The simplest case of each part."""
    user = _Users(scim, entra.speaking(FLAG), directory, new_user, adopt)
    group = _Groups(scim, entra.speaking(FLAG), directory, new_user, new_group, adopt)
    return {
        "matching.miss-is-empty-list": lambda: expect(entra.probe()).nothing(),
        "groups.match-misses": lambda: expect(entra.probe_groups()).nothing(),
        "filters.supported": lambda: expect(entra.probe()).status(200),
        "users.created": user.named,
        "users.default-body": user.created,
        "users.read-by-id": lambda: expect(scim.get(new_user())).status(200),
        "users.created-active": lambda: expect(scim.get(new_user())).attribute("active", wanted=True),
        "users.stored-as-sent": user.stored,
        "matching.by-username": user.found,
        "lifecycle.found-after-a-miss": user.found_after_a_miss,
        "patch.supported": partial(user.changed, "displayName"),
        "patch.rename-keeps-id": partial(user.changed, "userName"),
        "patch.found-by-new-value": user.found_renamed,
        "lifecycle.disabled": user.disabled,
        "lifecycle.enabled": user.enabled,
        "lifecycle.deleted": lambda: user.deleted(new_user()),
        "lifecycle.name-free-after-delete": user.name_free_deleted,
        "lifecycle.name-free-after-rename": user.name_free_renamed,
        "lifecycle.deleted-not-found": user.deleted_not_found,
        "lifecycle.rehired-without-memberships": group.rehired_alone,
        "patch.operations-first": user.operations_first,
        "patch.remove": user.cleared,
        "patch.add": user.added,
        "filters.and": user.found_by_both,
        "patch.manager-as-string": user.managed,
        "patch.manager-removed-by-filter": user.unmanaged,
        "filters.manager-check-finds": user.manager_checked,
        "filters.manager-check-misses": user.no_manager_checked,
        "groups.created": group.named,
        "groups.read-by-id": lambda: expect(scim.get(new_group())).status(200),
        "groups.created-empty": group.created,
        "groups.created-apart": group.created_apart,
        "groups.matched-by-name": group.found,
        "groups.read-without-members": group.short,
        "groups.renamed": group.renamed_plainly,
        "groups.renamed-without-path": group.renamed,
        "groups.rename-keeps-members": group.rename_keeps,
        "groups.found-by-new-name": group.found_renamed,
        "groups.member-added": partial(group.joined, 1),
        "groups.members-added-together": partial(group.joined, 2),
        "groups.add-keeps-members": group.joined_others,
        "groups.capitalised-operations": group.joined_in_capitals,
        "groups.removed-by-path-filter": partial(group.left, 1),
        "groups.several-removed-by-path-filters": partial(group.left, 2),
        "groups.member-check-finds": group.member_checked,
        "cycles.initial-converges": group.in_two,
        "groups.whole-life": group.joined_after_rename,
        "groups.deleted-user-leaves": group.deleted_member_leaves,
        "groups.deleted": lambda: user.deleted(new_group()),
    }


class _Users:
    """Trials of what a cycle does with users."""

    def __init__(self, scim, entra, directory, new_user, adopt) -> None:
        self.scim, self.entra, self.directory = scim, entra, directory
        self.new, self.adopt = new_user, adopt

    def created(self) -> None:
        self.keep(self.entra.create_user(self.directory.person().scim()))

    def keep(self, made: Exchange) -> None:
        expect(made).accepted()
        self.adopt(Resource("User", "/Users", str(made.id)))

    def named(self) -> None:
        entras = self.directory.person().scim()
        made = self.scim.create("/Users", {key: entras[key] for key in entras if key not in ("meta", "roles")})
        self.keep(made)
        expect(made).attribute_where("id", lambda id_: isinstance(id_, str) and bool(id_), "a string that is not empty")

    def stored(self) -> None:
        name = self.directory.unused()
        user = self.new(displayName=name)
        expect(self.scim.get(user)).attribute("displayName", name)

    def found(self) -> None:
        user = self.new()
        expect(self.entra.match_user("userName", user["userName"])).only(user.id)

    def found_after_a_miss(self) -> None:
        person = self.directory.person()
        expect(self.entra.match_user("userName", person.upn)).nothing()
        made = self.entra.create_user(person.scim())
        self.keep(made)
        expect(self.entra.match_user("userName", person.upn)).only(str(made.id))

    def changed(self, attribute: str) -> None:
        user, name = self.new(), self.directory.unused()
        expect(self.scim.patch(user, replace(attribute, name))).accepted()
        expect(self.scim.get(user)).attribute(attribute, name).attribute("id", user.id)

    def found_renamed(self) -> None:
        user, name = self.new(), self.directory.unused()
        expect(self.scim.patch(user, replace("userName", name))).accepted()
        expect(self.entra.match_user("userName", name)).only(user.id)

    def disabled(self) -> Resource:
        user = self.new()
        expect(self.scim.patch(user, replace("active", value=False))).accepted()
        expect(self.scim.get(user)).attribute("active", wanted=False)
        return user

    def enabled(self) -> None:
        user = self.disabled()
        expect(self.scim.patch(user, replace("active", value=True))).accepted()
        expect(self.scim.get(user)).attribute("active", wanted=True)

    def deleted(self, resource: Resource) -> None:
        expect(self.scim.delete(resource)).accepted()
        expect(self.scim.get(resource)).status(404)

    def deleted_not_found(self) -> None:
        user = self.new()
        self.deleted(user)
        expect(self.entra.match_user("userName", user["userName"])).nothing()

    def operations_first(self) -> None:
        user, name = self.new(), self.directory.unused()
        expect(self.entra.patch(user, replace("displayName", name), operations_first=True)).accepted()
        expect(self.scim.get(user)).attribute("displayName", name)

    def cleared(self) -> None:
        user = self.new(displayName=self.directory.unused())
        expect(self.scim.patch(user, remove("displayName"))).accepted()
        expect(self.scim.get(user)).absent("displayName")

    def added(self) -> None:
        user, name = self.new(displayName=None), self.directory.unused()
        expect(self.scim.patch(user, add("displayName", name))).accepted()
        expect(self.scim.get(user)).attribute("displayName", name)

    def found_by_both(self) -> None:
        user = self.new()
        mine, other = eq("userName", user["userName"]), eq("userName", self.directory.unused())
        expect(self.scim.search("/Users", filter=both(mine, other))).nothing()

    def name_free_deleted(self) -> None:
        user = self.new()
        self.deleted(user)
        self.keep(self.scim.create("/Users", user.body))

    def name_free_renamed(self) -> None:
        user = self.new()
        expect(self.scim.patch(user, replace("userName", self.directory.unused()))).accepted()
        self.keep(self.scim.create("/Users", user.body))

    def managed(self) -> tuple[Resource, Resource]:
        user, boss = self.new(), self.new()
        expect(self.entra.set_manager(user, boss)).accepted()
        expect(self.scim.get(user)).attribute(MANAGER, boss.id)
        return user, boss

    def unmanaged(self) -> None:
        user, boss = self.managed()
        expect(self.entra.clear_manager(user, boss)).accepted()
        expect(self.scim.get(user)).absent(MANAGER, or_empty_text=True)

    def manager_checked(self) -> None:
        user, boss = self.managed()
        expect(self.entra.reference_check_user(user, boss)).only(user.id)

    def no_manager_checked(self) -> None:
        user, _ = self.managed()
        expect(self.entra.reference_check_user(user, user)).nothing()


class _Groups:
    """Trials of what a cycle does with groups."""

    def __init__(self, scim, entra, directory, new_user, new_group, adopt) -> None:
        self.scim, self.entra, self.directory = scim, entra, directory
        self.new_user, self.new, self.adopt = new_user, new_group, adopt

    def named(self, suffix: str = "") -> Resource:
        body = self.directory.team(suffix).scim()
        made = self.entra.create_group(body)
        expect(made).accepted()
        group = self.adopt(Resource("Group", "/Groups", str(made.id), body))
        expect(made).attribute_where("id", lambda id_: isinstance(id_, str) and bool(id_), "a string that is not empty")
        return group

    def created(self) -> None:
        group = self.named()
        expect(self.scim.get(group)).attribute("displayName", group["displayName"]).absent("members")

    def created_apart(self) -> None:
        first = self.named()
        self.named()
        expect(self.scim.get(first)).attribute("displayName", first["displayName"])

    def found(self) -> None:
        group = self.named()
        longer = self.scim.create("/Groups", {**group.body, "displayName": f"{group['displayName']} of old"})
        self.adopt(Resource("Group", "/Groups", str(longer.id)))
        expect(self.entra.match_group(group["displayName"])).only(group.id)

    def short(self) -> None:
        group = self.new(self.new_user())
        expect(self.entra.read_group(group)).status(200).absent("members")

    def renamed_plainly(self) -> None:
        group, name = self.new(), self.directory.team().display
        expect(self.scim.patch(group, replace("displayName", name))).accepted()
        expect(self.scim.get(group)).attribute("displayName", name)

    def renamed(self, *members: Resource) -> Resource:
        group, name = self.new(*members), self.directory.team().display
        expect(self.entra.rename_group(group, name)).accepted()
        expect(self.scim.get(group)).attribute("displayName", name)
        return Resource(group.type, group.endpoint, group.id, {"displayName": name})

    def rename_keeps(self) -> None:
        user = self.new_user()
        expect(self.scim.get(self.renamed(user))).members(user.id)

    def found_renamed(self) -> None:
        group = self.renamed()
        expect(self.entra.match_group(group["displayName"])).only(group.id)

    def joined(self, count: int) -> None:
        group, users = self.new(), [self.new_user() for _ in range(count)]
        expect(self.entra.add_members(group, users)).accepted()
        expect(self.scim.get(group)).members(*(each.id for each in users))

    def joined_in_capitals(self) -> None:
        group, user = self.new(), self.new_user()
        expect(self.entra.legacy.add_members(group, [user])).accepted()
        expect(self.scim.get(group)).members(user.id)

    def joined_others(self) -> None:
        first, second = self.new_user(), self.new_user()
        group = self.new(first)
        expect(self.entra.add_members(group, [second])).accepted()
        expect(self.scim.get(group)).members(first.id, second.id)

    def in_two(self) -> None:
        jo, kim = self.new_user(), self.new_user()
        first, second = self.new(jo, kim), self.new(kim)
        expect(self.entra.add_members(second, [jo])).accepted()
        expect(self.scim.get(first)).members(jo.id, kim.id)

    def left(self, count: int) -> None:
        users = [self.new_user() for _ in range(count + 1)]
        group = self.new(*users)
        expect(self.entra.remove_members(group, users[1:])).accepted()
        expect(self.scim.get(group)).members(users[0].id)

    def joined_after_rename(self) -> None:
        group, user = self.renamed(), self.new_user()
        expect(self.entra.add_members(group, [user])).accepted()
        expect(self.scim.get(group)).members(user.id)

    def rehired_alone(self) -> None:
        first, second = self.new_user(), self.new_user()
        group = self.new(first, second)
        expect(self.scim.delete(second)).accepted()
        again = self.scim.create("/Users", second.body)
        self.adopt(Resource("User", "/Users", str(again.id)))
        expect(again).accepted()
        expect(self.scim.get(group)).members(first.id)

    def deleted_member_leaves(self) -> None:
        first, second = self.new_user(), self.new_user()
        group = self.new(first, second)
        expect(self.scim.delete(second)).accepted()
        expect(self.scim.get(group)).members(first.id)

    def member_checked(self) -> None:
        user = self.new_user()
        group = self.new(user)
        expect(self.entra.reference_check_group(group, user)).only(group.id)
