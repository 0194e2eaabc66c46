"""The provisioning log, in the format of Graph and the portal: one entry for each action or skip."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, Any


class Action(StrEnum):
    """What was done, or would have been."""

    CREATE = "create"
    UPDATE = "update"
    DISABLE = "disable"
    DELETE = "delete"
    STAGED_DELETE = "stagedDelete"
    STAGED_ACTION = "stagedAction"
    OTHER = "other"


class Status(StrEnum):
    """How it ended."""

    SUCCESS = "success"
    SKIPPED = "skipped"
    FAILURE = "failure"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Modified:
    """One attribute that was written; values are as they were sent."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Identity:
    """An object of the source or the target."""

    id: str
    name: str
    kind: str


@dataclass(slots=True, kw_only=True)
class LogEntry:
    """One entry. ``code`` is Entra's error code, and ``reason`` says in words what happened."""

    action: Action
    status: Status
    source: Identity | None = None
    target: Identity | None = None
    modified: list[Modified] = field(default_factory=list)
    code: str = ""
    reason: str = ""
    exchanges: list[int] = field(default_factory=list)
    at: str = ""
    cycle: str = ""
    job: str = ""
    duration_ms: int = 0
    tries: int = 0
    """How often this has failed, this time included; 0 for what succeeded."""


class Log:
    """Takes entries: counts them, and writes them where asked.

    Args:
        path: a file that JSON lines are appended to; None for none.
        keep: how many entries to keep in memory, failures before others, for a report; all others are counted alone.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(self, path: Path | None = None, *, keep: int = 0) -> None:
        self.counts: Counter[tuple[Action, Status]] = Counter()
        self.codes: Counter[str] = Counter()
        self.kept: list[LogEntry] = []
        self._keep = keep
        self._file: IO[str] | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a", encoding="utf-8")

    def add(self, entry: LogEntry) -> None:
        """Take one entry."""
        self.counts[entry.action, entry.status] += 1
        if entry.code:
            self.codes[entry.code] += 1
        if self._file is not None:
            self._file.write(json.dumps(as_json(entry), ensure_ascii=False) + "\n")
            self._file.flush()
        if len(self.kept) < self._keep:
            self.kept.append(entry)
        elif self._keep and entry.status is Status.FAILURE:
            # Whoever opens a report looks for what failed: an entry that did not makes room.
            spare = next((n for n, each in enumerate(self.kept) if each.status is not Status.FAILURE), None)
            if spare is not None:
                del self.kept[spare]
                self.kept.append(entry)

    def written(self) -> int:
        """Return how many changes reached the target."""
        acts = (Action.CREATE, Action.UPDATE, Action.DISABLE, Action.DELETE)
        return sum(count for (action, status), count in self.counts.items() if action in acts and status == "success")

    def failed(self) -> int:
        """Return how many entries are failures."""
        return sum(count for (_, status), count in self.counts.items() if status is Status.FAILURE)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def as_json(entry: LogEntry) -> dict[str, Any]:
    """Return an entry as Graph's ``provisioningObjectSummary`` has it, plus the numbers of its exchanges."""
    error = {"errorCode": entry.code, "reason": entry.reason} if entry.code or entry.reason else None
    return {
        "id": str(uuid.uuid4()),
        "activityDateTime": entry.at,
        "jobId": entry.job,
        "cycleId": entry.cycle,
        "action": entry.action[0].upper() + entry.action[1:],
        "provisioningAction": entry.action,
        "durationInMilliseconds": entry.duration_ms,
        "sourceIdentity": _identity(entry.source),
        "targetIdentity": _identity(entry.target),
        "modifiedProperties": [
            {"displayName": each.name, "oldValue": each.old, "newValue": each.new} for each in entry.modified
        ],
        "provisioningStatusInfo": {"status": entry.status, "errorInformation": error},
        "exchanges": entry.exchanges,
    } | ({"failures": entry.tries} if entry.tries else {})


def as_row(entry: LogEntry) -> dict[str, Any]:
    """Return an entry as a flat row, for a table that people read; of its properties one stands on a line."""
    written = "\n".join(f"{each.name}: {_shown(each.old)} → {_shown(each.new)}" for each in entry.modified)
    return {
        "Date": entry.at,
        "Action": entry.action[0].upper() + entry.action[1:],
        "Status": entry.status.capitalize(),
        "Source": f"{entry.source.kind} {entry.source.name}" if entry.source else "",
        "Target id": entry.target.id if entry.target else "",
        "Modified properties": written,
        "Error code": entry.code,
        "Reason": entry.reason,
        "Exchanges": ", ".join(str(each) for each in entry.exchanges),
    }


def _identity(of: Identity | None) -> Mapping[str, Any] | None:
    return None if of is None else {"id": of.id, "displayName": of.name, "identityType": of.kind}


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:119] + "…"  # noqa: PLR2004
