"""The audit: resources of a run are read once more before they are deleted, and some of them afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from scimproof.observe.history import GROUPS, USERS, History, Operation, value
from scimproof.run.workbench import Workbench
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.filter import eq
from scimproof.scim.resource import Resource

MOST = 150
"""Objects that are read in a quick run; a deep one reads all."""

_FILTERS = 8
"""Users, and groups, that are looked for by name."""

_GONE = 20
"""Deleted objects that are asked for by id; some of them by name as well."""

_REFUSED = 6
"""Refused creates whose names are looked for."""

FOUND = "search for what was created"

_UNREACHABLE_AFTER = 3
_CONFLICT = 409
_TYPES = {USERS: "User", GROUPS: "Group"}
_NAMES = {USERS: "userName", GROUPS: "displayName"}
_LABEL = "audit"

Thing = TypeVar("Thing")


class Audit:
    """Sends the requests of the audit, which judge nothing by themselves: they end the history of a run.

    Args:
        bench: of the process that opened the run.
        whole: whether every object is read, or `MOST` of them.
    """

    def __init__(self, bench: Workbench, *, whole: bool) -> None:
        self.requests = 0
        self.seconds = 0.0
        self._bench = bench
        self._most = None if whole else MOST
        self._unanswered = 0

    @property
    def note(self) -> str:
        """What the audit cost, as a sentence."""
        return f"the audit at the end sent {self.requests} requests in {self.seconds:.1f} s"

    def before_removal(self, seen: History) -> None:
        """Read what still lives: first what was changed since it was last read, then what was not read for longest."""
        living = [key for key in seen.created if key not in seen.deleted or _made_after(seen, key)]
        last_read = {(each.endpoint, each.id): each.start for each in seen.reads()}
        last_write = {(each.endpoint, each.id): each.start for each in seen.writes if each.id}
        order = sorted(
            living,
            key=lambda key: (last_read.get(key, 0.0) >= last_write.get(key, 0.0), last_read.get(key, 0.0)),
        )
        begun = time.monotonic()
        for endpoint, id_ in order[: self._most]:
            self._read(endpoint, id_, "read what was created again")
        for endpoint, name in _names(seen, living, _FILTERS):
            self._search(endpoint, name, FOUND)
        for endpoint, name in _refused(seen):
            self._search(endpoint, name, "search for what was refused")
        for endpoint in dict.fromkeys(endpoint for endpoint, _ in living):
            for _ in range(2):
                self._send(partial(Client.get, what=endpoint, label=f"{_LABEL}: repeat a GET"))
        self.seconds += time.monotonic() - begun

    def after_removal(self, seen: History) -> None:
        """Ask for some of what was deleted."""
        begun = time.monotonic()
        gone = [key for key in seen.deleted if key in seen.created and not _made_after(seen, key)]
        some = gone if self._most is None else _spread(gone, _GONE)
        for endpoint, id_ in some:
            self._read(endpoint, id_, "is it deleted?")
        for endpoint, name in _names(seen, some, _FILTERS // 2):
            self._search(endpoint, name, "is it found although it is deleted?")
        self.seconds += time.monotonic() - begun

    def _read(self, endpoint: str, id_: str, why: str) -> None:
        resource = Resource(_TYPES[endpoint], endpoint, id_)
        self._send(lambda client: client.get(resource, label=f"{_LABEL}: {why}"))

    def _search(self, endpoint: str, name: str, why: str) -> None:
        self._send(lambda client: client.search(endpoint, filter=eq(_NAMES[endpoint], name), label=f"{_LABEL}: {why}"))

    def _send(self, ask: Callable[[Client], Exchange]) -> None:
        if self._unanswered >= _UNREACHABLE_AFTER:
            return
        with self._bench.recorder.shared():
            exchange = ask(self._bench.scim)
        self.requests += 1
        self._unanswered = 0 if exchange.response is not None else self._unanswered + 1


def _made_after(seen: History, key: tuple[str, str]) -> bool:
    """Tell whether an object was made under an id after the delete of an earlier one."""
    return key in seen.deleted and seen.created[key].start > seen.deleted[key].start


def _names(seen: History, keys: Iterable[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """Return, of each endpoint, some names under which objects were made."""
    found: dict[str, list[str]] = {}
    for key in keys:
        name = _sent_name(key[0], seen.created[key])
        if name:
            found.setdefault(key[0], []).append(name)
    return [(endpoint, name) for endpoint, names in found.items() for name in _spread(names, most)]


def _refused(seen: History) -> list[tuple[str, str]]:
    """Return the names of some creates that were refused, and not because the name was taken."""
    refused = [each for each in seen.writes if each.is_create and each.refused and each.status != _CONFLICT]
    named = dict.fromkeys((each.endpoint, _sent_name(each.endpoint, each)) for each in refused)
    return _spread([each for each in named if each[1]], _REFUSED)


def _spread(things: list[Thing], most: int) -> list[Thing]:
    """Return some of these, from the first to the last of them."""
    return things[:: max(1, -(-len(things) // most))]


def _sent_name(endpoint: str, create: Operation) -> str:
    sent = create.body if isinstance(create.body, dict) else {}
    name = value(sent, _NAMES[endpoint])
    plain = isinstance(name, str) and name.isascii() and not set(name) & set('"\\')
    return str(name) if plain else ""
