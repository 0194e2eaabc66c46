"""Users, groups and memberships in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.foreign.server.messages import Document

BEFORE_FIRST = 100_000
"""Ids count up from here."""
_TABLES = """
CREATE TABLE resource (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, kind TEXT NOT NULL, doc TEXT NOT NULL,
                       handle TEXT NOT NULL, created TEXT NOT NULL, modified TEXT NOT NULL);
CREATE UNIQUE INDEX by_handle ON resource (kind, handle);
CREATE TABLE member (place INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, member TEXT NOT NULL);
CREATE UNIQUE INDEX by_owner ON member (owner, member);
CREATE INDEX by_member ON member (member);
"""
_INDIRECT = """
WITH RECURSIVE above(id, direct) AS (
  SELECT owner, 1 FROM member WHERE member = ?
  UNION SELECT member.owner, 0 FROM member JOIN above ON member.member = above.id)
SELECT resource.id, resource.doc, max(above.direct) FROM above JOIN resource ON resource.id = above.id
GROUP BY resource.id ORDER BY resource.place
"""


@dataclass
class Row:
    """One stored resource."""

    id: str
    kind: str
    document: Document
    created: str
    modified: str


class Store:
    """The one place that keeps state. Callers hold the lock of the app."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.connection.executescript(_TABLES)
        self._last = datetime.now(UTC)

    def now(self) -> str:
        """An instant later than every one before, with milliseconds and Z."""
        self._last = max(datetime.now(UTC), self._last + timedelta(milliseconds=1))
        return self._last.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self._last.microsecond // 1000:03d}Z"

    def insert(self, kind: str, document: Document, handle: str) -> Row:
        """Add a resource; ids are never used twice."""
        now = self.now()
        cursor = self.connection.execute(
            "INSERT INTO resource (kind, doc, handle, created, modified) VALUES (?, ?, ?, ?, ?)",
            (kind, json.dumps(document), handle, now, now),
        )
        identifier = self.identifier(cursor.lastrowid or 0)
        self.connection.execute("UPDATE resource SET id = ? WHERE place = ?", (identifier, cursor.lastrowid))
        return Row(identifier, kind, document, now, now)

    def identifier(self, place: int) -> str:
        """Return the id of the resource that was created as the so-many-eth one."""
        return str(BEFORE_FIRST + place)

    def update(self, row: Row, document: Document, handle: str) -> Row:
        """Write a changed resource and move its modification time."""
        now = self.now()
        self.connection.execute(
            "UPDATE resource SET doc = ?, handle = ?, modified = ? WHERE id = ?",
            (json.dumps(document), handle, now, row.id),
        )
        return Row(row.id, row.kind, document, row.created, now)

    def delete(self, row: Row) -> None:
        """Forget a resource and every membership it had."""
        self.connection.execute("DELETE FROM resource WHERE id = ?", (row.id,))
        self.connection.execute("DELETE FROM member WHERE owner = ? OR member = ?", (row.id, row.id))

    def get(self, identifier: str, kind: str = "") -> Row | None:
        """Return the resource with that id, of that kind when one is named."""
        found = self.connection.execute(
            "SELECT id, kind, doc, created, modified FROM resource WHERE id = ?", (identifier,)
        ).fetchone()
        row = self._row(found) if found else None
        return row if row and kind in ("", row.kind) else None

    def every(self, *kinds: str) -> list[Row]:
        """Return all resources of these kinds by id."""
        marks = ", ".join("?" * len(kinds))
        rows = self.connection.execute(
            f"SELECT id, kind, doc, created, modified FROM resource WHERE kind IN ({marks}) ORDER BY place",  # noqa: S608
            kinds,
        )
        return [self._row(each) for each in rows]

    def taken(self, kind: str, handle: str) -> str | None:
        """Return the id of the resource that has this unique name."""
        found = self.connection.execute(
            "SELECT id FROM resource WHERE kind = ? AND handle = ?", (kind, handle)
        ).fetchone()
        return str(found[0]) if found else None

    def members(self, group: str) -> list[tuple[str, str, Document]]:
        """Return (id, kind, document) of each direct member in the order of joining."""
        rows = self.connection.execute(
            "SELECT resource.id, kind, doc FROM member JOIN resource ON resource.id = member.member "
            "WHERE owner = ? ORDER BY member.place",
            (group,),
        )
        return [(str(identifier), kind, json.loads(text)) for identifier, kind, text in rows]

    def join(self, group: str, members: Iterable[str]) -> None:
        """Add members; who is there already stays."""
        self.connection.executemany(
            "INSERT OR IGNORE INTO member (owner, member) VALUES (?, ?)", [(group, each) for each in members]
        )

    def leave(self, group: str, members: Iterable[str]) -> None:
        """Take members out."""
        self.connection.executemany(
            "DELETE FROM member WHERE owner = ? AND member = ?", [(group, each) for each in members]
        )

    def groups_of(self, member: str) -> list[tuple[str, Document, bool]]:
        """Return (id, document, whether direct) of each group that holds the member."""
        rows = self.connection.execute(_INDIRECT, (member,))
        return [(str(identifier), json.loads(text), bool(direct)) for identifier, text, direct in rows]

    def _row(self, found: tuple[str, str, str, str, str]) -> Row:
        identifier, kind, text, created, modified = found
        return Row(identifier, kind, json.loads(text), created, modified)
