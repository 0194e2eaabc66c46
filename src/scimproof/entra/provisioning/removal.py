"""Deletes everything that a job created, including creates whose answer was lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from scimproof.entra.provisioning.cycle import restart
from scimproof.entra.provisioning.errors import succeeded, trouble
from scimproof.entra.provisioning.links import endpoint
from scimproof.entra.provisioning.service import Service, TargetGone
from scimproof.entra.provisioning.source import GROUP, USER
from scimproof.scim.filter import eq
from scimproof.scim.resource import Resource

_GONE = frozenset({404, 410})


@dataclass(slots=True)
class Removed:
    """What came of it."""

    deleted: int = 0
    left: list[str] = field(default_factory=list)
    """One line for each object that is still there, or may be."""


def remove(service: Service) -> Removed:
    """Delete what the job created, groups first; what it took over stays. Then the next cycle is an initial one."""
    result = Removed()
    try:
        _find_unanswered(service)
        for kind in (GROUP, USER):
            query = "SELECT id FROM owned WHERE endpoint = ? AND adopted = 0 AND deleted = 0 AND {after} ORDER BY id"
            for (id_,) in service.state.pages(query, endpoint(kind)):
                _delete(service, kind, id_, result)
    except TargetGone as gone:
        result.left.append(f"the target does not answer any more: {gone}")
    restart(service, reset_scope=True)
    return result


def _find_unanswered(service: Service) -> None:
    for source_id, kind, attribute, value in service.state.rows("SELECT source_id, kind, attribute, value FROM intent"):
        found = service.ask(service.entra.client.search(endpoint(kind), filter=eq(attribute, value)))
        if found.status != 200 or found.total is None:  # noqa: PLR2004
            continue
        for each in found.resources:
            if isinstance(each.get("id"), str) and str(each.get(attribute)).lower() == value.lower():
                service.entra.client.guard.own(endpoint(kind), str(each["id"]))
        service.links.refused(source_id)


def _delete(service: Service, kind: str, id_: str, result: Removed) -> None:
    exchange = service.ask(
        service.entra.client.delete(Resource(kind, endpoint(kind), id_), label=f"remove: {kind.lower()} {id_}")
    )
    if not succeeded(exchange) and exchange.status not in _GONE:
        result.left.append(f"{kind} {id_}: {trouble(exchange).reason}")
        return
    result.deleted += succeeded(exchange)
    with service.state.saved():
        service.state.db.execute("UPDATE owned SET deleted = 1 WHERE endpoint = ? AND id = ?", (endpoint(kind), id_))
        service.state.db.execute("DELETE FROM link WHERE kind = ? AND target_id = ?", (kind, id_))
