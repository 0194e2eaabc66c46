"""The source directory: users and groups as Entra stores them, with assignments and memberships."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.entra.dialect import deleted_name
from scimproof.entra.provisioning.roles import Role
from scimproof.entra.provisioning.state import JobState

USER, GROUP = "User", "Group"
HERE, BIN, PURGED = "here", "recycle bin", "purged"


class BadSource(ValueError):
    """The directory or a change to it makes no sense. One line for its author."""


@dataclass(frozen=True, slots=True)
class SourceObject:
    """A user or a group of the source.

    Attributes:
        id: its objectId.
        attributes: under Entra's own names; the members of a group stand in a table of their own.
        manager: the objectId of a user's manager, or None.
        assigned: whether it is assigned to the application itself; a user may also be so through a group.
        role: the app role of that assignment, or empty.
        standing: here, in the recycle bin, or purged.
    """

    id: str
    kind: str
    attributes: Mapping[str, Any]
    manager: str | None = None
    assigned: bool = True
    role: str = ""
    standing: str = HERE

    @property
    def name(self) -> str:
        """The userPrincipalName or the name of the group."""
        return str(self.attributes.get("userPrincipalName" if self.kind == USER else "displayName") or self.id)

    @property
    def enabled(self) -> bool:
        """Whether sign-in is allowed; a group always is."""
        return str(self.attributes.get("accountEnabled", True)).lower() != "false"


class Source:
    """The directory in the state of a job. Every change gets a number, above which the watermark lies or not."""

    def __init__(self, state: JobState) -> None:
        self.state = state
        self._last = int(state.fact("last change", 0))
        self._counts: dict[str, int] = {}
        self.app_roles: list[Role] = state.fact("app roles", [])

    @property
    def last_change(self) -> int:
        """The number of the latest change."""
        return self._last

    def define_roles(self, roles: list[Role]) -> None:
        """Take the app roles that the application's manifest defines."""
        self.app_roles = roles
        self.state.remember("app roles", roles)

    def get(self, id_: str) -> SourceObject | None:
        """Return an object, purged ones included."""
        row = self.state.db.execute(
            "SELECT id, kind, attributes, manager, assigned, role, standing FROM object WHERE id = ?", (id_,)
        ).fetchone()
        return None if row is None else _object(row)

    def find(self, kind: str, reference: str) -> SourceObject:
        """Return an object by objectId, userPrincipalName, group name, or ``#12`` for the twelfth of its kind.

        Raises:
            BadSource: there is none.
        """
        found = self.get(reference)
        if found is None and reference.startswith("#") and reference[1:].isdecimal():
            id_ = self.state.one("SELECT id FROM object WHERE kind = ? AND ordinal = ?", kind, int(reference[1:]))
            found = None if id_ is None else self.get(id_)
        if found is None:
            id_ = self.state.one(
                "SELECT id FROM object WHERE kind = ? AND name = ? COLLATE NOCASE AND standing <> ?",
                kind,
                reference,
                PURGED,
            )
            found = None if id_ is None else self.get(id_)
        if found is None or found.kind != kind or found.standing == PURGED:
            raise BadSource(f"there is no {kind.lower()} {reference!r}")
        return found

    def put(self, changed: SourceObject) -> None:
        """Enter an object, new or changed; it is looked at in the next cycle."""
        self.state.db.execute(
            "INSERT INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name,"
            " attributes = excluded.attributes, manager = excluded.manager, assigned = excluded.assigned,"
            " role = excluded.role, standing = excluded.standing, changed = excluded.changed",
            (
                changed.id,
                changed.kind,
                changed.name,
                json.dumps(dict(changed.attributes), ensure_ascii=False),
                changed.manager,
                int(changed.assigned),
                changed.role,
                changed.standing,
                self._number(),
                self._ordinal(changed),
            ),
        )

    def touch(self, id_: str) -> None:
        """Let an object be looked at again: something that concerns it has changed elsewhere."""
        # A number belongs to one object alone: a cycle goes through them by number.
        self.state.db.execute("UPDATE object SET changed = ? WHERE id = ?", (self._number(), id_))

    def forget(self, id_: str) -> None:
        """Drop a purged object and what hung on it, once the target has been told."""
        self.state.db.execute("DELETE FROM object WHERE id = ?", (id_,))
        self.state.db.execute("DELETE FROM membership WHERE member_id = ? OR group_id = ?", (id_, id_))

    def members(self, group: str) -> list[str]:
        """Return the members of a group, for groups known to be small."""
        return [
            row[0]
            for row in self.state.rows(
                "SELECT member_id FROM membership WHERE group_id = ? AND wanted = 1 ORDER BY member_id", group
            )
        ]

    def set_members(self, group: str, members: Iterable[str], *, wanted: bool) -> None:
        """Put users into a group or take them out; who gains or loses an assignment by it is looked at again."""
        through = bool(self.state.one("SELECT assigned FROM object WHERE id = ? AND standing = ?", group, HERE))
        for each in members:
            self.state.db.execute(
                "INSERT INTO membership (group_id, member_id, wanted) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET wanted = excluded.wanted, skipped = 0",
                (group, each, int(wanted)),
            )
            if through:
                self._touch_unassigned(each)

    def _touch_unassigned(self, user: str) -> None:
        """Look again at a user without an assignment of its own: only then does a group decide."""
        if self.state.one("SELECT 1 FROM object WHERE id = ? AND assigned = 0", user):
            self.touch(user)

    def touch_members(self, group: str) -> None:
        """Look at all members of a group again: its own assignment has changed."""
        query = "SELECT member_id FROM membership WHERE group_id = ? AND wanted = 1 AND {after} ORDER BY member_id"
        for (member,) in self.state.pages(query, group):
            self._touch_unassigned(member)

    def assigned_roles(self, user: SourceObject) -> list[str]:
        """Return the roles of every assignment that reaches a user, its own and those of its groups; none: empty."""
        inherited = self.state.rows(
            "SELECT DISTINCT o.role FROM membership m JOIN object o ON o.id = m.group_id"
            " WHERE m.member_id = ? AND m.wanted = 1 AND o.assigned = 1 AND o.standing = ?",
            user.id,
            HERE,
        )
        own = [user.role] if user.assigned else []
        return list(dict.fromkeys([*own, *(str(role) for (role,) in inherited)]))

    def reports_of(self, manager: str) -> list[str]:
        """Return the ids of the users who have this manager."""
        return [row[0] for row in self.state.rows("SELECT id FROM object WHERE manager = ?", manager)]

    def count(self, kind: str) -> int:
        """Return how many objects of a kind there are, the purged ones aside."""
        return int(self.state.one("SELECT count(*) FROM object WHERE kind = ? AND standing <> ?", kind, PURGED))

    def _ordinal(self, entered: SourceObject) -> int:
        """Return the place of an object among its kind, in the order of entry: what ``#12`` refers to."""
        known = self.state.one("SELECT ordinal FROM object WHERE id = ?", entered.id)
        if known is not None:
            return int(known)
        self._counts.setdefault(entered.kind, int(self.state.fact(f"entered {entered.kind}", 0)))
        self._counts[entered.kind] += 1
        self.state.remember(f"entered {entered.kind}", self._counts[entered.kind])
        return self._counts[entered.kind]

    def _number(self) -> int:
        self._last += 1
        self.state.remember("last change", self._last)
        return self._last


def binned(user: SourceObject) -> SourceObject:
    """Return a user as the recycle bin holds it: under another name, so that the old one is free."""
    upn = deleted_name(str(user.attributes.get("userPrincipalName", "")), user.id)
    return SourceObject(
        user.id, user.kind, {**user.attributes, "userPrincipalName": upn}, user.manager, user.assigned, user.role, BIN
    )


def restored(user: SourceObject) -> SourceObject:
    """Return a user as it comes back from the recycle bin: under its old name."""
    upn = str(user.attributes.get("userPrincipalName", "")).removeprefix(deleted_name("", user.id))
    return SourceObject(
        user.id, user.kind, {**user.attributes, "userPrincipalName": upn}, user.manager, user.assigned, user.role, HERE
    )


def _object(row: tuple[Any, ...]) -> SourceObject:
    id_, kind, attributes, manager, assigned, role, standing = row
    return SourceObject(id_, kind, json.loads(attributes), manager, bool(assigned), role, standing)
