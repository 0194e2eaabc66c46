"""Random sequences over several users and groups: create, rename, disable, join, leave and delete."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import Any

from scimproof.capabilities import CORE_GROUP, ENTERPRISE
from scimproof.fuzz.generators import sample_users
from scimproof.fuzz.model.executor import World
from scimproof.fuzz.model.filter_tree import Both, Leaf
from scimproof.fuzz.model.patch_model import Operation
from scimproof.fuzz.model.steps import GROUPS, USERS, Step
from scimproof.fuzz.model.tenant_model import TrackedResource
from scimproof.fuzz.schema.shapes import Shape

Json = dict[str, Any]

_MOST_USERS, _MOST_GROUPS = 3, 2
_NAMES = ("userName", "displayName")
_TITLES = ("displayName", "title")
_THEMES = ("users", "groups", "groups", "both")
"""What one sequence is about: much of one kind shows more than a little of everything."""

Action = Callable[[World], Step | None]


class Sequences:
    """Makes sequences.

    Args:
        random: decides.
        shape: what a user is.
        length: steps in one sequence.
        groups: whether the target has groups.
        put: whether it has PUT.
        patch: whether it has PATCH.
    """

    def __init__(
        self, random: Random, shape: Shape | None, *, length: int, groups: bool, put: bool, patch: bool
    ) -> None:
        self._random = random
        self._shape = shape
        self._length = length
        self._groups = groups
        self._put = put
        self._patch = patch
        self._numbers = count(1)
        self._free: list[str] = []
        self._before: set[str] = set()
        self._reliable: set[str] = set()
        self._favourite = ""

    def steps(self, world: World) -> Iterator[Step]:
        """Yield a first user and group, then whatever chance brings, then a look at everything."""
        self._free = []
        first = self._new_user()
        yield first
        self._reliable = sample_users.kept(world.filled(dict(first.body or {})), world.tenant.tracked[first.on].seen)
        yield self._new_user()
        if self._groups:
            yield self._new_group(world)
        theme = self._random.choice(_THEMES)
        for _ in range(self._length):
            step = self._random.choice(self._possible(world, theme))(world)
            if step is None:
                continue
            tracked = world.tenant.tracked.get(step.on)
            self._before = set(tracked.members) if tracked is not None else set()
            yield step
            if (other := self._afterwards(world, step)) is not None:
                yield other
        for name in sorted(world.tenant.tracked):
            yield Step("look", name, world.tenant.tracked[name].resource.endpoint)

    def _possible(self, world: World, theme: str) -> list[Action]:
        users, groups = self._living(world, USERS), self._living(world, GROUPS)
        kinds: list[Action] = [self._find]
        if len(users) < _MOST_USERS:
            kinds.append(lambda _: self._new_user())
        if self._groups and len(groups) < _MOST_GROUPS:
            kinds.append(self._new_group)
        if users and theme != "groups":
            kinds += self._on_users()
        if groups and theme != "users":
            kinds += self._on_groups()
        return kinds

    def _on_users(self) -> list[Action]:
        kinds: list[Action] = [self._delete_user]
        if self._patch:
            kinds += [self._rename_user, self._rename_user, self._switch, self._switch, self._switch_again]
            kinds += [self._move_department] if ENTERPRISE in self._reliable else []
            kinds += [self._retitle] if self._reliable & set(_TITLES) else []
        return kinds + ([self._replace_user, self._replace_user] if self._put else [])

    def _on_groups(self) -> list[Action]:
        kinds: list[Action] = [self._delete_group]
        if self._patch:
            kinds += [self._join, self._join, self._leave, self._leave, self._rename_group, self._members]
            kinds += [self._join_again, self._leave_as_stranger]
        return kinds + ([self._replace_group, self._replace_group] if self._put else [])

    def _afterwards(self, world: World, step: Step) -> Step | None:
        """Ask for a new name, or look at somebody who is in the same group: what changed with it, and what must not."""
        tracked = world.tenant.tracked.get(step.on)
        if step.do in ("find", "look") or tracked is None or self._random.random() < 0.3:  # noqa: PLR2004
            return None
        named = step.do in ("create", "put") or any(each.attribute in _NAMES for each in step.operations)
        if named and not tracked.is_group:
            return Step("find", filter=Leaf("userName", "eq", tracked.seen.get("userName")))
        others = [each for each in world.tenant.tracked.values() if each.alive and each is not tracked]
        moved = self._before ^ tracked.members if tracked.alive else self._before
        close = [each.name for each in others if each.id in moved]
        close = close or [each.name for each in others if each.id in tracked.members or tracked.id in each.members]
        if not close:
            return None
        name = self._random.choice(sorted(close))
        return Step("look", name, world.tenant.tracked[name].resource.endpoint)

    # Users

    def _new_user(self) -> Step:
        number = next(self._numbers)
        body = sample_users.user(self._random, number, self._shape)
        if self._free and self._random.random() < 0.6:  # noqa: PLR2004
            body["userName"] = self._free.pop()
        return Step("create", f"u{number}", body=body)

    def _delete_user(self, world: World) -> Step:
        user = self._user(world)
        self._free.append(str(user.seen.get("userName")))
        return Step("delete", user.name)

    def _rename_user(self, world: World) -> Step:
        user = self._user(world)
        self._free.append(str(user.seen.get("userName")))
        name = f"${{run}}n{next(self._numbers)}@scimproof.example"
        if self._free[:-1] and self._random.random() < 0.3:  # noqa: PLR2004
            name = self._free.pop(0)
        return Step("patch", user.name, operations=(Operation("replace", "userName", value=name),))

    def _switch(self, world: World) -> Step:
        user = self._user(world)
        return self._change(user, "active", user.seen.get("active") is not True)

    def _switch_again(self, world: World) -> Step | None:
        """Enable a user who is enabled, or disable one who is disabled, as Entra does in later cycles."""
        user = self._user(world)
        held = user.seen.get("active")
        return self._change(user, "active", held) if isinstance(held, bool) else None

    def _move_department(self, world: World) -> Step:
        value = f"{self._random.choice(sample_users.WORDS)} {next(self._numbers)}"
        operation = Operation("replace", "department", urn=ENTERPRISE, value=value)
        return Step("patch", self._user(world).name, operations=(operation,))

    def _retitle(self, world: World) -> Step:
        name = self._random.choice([each for each in _TITLES if each in self._reliable])
        return self._change(self._user(world), name, f"{self._random.choice(sample_users.WORDS)} {next(self._numbers)}")

    def _replace_user(self, world: World) -> Step:
        user = self._user(world)
        body = sample_users.user(self._random, next(self._numbers), self._shape)
        for name in ("userName", "externalId"):
            if isinstance(held := user.seen.get(name), str) and self._random.random() < 0.6:  # noqa: PLR2004
                body[name] = held
        kept = ("schemas", "userName", "active", *self._reliable)
        return Step("put", user.name, body={name: value for name, value in body.items() if name in kept})

    # Groups

    def _new_group(self, world: World) -> Step:
        number = next(self._numbers)
        return Step("create", f"g{number}", GROUPS, sample_users.group(number, *self._some(world)))

    def _delete_group(self, world: World) -> Step:
        return Step("delete", self._group(world).name, GROUPS)

    def _rename_group(self, world: World) -> Step:
        return self._change(self._group(world), "displayName", f"${{run}}g{next(self._numbers)}")

    def _join(self, world: World) -> Step:
        value = [{"value": f"${{{name}}}"} for name in self._some(world)]
        return Step("patch", self._group(world).name, GROUPS, operations=(Operation("add", "members", value=value),))

    def _members(self, world: World) -> Step:
        value = [{"value": f"${{{name}}}"} for name in self._some(world)]
        operation = Operation("replace", "members", value=value)
        return Step("patch", self._group(world).name, GROUPS, operations=(operation,))

    def _leave(self, world: World) -> Step | None:
        group = self._group(world)
        if not group.members:
            return None
        # By name: ids are new each time, and a seed has to mean the same again.
        gone = self._random.choice(
            sorted(each.name for each in world.tenant.tracked.values() if each.id in group.members)
        )
        operation = Operation("remove", "members", Leaf("value", "eq", f"${{{gone}}}"))
        return Step("patch", group.name, GROUPS, operations=(operation,))

    def _join_again(self, world: World) -> Step | None:
        """Add a member who is there already, alone or beside others."""
        group = self._group(world)
        held = sorted(each.name for each in self._living(world, USERS) if each.id in group.members)
        if not held:
            return None
        names = sorted({self._random.choice(held), *(self._some(world) if self._random.random() < 0.5 else ())})  # noqa: PLR2004
        operation = Operation("add", "members", value=[{"value": f"${{{name}}}"} for name in names])
        return Step("patch", group.name, GROUPS, operations=(operation,))

    def _leave_as_stranger(self, world: World) -> Step | None:
        """Remove somebody who is no member: it may be refused, and changes nothing."""
        group = self._group(world)
        others = sorted(each.name for each in self._living(world, USERS) if each.id not in group.members)
        if not others:
            return None
        operation = Operation("remove", "members", Leaf("value", "eq", f"${{{self._random.choice(others)}}}"))
        return Step("patch", group.name, GROUPS, operations=(operation,))

    def _replace_group(self, world: World) -> Step:
        group = self._group(world)
        body: Json = {"schemas": [CORE_GROUP], "displayName": group.seen.get("displayName")}
        body["members"] = [{"value": f"${{{name}}}"} for name in self._some(world)]
        return Step("put", group.name, GROUPS, body)

    # Looking

    def _find(self, world: World) -> Step | None:
        tracked = world.tenant.tracked[self._random.choice(sorted(world.tenant.tracked))]
        name = "displayName" if tracked.is_group else "userName"
        wanted = tracked.seen.get(name)
        if self._free and not tracked.is_group and self._random.random() < 0.4:  # noqa: PLR2004
            wanted = self._random.choice(self._free)
        if not isinstance(wanted, str):
            return None
        found = Leaf(name, "eq", wanted)
        if not tracked.is_group and self._random.random() < 0.3:  # noqa: PLR2004
            return Step("find", endpoint=USERS, filter=Both(found, Leaf("active", "eq", value=True)))
        return Step("find", endpoint=tracked.resource.endpoint, filter=found)

    # Choosing

    def _change(self, tracked: TrackedResource, name: str, value: Any) -> Step:
        return Step(
            "patch", tracked.name, tracked.resource.endpoint, operations=(Operation("replace", name, value=value),)
        )

    def _some(self, world: World) -> list[str]:
        names = sorted(each.name for each in self._living(world, USERS))
        return self._random.sample(names, self._random.randint(min(1, len(names)), min(3, len(names))))

    def _user(self, world: World) -> TrackedResource:
        return self._one(self._living(world, USERS))

    def _group(self, world: World) -> TrackedResource:
        return self._one(self._living(world, GROUPS))

    def _one(self, living: list[TrackedResource]) -> TrackedResource:
        """Return one of them, more often than not the same as before: faults need a history."""
        same = [each for each in living if each.name == self._favourite]
        chosen = same[0] if same and self._random.random() < 0.6 else self._random.choice(living)  # noqa: PLR2004
        self._favourite = chosen.name
        return chosen

    @staticmethod
    def _living(world: World, endpoint: str) -> list[TrackedResource]:
        return [each for each in world.tenant.tracked.values() if each.alive and each.resource.endpoint == endpoint]
