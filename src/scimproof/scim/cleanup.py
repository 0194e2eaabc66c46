"""Deletes what a run created, and checks afterwards what is really deleted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.filter import eq, starts_with
from scimproof.scim.guard import NAMES
from scimproof.scim.journal import Journal, JournalEntry
from scimproof.scim.resource import Resource

BUDGET = 120.0
"""Seconds of work after which the rest is reported instead of removed; waiting for the target does not count."""

PATIENCE = 600.0
"""Seconds to wait in total for a target that is busy: what a run had left over does not count."""

STILL_READABLE = "DELETE was answered with success, but GET by id still finds it"
"""Why an object is left whose deletion the target only claimed: it may be a soft delete."""

_GONE = frozenset({404, 410})
_UNREACHABLE_AFTER = 3
"""So many requests in a row without an answer, and the target is taken as gone."""

_SAMPLE = 10
"""So many of the target's claims are checked one by one; when one of them is untrue, all are."""

_OUT_OF_TIME = "there was no time left for the clean-up"


@dataclass(frozen=True, slots=True)
class Left:
    """An object that is still there, or may be; the id is None when it never became known."""

    endpoint: str
    id: str | None
    name: str
    why: str


@dataclass(slots=True)
class CleanUp:
    """What cleaning up came to.

    Attributes:
        deleted: how many objects were removed by it.
        left: what is still there, or may be.
        stored: objects of creates that the target had refused, found by their names.
    """

    deleted: int = 0
    left: list[Left] = field(default_factory=list)
    stored: list[Left] = field(default_factory=list)


def clean_up(client: Client, journal: Journal, *, budget: float = BUDGET, patience: float = PATIENCE) -> CleanUp:
    """Delete everything in a journal, the youngest first, and check by reading that it is gone.

    An object is only ever deleted by an id that a create of this run brought, or when it is found to bear the run's
    prefix in its own attributes. What a target says of a create ("refused") or of a delete ("deleted") is checked: a
    sample of each, and all of them when one claim of the sample is untrue. Never raises for what the target does.

    Args:
        client: its guard takes the journal's objects as its own, and enters deletions in the journal.
        journal: of the run; when all is seen gone, `Journal.close_if_clean` removes it.
        budget: seconds of work.
        patience: seconds to wait beside it when the target is busy.

    Raises:
        ValueError: the journal is of another target.
    """
    if journal.base_url != client.target.base_url:
        raise ValueError(f"the journal {journal.path} is of {journal.base_url}, not of {client.target.base_url}")
    client.pace.patience(patience)
    job = _Job(client, journal, time.monotonic() + budget)
    for entry in journal.remaining():
        if entry.id is None:
            job.look_for(entry)
        else:
            job.delete(entry.endpoint, entry.id, entry.value)
    for endpoint in journal.endpoints():
        job.sweep(endpoint)
    job.check_refusals(journal.refusals())
    job.check_deletions(journal.deletions())
    return job.result


class _Job:
    def __init__(self, client: Client, journal: Journal, deadline: float) -> None:
        self.result = CleanUp()
        self._client = client
        self._journal = journal
        self._deadline = deadline - client.pace.slept
        self._unanswered = 0
        self._deleted: set[tuple[str, str]] = set()

    def delete(self, endpoint: str, id_: str, name: str) -> None:
        """Delete one object; 404 says that it is gone."""
        if why := self._hopeless():
            self._leave(endpoint, id_, name, why)
            return
        self._client.guard.own(endpoint, id_)
        exchange = self._answered(
            self._client.delete(Resource("", endpoint, id_), label=f"clean up: delete {name or id_}")
        )
        if exchange.status is not None and 200 <= exchange.status < 300:  # noqa: PLR2004
            self.result.deleted += 1
            self._deleted.add((endpoint, id_))
            self._journal.deleted(endpoint, id_)
        elif exchange.status in _GONE:
            self._journal.gone(endpoint, id_)
        else:
            self._leave(endpoint, id_, name, _why(exchange))

    def look_for(self, entry: JournalEntry) -> bool:
        """Find the object of a create that had no answer, or was refused, and delete it; tell whether it was there."""
        if not entry.key:
            self._journal.absent(entry.intent)  # a body without a name on purpose: there is nothing to search by
            return False
        if why := self._hopeless():
            self._leave(entry.endpoint, None, entry.value, why)
            return False
        exchange = self._answered(
            self._client.search(
                entry.endpoint, filter=eq(entry.key, entry.value), label=f"clean up: search for {entry.value}"
            )
        )
        if exchange.status != 200 or exchange.total is None:  # noqa: PLR2004
            why = f"its create had no answer, and the search for it had {_why(exchange)}"
            self._leave(entry.endpoint, None, entry.value, why)
            return False
        found = self._delete_ours(entry.endpoint, exchange)
        self._journal.absent(entry.intent)
        return found

    def sweep(self, endpoint: str) -> None:
        """Look for anything else that bears the prefix, such as objects made by creates that were refused."""
        filter_ = starts_with("displayName" if endpoint == "/Groups" else "userName", self._journal.prefix)
        label = f"clean up: search for anything left at {endpoint}"
        before = -1
        while self.result.deleted > before and not self._hopeless():
            before = self.result.deleted
            self._delete_ours(endpoint, self._answered(self._client.search(endpoint, filter=filter_, label=label)))

    def check_refusals(self, refused: Sequence[JournalEntry]) -> None:
        """Look for the objects of refused creates by their names: a sample, and all when one of those is there."""
        named = [each for each in refused if each.key]
        for entry in self._claims(named, self._is_stored):
            self.result.stored.append(Left(entry.endpoint, None, entry.value, "its create was refused"))
        if not self._hopeless():
            for entry in refused:
                self._journal.absent(entry.intent)

    def check_deletions(self, deleted: Sequence[JournalEntry]) -> None:
        """Look at deleted objects by their ids: a sample, and all when one of those is still there."""
        still_there = self._claims(deleted, lambda each: self._still_there(each.endpoint, str(each.id)))
        left = {(each.endpoint, each.id) for each in still_there}
        for entry in still_there:
            self._leave(entry.endpoint, entry.id, entry.value, STILL_READABLE)
        for entry in deleted if not self._hopeless() else ():
            if (entry.endpoint, entry.id) not in left:
                self._journal.gone(entry.endpoint, str(entry.id))

    def _claims(self, entries: Sequence[JournalEntry], untrue: Callable[[JournalEntry], bool]) -> list[JournalEntry]:
        """Return the entries of which the target's claim is untrue, asking for few of them while all are true."""
        step = max(1, len(entries) // _SAMPLE)
        sample = entries[::step]
        found = [each for each in sample if not self._hopeless() and untrue(each)]
        if found:
            asked = {id(each) for each in sample}
            found += [each for each in entries if id(each) not in asked and not self._hopeless() and untrue(each)]
        return found

    def _is_stored(self, entry: JournalEntry) -> bool:
        label = f"clean up: was {entry.value} stored although its create was refused?"
        exchange = self._answered(self._client.search(entry.endpoint, filter=eq(entry.key, entry.value), label=label))
        return self._delete_ours(entry.endpoint, exchange, exactly=entry)

    def _delete_ours(self, endpoint: str, exchange: Exchange, exactly: JournalEntry | None = None) -> bool:
        """Delete what an answer lists, where it bears the prefix: a target may ignore the filter and list everyone.

        Args:
            endpoint: the collection.
            exchange: the answer.
            exactly: delete only what has the name of this entry.

        Returns:
            whether anything was deleted.
        """
        known = {(each.endpoint, each.id) for each in self.result.left}
        before = self.result.deleted
        for each in exchange.resources:
            id_, name = each.get("id"), _our_name(each, self._journal.prefix)
            if not (isinstance(id_, str) and id_ and name) or (endpoint, id_) in known | self._deleted:
                continue
            if exactly is None or str(each.get(exactly.key, "")).casefold() == exactly.value.casefold():
                self.delete(endpoint, id_, name)
        return self.result.deleted > before

    def _still_there(self, endpoint: str, id_: str) -> bool:
        """Look at an object by its id: a list may be late, a read by id is not."""
        exchange = self._answered(
            self._client.get(Resource("", endpoint, id_), label="clean up: is it deleted, as the target answered?")
        )
        return exchange.status == 200 and exchange.id == id_  # noqa: PLR2004

    def _leave(self, endpoint: str, id_: str | None, name: str, why: str) -> None:
        self.result.left.append(Left(endpoint, id_, name, why))

    def _answered(self, exchange: Exchange) -> Exchange:
        if exchange.response is not None:
            self._unanswered = 0
        elif exchange.duration:  # it was sent
            self._unanswered += 1
        return exchange

    def _hopeless(self) -> str:
        if self._unanswered >= _UNREACHABLE_AFTER:
            return "the target does not answer any more"
        return _OUT_OF_TIME if time.monotonic() >= self._deadline + self._client.pace.slept else ""


def _our_name(resource: dict[str, object], prefix: str) -> str:
    for name in NAMES:
        value = resource.get(name)
        if isinstance(value, str) and prefix.casefold() in value.casefold():
            return value
    return ""


def _why(exchange: Exchange) -> str:
    if exchange.failure is not None:
        return f"{exchange.failure.kind}: {exchange.failure.detail}"
    return f"the answer {exchange.status}"
