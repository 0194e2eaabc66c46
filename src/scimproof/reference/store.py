"""The store, in memory, with indexes. Every change is one uninterrupted call, so that nobody sees half of it.

The whole provider runs on one event loop and nothing here waits: that is what makes it atomic, without a lock.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from scimproof.reference.messages import Resource, ScimError

if TYPE_CHECKING:
    from scimproof.reference.schema import Kind, Schema

_TICK = timedelta(microseconds=1)


class Store:
    """Resources by id, in the order of creation.

    Kept of each: its attributes, id, and meta with created, lastModified and version. All else is derived on reading.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.resources: dict[str, dict[str, Resource]] = {kind.name: {} for kind in schema.kinds.values()}
        self.indexed: dict[str, tuple[str, ...]] = {
            "User": ("userName", "externalId"),
            "Group": ("displayName", "externalId"),
        }
        self.index: dict[tuple[str, str], dict[str, dict[str, None]]] = {
            (kind, name): {} for kind, names in self.indexed.items() for name in names
        }
        self.entries: dict[str, list[tuple[str, str]]] = {}  # what of each resource stands in the indexes
        self.memberships: dict[str, dict[str, None]] = {}  # member to its groups
        self.members: dict[str, dict[str, None]] = {}  # group to its members, as last linked
        self.versions = count(1)
        self.last = datetime.min.replace(tzinfo=UTC)

    def new_id(self, kind: Kind) -> str:  # noqa: ARG002 - a seam: another provider may number each kind
        """Return an identifier that was never used."""
        return str(uuid.uuid4())

    def get(self, kind: Kind, id: str) -> Resource | None:  # noqa: A002
        """Return a resource as kept, not to be changed."""
        return self.resources[kind.name].get(id)

    def all(self, kind: Kind) -> Iterable[Resource]:
        """Return all resources of a kind, as kept."""
        return self.resources[kind.name].values()

    def find(self, kind: Kind, name: str, value: str) -> list[Resource] | None:
        """Return the resources whose attribute equals a value but for letter case; None when there is no index."""
        if name == "id":
            found = self.get(kind, value)
            return [] if found is None else [found]
        index = self.index.get((kind.name, name))
        return None if index is None else [self.resources[kind.name][each] for each in index.get(value.casefold(), ())]

    def insert(self, kind: Kind, resource: Resource) -> Resource:
        """Keep a new resource; gives it id and meta.

        Raises:
            ScimError: 409 uniqueness.
        """
        self.check_unique(kind, resource)
        resource["id"] = self.new_id(kind)
        now = self.now()
        resource["meta"] = {"created": now, "lastModified": now, "version": self.next_version()}
        self.put(kind, resource)
        return resource

    def replace(self, kind: Kind, resource: Resource) -> Resource:
        """Keep a changed resource in the place of the one with its id.

        Raises:
            ScimError: 409 uniqueness.
        """
        self.check_unique(kind, resource)
        self.stamp(resource)
        self.put(kind, resource)
        return resource

    def put(self, kind: Kind, resource: Resource) -> None:
        """Write a resource and everything that follows from it."""
        id_ = resource["id"]
        before = self.resources[kind.name].get(id_)
        self.unindex(kind, id_)
        self.resources[kind.name][id_] = resource
        for name in self.indexed[kind.name]:
            if isinstance(value := resource.get(name), str):
                self.index[kind.name, name].setdefault(value.casefold(), {})[id_] = None
                self.entries.setdefault(id_, []).append((name, value.casefold()))
        if kind.name == "Group":
            self.link(id_, member_ids(resource))
        if before is not None and before.get("displayName") != resource.get("displayName"):
            self.renamed(kind, resource)

    def delete(self, kind: Kind, resource: Resource) -> None:
        """Forget a resource, its memberships, and its name."""
        self.unindex(kind, resource["id"])
        del self.resources[kind.name][resource["id"]]
        self.forget_member(resource["id"])
        if kind.name == "Group":
            self.link(resource["id"], {})
            self.members.pop(resource["id"], None)

    def unindex(self, kind: Kind, id: str) -> None:  # noqa: A002
        """Take a resource out of the indexes, by what was entered: the resource may have been changed in place."""
        for name, key in self.entries.pop(id, ()):
            ids = self.index[kind.name, name][key]
            del ids[id]
            if not ids:
                del self.index[kind.name, name][key]

    def check_unique(self, kind: Kind, resource: Resource) -> None:
        """Refuse a value that another resource has, where the schema says unique.

        Raises:
            ScimError: 409 uniqueness.
        """
        for name in self.indexed[kind.name]:
            attribute = kind.core[name.lower()]
            if attribute.uniqueness != "none" and self.taken(kind, name, resource):
                raise ScimError(409, f"{name} {resource[name]!r} is taken", "uniqueness")

    def taken(self, kind: Kind, name: str, resource: Resource) -> bool:
        """Return whether another resource has the same value."""
        key = kind.core[name.lower()].key
        return any(
            each["id"] != resource.get("id") and key(each[name]) == key(resource[name])
            for each in self.find(kind, name, resource.get(name, "")) or ()
        )

    def link(self, group: str, new: dict[str, None]) -> None:
        """Keep the way from member to group in step with a group's members."""
        old = self.members.get(group, {})
        for each in old:
            if each not in new:
                self.memberships.get(each, {}).pop(group, None)
                self.touch(each)
        for each in new:
            if each not in old:
                self.memberships.setdefault(each, {})[group] = None
                self.touch(each)
        self.members[group] = new

    def forget_member(self, id: str) -> None:  # noqa: A002
        """Take a deleted user or group out of the groups it is in."""
        for group_id in list(self.memberships.pop(id, ())):
            group = self.resources["Group"].get(group_id)
            if group is not None:
                kept = [each for each in group.get("members", ()) if each["value"] != id]
                group = {name: value for name, value in group.items() if name != "members"}
                self.stamp(group)
                self.put(self.schema.group, {**group, "members": kept} if kept else group)

    def renamed(self, kind: Kind, resource: Resource) -> None:
        """Give new versions to the resources that show the name of this one."""
        showing = [*self.memberships.get(resource["id"], ())]
        for each in showing + ([*member_ids(resource)] if kind.name == "Group" else []):
            self.touch(each)

    def touch(self, id: str) -> None:  # noqa: A002
        """Give a new version to a resource of which only a derived part has changed."""
        for kept in self.resources.values():
            if id in kept:
                kept[id]["meta"]["version"] = self.next_version()

    def stamp(self, resource: Resource) -> None:
        """Give a changed resource its new time and version; the old meta stays as it was for whoever holds it."""
        resource["meta"] = {**resource["meta"], "lastModified": self.now(), "version": self.next_version()}

    def next_version(self) -> str:
        """Return a version that no resource has had: a weak entity tag."""
        return f'W/"{next(self.versions)}"'

    def now(self) -> str:
        """Return the time, never the same twice."""
        self.last = max(datetime.now(UTC), self.last + _TICK)
        return self.last.isoformat(timespec="microseconds").replace("+00:00", "Z")


def member_ids(group: Resource) -> dict[str, None]:
    """Return the ids of a group's members as the keys of a dict, in their order."""
    return {each["value"]: None for each in group.get("members", ())}
