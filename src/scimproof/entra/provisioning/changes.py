"""Changes to the source directory: a feed of JSON lines, each one change of one user or group.

    {"change": "hire", "user": {"userPrincipalName": "jo@example.com", ...}}       {"change": "hire"}: somebody made up
    {"change": "update", "user": "#3", "set": {"jobTitle": "Lead"}}                 also move, promote
    {"change": "rename", "user": "jo@example.com", "to": "jo.doe@example.com"}
    {"change": "manager", "user": "#3", "to": "#1"}                                 "to": null takes it away
    {"change": "assign", "user": "#3", "role": "User"}       {"change": "unassign", "group": "#1"}
    {"change": "delete", "user": "#3"}                       into the recycle bin; restore, purge
    {"change": "group-create", "group": {"displayName": "...", "members": ["#1"]}}
    {"change": "group-rename", "group": "#1", "to": "..."}
    {"change": "group-add", "group": "#1", "members": ["#3", "Team"]}               also group-remove
    {"change": "group-delete", "group": "#1"}

A user is named by objectId, userPrincipalName, or ``#3`` for the third that entered; a group by
objectId, name or number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scimproof.entra.directory import Directory
from scimproof.entra.provisioning.generate import ROLE, as_group, as_user
from scimproof.entra.provisioning.source import (
    BIN,
    GROUP,
    HERE,
    PURGED,
    USER,
    BadSource,
    Source,
    SourceObject,
    binned,
    restored,
)
from scimproof.entra.provisioning.source_file import group_from, user_from

Change = Mapping[str, Any]

_PREFIX = "generated prefix"


class Changes:
    """Applies changes to a source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._kinds: dict[str, Callable[[Change], None]] = {
            "hire": self._hire,
            "update": self._update,
            "move": self._update,
            "promote": self._update,
            "rename": self._rename,
            "manager": self._manager,
            "assign": lambda change: self._assign(change, assigned=True),
            "unassign": lambda change: self._assign(change, assigned=False),
            "delete": self._delete,
            "restore": self._restore,
            "purge": self._purge,
            "group-create": self._group_create,
            "group-rename": self._group_rename,
            "group-add": lambda change: self._members(change, wanted=True),
            "group-remove": lambda change: self._members(change, wanted=False),
            "group-delete": self._group_delete,
        }

    def read(self, file: Path) -> int:
        """Apply a file of changes, all or none; a file that was applied before is passed over.

        Returns:
            how many changes were applied.

        Raises:
            BadSource: it cannot be read, or a line makes no sense; the message names the line.
        """
        state, digest = self._source.state, hashlib.sha256()
        applied: list[str] = state.fact("applied changes", [])
        count = 0
        try:
            with file.open("rb") as content:
                for piece in content:
                    digest.update(piece)
            if digest.hexdigest() in applied:
                return 0
            with state.saved(), file.open(encoding="utf-8-sig") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        self._line(line, f"{file}, line {number}")
                        count += 1
                state.remember("applied changes", [*applied, digest.hexdigest()])
        except (OSError, UnicodeDecodeError) as problem:
            raise BadSource(f"{file}: {problem.__class__.__name__}: cannot be read") from None
        return count

    def apply(self, change: Change) -> None:
        """Apply one change.

        Raises:
            BadSource: it makes no sense.
        """
        kind = change.get("change")
        act = self._kinds.get(str(kind))
        if act is None:
            raise BadSource(f"unknown change {kind!r}; there are {', '.join(self._kinds)}")
        with self._source.state.saved():
            act(change)

    def _line(self, line: str, where: str) -> None:
        try:
            change = json.loads(line)
        except (ValueError, RecursionError):
            raise BadSource(f"{where}: not JSON") from None
        if not isinstance(change, dict):
            raise BadSource(f"{where}: not a JSON object")
        try:
            self.apply(change)
        except BadSource as problem:
            raise BadSource(f"{where}: {problem}") from None

    # People

    def _hire(self, change: Change) -> None:
        given = change.get("user")
        if isinstance(given, Mapping):
            user = user_from(given, self._resolved)
        else:
            user = as_user(self._directory().person(), role=str(change.get("role") or ROLE))
        known = self._source.get(user.id)
        if known is not None and known.standing != PURGED:
            raise BadSource(f"{user.name!r} already exists")
        self._free(USER, user.name)
        if (manager := change.get("manager")) is not None:
            user = replace(user, manager=self._source.find(USER, str(manager)).id)
        self._source.put(user)

    def _update(self, change: Change) -> None:
        user = self._user(change)
        values = change.get("set")
        if not isinstance(values, Mapping) or not values:
            raise BadSource('"set" contains no attribute')
        manager = user.manager
        if "manager" in values:
            to = values["manager"]
            manager = self._source.find(USER, str(to)).id if to else None
        attributes = {**user.attributes, **{name: value for name, value in values.items() if name != "manager"}}
        self._source.put(replace(user, attributes=attributes, manager=manager))

    def _rename(self, change: Change) -> None:
        user, name = self._user(change), self._new_name(USER, change)
        self._source.put(replace(user, attributes={**user.attributes, "userPrincipalName": name}))

    def _manager(self, change: Change) -> None:
        to = change.get("to")
        user = self._user(change)
        self._source.put(replace(user, manager=self._source.find(USER, str(to)).id if to else None))

    def _delete(self, change: Change) -> None:
        user = self._user(change)
        if user.standing == BIN:
            raise BadSource(f"{user.name!r} is already in the recycle bin")
        self._source.put(binned(user))

    def _restore(self, change: Change) -> None:
        user = self._user(change)
        if user.standing != BIN:
            raise BadSource(f"{user.name!r} is not in the recycle bin")
        back = restored(user)
        self._free(USER, back.name)
        self._source.put(back)

    def _purge(self, change: Change) -> None:
        user = self._user(change)
        for each in self._source.reports_of(user.id):
            report = self._source.get(each)
            if report is not None:
                self._source.put(replace(report, manager=None))
        self._source.put(replace(user, standing=PURGED))

    # Assignments

    def _assign(self, change: Change, *, assigned: bool) -> None:
        kind = GROUP if "group" in change else USER
        found = self._source.find(kind, str(change.get("group" if kind == GROUP else "user")))
        role = str(change.get("role") or found.role or ROLE) if assigned else ""
        self._source.put(replace(found, assigned=assigned, role=role))
        if kind == GROUP:
            self._source.touch_members(found.id)

    # Groups

    def _group_create(self, change: Change) -> None:
        given = change.get("group")
        members: list[str] = []
        if isinstance(given, Mapping):
            group, members = group_from(given, self._member)
        else:
            group = as_group(self._directory().team())
        self._free(GROUP, group.name)
        self._source.put(group)
        self._source.set_members(group.id, members, wanted=True)

    def _group_rename(self, change: Change) -> None:
        group = self._group(change)
        name = self._new_name(GROUP, change)
        self._source.put(replace(group, attributes={**group.attributes, "displayName": name}))

    def _members(self, change: Change, *, wanted: bool) -> None:
        group, members = self._group(change), change.get("members")
        named: Iterable[Any] = members if isinstance(members, list) else ()
        self._source.set_members(group.id, [self._member(str(each)) for each in named], wanted=wanted)

    def _group_delete(self, change: Change) -> None:
        group = self._group(change)
        self._source.touch_members(group.id)
        self._source.put(replace(group, standing=PURGED))

    # Names

    def _user(self, change: Change) -> SourceObject:
        return self._source.find(USER, str(change.get("user")))

    def _group(self, change: Change) -> SourceObject:
        return self._source.find(GROUP, str(change.get("group")))

    def _resolved(self, reference: str) -> str:
        return self._source.find(USER, reference).id

    def _member(self, reference: str) -> str:
        """Return who joins or leaves a group: a user, or a group by its name or id, which stays a member as such."""
        try:
            return self._resolved(reference)
        except BadSource:
            if reference.startswith("#"):
                raise
        return self._source.find(GROUP, reference).id

    def _new_name(self, kind: str, change: Change) -> str:
        name = change.get("to")
        if not isinstance(name, str) or not name:
            raise BadSource('"to" is not a new name')
        self._free(kind, name)
        return name

    def _free(self, kind: str, name: str) -> None:
        taken = self._source.state.one(
            "SELECT 1 FROM object WHERE kind = ? AND name = ? COLLATE NOCASE AND standing = ?", kind, name, HERE
        )
        if taken:
            raise BadSource(f"the name {name!r} is taken")

    def _directory(self) -> Directory:
        """Return what makes people up: each time under a name that no earlier one had."""
        state = self._source.state
        prefix = state.fact(_PREFIX)
        if prefix is None:
            raise BadSource("only a generated directory can generate users and groups; name them")
        made = int(state.fact("made up", 0)) + 1
        state.remember("made up", made)
        return Directory(f"{prefix}x{made}", made)
