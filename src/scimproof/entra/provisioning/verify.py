"""Convergence: whether the target has what the directory has, by GET and by the filters that Entra uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scimproof.entra.mapping import BadMapping, ObjectMapping
from scimproof.entra.paths import read
from scimproof.entra.provisioning.differences import differs
from scimproof.entra.provisioning.links import Link, endpoint
from scimproof.entra.provisioning.service import Service, soft_deleted
from scimproof.entra.provisioning.source import GROUP, USER, SourceObject
from scimproof.scim.exchange import Exchange
from scimproof.scim.resource import Resource

_ASKED = 100
"""Members of a group that shows none, looked for one by one."""


class DivergenceKind(StrEnum):
    """How an object can diverge."""

    LOST = "lost"
    DOUBLED = "doubled"
    DIFFERENT = "different"
    RESURRECTED = "resurrected"


@dataclass(frozen=True, slots=True)
class Divergence:
    """One object that is not as the directory says."""

    kind: DivergenceKind
    what: str
    detail: str
    exchange: int
    about: str = ""
    """The attribute, where one differs: many objects may differ in the same way."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}: {self.detail}"


def by_sort(found: Iterable[Divergence]) -> list[tuple[Divergence, int]]:
    """Return the first divergence of each sort, and how many there are of it."""
    sorts: dict[tuple[DivergenceKind, str], list[Divergence]] = {}
    for each in found:
        sorts.setdefault((each.kind, each.about), []).append(each)
    return [(alike[0], len(alike)) for alike in sorts.values()]


class Verification:
    """Reads everything back; judges what the job is done with, not what is in escrow or staged."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def divergences(self) -> Iterator[Divergence]:
        """Yield every divergence, users first."""
        for kind in (USER, GROUP):
            mapping = self._service.job.mapping(kind)
            if mapping is not None:
                query = "SELECT ordinal, id FROM object WHERE kind = ? AND {after} ORDER BY ordinal"
                for _, id_ in self._service.state.pages(query, kind):
                    source = self._service.source.get(id_)
                    if source is not None:
                        yield from self._object(source, mapping)
        yield from self._gone()

    def _object(self, source: SourceObject, mapping: ObjectMapping) -> Iterator[Divergence]:
        link = self._service.links.get(source.id)
        what = f"{source.kind} {source.name}"
        if self._service.escrow.holds(source.id) or self._is_staged(source.id):
            return
        if link is None or link.orphan:
            if self._service.state.one("SELECT 1 FROM intent WHERE source_id = ?", source.id):
                yield Divergence(DivergenceKind.LOST, what, "its create had no answer", 0)
            return
        exchange = self._get(link.resource)
        if exchange.status != 200 or not exchange.resource:  # noqa: PLR2004
            yield Divergence(
                DivergenceKind.LOST, what, f"GET {link.resource.path} answers {_outcome(exchange)}", exchange.number
            )
            return
        try:
            yield from self._values(source, mapping, link, exchange)
            yield from self._matches(source, mapping, link)
        except BadMapping as problem:
            yield Divergence(DivergenceKind.DIFFERENT, what, str(problem), exchange.number)

    def _values(
        self, source: SourceObject, mapping: ObjectMapping, link: Link, exchange: Exchange
    ) -> Iterator[Divergence]:
        what = f"{source.kind} {source.name}"
        attributes = self._service.attributes(source)
        rows = {row.target: row for row in mapping.rows}
        for name, wanted in mapping.values(attributes).items():
            if link.in_scope or "IsSoftDeleted" in rows[name].source.attributes:
                held = read(exchange.resource, name)
                if differs(exchange.resource, rows[name], wanted):
                    detail = f"{name} is {held!r}, the directory says {wanted!r}"
                    yield Divergence(DivergenceKind.DIFFERENT, what, detail, exchange.number, name)
        if source.kind == GROUP and mapping.references:
            yield from self._members(source, link, exchange)
        elif source.kind == USER and not soft_deleted(attributes):
            yield from self._manager(what, mapping, link, exchange)

    def _matches(self, source: SourceObject, mapping: ObjectMapping, link: Link) -> Iterator[Divergence]:
        """Ask as Entra would ask in its next cycle, had it forgotten the link."""
        if not link.in_scope:
            return
        row = next(iter(mapping.matching), None)
        value = row.value(self._service.attributes(source)) if row is not None else None
        if row is None or value is None:
            return
        exchange = self._service.match(source.kind, row.target, str(value))
        found = [each.get("id") for each in exchange.resources]
        what, asked = f"{source.kind} {source.name}", f"filter {row.target} eq {value!r}"
        if len(found) > 1 or (exchange.total or 0) > 1:
            yield Divergence(DivergenceKind.DOUBLED, what, f"{asked} finds {exchange.total} resources", exchange.number)
        elif found != [link.target_id]:
            detail = f"{asked} finds {found[0]!r} instead of {link.target_id}" if found else f"{asked} finds nothing"
            yield Divergence(DivergenceKind.LOST, what, detail, exchange.number)

    def _manager(self, what: str, mapping: ObjectMapping, link: Link, exchange: Exchange) -> Iterator[Divergence]:
        row = next((each for each in mapping.references if each.source.attributes), None)
        if row is None or not link.in_scope:
            return
        held = read(exchange.resource, row.target)
        held = held.get("value") if isinstance(held, dict) else held
        if (held or None) != link.manager:
            detail = f"manager is {held!r}, sent was {link.manager!r}"
            yield Divergence(DivergenceKind.DIFFERENT, what, detail, exchange.number, "manager")

    def _members(self, source: SourceObject, link: Link, exchange: Exchange) -> Iterator[Divergence]:
        state, what = self._service.state, f"Group {source.name}"
        rows = state.rows(
            "SELECT l.target_id, m.sent, m.wanted FROM membership m JOIN link l ON l.source_id = m.member_id"
            " WHERE m.group_id = ?",
            source.id,
        )
        expected = {str(id_) for id_, sent, _ in rows if sent}
        # Who was added in a request whose answer was lost may be in it, and belongs there.
        pending = {str(id_) for id_, sent, wanted in rows if wanted and not sent}
        orphans = {str(row[0]) for row in state.rows("SELECT target_id FROM link WHERE orphan = 1")}
        listed = exchange.resource.get("members")
        held = [str(each.get("value")) for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        if "members" not in exchange.resource:
            held = list(self._unlisted(link, expected))
        for id_ in sorted({each for each in held if held.count(each) > 1} if len(held) > len(set(held)) else ()):
            yield Divergence(DivergenceKind.DOUBLED, what, f"member {id_} is listed more than once", exchange.number)
        if missing := sorted(expected - set(held)):
            detail = f"{len(missing)} of {len(expected)} members are missing, such as {missing[0]}"
            yield Divergence(DivergenceKind.LOST, what, detail, exchange.number)
        if strange := sorted(set(held) - expected - pending - orphans):
            detail = f"{len(strange)} users are members but should not be, such as {strange[0]}"
            yield Divergence(DivergenceKind.RESURRECTED, what, detail, exchange.number)

    def _unlisted(self, group: Link, expected: set[str]) -> Iterator[str]:
        """Yield who is in a group that shows no members at all: it may, for Entra asks with a filter only.

        Of a large group the first are asked for; where the question is not understood, nobody is missed.
        """
        for number, each in enumerate(sorted(expected)):
            if number < _ASKED:
                found = self._service.ask(self._service.entra.reference_check_group(group.resource, each))
                if found.status == 200 and found.total == 0:  # noqa: PLR2004
                    continue
            yield each

    def _gone(self) -> Iterator[Divergence]:
        """What was deleted must not be there any more."""
        for kind in (USER, GROUP):
            query = "SELECT id FROM owned WHERE endpoint = ? AND deleted = 1 AND {after} ORDER BY id"
            for (id_,) in self._service.state.pages(query, endpoint(kind)):
                if self._service.state.one("SELECT 1 FROM link WHERE target_id = ? AND orphan = 0", id_):
                    continue  # who was hired again was given the old id
                exchange = self._get(Resource(kind, endpoint(kind), id_))
                if exchange.status == 200:  # noqa: PLR2004
                    yield Divergence(
                        DivergenceKind.RESURRECTED, f"{kind} {id_}", "was deleted, but GET finds it", exchange.number
                    )

    def _is_staged(self, id_: str) -> bool:
        return self._service.state.one("SELECT 1 FROM staged WHERE source_id = ?", id_) is not None

    def _get(self, resource: Resource) -> Exchange:
        return self._service.ask(self._service.entra.client.get(resource, label="verify: read back"))


def _outcome(exchange: Exchange) -> Any:
    return exchange.status if exchange.failure is None else exchange.failure.detail
