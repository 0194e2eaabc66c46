"""Group membership: who may be a member, and operations on lists of members."""

from __future__ import annotations

from typing import Any

from scimproof.reference.messages import Resource, invalid_value
from scimproof.reference.schema import Kind, Schema
from scimproof.reference.store import Store, member_ids


class Members:
    """Lists of members are lists of ``{"value": id}``; a member stands in one once."""

    def __init__(self, schema: Schema, store: Store) -> None:
        self.schema = schema
        self.store = store

    def check(self, group: Resource) -> None:
        """Refuse members that do not exist; those that the group has already are not asked about.

        Raises:
            ScimError: 400 invalidValue naming the id.
        """
        known = self.store.members.get(group.get("id", ""), {})
        for each in member_ids(group):
            if each not in known and self.kind_of(each) is None:
                raise invalid_value(f"members: there is no user or group with the id {each!r}")

    def kind_of(self, id: str) -> Kind | None:  # noqa: A002
        """Return the resource type of a member, None when there is no such resource."""
        return next((kind for kind in self.schema.kinds.values() if self.store.get(kind, id) is not None), None)

    def add(self, held: list[Any], new: list[Any]) -> list[Any]:
        """Return the members with `new` among them; who is a member already stays one."""
        known = {each["value"] for each in held}
        return held + [each for each in new if each["value"] not in known]

    def replace(self, held: list[Any], new: list[Any]) -> list[Any]:  # noqa: ARG002 - a seam
        """Return the members after a replacement: the new ones."""
        return new

    def remove(self, held: list[Any], listed: list[Any]) -> list[Any]:
        """Return the members without those listed, as Entra ID lists them; who is no member does not matter."""
        gone = {each["value"] for each in listed}
        return [each for each in held if each["value"] not in gone]
