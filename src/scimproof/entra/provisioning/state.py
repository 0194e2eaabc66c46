"""What a job stores between its cycles, in one SQLite file: after a kill it continues where it was.

Everything large lives here and nowhere else, so that a directory of any size takes the same memory.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FORMAT = 1

_TABLES = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS object (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, attributes TEXT NOT NULL, manager TEXT,
  assigned INTEGER NOT NULL, role TEXT NOT NULL, standing TEXT NOT NULL, changed INTEGER NOT NULL,
  ordinal INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS object_by_ordinal ON object (kind, ordinal);
CREATE INDEX IF NOT EXISTS object_by_change ON object (kind, changed);
CREATE INDEX IF NOT EXISTS object_by_name ON object (kind, name COLLATE NOCASE);
CREATE INDEX IF NOT EXISTS object_by_manager ON object (manager) WHERE manager IS NOT NULL;
CREATE TABLE IF NOT EXISTS membership (
  group_id TEXT NOT NULL, member_id TEXT NOT NULL, wanted INTEGER NOT NULL, sent INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0, unsure INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (group_id, member_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS membership_by_member ON membership (member_id);
CREATE INDEX IF NOT EXISTS membership_open ON membership (group_id, member_id) WHERE wanted <> sent AND skipped = 0;
CREATE TABLE IF NOT EXISTS link (
  source_id TEXT PRIMARY KEY, kind TEXT NOT NULL, target_id TEXT NOT NULL, in_scope INTEGER NOT NULL DEFAULT 1,
  manager TEXT, orphan INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS owned (
  endpoint TEXT NOT NULL, id TEXT NOT NULL, adopted INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (endpoint, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS intent (
  source_id TEXT PRIMARY KEY, kind TEXT NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS escrow (
  source_id TEXT NOT NULL, aspect TEXT NOT NULL, kind TEXT NOT NULL, failures INTEGER NOT NULL, due REAL NOT NULL,
  cycle TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (source_id, aspect)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS escrow_by_due ON escrow (kind, aspect, due);
CREATE TABLE IF NOT EXISTS queue (source_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS staged (source_id TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
"""


class BadState(ValueError):
    """The state cannot be used. One line for the user."""


class JobState:
    """The state of one job. For one thread; every change is on disk when `saved` ends.

    Args:
        path: the file; None keeps it in memory.

    Raises:
        BadState: it is no state, or another process works with it.
    """

    def __init__(self, path: Path | None = None) -> None:
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(":memory:" if path is None else path, isolation_level=None, timeout=2)
            # WAL without a sync for each commit: a killed process loses nothing, a power cut the last moments.
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = NORMAL")
            self.db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self.db.executescript(_TABLES)
        except (sqlite3.Error, OSError) as problem:
            raise BadState(f"the state {path} cannot be used: {problem}") from None
        if self.fact("format", FORMAT) != FORMAT:
            raise BadState(f"the state {path} was written by another version of scimproof")
        with self.saved():
            self.remember("format", FORMAT)

    @contextmanager
    def saved(self) -> Iterator[None]:
        """Make what happens inside one change, kept whole or not at all."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def fact(self, name: str, default: Any = None) -> Any:
        """Return a single remembered value."""
        row = self.db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return default if row is None else json.loads(row[0])

    def remember(self, name: str, value: Any) -> None:
        """Keep a single value; None forgets it."""
        if value is None:
            self.db.execute("DELETE FROM fact WHERE name = ?", (name,))
        else:
            self.db.execute("REPLACE INTO fact VALUES (?, ?)", (name, json.dumps(value)))

    def one(self, query: str, *values: Any) -> Any:
        """Return the first column of the first row of a query, or None."""
        row = self.db.execute(query, values).fetchone()
        return None if row is None else row[0]

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query that is known to be small."""
        return self.db.execute(query, values).fetchall()

    def pages(self, query: str, *values: Any, size: int = 500) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query page by page, so that what the reader does meanwhile cannot disturb it.

        The query selects its key as the first column and ends in ``ORDER BY`` that key; ``{after}`` in it becomes the
        condition that the key is beyond the last one seen.
        """
        last: Any = None
        key = query.split(None, 2)[1].rstrip(",")
        while True:
            after = "1" if last is None else f"{key} > ?"
            rows = self.db.execute(
                f"{query.replace('{after}', after)} LIMIT {size}", (*values, *([] if last is None else [last]))
            ).fetchall()
            yield from rows
            if len(rows) < size:
                return
            last = rows[-1][0]

    def close(self) -> None:
        """Close the file."""
        self.db.close()
