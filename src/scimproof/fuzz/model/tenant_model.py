"""The model of the tenant: the resources of a program, their memberships, and what the target last showed."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scimproof.expect.outcome import Mismatch
from scimproof.fuzz.model.steps import GROUPS
from scimproof.scim.resource import Resource

Json = dict[str, Any]


@dataclass(slots=True)
class TrackedResource:
    """A resource of a program."""

    name: str
    resource: Resource
    seen: Json = field(default_factory=dict)
    alive: bool = True
    members: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    """Deleted members, of whom nobody can say whether they stay: some providers keep them."""

    @property
    def id(self) -> str:
        """Its id."""
        return self.resource.id

    @property
    def is_group(self) -> bool:
        """Whether it has members."""
        return self.resource.endpoint == GROUPS

    def known(self) -> Json:
        """Return it as last seen, members by their ids alone."""
        body = copy.deepcopy(self.seen)
        if self.is_group:
            body["members"] = [{"value": each} for each in sorted(self.members)]
        return body


class Tenant:
    """All resources of a program by name."""

    def __init__(self) -> None:
        self.tracked: dict[str, TrackedResource] = {}
        self.shows_groups = False
        self.shows_members = False

    def at(self, endpoint: str) -> dict[str, TrackedResource]:
        """Return the resources of a collection by id, deleted ones too."""
        return {each.id: each for each in self.tracked.values() if each.resource.endpoint == endpoint}

    def forget(self, gone: TrackedResource) -> None:
        """Take note of a deletion."""
        gone.alive = False
        for each in self.tracked.values():
            if gone.id in each.members:
                each.members.discard(gone.id)
                each.unsure.add(gone.id)

    def enter(self, new: TrackedResource) -> None:
        """Take note of a create; some give a user who comes back the old id."""
        self.tracked = {name: each for name, each in self.tracked.items() if each.alive or each.id != new.id}
        self.tracked[new.name] = new

    def wrong_members(self, group: TrackedResource, shown: Mapping[str, Any]) -> Mismatch | None:
        """Return how a group's members differ from those it has to have; nobody has to show them at all."""
        if not group.is_group:
            return None
        if twice := _repeated(shown.get("members")):
            return Mismatch("each member once", f"members = {self._names(twice)} several times", "members")
        found = _values(shown.get("members")) - (group.unsure - group.members)
        if found == group.members:
            self.shows_members = self.shows_members or bool(found)
            return None
        if not found and not self.shows_members:
            return None
        return Mismatch(f"members = {self._names(group.members)}", f"members = {self._names(found)}", "members")

    def wrong_groups(self, user: TrackedResource, shown: Mapping[str, Any]) -> Mismatch | None:
        """Return how a user's groups differ from those it is in; nobody has to show them at all."""
        if user.is_group:
            return None
        listed = shown.get("groups")
        if twice := _repeated([each for each in _dicts(listed) if each.get("type") != "indirect"]):
            return Mismatch("each group once", f"groups = {self._names(twice)} several times", "groups")
        direct = [each for each in _dicts(listed) if each.get("type") != "indirect"]
        known = {id_: each for id_, each in self.at(GROUPS).items() if user.id not in each.unsure - each.members}
        found = _values(direct) & set(known)
        wanted = {id_ for id_, group in known.items() if group.alive and user.id in group.members}
        if found == wanted:
            self.shows_groups = self.shows_groups or bool(found)
            return None
        if not found and not self.shows_groups:
            return None
        return Mismatch(f"groups = {self._names(wanted)}", f"groups = {self._names(found)}", "groups")

    def _names(self, ids: set[str]) -> str:
        names = {each.id: name for name, each in self.tracked.items()}
        return f"[{', '.join(sorted(names.get(each, each) for each in ids))}]"


def _dicts(value: Any) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _values(value: Any) -> set[str]:
    return {str(each.get("value")) for each in _dicts(value)}


def _repeated(value: Any) -> set[str]:
    counted = Counter(str(each.get("value")) for each in _dicts(value))
    return {id_ for id_, count in counted.items() if count > 1}
