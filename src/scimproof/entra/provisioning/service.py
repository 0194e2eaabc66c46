"""What every step of a cycle works with: the actor, the job and the state; one attempt is one log entry."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from scimproof.entra.actor import Entra
from scimproof.entra.functions import Context
from scimproof.entra.mapping import BadMapping
from scimproof.entra.paths import BadPath
from scimproof.entra.provisioning.clock import Clock
from scimproof.entra.provisioning.errors import Trouble, listed
from scimproof.entra.provisioning.escrow import OBJECT, Escrow
from scimproof.entra.provisioning.job import Job
from scimproof.entra.provisioning.links import Link, Links, endpoint
from scimproof.entra.provisioning.log import Action, Identity, Log, LogEntry, Status
from scimproof.entra.provisioning.quarantine import Quarantine
from scimproof.entra.provisioning.roles import assigned
from scimproof.entra.provisioning.source import BIN, GROUP, HERE, USER, Source, SourceObject
from scimproof.entra.provisioning.state import JobState
from scimproof.scim.exchange import Exchange

_EXTERNAL = "#EXT#"
_GONE_AFTER = 10
"""So many requests in a row without an answer, and the cycle stops: the next one goes on from there."""


class TargetGone(Exception):
    """The target does not answer any more; the message says how."""


class Staged(Exception):
    """An action that counts towards the accidental-deletion threshold, put aside until all of the cycle are known."""


class Service:
    """One job at work.

    Args:
        entra: the actor; speaks the job's dialect.
        job: what is asked.
        state: links, watermark, escrow; and the source directory.
        log: takes an entry for everything done or left.
        clock: the job's time.
    """

    def __init__(self, entra: Entra, job: Job, state: JobState, log: Log, clock: Clock) -> None:
        self.entra = entra.speaking(job.dialect)
        self.job = job
        self.state = state
        self.log = log
        self.clock = clock
        self.source = Source(state)
        self.links = Links(state)
        self.escrow = Escrow(state)
        self.quarantine = Quarantine(state)
        self.cycle = ""
        self.requests = 0
        self.target_seconds = 0.0
        self._entry: LogEntry | None = None
        self._unanswered = 0

    # Requests

    def ask(self, exchange: Exchange) -> Exchange:
        """Note an exchange in the entry at hand; returns it.

        Raises:
            TargetGone: it is one too many without an answer.
        """
        self.requests += 1
        self.target_seconds += exchange.duration
        if self._entry is not None:
            self._entry.exchanges.append(exchange.number)
        self._unanswered = self._unanswered + 1 if exchange.response is None and exchange.duration else 0
        if self._unanswered >= _GONE_AFTER:
            self._unanswered = 0
            raise TargetGone(exchange.failure.detail if exchange.failure else "no answer")
        return exchange

    def probe(self) -> Exchange:
        """Ask for a user that cannot exist, by the first matching attribute: how every activity begins."""
        matching = self.job.schema.users.matching
        return self.ask(self.entra.probe(matching[0].target if matching else "userName"))

    def match(self, kind: str, attribute: str, value: str) -> Exchange:
        """Look for an object by a matching attribute."""
        if kind == GROUP:
            return self.ask(self.entra.match_group(value, attribute))
        return self.ask(self.entra.match_user(attribute, value))

    # The source

    def attributes(self, of: SourceObject) -> dict[str, Any]:
        """Return what an attribute mapping may read: the object's attributes, and what the service makes of it."""
        made: dict[str, Any] = {"objectId": of.id}
        if of.kind == USER:
            roles = self.source.assigned_roles(of)
            gone = of.standing != HERE or not of.enabled or bool(self.out_of_scope(of, roles))
            made |= {
                "IsSoftDeleted": str(gone),
                "manager": of.manager,
                "appRoleAssignments": assigned(roles, self.source.app_roles) or None,
            }
            upn = str(of.attributes.get("userPrincipalName", ""))
            if _EXTERNAL in upn:
                made |= {"userPrincipalName": _guest_name(upn), "originalUserPrincipalName": upn}
        return {**of.attributes, **made}

    def out_of_scope(self, of: SourceObject, roles: list[str] | None = None) -> str:
        """Return why an object is out of scope, or an empty string."""
        if of.kind == USER:
            why = self.job.left_out(self.source.assigned_roles(of) if roles is None else roles)
        elif of.standing == BIN:
            why = "deleted"
        elif str(of.attributes.get("securityEnabled", True)).lower() == "false":
            why = "SecurityEnabled is not true"
        else:
            why = "" if of.assigned or not self.job.assigned_only else "not assigned to the application"
        filters = self.job.filters[of.kind]
        if not why and not filters.admits(of.attributes):
            why = f"does not satisfy the scoping filter ({filters.names})"
        return why

    def context(self, kind: str) -> Context:
        """Return what functions of expressions may ask: the job's time, and whether a value is taken in the target."""
        mapping = self.job.mapping(kind)
        unique = [row.target for row in mapping.rows if "SelectUniqueValue(" in row.source.text] if mapping else []

        def taken(value: str) -> bool:
            return any(bool(listed(self.match(kind, target, value))) for target in unique)

        return Context(taken=taken)

    # Attempts

    def attempt(self, of: SourceObject, aspect: str, act: Callable[[LogEntry], None]) -> LogEntry | None:
        """Do something for an object and log how it went; what fails is put into escrow.

        Returns:
            the entry, or None when the action was staged instead.

        Raises:
            TargetGone: the target does not answer any more; the attempt is in escrow.
        """
        entry = LogEntry(action=Action.OTHER, status=Status.SUCCESS, source=Identity(of.id, of.name, of.kind))
        self._entry = entry
        begun = time.perf_counter()
        gone: TargetGone | None = None
        try:
            act(entry)
        except Staged:
            with self.state.saved():
                self.state.db.execute("INSERT OR IGNORE INTO staged VALUES (?, ?)", (of.id, of.kind))
                self.escrow.leave(of.id, aspect)
            return None
        except Trouble as trouble:
            entry.code, entry.reason, entry.status = trouble.code, trouble.reason, Status.FAILURE
        except (BadMapping, BadPath) as problem:
            entry.code, entry.reason, entry.status = "AttributeMappingFailed", str(problem), Status.FAILURE
        except TargetGone as stopped:
            gone = stopped
            entry.code, entry.reason, entry.status = "WebExceptionProtocolError", str(stopped), Status.FAILURE
        finally:
            self._entry = None
        entry.duration_ms = round((time.perf_counter() - begun) * 1000)
        self._settle(of, aspect, entry)
        if gone is not None:
            raise gone
        return entry

    def _settle(self, of: SourceObject, aspect: str, entry: LogEntry) -> None:
        with self.state.saved():
            if entry.status is Status.FAILURE:
                entry.tries = self.escrow.enter(
                    of.id, aspect, of.kind, self.clock.now, self.cycle, entry.code, entry.reason
                )
            else:
                self.escrow.leave(of.id, aspect)
            if aspect == OBJECT:
                self.state.db.execute("DELETE FROM staged WHERE source_id = ?", (of.id,))
        self.record(entry)

    def record(self, entry: LogEntry) -> None:
        """Log an entry."""
        entry.at, entry.cycle, entry.job = self.clock.stamp(), self.cycle, str(self.state.fact("job", "scim"))
        self.log.add(entry)

    def owned(self, link: Link) -> bool:
        """Tell whether the guest rule lets this job change a counterpart; what it lets, the state remembers."""
        collection, guard = endpoint(link.kind), self.entra.client.guard
        if not guard.owns(link.target_id, collection):
            return False
        with self.state.saved():
            self.state.db.execute(
                "INSERT OR IGNORE INTO owned (endpoint, id) VALUES (?, ?)", (collection, link.target_id)
            )
        return True

    def target(self, link: Link, name: str) -> Identity:
        """Return the counterpart of a link as the log names it."""
        return Identity(link.target_id, name, link.kind)


def soft_deleted(attributes: Mapping[str, Any]) -> bool:
    """Tell whether the service would have a user disabled."""
    return attributes.get("IsSoftDeleted") == "True"


def _guest_name(upn: str) -> str:
    """Return the name under which a guest is provisioned: the address it was invited by."""
    alias, underscore, domain = upn.partition(_EXTERNAL)[0].rpartition("_")
    return f"{alias}@{domain}" if underscore else upn
