"""What a run created, on disk before it is sent, so that it can be deleted after a crash.

One file of JSON lines per run, appended to by all its processes: each line is one write, which the system appends as
a whole. Losing the power may lose lines; killing the run does not.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from scimproof import __version__

JOURNALS = Path(".scimproof") / "journal"
"""Where journals live, under the folder that a run is started in."""

_BINARY: int = getattr(os, "O_BINARY", 0)
"""On Windows a file that is opened without it ends its lines in another way."""

_SHORTEST_PREFIX = 8
"""A damaged journal must not make everything look like the run's own."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An object that a run made, or meant to make and never heard of again (then without an id)."""

    endpoint: str
    id: str | None
    key: str = ""
    value: str = ""
    intent: str = ""
    """The number of the create."""


class _Contents(NamedTuple):
    """What a journal says of the run's objects: not deleted, refused, deleted by the target's own word."""

    left: list[JournalEntry]
    refused: list[JournalEntry]
    deleted: list[JournalEntry]


class Journal:
    """The journal of one run. It takes no room on disk until something is to be created.

    Args:
        folder: such as ``.scimproof/journal``.
        run_id: names the file.
        base_url: the target that the run writes to.
        prefix: what every name that the run creates contains.
    """

    def __init__(self, folder: Path, run_id: str, *, base_url: str, prefix: str) -> None:
        self.path = folder / f"{run_id}.jsonl"
        self.run_id = run_id
        self.base_url = base_url
        self.prefix = prefix
        self._file: int | None = None
        self._lock = Lock()
        self._count = itertools.count(1)

    @classmethod
    def open(cls, path: Path) -> Journal:
        """Open a journal that a run left behind.

        Raises:
            ValueError: it is none.
        """
        for line in _lines(path):
            if (
                line.get("event") == "run"
                and isinstance(line.get("base_url"), str)
                and len(str(line.get("prefix", ""))) >= _SHORTEST_PREFIX
            ):
                return cls(path.parent, path.stem, base_url=line["base_url"], prefix=str(line["prefix"]))
        raise ValueError(f"{path} is not a journal of scimproof")

    def intend(self, endpoint: str, key: str, value: str) -> str:
        """Enter a create that is about to be sent, with the attribute that finds its object; returns its number."""
        intent = f"{os.getpid()}-{next(self._count)}"
        self._write(event="intend", intent=intent, endpoint=endpoint, key=key, value=value)
        return intent

    def created(self, endpoint: str, id_: str, intent: str = "") -> None:
        """Enter an object that exists now."""
        self._write(event="created", endpoint=endpoint, id=id_, intent=intent)

    def refused(self, intent: str) -> None:
        """Enter that a create was refused. The refusal may be untrue: clean-up looks for the object by its name."""
        self._write(event="refused", intent=intent)

    def absent(self, intent: str) -> None:
        """Enter that the object of a create was looked for and is not there."""
        self._write(event="absent", intent=intent)

    def deleted(self, endpoint: str, id_: str) -> None:
        """Enter that the target answered a DELETE with success. The answer may be untrue: clean-up looks again."""
        self._write(event="deleted", endpoint=endpoint, id=id_)

    def gone(self, endpoint: str, id_: str) -> None:
        """Enter that an object was looked for by its id and is not there."""
        self._write(event="gone", endpoint=endpoint, id=id_)

    def remaining(self) -> list[JournalEntry]:
        """Return what no answer called deleted or refused, by all processes of the run, the youngest first."""
        return self._read().left

    def refusals(self) -> list[JournalEntry]:
        """Return the creates that were refused and whose objects nobody has looked for, the oldest first."""
        return self._read().refused

    def deletions(self) -> list[JournalEntry]:
        """Return the objects whose DELETE was answered with success and that nobody has looked for since."""
        return self._read().deleted

    def _read(self) -> _Contents:
        left: dict[tuple[str, str], JournalEntry] = {}
        refused: dict[str, JournalEntry] = {}
        deleted: dict[tuple[str, str], JournalEntry] = {}
        intents: dict[str, JournalEntry] = {}
        for line in _lines(self.path):
            endpoint, id_, intent = (str(line.get(name, "")) for name in ("endpoint", "id", "intent"))
            meant = intents.get(intent, JournalEntry(endpoint, None))
            match line.get("event"):
                case "intend":
                    meant = JournalEntry(endpoint, None, str(line.get("key", "")), str(line.get("value", "")), intent)
                    intents[intent] = left["intent", intent] = meant
                case "created":
                    left.pop(("intent", intent), None)
                    deleted.pop((endpoint, id_), None)
                    left[endpoint, id_] = JournalEntry(endpoint, id_, meant.key, meant.value, intent)
                case "refused":
                    left.pop(("intent", intent), None)
                    refused[intent] = meant
                case "absent":
                    left.pop(("intent", intent), None)
                    refused.pop(intent, None)
                case "deleted":
                    deleted[endpoint, id_] = left.pop((endpoint, id_), JournalEntry(endpoint, id_))
                case "gone":
                    left.pop((endpoint, id_), None)
                    deleted.pop((endpoint, id_), None)
        return _Contents(list(left.values())[::-1], list(refused.values()), list(deleted.values()))

    def endpoints(self) -> list[str]:
        """Return the endpoints that the run meant to create at, in the order of their first use."""
        found = (line.get("endpoint") for line in _lines(self.path) if line.get("event") == "intend")
        return list(dict.fromkeys(str(each) for each in found))

    def close_if_clean(self) -> bool:
        """Delete the file when all that it names was seen to be gone; tell whether the file is gone.

        Call it when all processes of the run have ended.
        """
        if any(self._read()):
            return False
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None
        self.path.unlink(missing_ok=True)
        return True

    def _write(self, **line: Any) -> None:
        with self._lock:
            if self._file is None:
                self._file = self._begin()
            os.write(self._file, _encoded(line))

    def _begin(self) -> int:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY, 0o600)
        # Every process writes it again: a line that a crash cut off swallows this one, and nothing is lost.
        header = {"event": "run", "run": self.run_id, "base_url": self.base_url, "prefix": self.prefix}
        os.write(file, _encoded({**header, "started": time.time(), "version": __version__}))
        return file


def find_journals(folder: Path, base_url: str | None = None) -> list[Journal]:
    """Return the journals in a folder, oldest first: all, or those of one target. Other files are passed over."""
    found: list[Journal] = []
    for path in sorted(folder.glob("*.jsonl"), key=lambda each: each.stat().st_mtime):
        try:
            journal = Journal.open(path)
        except (ValueError, OSError):
            continue
        if base_url is None or journal.base_url == base_url:
            found.append(journal)
    return found


def _encoded(line: dict[str, Any]) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    for each in content.splitlines():
        try:
            line = json.loads(each)
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line
