"""A provisioning cycle: probe, users, groups, references, and the watermark at its end.

Each object is finished before the next one begins, and then the cursor is on disk: a cycle that was killed is taken
up where it was.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scimproof.entra.provisioning.errors import Trouble, listed
from scimproof.entra.provisioning.escrow import MANAGER, MEMBER, OBJECT
from scimproof.entra.provisioning.log import Action, LogEntry, Status
from scimproof.entra.provisioning.objects import Objects
from scimproof.entra.provisioning.quarantine import Trigger
from scimproof.entra.provisioning.references import References
from scimproof.entra.provisioning.roles import twice
from scimproof.entra.provisioning.service import Service, TargetGone
from scimproof.entra.provisioning.source import GROUP, USER
from scimproof.scim.exchange import Exchange

PHASES = ("users", "groups", "managers", "members", "deletions")

_CREDENTIALS = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class CycleResult:
    """How a cycle went.

    Attributes:
        cycle: its id.
        initial: whether every object was looked at.
        finished: false when it was interrupted, or the target went away.
        trouble: why the job is in quarantine now, or empty.
    """

    cycle: str
    initial: bool
    finished: bool
    trouble: str = ""


Progress = Callable[[str, int, int], None]
"""Told the phase, how many of its objects are done, and how many there are (0: not known)."""


def _nobody(_phase: str, _done: int, _total: int) -> None:
    return


class Cycle:
    """One cycle of a job; `run` takes up an interrupted one, or begins the next.

    Args:
        service: what it works with.
        progress: told of every object.
        stopping: asked between two objects; true ends the cycle there.
    """

    def __init__(
        self, service: Service, progress: Progress = _nobody, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self._service = service
        self._progress = progress
        self._stopping = stopping
        allowed = service.job.deletions is None or service.job.allow_deletions
        self._objects = Objects(service, allowed=allowed)
        self._references = References(service)

    def run(self) -> CycleResult:
        """Run the cycle to its end, to the first interruption, or until the target has gone."""
        state, service = self._service.state, self._service
        with state.saved():
            current = state.fact("cycle") or {
                "id": str(uuid.uuid4()),
                "initial": state.fact("watermark") is None,
                "ceiling": service.source.last_change,
                "phase": 0,
                "cursor": state.fact("watermark", 0),
            }
            state.remember("cycle", current)
        service.cycle = current["id"]
        initial = bool(current["initial"])
        if why := self._refused():
            return CycleResult(current["id"], initial, finished=False, trouble=why)
        try:
            finished = self._phases(current)
        except TargetGone as gone:
            service.quarantine.enter(Trigger.UNREACHABLE, str(gone), service.clock.now)
            return CycleResult(current["id"], initial, finished=False, trouble=service.quarantine.reason)
        if not finished:
            return CycleResult(current["id"], initial, finished=False)
        with state.saved():
            state.remember("watermark", current["ceiling"])
            state.remember("cycle", None)
        return CycleResult(current["id"], initial, finished=True, trouble=self._verdict())

    # Before

    def _refused(self) -> str:
        """Probe; return why the job is in quarantine, or an empty string."""
        service = self._service
        asked: list[Exchange] = []
        if role := twice(service.source.app_roles):
            return self._quarantined(Trigger.ROLES, f"{role!r}; remove one of them from the application's manifest", [])
        try:
            asked.append(service.probe())
            trigger = _trigger(asked[-1])
            if trigger is None and service.job.mapping(GROUP) is not None:
                asked.append(service.ask(service.entra.probe_groups()))
                trigger = _trigger(asked[-1])
        except TargetGone as gone:
            trigger, detail = Trigger.UNREACHABLE, str(gone)
        else:
            detail = _detail(asked[-1])
        return "" if trigger is None else self._quarantined(trigger, detail, asked)

    def _quarantined(self, trigger: Trigger, detail: str, asked: list[Exchange]) -> str:
        service, quarantine = self._service, self._service.quarantine
        quarantine.enter(trigger, detail, service.clock.now)
        service.record(
            LogEntry(
                action=Action.OTHER,
                status=Status.FAILURE,
                code="EncounteredQuarantineException",
                reason=quarantine.reason,
                exchanges=[each.number for each in asked],
            )
        )
        return quarantine.reason

    # The phases

    def _phases(self, current: dict[str, object]) -> bool:
        work = (
            lambda: self._all(USER, current),
            lambda: self._all(GROUP, current),
            self._managers,
            self._members,
            self._staged,
        )
        for number, phase in enumerate(work):
            if number < int(str(current["phase"])):
                continue
            for done, total in enumerate(phase(), 1):
                self._progress(PHASES[number], done, total)
                if self._stopping():
                    return False
            current |= {"phase": number + 1, "cursor": self._service.state.fact("watermark", 0)}
            with self._service.state.saved():
                self._service.state.remember("cycle", current)
        return True

    def _all(self, kind: str, current: dict[str, object]) -> Iterator[int]:
        """Look at everyone who has changed, and at who is due in escrow."""
        service, cursor, ceiling = self._service, current["cursor"], current["ceiling"]
        total = int(
            service.state.one(
                "SELECT count(*) FROM object WHERE kind = ? AND changed > ? AND changed <= ?", kind, cursor, ceiling
            )
        )
        while rows := service.state.rows(
            "SELECT changed, id FROM object WHERE kind = ? AND changed > ? AND changed <= ? ORDER BY changed LIMIT 500",
            kind,
            cursor,
            ceiling,
        ):
            for cursor, id_ in rows:
                self._objects.provision(id_)
                current["cursor"] = cursor
                with service.state.saved():
                    service.state.remember("cycle", current)
                yield total
        while due := service.escrow.due(kind, OBJECT, service.clock.now, service.cycle):
            for id_ in due:
                if self._objects.provision(id_) is None:
                    with service.state.saved():
                        service.escrow.leave(id_, OBJECT)
                yield total

    def _managers(self) -> Iterator[int]:
        service = self._service
        total = int(service.state.one("SELECT count(*) FROM queue"))
        for (id_,) in service.state.pages("SELECT source_id FROM queue WHERE {after} ORDER BY source_id"):
            self._references.manager(id_)
            yield total
        while due := service.escrow.due(USER, MANAGER, service.clock.now, service.cycle):
            for id_ in due:
                self._references.manager(id_)
                yield total

    def _members(self) -> Iterator[int]:
        for group in self._references.groups():
            self._references.members(group)
            yield 0
        with self._service.state.saved():
            # What failed and was then taken back is no failure any more.
            self._service.state.db.execute(
                "DELETE FROM escrow WHERE aspect = ? AND source_id NOT IN"
                " (SELECT group_id FROM membership WHERE wanted <> sent AND skipped = 0)",
                (MEMBER,),
            )

    def _staged(self) -> Iterator[int]:
        """Carry out staged deletions when they are few enough or allowed; otherwise log them and stop the job."""
        service = self._service
        waiting = [str(id_) for (id_,) in service.state.rows("SELECT source_id FROM staged ORDER BY source_id")]
        threshold = service.job.deletions
        if threshold is not None and len(waiting) > threshold and not service.job.allow_deletions:
            for id_ in waiting:
                source = service.source.get(id_)
                if source is not None:
                    service.attempt(source, "staged", _staged)
                yield len(waiting)
            return
        allowed = Objects(service)
        for id_ in waiting:
            with service.state.saved():
                service.state.db.execute("DELETE FROM staged WHERE source_id = ?", (id_,))
            allowed.provision(id_)
            yield len(waiting)

    # After

    def _verdict(self) -> str:
        service, quarantine = self._service, self._service.quarantine
        staged = int(service.state.one("SELECT count(*) FROM staged"))
        if staged:
            quarantine.enter(Trigger.DELETIONS, f"{staged} disables and deletions wait", service.clock.now)
        elif full := service.escrow.overflows(service.source.count(USER) + service.source.count(GROUP)):
            quarantine.enter(Trigger.ESCROW, full, service.clock.now)
        else:
            quarantine.lift()
        return quarantine.reason


def restart(service: Service, *, reset_scope: bool = False) -> None:
    """Let the next cycle be an initial one: everything is looked at again, and no reference is taken for granted.

    Args:
        service: of the job.
        reset_scope: forget the links as well, so that everything is matched again; what the job owns it still owns.
    """
    state = service.state
    with state.saved():
        for name in ("watermark", "cycle"):
            state.remember(name, None)
        state.db.execute("DELETE FROM escrow")
        state.db.execute("DELETE FROM staged")
        state.db.execute("DELETE FROM membership WHERE wanted = 0 AND sent = 0")
        state.db.execute("UPDATE membership SET sent = 0, skipped = 0, unsure = 1 WHERE wanted = 1")
        state.db.execute(
            "UPDATE link SET manager = NULL WHERE source_id IN (SELECT id FROM object WHERE manager IS NOT NULL)"
        )
        if reset_scope:
            state.db.execute("DELETE FROM link WHERE orphan = 0")
    service.quarantine.lift()


def _staged(entry: LogEntry) -> None:
    group = entry.source is not None and entry.source.kind == GROUP
    entry.action = Action.STAGED_DELETE if group else Action.STAGED_ACTION
    entry.status, entry.reason = Status.SKIPPED, "waits until an administrator allows the deletions"


def _trigger(exchange: Exchange) -> Trigger | None:
    if exchange.status in _CREDENTIALS:
        return Trigger.CREDENTIALS
    if exchange.response is None or (exchange.status or 0) >= 500 or exchange.status == 429:  # noqa: PLR2004
        return Trigger.UNREACHABLE
    try:
        return Trigger.NOT_SCIM if listed(exchange) else None
    except Trouble:
        return Trigger.NOT_SCIM


def _detail(exchange: Exchange) -> str:
    if exchange.failure is not None:
        return exchange.failure.detail
    return f"{exchange.label} answered {exchange.status}"
