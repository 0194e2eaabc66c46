"""Removing what a run created, however it ended."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.filter import eq, starts_with
from scimproof.scim.guard import NAMES
from scimproof.scim.journal import Entry, Journal
from scimproof.scim.resource import Resource

BUDGET = 120.0
"""Seconds after which the rest is reported instead of removed."""

_GONE = frozenset({404, 410})
_UNREACHABLE_AFTER = 3
"""So many requests in a row without an answer, and the target is taken as gone."""

_OUT_OF_TIME = "the time for cleaning up was over"


@dataclass(frozen=True, slots=True)
class Left:
    """An object that is still there, or may be; the id is None when it never became known."""

    endpoint: str
    id: str | None
    name: str
    why: str


@dataclass(slots=True)
class CleanUp:
    """What cleaning up came to."""

    deleted: int = 0
    left: list[Left] = field(default_factory=list)


def clean_up(client: Client, journal: Journal, *, budget: float = BUDGET) -> CleanUp:
    """Delete everything in a journal, the youngest first, and look for what answers were lost or lied about.

    An object is only ever deleted by an id that a create of this run brought, or when it is found to bear the run's
    prefix in its own attributes. Never raises for what the target does.

    Args:
        client: its guard takes the journal's objects as its own, and enters deletions in the journal.
        journal: of the run; when all is gone, `Journal.close_if_clean` removes it.
        budget: seconds.

    Raises:
        ValueError: the journal is of another target.
    """
    if journal.base_url != client.target.base_url:
        raise ValueError(f"the journal {journal.path} is of {journal.base_url}, not of {client.target.base_url}")
    job = _Job(client, journal, time.monotonic() + budget)
    endpoints = journal.endpoints()
    for entry in journal.remaining():
        if entry.id is None:
            job.look_for(entry)
        else:
            job.delete(entry.endpoint, entry.id, entry.value)
    for endpoint in endpoints:
        job.sweep(endpoint)
    return job.result


class _Job:
    def __init__(self, client: Client, journal: Journal, deadline: float) -> None:
        self.result = CleanUp()
        self._client = client
        self._journal = journal
        self._deadline = deadline
        self._unanswered = 0
        self._said_gone: set[tuple[str, str]] = set()

    def delete(self, endpoint: str, id_: str, name: str) -> None:
        """Delete one object; 404 says that it is gone."""
        if why := self._hopeless():
            self.result.left.append(Left(endpoint, id_, name, why))
            return
        self._client.guard.own(endpoint, id_)
        exchange = self._answered(
            self._client.delete(Resource("", endpoint, id_), label=f"clean up: delete {name or id_}")
        )
        if exchange.status is not None and 200 <= exchange.status < 300:  # noqa: PLR2004
            self.result.deleted += 1
            self._said_gone.add((endpoint, id_))
        elif exchange.status not in _GONE:
            self.result.left.append(Left(endpoint, id_, name, _why(exchange)))
            return
        self._journal.deleted(endpoint, id_)

    def look_for(self, entry: Entry) -> None:
        """Find the object of a create whose answer never came, and delete it if it is there."""
        if not entry.key:
            self._journal.refused(entry.intent)  # a body without a name on purpose: there is nothing to search by
            return
        if why := self._hopeless():
            self.result.left.append(Left(entry.endpoint, None, entry.value, why))
            return
        exchange = self._answered(
            self._client.search(
                entry.endpoint, filter=eq(entry.key, entry.value), label=f"clean up: look for {entry.value}"
            )
        )
        if exchange.status != 200 or exchange.total is None:  # noqa: PLR2004
            why = f"its create had no answer, and looking for it had {_why(exchange)}"
            self.result.left.append(Left(entry.endpoint, None, entry.value, why))
            return
        self._delete_ours(entry.endpoint, exchange)
        self._journal.refused(entry.intent)

    def sweep(self, endpoint: str) -> None:
        """Look for anything else that bears the prefix, such as objects made by creates that were refused."""
        filter_ = starts_with("displayName" if endpoint == "/Groups" else "userName", self._journal.prefix)
        label = f"clean up: look for anything left at {endpoint}"
        before = -1
        while self.result.deleted > before and not self._hopeless():
            before = self.result.deleted
            self._delete_ours(endpoint, self._answered(self._client.search(endpoint, filter=filter_, label=label)))

    def _delete_ours(self, endpoint: str, exchange: Exchange) -> None:
        """Delete what an answer lists, where it bears the prefix: a target may ignore the filter and list everyone."""
        known = {(each.endpoint, each.id) for each in self.result.left}
        for each in exchange.resources:
            id_, name = each.get("id"), _our_name(each, self._journal.prefix)
            if not (isinstance(id_, str) and id_ and name) or (endpoint, id_) in known:
                continue
            if (endpoint, id_) not in self._said_gone:
                self.delete(endpoint, id_, name)
            elif self._still_there(endpoint, id_):  # deleting it again would go on for ever
                self.result.left.append(Left(endpoint, id_, name, "it was deleted with success and is still there"))

    def _still_there(self, endpoint: str, id_: str) -> bool:
        """Look at an object that is listed after its deletion: a list may be late, a read by id is not."""
        label = "clean up: is it still there?"
        return self._answered(self._client.get(Resource("", endpoint, id_), label=label)).status not in _GONE

    def _answered(self, exchange: Exchange) -> Exchange:
        if exchange.response is not None:
            self._unanswered = 0
        elif exchange.duration:  # it was sent
            self._unanswered += 1
        return exchange

    def _hopeless(self) -> str:
        if self._unanswered >= _UNREACHABLE_AFTER:
            return "the target does not answer any more"
        return _OUT_OF_TIME if time.monotonic() >= self._deadline else ""


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
