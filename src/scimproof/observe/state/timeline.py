"""The timeline of each object of a run: its reads in order, and the writes between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from scimproof.expect.values import same
from scimproof.observe.declared import declared
from scimproof.observe.history import History, Operation
from scimproof.observe.state.flat import flat, local

Key = tuple[str, str]
_CACHED = "_timeline"


@dataclass(frozen=True)
class Sight:
    """One answer that shows an object.

    Attributes:
        operation: the exchange.
        values: by path, as `flat` has them.
        whole: whether what is missing here is absent: a read by id that was not told what to show.
        resource: as it was shown.
        sent: whether it is what a create sent, of attributes that are seen to be kept as they are sent.
    """

    operation: Operation
    values: Mapping[str, Any]
    whole: bool
    resource: Mapping[str, Any]
    sent: bool = False


@dataclass(frozen=True)
class Step:
    """Two sights of one object in the same way, with all that was written between them.

    Attributes:
        own: writes to the object itself.
        others: writes to anything else.
    """

    key: Key
    before: Sight
    after: Sight
    own: tuple[Operation, ...]
    others: tuple[Operation, ...]


class Timeline:
    """The sights of all objects that a run made.

    Args:
        history: of the run.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self.declared = declared(history)

    @cached_property
    def sights(self) -> dict[tuple[Key, str], list[Sight]]:
        """The sights of each object, by how it was seen: read whole, or in a list of one kind."""
        found: dict[tuple[Key, str], list[Sight]] = {}
        for each in self.history.answered:
            if each.method != "GET" or not each.authorized:
                continue
            way = "read" if each.is_read else "list"
            way += "".join(sorted(f" {name}={each.query[name]}" for name in each.query if "attributes" in name))
            for endpoint, resource in each.shown:
                id_ = resource.get("id")
                if isinstance(id_, str) and (endpoint, id_) in self.history.created and (not each.id or each.id == id_):
                    sight = Sight(each, flat(resource), way == "read", resource)
                    found.setdefault(((endpoint, id_), way), []).append(sight)
        return found

    @cached_property
    def writes_to(self) -> dict[Key, list[Operation]]:
        """The writes to each object by its own path, its creates included, in order."""
        found: dict[Key, list[Operation]] = {}
        for each in self.history.writes:
            for id_ in {each.id, (each.exchange.id or "") if each.is_create else ""} - {""}:
                found.setdefault((each.endpoint, id_), []).append(each)
        return found

    @cached_property
    def reads(self) -> list[Step]:
        """The pairs of whole reads that follow each other."""
        return [each for each in self.steps if each.before.whole and each.after.whole]

    @cached_property
    def steps(self) -> list[Step]:
        """The pairs of sights that follow each other, what a create sent before the first of them."""
        return list(self._steps())

    def _steps(self) -> Iterator[Step]:
        for (key, way), seen in self.sights.items():
            begun = self._begun(key, seen[0]) if way == "read" else []
            for before, after in pairwise([*begun, *seen]):
                if before.operation.end <= after.operation.start:
                    between = self.history.written(before.operation.start, after.operation.end)
                    mine = {id(each) for each in self.writes_to.get(key, [])}
                    own = tuple(each for each in between if id(each) in mine)
                    own = own if not before.sent else tuple(each for each in own if each is not before.operation)
                    if not any(each.is_create for each in own):
                        others = tuple(each for each in between if id(each) not in mine)
                        yield Step(key, before, after, own, others)

    @cached_property
    def kept_as_sent(self) -> set[tuple[str, str]]:
        """The attributes, by endpoint and path, that creates of two objects or more showed unchanged at the next read.

        One that another create showed changed is none of them.
        """
        alike: dict[tuple[str, str], int] = {}
        for key, create in self.history.created.items():
            first = next(iter(self.sights.get((key, "read"), ())), None)
            if first is None or first.operation.start < create.end or not isinstance(create.body, dict):
                continue
            if any(create.start < each.start < first.operation.end for each in self.writes_to.get(key, [])):
                continue
            for path, value in flat(create.body).items():
                kept = alike.get((key[0], path), 0)
                same_value = same(value, first.values.get(path))
                alike[key[0], path] = kept + 1 if same_value and kept >= 0 else -1
        return {place for place, kept in alike.items() if kept >= 2}  # noqa: PLR2004 - by control, not by luck

    def _begun(self, key: Key, first: Sight) -> list[Sight]:
        """Return what the create of an object sent, where it has not been read before it was changed."""
        create = self.history.created[key]
        if not isinstance(create.body, dict) or create.end > first.operation.start:
            return []
        sent = {path: held for path, held in flat(create.body).items() if (key[0], path) in self.kept_as_sent}
        return [Sight(create, sent, whole=False, resource={}, sent=True)]

    def is_readable(self, endpoint: str, path: str) -> bool:
        """Tell whether an attribute belongs to the client: not one that the schema says is read only."""
        return self.declared.mutability(endpoint, path) != "readOnly" or local(path) == "groups"


def timeline(history: History) -> Timeline:
    """Return the timeline of a history, made once."""
    made: Timeline | None = history.__dict__.get(_CACHED)
    if made is None:
        made = history.__dict__[_CACHED] = Timeline(history)
    return made
