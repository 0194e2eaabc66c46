"""References between objects, set after all objects: a user's manager and the members of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from scimproof.entra.provisioning.errors import Trouble, checked
from scimproof.entra.provisioning.escrow import MANAGER, MEMBER
from scimproof.entra.provisioning.links import Link
from scimproof.entra.provisioning.log import Action, LogEntry, Modified, Status
from scimproof.entra.provisioning.service import Service
from scimproof.entra.provisioning.source import GROUP, HERE, SourceObject
from scimproof.scim.exchange import Exchange

_UNRESOLVED = "UnableToResolveReferenceAttributeValue"


class References:
    """Provisions references."""

    def __init__(self, service: Service) -> None:
        self._service = service

    # Managers

    def manager(self, id_: str) -> LogEntry | None:
        """Bring the manager of one user up to date; returns its log entry, None when there was nothing to do."""
        service = self._service
        source, link = service.source.get(id_), service.links.get(id_)
        row = next((each for each in service.job.schema.users.references if each.source.attributes), None)
        entry = None
        if row is not None and source is not None and source.standing == HERE and link is not None and link.in_scope:
            wanted = row.source.evaluate(service.attributes(source))
            manager = service.links.get(wanted) if isinstance(wanted, str) and wanted else None
            if manager is not None and not manager.orphan:
                if manager.target_id != link.manager:
                    entry = service.attempt(source, MANAGER, self._managing(source, link, manager.target_id))
            elif wanted:
                entry = service.attempt(source, MANAGER, lambda entry: self._unresolved(entry, str(wanted)))
            elif link.manager is not None:
                entry = service.attempt(source, MANAGER, self._managing(source, link, None))
        with service.state.saved():
            service.state.db.execute("DELETE FROM queue WHERE source_id = ?", (id_,))
            if entry is None:
                service.escrow.leave(id_, MANAGER)
        return entry

    def _managing(self, source: SourceObject, link: Link, wanted: str | None) -> Callable[[LogEntry], None]:
        """Return what sets or, with None, clears a manager, unless the target has it so already."""
        service, held = self._service, link.manager

        def act(entry: LogEntry) -> None:
            entry.action, entry.target = Action.UPDATE, service.target(link, source.name)
            asked = service.ask(service.entra.reference_check_user(link.resource, wanted or held or ""))
            if wanted is not None and not _found(asked, link):
                present = held is not None
                checked(service.ask(service.entra.set_manager(link.resource, wanted, present=present)))
                entry.modified = [Modified("manager", held, wanted)]
            elif wanted is None and not (asked.status == 200 and asked.total == 0):  # noqa: PLR2004
                # A manager who was deleted may be gone from here too: then there is nothing to clear.
                checked(service.ask(service.entra.clear_manager(link.resource, held or "")))
                entry.modified = [Modified("manager", held, None)]
            else:
                entry.status, entry.code = Status.SKIPPED, "RedundantExport"
                entry.reason = "the target already has this manager" if wanted else "the target has no such manager"
            with service.state.saved():
                service.links.put(replace(link, manager=wanted))

        return act

    def _unresolved(self, entry: LogEntry, wanted: str) -> None:
        """Leave a manager out who has no counterpart: for now if it is in escrow, else until a restart."""
        if self._service.escrow.holds(wanted):
            raise Trouble(_UNRESOLVED, "the manager is in escrow and does not exist in the target yet")
        entry.status, entry.code = Status.SKIPPED, _UNRESOLVED
        entry.reason = "the manager is not provisioned; the reference is set only after a restart or another change"

    # Members

    def groups(self) -> Iterator[str]:
        """Yield the groups whose members are to be changed; where that failed before, only when it is due again."""
        service = self._service
        for (group,) in service.state.pages(
            "SELECT group_id FROM membership WHERE wanted <> sent AND skipped = 0 AND {after}"
            " GROUP BY group_id ORDER BY group_id"
        ):
            due = service.state.one("SELECT due FROM escrow WHERE source_id = ? AND aspect = ?", group, MEMBER)
            if due is None or due <= service.clock.now:
                yield group

    def members(self, group_id: str, *, only: frozenset[str] | None = None) -> list[LogEntry]:
        """Bring the members of one group up to date, in batches; stops at the first batch that fails.

        Args:
            group_id: of the source.
            only: leave all other members as they are, as provision on demand does.

        Raises:
            TargetGone: the target does not answer any more.
        """
        service = self._service
        source, link = service.source.get(group_id), service.links.get(group_id)
        mapping = service.job.mapping(GROUP)
        if source is None or link is None or link.orphan or mapping is None or not mapping.references:
            return []
        entries: list[LogEntry] = []
        for wanted in (True, False):
            for batch in self._batches(group_id, only, wanted=wanted):
                entry = service.attempt(source, MEMBER, self._changing(source, link, batch, wanted=wanted))
                if entry is not None:
                    entries.append(entry)
                    if entry.status is Status.FAILURE:
                        return entries
        return entries

    def _batches(
        self, group: str, only: frozenset[str] | None, *, wanted: bool
    ) -> Iterator[list[tuple[str, str, bool]]]:
        """Yield (source id, target id, unsure) of members to add or to remove; sets aside who cannot be one."""
        batch: list[tuple[str, str, bool]] = []
        for member, unsure in self._service.state.pages(
            "SELECT member_id, unsure FROM membership WHERE group_id = ? AND wanted = ? AND sent = ? AND skipped = 0"
            " AND {after} ORDER BY member_id",
            group,
            int(wanted),
            int(not wanted),
        ):
            if only is not None and member not in only:
                continue
            link = self._service.links.get(member)
            if link is None or (wanted and not self._may_join(member, link)):
                self._set_aside(group, member, wanted=wanted)
                continue
            batch.append((member, link.target_id, bool(unsure)))
            if len(batch) == self._service.job.batch:
                yield batch
                batch = []
        if batch:
            yield batch

    def _changing(
        self, source: SourceObject, link: Link, batch: list[tuple[str, str, bool]], *, wanted: bool
    ) -> Callable[[LogEntry], None]:
        service = self._service

        def act(entry: LogEntry) -> None:
            entry.action, entry.target = Action.UPDATE, service.target(link, source.name)
            ids = [target for _, target, unsure in batch if not (wanted and unsure and self._is_member(link, target))]
            if ids:
                change = service.entra.add_members if wanted else service.entra.remove_members
                checked(service.ask(change(link.resource, ids)))
                entry.modified = [Modified("members", None, ids) if wanted else Modified("members", ids, None)]
            else:
                entry.status, entry.code = Status.SKIPPED, "RedundantExport"
                entry.reason = "the target already has these members"
            with service.state.saved():
                for member, _, _ in batch:
                    self._note(source.id, member, sent=wanted)

        return act

    def _is_member(self, group: Link, member: str) -> bool:
        return _found(self._service.ask(self._service.entra.reference_check_group(group.resource, member)), group)

    def _may_join(self, member: str, link: Link) -> bool:
        found = self._service.source.get(member)
        return found is not None and found.standing == HERE and link.in_scope and not link.orphan

    def _set_aside(self, group: str, member: str, *, wanted: bool) -> None:
        """Leave out who has no counterpart: until it leaves escrow, or, when out of scope, until a restart."""
        if wanted and self._service.escrow.holds(member):
            return
        with self._service.state.saved():
            if wanted:
                self._service.state.db.execute(
                    "UPDATE membership SET skipped = 1 WHERE group_id = ? AND member_id = ?", (group, member)
                )
            else:
                self._note(group, member, sent=False)

    def _note(self, group: str, member: str, *, sent: bool) -> None:
        if sent:
            self._service.state.db.execute(
                "UPDATE membership SET sent = 1, unsure = 0 WHERE group_id = ? AND member_id = ?", (group, member)
            )
        else:
            self._service.state.db.execute(
                "DELETE FROM membership WHERE group_id = ? AND member_id = ?", (group, member)
            )


def _found(check: Exchange, link: Link) -> bool:
    """Read a reference check; where the target refuses the question, the reference is written."""
    return check.status == 200 and any(each.get("id") == link.target_id for each in check.resources)  # noqa: PLR2004
