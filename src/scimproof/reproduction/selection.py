"""Which requests of a run a finding needs: from the deciding one back to what made and changed what it speaks of."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from scimproof.reproduction.recorded import (
    WRITES,
    Made,
    Recorded,
    asked_of,
    body_of,
    collection_of,
    header,
    is_about,
    made_by,
    path_of,
    speaks_of,
)

MOST = 12
"""Steps of a reproduction: more than that nobody reads."""
_SHOWN = 2
"""Shared resources that stand for all that a list showed."""
_NAMED = 4
_CHANGES = 4
"""Changes that others made to what a case uses: more of them come from other cases, and matter hardly ever."""
_LAST_CHANGES = 2
WORKER = 1_000_000
"""Exchanges of the worker process N are numbered from N times this."""
_CONDITIONS = ("if-match", "if-none-match")


class Earlier:
    """All exchanges of a run, looked up once for all its findings.

    Args:
        exchanges: in order.
        base_url: of the target.
    """

    def __init__(self, exchanges: Sequence[Recorded], base_url: str) -> None:
        self.base_url = base_url
        self.by_number = {each.number: each for each in exchanges}
        self.made = list(made_by(exchanges, base_url))
        self._writes: dict[str, list[Recorded]] = defaultdict(list)
        for each in exchanges:
            if each.method in WRITES:
                self._writes[path_of(each, base_url).partition("?")[0]].append(each)

    def writes_to(self, made: Made) -> list[Recorded]:
        """Return the writes that address a resource after its creation, in order."""
        paths = dict.fromkeys((f"{made.endpoint}/{made.id}", f"{made.endpoint}/{quote(made.id, safe='')}"))
        return [each for path in paths for each in self._writes[path] if each.number > made.number]


@dataclass(slots=True)
class Chosen:
    """The requests that matter, in order, and how many of them were left out."""

    exchanges: list[Recorded]
    made: list[Made]
    left_out: int = 0


@dataclass(slots=True)
class _Search:
    earlier: Earlier
    before: list[Recorded]
    """Of the case, before the deciding one."""
    decisive: Recorded
    made: list[Made]
    """All that was there when it was sent, as far as its process knows."""
    chosen: dict[int, Recorded] = field(default_factory=dict)
    depth: dict[int, int] = field(default_factory=dict)
    objects: dict[int, list[Made]] = field(default_factory=dict)
    waiting: deque[Recorded] = field(default_factory=deque)
    texts: dict[int, str] = field(default_factory=dict)
    left_out: int = 0

    @property
    def base_url(self) -> str:
        return self.earlier.base_url

    def asked(self, exchange: Recorded) -> str:
        if exchange.number not in self.texts:
            self.texts[exchange.number] = asked_of(exchange, self.base_url)
        return self.texts[exchange.number]

    def add(self, exchange: Recorded, depth: int) -> None:
        if exchange.number not in self.chosen:
            self.chosen[exchange.number] = exchange
            self.depth[exchange.number] = depth
            self.waiting.append(exchange)

    def include(self, made: Made, depth: int) -> None:
        """Add what created a resource and what changed it, in this case or in the stage that several cases share."""
        if made in self.objects.setdefault(made.number, []):
            return
        self.objects[made.number].append(made)
        self.add(self.earlier.by_number[made.number], depth)
        own = {each.number for each in self.before}
        common = [each for each in self.earlier.writes_to(made) if each.number < self.decisive.number]
        common = [each for each in common if each.number not in own and each.method != "DELETE"]
        kept = common if len(common) <= _CHANGES else common[-_LAST_CHANGES:]
        self.left_out += len(common) - len(kept)
        for each in kept:
            self.add(each, depth + 1)
        for each in self.before:
            changes = is_about(each, made, self.base_url) or speaks_of(self.asked(each), made)
            if each.method in WRITES and each.number > made.number and changes:
                self.add(each, depth)

    def close(self) -> None:
        while self.waiting:
            exchange = self.waiting.popleft()
            depth = self.depth[exchange.number] + 1
            for each in self.made:
                if each.number < exchange.number and speaks_of(self.asked(exchange), each):
                    self.include(each, depth)
            for earlier in self._sources(exchange):
                self.add(earlier, depth)

    def _sources(self, exchange: Recorded) -> Iterable[Recorded]:
        """Yield the exchanges whose answers gave a condition (ETag) or a cursor that a request holds."""
        conditions = [value for name, value in exchange.request_headers if name.lower() in _CONDITIONS]
        cursors = [each[7:] for each in exchange.url.partition("?")[2].split("&") if each.startswith("cursor=")]
        earlier = [each for each in self.before if each.number < exchange.number]
        for value in conditions:
            yield from [each for each in earlier if header(each, "etag") == value][-1:]
        for value in filter(None, cursors):
            yield from [each for each in earlier if next_cursor(each) == value][-1:]


def next_cursor(exchange: Recorded) -> str:
    """Return the ``nextCursor`` of an answer, or nothing."""
    body = body_of(exchange.response_body)
    value = body.get("nextCursor") if isinstance(body, dict) else None
    return value if isinstance(value, str) else ""


def choose(case: Sequence[Recorded], earlier: Earlier, decisive: Recorded, said: str) -> Chosen:
    """Return the requests that a finding needs, the deciding one last.

    Args:
        case: the exchanges of the case.
        earlier: those of the whole run: a case may use what another one, or none, has made.
        decisive: the one that decided.
        said: what was expected and observed: it may name a resource that the request does not.
    """
    before = [each for each in case if each.number < decisive.number]
    seen = (0, decisive.number // WORKER)
    made = [each for each in earlier.made if each.number < decisive.number and each.number // WORKER in seen]
    search = _Search(earlier, before, decisive, made)
    search.add(decisive, 0)
    search.close()
    for each in _beside(search, said):
        search.include(each, 1)
        search.close()
    for asked in _asked_before(search):
        search.add(asked, 2)
        search.close()
    return _cut(search)


def _beside(search: _Search, said: str) -> list[Made]:
    """Return what the request does not name and the answer may show: in a list, and in what was said of it."""
    asked = collection_of(path_of(search.decisive, search.base_url))
    own = {each.number for each in search.before}
    found: list[Made] = []
    if asked and (search.decisive.method == "GET" or "/.search" in search.decisive.url):
        here = [each for each in search.made if asked in (each.endpoint, "/.search")]
        found += [each for each in here if each.number in own]
        shown = [each for each in here if each.number not in own and each.id in search.decisive.response_body]
        found += shown[:_SHOWN] if not found else shown[: _SHOWN - 1]
    named = [each for each in search.made if each.id in said]
    return found + (named if len(named) <= _NAMED else named[:1])


def _asked_before(search: _Search) -> list[Recorded]:
    """Return the same question, asked before the last write: what a cache remembers from then may be the fault."""
    last = max((each.number for each in search.chosen.values() if each.method in WRITES), default=0)
    same = [each for each in search.before if each.number < last and each.method == "GET"]
    return [each for each in same if each.url == search.decisive.url][-1:]


def _cut(search: _Search) -> Chosen:
    ranked = sorted(search.chosen, key=lambda number: (search.depth[number], -number))
    kept = set(ranked[:MOST])
    exchanges = [search.chosen[number] for number in sorted(kept - {search.decisive.number})]
    made = [each for number in sorted(kept) for each in search.objects.get(number, [])]
    return Chosen([*exchanges, search.decisive], made, len(ranked) - len(kept) + search.left_out)
