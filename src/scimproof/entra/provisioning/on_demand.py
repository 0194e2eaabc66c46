"""Provision on demand: one user, or one group with up to five members, immediately.

It speaks the legacy dialect whatever the Tenant URL says: the flag is documented not to reach it, nor do roles go.
"""

from __future__ import annotations

from collections.abc import Sequence

from scimproof.entra.dialect import Dialect
from scimproof.entra.provisioning.log import LogEntry
from scimproof.entra.provisioning.objects import Objects
from scimproof.entra.provisioning.references import References
from scimproof.entra.provisioning.service import Service, TargetGone
from scimproof.entra.provisioning.source import GROUP, USER, BadSource, Source, SourceObject

MOST_MEMBERS = 5


def on_demand(service: Service, who: str, members: Sequence[str] = ()) -> list[LogEntry]:
    """Provision a user, or a group and the members named; returns the log entries.

    Raises:
        BadSource: there is nobody of that name, or too many members are named.
    """
    source = _found(service.source, who)
    if len(members) > MOST_MEMBERS:
        raise BadSource(f"at most {MOST_MEMBERS} members are provisioned on demand")
    if members and source.kind == USER:
        raise BadSource(f"{who!r} is a user, which has no members")
    chosen = [service.source.find(USER, each) for each in members]
    usual, job = service.entra, service.job
    service.entra, service.job = usual.speaking(Dialect.LEGACY), job.without_roles()
    service.cycle = "on demand"
    try:
        return _provision(service, source, chosen)
    except TargetGone:
        return []
    finally:
        service.entra, service.job = usual, job


def _provision(service: Service, source: SourceObject, members: list[SourceObject]) -> list[LogEntry]:
    service.probe()
    objects, references = Objects(service), References(service)
    entries = [objects.provision(each.id) for each in (*members, source)]
    if source.kind == USER:
        entries.append(references.manager(source.id))
    else:
        entries += references.members(source.id, only=frozenset(each.id for each in members))
    return [each for each in entries if each is not None]


def _found(source: Source, who: str) -> SourceObject:
    try:
        return source.find(USER, who)
    except BadSource:
        pass
    try:
        return source.find(GROUP, who)
    except BadSource:
        raise BadSource(f"there is no user or group {who!r}") from None
