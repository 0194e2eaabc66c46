"""Whole provisioning cycles inside a contract test: a small directory, the service, and the result.

The attribute mapping is the plainest that Entra could have: what more there is to mappings and words is judged where
it belongs, so that here only what lies between the steps is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from scimproof.entra.dialect import MANAGER, Dialect
from scimproof.entra.mapping import Apply, JobSchema, ObjectMapping
from scimproof.entra.mapping_file import default
from scimproof.entra.provisioning.changes import Changes
from scimproof.entra.provisioning.clock import Clock
from scimproof.entra.provisioning.cycle import Cycle, restart
from scimproof.entra.provisioning.generate import as_group, as_user
from scimproof.entra.provisioning.job import Job
from scimproof.entra.provisioning.log import Log, LogEntry, Status
from scimproof.entra.provisioning.on_demand import on_demand
from scimproof.entra.provisioning.removal import remove
from scimproof.entra.provisioning.service import Service
from scimproof.entra.provisioning.state import JobState
from scimproof.entra.provisioning.verify import Divergence, Verification
from scimproof.expect import patience, unmet
from scimproof.expect.outcome import Unmet
from scimproof.requirements import Capability
from scimproof.run.workbench import Workbench
from scimproof.scim.exchange import Exchange

_PAUSE = 0.1


class Rehearsal:
    """A provisioning job over a directory of its own.

    Args:
        bench: the process's workbench.
        service: the job.
    """

    def __init__(self, bench: Workbench, service: Service) -> None:
        self._bench = bench
        self._service = service
        self._changes = Changes(service.source)

    def hire(self, **attributes: Any) -> str:
        """Let somebody enter the directory; returns the objectId. ``manager`` is the objectId of another."""
        manager = attributes.pop("manager", None)
        plain = {"displayName": self.unused_name()}  # difficult names are judged where users are
        user = as_user(self._bench.directory.person(**plain | attributes), manager=manager)
        with self._service.state.saved():
            self._service.source.put(user)
        return user.id

    def team(self, *members: str) -> str:
        """Let a group with these members enter the directory; returns its objectId."""
        group = as_group(self._bench.directory.team())
        with self._service.state.saved():
            self._service.source.put(group)
            self._service.source.set_members(group.id, members, wanted=True)
        return group.id

    def name(self, id_: str) -> str:
        """Return the userPrincipalName of a user, or the name of a group."""
        found = self._service.source.get(id_)
        return found.name if found is not None else ""

    def unused_name(self) -> str:
        """Return a userPrincipalName that nobody has."""
        return self._bench.directory.unused()

    def happens(self, change: str, **fields: Any) -> None:
        """Let something happen to the directory: a change as ``scimproof sync --changes`` takes it."""
        self._changes.apply({"change": change, **fields})

    def cycle(self) -> int:
        """Run the next cycle; returns how many changes it wrote.

        Raises:
            Unmet: something could not be provisioned.
        """
        time.sleep(patience().lag)  # cycles are forty minutes apart: what one wrote the next one sees
        return self._watched(lambda: Cycle(self._service).run().trouble)

    def cycle_from_scratch(self) -> int:
        """Run an initial cycle, which reads everything again; returns how many changes it wrote.

        Raises:
            Unmet: something could not be provisioned.
        """
        restart(self._service)
        return self.cycle()

    def stays_silent(self) -> None:
        """Judge that an initial cycle over what is there already writes nothing, once all of it can be read.

        Raises:
            Unmet: it wrote, or the target does not hold what was sent.
        """
        self.converged()
        seen = len(self._service.log.kept)
        if self.cycle_from_scratch():
            wrote = next(each for each in self._service.log.kept[seen:] if each.status is Status.SUCCESS)
            who = f"{wrote.source.kind} {wrote.source.name}" if wrote.source else ""
            what = ", ".join(f"{each.name} from {each.old!r} to {each.new!r}" for each in wrote.modified)
            raise unmet("no write", f"{wrote.action} of {who}: {what}", self._exchange(wrote.exchanges[-1]))

    def on_demand(self, who: str, *members: str) -> None:
        """Provision a user, or a group and up to five members, at once, as an administrator does.

        Raises:
            Unmet: it could not be provisioned.
        """
        self._watched(lambda: "" if on_demand(self._service, who, members) else "nothing was provisioned")

    def converged(self) -> None:
        """Judge that the target holds what the directory says, once each.

        Raises:
            Unmet: it does not, even after the patience that reads are given.
        """
        begun = time.monotonic()
        while found := next(self._divergences(), None):
            if time.monotonic() - begun + _PAUSE > patience().seconds:
                raise unmet(
                    "the target has what the directory has", str(found), self._exchange(found.exchange), found.about
                )
            time.sleep(_PAUSE)

    def _divergences(self) -> Iterator[Divergence]:
        return Verification(self._service).divergences()

    def _watched(self, act: Callable[[], str]) -> int:
        """Run something; a failed entry of the log is the failure."""
        log = self._service.log
        seen, before = len(log.kept), log.written()
        trouble = act()
        for entry in log.kept[seen:]:
            if entry.status is Status.FAILURE:
                raise self._failed(entry)
        if trouble:
            raise unmet("a cycle without failures", trouble)
        self._service.clock.advance(60.0)
        return log.written() - before

    def _failed(self, entry: LogEntry) -> Unmet:
        who = f"{entry.source.kind} {entry.source.name}: " if entry.source else ""
        exchange = self._exchange(entry.exchanges[-1]) if entry.exchanges else None
        return unmet("every step of the cycle succeeds", f"{who}{entry.code}: {entry.reason}", exchange)

    def _exchange(self, number: int) -> Exchange | None:
        return next((each for each in self._bench.recorder.case() if each.number == number), None)


@contextmanager
def rehearsal(bench: Workbench, *, managers: bool = False, names: bool = False) -> Iterator[Rehearsal]:
    """Give a job with an empty directory, and remove afterwards what it created.

    Args:
        bench: the process's workbench.
        managers: whether users have managers.
        names: whether the displayName of a user flows always, or only when the user is created.
    """
    state = JobState()
    schema = _plain(bench.capabilities.declares, managers=managers, names=names)
    if not bench.capabilities.state(Capability.GROUPS).present:
        schema = replace(schema, groups=None)  # its directory still has groups: they are not provisioned
    job = Job(schema=schema, dialect=Dialect.FLAG)
    service = Service(bench.entra, job, state, Log(keep=10_000), Clock(state))
    try:
        yield Rehearsal(bench, service)
    finally:
        if not bench.settings.keep:
            remove(service)
        state.close()


def _plain(declared: Callable[[str], bool], *, managers: bool, names: bool) -> JobSchema:
    """Return the default mapping with hardly any rows; no administrator maps what the target does not have."""
    whole = default()
    assert whole.groups is not None  # noqa: S101 - our own data
    extras = {each for each in ("externalId", 'emails[type eq "work"].value', "displayName") if declared(each)}
    once = extras - ({"displayName"} if names else set())
    users = _only(whole.users, {"userName", "active", *({MANAGER} if managers else ()), *(extras - once)}, once)
    return JobSchema(users=users, groups=_only(whole.groups, {"displayName", "members"}, {"externalId"}))


def _only(mapping: ObjectMapping, always: set[str], once: set[str]) -> ObjectMapping:
    """Return a mapping with these rows alone, the latter at creation only: how they are kept is judged elsewhere."""
    rows = [row for row in mapping.rows if row.target in always]
    rows += [replace(row, apply=Apply.ON_CREATE) for row in mapping.rows if row.target in once]
    return replace(mapping, rows=tuple(rows))
