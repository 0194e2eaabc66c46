"""Fixtures of the tests on cycles: the steps of a cycle, and which requirement a broken step belongs to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from scimproof.contract import (
    ENTERPRISE,
    FLAG,
    GROUPS,
    LEGACY,
    Exchange,
    Resource,
    add,
    both,
    eq,
    expect,
    remove,
    replace,
)

MANAGER = f"{ENTERPRISE}:manager.value"


@pytest.fixture
def trials(scim, entra, directory, new_user, new_group, adopt, capabilities) -> dict[str, Callable[[], object]]:
    """The simplest case of each part; a target without groups has no parts in groups."""
    user = _Users(scim, entra.speaking(FLAG), directory, new_user, new_group, adopt)
    group = _Groups(scim, entra.speaking(FLAG), directory, new_user, new_group, adopt)
    parts = {
        "matching.miss-is-empty-list": lambda: expect(entra.probe()).nothing(),
        "groups.match-misses": lambda: expect(entra.probe_groups()).nothing(),
        "filters.supported": lambda: expect(entra.match_user("userName", new_user()["userName"])).status(200),
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
        "matching.id-stable": user.found_again,
        "lifecycle.deleted": lambda: user.deleted(new_user()),
        "lifecycle.name-free-after-delete": lambda: user.kept_user(
            scim.create("/Users", user.deleted(new_user()).body)
        ),
        "lifecycle.name-free-after-rename": lambda: user.kept_user(scim.create("/Users", user.renamed()[0].body)),
        "lifecycle.deleted-not-found": user.deleted_not_found,
        "lifecycle.rehired-without-memberships": partial(group.deleted_member_leaves, rehired=True),
        "patch.operations-first": user.operations_first,
        "patch.remove": user.cleared,
        "patch.add": user.added,
        "filters.and": user.found_by_both,
        "patch.manager-as-string": user.managed,
        "patch.manager-changed": user.managed_by_another,
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
        "groups.add-keeps-members": partial(group.joined, 1, held=1),
        "groups.capitalised-operations": partial(group.joined, 1, dialect=LEGACY),
        "groups.removed-by-path-filter": partial(group.left, 1),
        "groups.several-removed-by-path-filters": partial(group.left, 2),
        "groups.member-check-finds": group.member_checked,
        "cycles.initial-converges": group.in_two,
        "groups.whole-life": partial(group.joined, 1, renamed=True),
        "groups.deleted-user-leaves": group.deleted_member_leaves,
        "groups.deleted": lambda: user.deleted(new_group()),
        "groups.name-free-after-delete": group.created_again,
        "groups.recreated-empty": lambda: group.created_again(new_user()),
    }
    absent = [] if capabilities.state(GROUPS).present else [each for each in parts if each.startswith("groups.")]
    return parts | dict.fromkeys(absent, lambda: None)


class _Trials:
    """What trials on users and on groups share."""

    def __init__(self, scim, entra, directory, new_user, new_group, adopt) -> None:
        self.scim, self.entra, self.directory = scim, entra, directory
        self.new_user, self.new_group, self.adopt = new_user, new_group, adopt

    def after(self, response: Exchange, resource: Resource) -> Any:
        """Judge that a request was accepted; return the judgement on a read of the resource."""
        expect(response).accepted()
        return expect(self.scim.get(resource))

    def kept(self, made: Exchange, endpoint: str, body: dict[str, Any]) -> Resource:
        """Judge that a create was accepted and names an id; return what it made."""
        created = self.adopt(Resource(endpoint[1:-1], endpoint, str(made.id), body))
        expect(made).accepted().attribute_where(
            "id", lambda id_: isinstance(id_, str) and id_, "a string that is not empty"
        )
        return created


class _Users(_Trials):
    """Trials of what a cycle does with users."""

    def kept_user(self, made: Exchange) -> Resource:
        return self.kept(made, "/Users", {})

    def created(self) -> None:
        self.kept_user(self.entra.create_user(self.directory.person().scim()))

    def named(self) -> None:
        entras = self.directory.person().scim()
        plain = {key: entras[key] for key in entras if key not in ("meta", "roles")}
        self.kept_user(self.scim.create("/Users", plain))

    def stored(self) -> None:
        name = self.directory.unused()
        expect(self.scim.get(self.new_user(displayName=name))).attribute("displayName", name)

    def found(self) -> None:
        user = self.new_user()
        expect(self.entra.match_user("userName", user["userName"])).only(user.id)

    def found_after_a_miss(self) -> None:
        person = self.directory.person()
        expect(self.entra.match_user("userName", person.upn)).nothing()
        made = self.kept_user(self.entra.create_user(person.scim()))
        expect(self.entra.match_user("userName", person.upn)).only(made.id)

    def changed(self, attribute: str) -> None:
        user, name = self.new_user(), self.directory.unused()
        after = self.after(self.scim.patch(user, replace(attribute, name)), user)
        after.attribute(attribute, name).attribute("id", user.id)

    def operations_first(self) -> None:
        user, name = self.new_user(), self.directory.unused()
        response = self.entra.patch(user, replace("displayName", name), operations_first=True)
        self.after(response, user).attribute("displayName", name)

    def added(self) -> None:
        user, name = self.new_user(displayName=None), self.directory.unused()
        self.after(self.scim.patch(user, add("displayName", name)), user).attribute("displayName", name)

    def cleared(self) -> None:
        user = self.new_user(displayName=self.directory.unused())
        self.after(self.scim.patch(user, remove("displayName")), user).absent("displayName")

    def renamed(self) -> tuple[Resource, str]:
        user, name = self.new_user(), self.directory.unused()
        expect(self.scim.patch(user, replace("userName", name))).accepted()
        return user, name

    def found_renamed(self) -> None:
        user, name = self.renamed()
        expect(self.entra.match_user("userName", name)).only(user.id)

    def disabled(self) -> Resource:
        user = self.new_user()
        self.after(self.scim.patch(user, replace("active", value=False)), user).attribute("active", wanted=False)
        return user

    def enabled(self) -> Resource:
        user = self.disabled()
        self.after(self.scim.patch(user, replace("active", value=True)), user).attribute("active", wanted=True)
        return user

    def found_again(self) -> None:
        user = self.enabled()
        expect(self.entra.match_user("userName", user["userName"])).only(user.id)

    def deleted(self, resource: Resource) -> Resource:
        self.after(self.scim.delete(resource), resource).status(404)
        return resource

    def deleted_not_found(self) -> None:
        expect(self.entra.match_user("userName", self.deleted(self.new_user())["userName"])).nothing()

    def found_by_both(self) -> None:
        mine, other = eq("userName", self.new_user()["userName"]), eq("userName", self.directory.unused())
        expect(self.scim.search("/Users", filter=both(mine, other))).nothing()

    def managed(self) -> tuple[Resource, Resource]:
        user, boss = self.new_user(), self.new_user()
        self.after(self.entra.set_manager(user, boss), user).attribute(MANAGER, boss.id)
        return user, boss

    def managed_by_another(self) -> None:
        user, other = self.managed()[0], self.new_user()
        self.after(self.entra.set_manager(user, other, present=True), user).attribute(MANAGER, other.id)

    def unmanaged(self) -> None:
        user, boss = self.managed()
        self.after(self.entra.clear_manager(user, boss), user).absent(MANAGER, or_empty_text=True)

    def manager_checked(self) -> None:
        user, boss = self.managed()
        expect(self.entra.reference_check_user(user, boss)).only(user.id)

    def no_manager_checked(self) -> None:
        user, _ = self.managed()
        expect(self.entra.reference_check_user(user, user)).nothing()


class _Groups(_Trials):
    """Trials of what a cycle does with groups."""

    def named(self) -> Resource:
        body = self.directory.team().scim()
        return self.kept(self.entra.create_group(body), "/Groups", body)

    def created(self) -> None:
        group = self.named()
        expect(self.scim.get(group)).attribute("displayName", group["displayName"]).absent("members")

    def created_apart(self) -> None:
        first, _ = self.named(), self.named()
        expect(self.scim.get(first)).attribute("displayName", first["displayName"])

    def created_again(self, *members: Resource) -> None:
        group = self.new_group(*members)
        expect(self.scim.delete(group)).accepted()
        again = self.kept(self.scim.create("/Groups", {**group.body, "members": []}), "/Groups", group.body)
        expect(self.scim.get(again)).absent("members")

    def found(self) -> None:
        group = self.named()
        longer = {**group.body, "displayName": f"{group['displayName']} of old"}
        self.adopt(Resource("Group", "/Groups", str(self.scim.create("/Groups", longer).id)))
        expect(self.entra.match_group(group["displayName"])).only(group.id)

    def short(self) -> None:
        expect(self.entra.read_group(self.new_group(self.new_user()))).status(200).absent("members")

    def renamed_plainly(self) -> None:
        group, name = self.new_group(), self.directory.team().display
        self.after(self.scim.patch(group, replace("displayName", name)), group).attribute("displayName", name)

    def renamed(self, *members: Resource) -> Resource:
        group, name = self.new_group(*members), self.directory.team().display
        self.after(self.entra.rename_group(group, name), group).attribute("displayName", name)
        return Resource(group.type, group.endpoint, group.id, {"displayName": name})

    def rename_keeps(self) -> None:
        user = self.new_user()
        expect(self.scim.get(self.renamed(user))).members(user.id)

    def found_renamed(self) -> None:
        group = self.renamed()
        expect(self.entra.match_group(group["displayName"])).only(group.id)

    def joined(self, count: int, *, held: int = 0, dialect: Any = FLAG, renamed: bool = False) -> None:
        here, new = ([self.new_user() for _ in range(many)] for many in (held, count))
        group = self.renamed(*here) if renamed else self.new_group(*here)
        after = self.after(self.entra.speaking(dialect).add_members(group, new), group)
        after.members(*(each.id for each in (*here, *new)))

    def in_two(self) -> None:
        jo, kim = self.new_user(), self.new_user()
        first, second = self.new_group(jo, kim), self.new_group(kim)
        self.after(self.entra.add_members(second, [jo]), first).members(jo.id, kim.id)

    def left(self, count: int) -> None:
        users = [self.new_user() for _ in range(count + 1)]
        group = self.new_group(*users)
        self.after(self.entra.remove_members(group, users[1:]), group).members(users[0].id)

    def deleted_member_leaves(self, *, rehired: bool = False) -> None:
        first, second = self.new_user(), self.new_user()
        group = self.new_group(first, second)
        expect(self.scim.delete(second)).accepted()
        if rehired:
            self.kept(self.scim.create("/Users", second.body), "/Users", second.body)
        expect(self.scim.get(group)).members(first.id)

    def member_checked(self) -> None:
        user = self.new_user()
        group = self.new_group(user)
        expect(self.entra.reference_check_group(group, user)).only(group.id)
