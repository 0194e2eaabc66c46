"""One user or group: whether it is in scope, whether the target has it, and what to write."""

from __future__ import annotations

from typing import Any

from scimproof.entra.dialect import Dialect
from scimproof.entra.mapping import REFERENCE, AttributeMapping, ObjectMapping
from scimproof.entra.paths import present, read
from scimproof.entra.provisioning.differences import differs
from scimproof.entra.provisioning.errors import Trouble, checked, incompatible, succeeded, trouble
from scimproof.entra.provisioning.escrow import OBJECT
from scimproof.entra.provisioning.links import Link
from scimproof.entra.provisioning.log import Action, LogEntry, Modified, Status
from scimproof.entra.provisioning.matching import Matching
from scimproof.entra.provisioning.roles import role_texts
from scimproof.entra.provisioning.service import Service, Staged, soft_deleted
from scimproof.entra.provisioning.source import GROUP, HERE, PURGED, USER, SourceObject
from scimproof.scim.exchange import Exchange
from scimproof.scim.resource import Resource

_NOT_FOUND = 404
_HIDDEN = "[redacted]"


class Objects:
    """Provisions single objects, links between them aside.

    Args:
        service: what it works with.
        allowed: whether disabling and deleting is done at once; otherwise it is staged.
    """

    def __init__(self, service: Service, *, allowed: bool = True) -> None:
        self._service = service
        self._matching = Matching(service)
        self._allowed = allowed

    def provision(self, id_: str) -> LogEntry | None:
        """Bring one object up to date; returns its log entry, None when there is nothing to provision it by.

        Raises:
            TargetGone: the target does not answer any more.
        """
        source = self._service.source.get(id_)
        mapping = self._service.job.mapping(source.kind) if source is not None else None
        if source is None or mapping is None:
            return None
        return self._service.attempt(source, OBJECT, lambda entry: self._decide(source, mapping, entry))

    def _decide(self, source: SourceObject, mapping: ObjectMapping, entry: LogEntry) -> None:
        link = self._service.links.get(source.id) or self._matching.recover(source)
        why = self._service.out_of_scope(source)
        if source.standing == PURGED:
            self._purge(source, mapping, link, entry)
        elif link is None or link.orphan:
            self._begin(source, mapping, why, entry)
        elif not why:
            self._update(source, mapping, link, entry)
        elif self._service.job.skip_out_of_scope_deletions:
            self._skip(entry, link, "SkipOutOfScopeDeletions", f"out of scope ({why}), and not changed, as configured")
        elif source.kind == GROUP:
            self._delete(source, mapping, link, entry)
        elif link.in_scope:
            self._update(source, mapping, link, entry, leaving=why)
        else:
            self._skip(entry, link, "RedundantExport", f"out of scope ({why}) and already disabled")

    def _begin(self, source: SourceObject, mapping: ObjectMapping, why: str, entry: LogEntry) -> None:
        """Take up an object that has no counterpart yet."""
        attributes = self._service.attributes(source)
        if why:
            self._skip(entry, None, "NotEffectivelyEntitled", why)
            return
        if source.kind == USER and soft_deleted(attributes):
            self._skip(entry, None, "NotEffectivelyEntitled", "disabled or deleted in the source before it was created")
            return
        found = self._matching.find(source, mapping, attributes)
        if found.skip:
            self._skip(entry, None, found.code, found.skip)
        elif found.link is not None:
            self._update(source, mapping, found.link, entry)
        elif self._service.job.may("create", mapping):
            self._create(source, mapping, attributes, (found.attribute, found.value), entry)
        else:
            self._skip(entry, None, "SkippedByTargetActions", "the target object action Create is not enabled")

    def _create(
        self,
        source: SourceObject,
        mapping: ObjectMapping,
        attributes: dict[str, Any],
        wanted: tuple[str, str],
        entry: LogEntry,
    ) -> None:
        service = self._service
        entry.action = Action.CREATE
        body = mapping.body(attributes, service.context(source.kind))
        with service.state.saved():
            fresh = service.links.intend(source.id, source.kind, *wanted)
        create = service.entra.create_group if source.kind == GROUP else service.entra.create_user
        exchange = service.ask(create(body))
        if not succeeded(exchange):
            if fresh and exchange.status is not None and 400 <= exchange.status < 500:  # noqa: PLR2004
                with service.state.saved():
                    service.links.refused(source.id)
            raise trouble(exchange)
        made = Resource.of(exchange, "/Groups" if source.kind == GROUP else "/Users")
        if made is None or exchange.id is None:
            raise incompatible(exchange, "the answer to the create has no id, so that the object cannot be updated")
        link = Link(source.id, source.kind, exchange.id)
        if not service.owned(link):
            raise incompatible(exchange, f"the answer to the create shows another object ({exchange.id}): not changed")
        with service.state.saved():
            service.links.put(link)
            self._expect_manager(source)
        entry.target = service.target(link, source.name)
        sent = {row.target: read(body, row.target) for row in mapping.rows if row.type != REFERENCE}
        entry.modified = [
            self._modified(mapping, name, None, value) for name, value in sent.items() if value is not None
        ]

    def _update(
        self, source: SourceObject, mapping: ObjectMapping, link: Link, entry: LogEntry, *, leaving: str = ""
    ) -> None:
        """Read the counterpart, and write what differs; of who leaves the scope, only what says so."""
        service = self._service
        attributes = service.attributes(source)
        gone = source.kind == USER and soft_deleted(attributes)
        entry.action = Action.DISABLE if gone else Action.UPDATE
        entry.target = service.target(link, source.name)
        rows = {row.target: row for row in mapping.rows}
        wanted = mapping.values(attributes)
        if leaving:
            wanted = {name: value for name, value in wanted.items() if _tells_deletion(rows[name])}
            if not wanted:
                why = "no attribute mapping reads IsSoftDeleted, so that nothing is sent"
                self._skip(entry, link, "NotEffectivelyEntitled", f"out of scope ({leaving}): {why}")
                return
        exchange = self._read(link)
        changes = {name: value for name, value in wanted.items() if differs(exchange.resource, rows[name], value)}
        if changes and not service.job.may("update", mapping):
            self._skip(entry, link, "SkippedByTargetActions", "the target object action Update is not enabled")
            return
        if changes:
            if gone and any(_tells_deletion(rows[name]) for name in changes) and not self._allowed:
                raise Staged
            before = exchange.resource
            checked(self._patch(link, before, changes, attributes))
            entry.modified = [
                self._modified(mapping, name, read(before, name), value) for name, value in changes.items()
            ]
        else:
            self._skip(entry, link, "RedundantExport", "the target already has these values")
        with service.state.saved():
            now = service.links.get(source.id) or link
            service.links.put(Link(now.source_id, now.kind, now.target_id, in_scope=not leaving, manager=now.manager))
            if not gone:
                self._expect_manager(source)

    def _read(self, link: Link) -> Exchange:
        service = self._service
        reading = service.entra.read_group if link.kind == GROUP else service.entra.read_user
        exchange = service.ask(reading(link.resource))
        if exchange.status == _NOT_FOUND:
            raise Trouble(
                "InvalidAnchor",
                f"{link.kind} {link.target_id} does not exist any more; a restart with --reset-scope matches it again",
            )
        checked(exchange)
        if not exchange.resource:
            raise incompatible(exchange, "the answer is not a resource")
        return exchange

    def _patch(
        self, link: Link, before: dict[str, Any], changes: dict[str, Any], attributes: dict[str, Any]
    ) -> Exchange:
        entra, mapping = self._service.entra, self._service.job.mapping(link.kind)
        if link.kind == GROUP and list(changes) == ["displayName"]:
            return self._service.ask(entra.rename_group(link.resource, changes["displayName"]))
        rows = {row.target: row for row in mapping.rows} if mapping is not None else {}
        held = present(before, [name for name in changes if not rows[name].adds_only])
        held |= {name for name in changes if rows[name].replaces_list}
        texts: list[str] = []
        if entra.dialect is Dialect.LEGACY and (named := [name for name in changes if rows[name].assigns_roles]):
            texts = role_texts(attributes, single=all("[" in name for name in named))
            changes = {name: value for name, value in changes.items() if name not in named}
        return self._service.ask(entra.update(link.resource, changes, held, roles=texts))

    def _delete(self, source: SourceObject, mapping: ObjectMapping, link: Link, entry: LogEntry) -> None:
        entry.action, entry.target = Action.DELETE, self._service.target(link, source.name)
        if not self._service.job.may("delete", mapping):
            self._skip(entry, link, "SkippedByTargetActions", "the target object action Delete is not enabled")
            return
        if not self._allowed:
            raise Staged
        exchange = self._service.ask(self._service.entra.delete(link.resource))
        if not succeeded(exchange) and exchange.status != _NOT_FOUND:
            raise trouble(exchange)
        self._service.links.deleted(link)

    def _purge(self, source: SourceObject, mapping: ObjectMapping, link: Link | None, entry: LogEntry) -> None:
        """Follow a purge: only what is still managed is deleted, who was unassigned before stays disabled."""
        service = self._service
        if link is not None and not link.orphan and (link.in_scope or source.kind == GROUP):
            self._delete(source, mapping, link, entry)
        else:
            self._skip(
                entry,
                link,
                "NotEffectivelyEntitled",
                "permanently deleted after it had left the scope: nothing is sent",
            )
        with service.state.saved():
            if (kept := service.links.get(source.id)) is not None:
                service.links.put(Link(kept.source_id, kept.kind, kept.target_id, in_scope=False, orphan=True))
            service.links.refused(source.id)
            service.source.forget(source.id)

    def _expect_manager(self, source: SourceObject) -> None:
        """Let the manager of a user be looked at once all users are there."""
        if source.kind == USER and source.standing == HERE:
            self._service.state.db.execute("INSERT OR IGNORE INTO queue VALUES (?)", (source.id,))

    def _skip(self, entry: LogEntry, link: Link | None, code: str, reason: str) -> None:
        entry.status, entry.code, entry.reason = Status.SKIPPED, code, reason
        if link is not None:
            entry.target = self._service.target(link, entry.source.name if entry.source else "")

    @staticmethod
    def _modified(mapping: ObjectMapping, name: str, old: Any, new: Any) -> Modified:
        row = next((each for each in mapping.rows if each.target == name), None)
        if row is not None and row.source.redacted:
            return Modified(name, None if old is None else _HIDDEN, _HIDDEN)
        return Modified(name, old, new)


def _tells_deletion(row: AttributeMapping) -> bool:
    return "IsSoftDeleted" in row.source.attributes
