"""Finding the target object of an unlinked source object, by matching attributes in their precedence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.entra.mapping import ObjectMapping
from scimproof.entra.provisioning.errors import Trouble, incompatible, listed, several
from scimproof.entra.provisioning.links import Link, endpoint
from scimproof.entra.provisioning.service import Service
from scimproof.entra.provisioning.source import GROUP, SourceObject
from scimproof.scim.exchange import Exchange

_FOREIGN = (
    "the target had an object that matches; Entra would take it over and change it. "
    "scimproof changes only what it created, unless --adopt-matched is given"
)


@dataclass(frozen=True, slots=True)
class MatchResult:
    """What matching came to: a link, a reason to leave the object alone, or neither: then it is to be created.

    ``attribute`` and ``value`` are what a later search would find it by.
    """

    link: Link | None = None
    skip: str = ""
    code: str = ""
    attribute: str = ""
    value: str = ""


class Matching:
    """Matches objects of the source to objects of the target."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def find(self, source: SourceObject, mapping: ObjectMapping, attributes: Mapping[str, Any]) -> MatchResult:
        """Ask once for each matching attribute that has a value; the first hit decides.

        Raises:
            Trouble: the target's answer is of no use, or more than one object matches.
        """
        asked: list[tuple[str, str]] = []
        for row in mapping.matching:
            value = row.value(attributes)
            if value is None:
                continue
            asked.append((row.target, str(value)))
            found = self._take_listed(source, self._service.match(source.kind, row.target, str(value)))
            if found is not None:
                return found
        if not asked:
            return MatchResult(skip="no matching attribute has a value in the source", code="ImportSkipped")
        return MatchResult(attribute=asked[0][0], value=asked[0][1])

    def recover(self, source: SourceObject) -> Link | None:
        """Return the link to what a create made whose answer was lost, if it made anything.

        A user who leaves before the next cycle would otherwise keep an account that the job does not know.

        Raises:
            Trouble: it cannot be found out.
        """
        intent = self._service.links.intent(source.id)
        if intent is None:
            return None
        found = self._take_listed(source, self._service.match(source.kind, *intent))
        if found is None:
            with self._service.state.saved():
                self._service.links.refused(source.id)
        return found.link if found is not None else None

    def _take_listed(self, source: SourceObject, exchange: Exchange) -> MatchResult | None:
        found = listed(exchange)
        count = max(len(found), exchange.total or 0)
        if count > 1:
            raise several(exchange, count)
        if not found:
            return None
        id_ = found[0].get("id")
        if not isinstance(id_, str) or not id_:
            raise incompatible(exchange, "the matching resource has no id")
        return self._take(source, id_)

    def _take(self, source: SourceObject, id_: str) -> MatchResult:
        service = self._service
        other = service.state.one(
            "SELECT source_id FROM link WHERE kind = ? AND target_id = ? AND orphan = 0", source.kind, id_
        )
        if other is not None and other != source.id:
            raise Trouble(
                "DuplicateTargetEntries", f"the matching resource ({id_}) is linked to another object of the source"
            )
        collection, guard = endpoint(source.kind), service.entra.client.guard
        if not guard.owns(id_, collection):
            own = service.links.intended(source.id)
            if not own and not service.job.adopt:
                return MatchResult(skip=_FOREIGN, code="NotTakenOver")
            with service.state.saved():
                guard.own(collection, id_)
                if not own:
                    service.links.adopted(collection, id_)
        link = Link(source.id, source.kind, id_)
        service.owned(link)
        with service.state.saved():
            service.links.put(link)
            if source.kind == GROUP:
                # Its members are unknown: each membership is checked before it is written.
                service.state.db.execute("UPDATE membership SET unsure = 1 WHERE group_id = ?", (source.id,))
        return MatchResult(link=link)
