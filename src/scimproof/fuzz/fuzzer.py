"""All fuzzing of one run: the money, the seed, and one method for each requirement, which returns what it found."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from scimproof.capabilities import Capabilities
from scimproof.expect.outcome import NotApplicable, NotTestable
from scimproof.fuzz import odd_filters, openapi
from scimproof.fuzz.campaign import Campaign, Found, Source
from scimproof.fuzz.filters import Filters
from scimproof.fuzz.finding import Finding
from scimproof.fuzz.inputs import Inputs, Slip
from scimproof.fuzz.lives import Lives
from scimproof.fuzz.overstepping import overstepping
from scimproof.fuzz.programs import Programs
from scimproof.fuzz.purse import QUICK, Budget, OutOfBudget, Purse
from scimproof.fuzz.questions import ask
from scimproof.fuzz.shapes import Shape, shapes
from scimproof.fuzz.steps import GROUPS, USERS
from scimproof.fuzz.stock import Draft, Stock
from scimproof.fuzz.story import Story
from scimproof.fuzz.world import NotCreated
from scimproof.requirements import Capability
from scimproof.scim.client import Client

_SHARES = {
    "inputs": 64,
    "invalid-filters": 10,
    "hostile-values": 12,
    "filters": 36,
    "value-filters": 28,
    "patch-programs": 44,
    "sequences": 62,
}
"""Requests of a quick run, `QUICK` in all; what is over is for shrinking."""

_CREATED = {USERS: "users.created", GROUPS: "groups.created"}

_QUICK_PLAN = (
    ("POST /Users", True, 4),
    ("POST /Users", False, 3),
    ("PUT /Users/{id}", True, 2),
    ("PUT /Users/{id}", False, 3),
    ("PATCH /Users/{id}", True, 4),
    ("PATCH /Users/{id}", False, 3),
    ("GET /Users", True, 3),
    ("GET /Users", False, 3),
    ("POST /Groups", False, 2),
)
_DEEP_LABELS = (
    *("POST /Users", "PUT /Users/{id}", "PATCH /Users/{id}", "GET /Users", "GET /Users/{id}"),
    *("POST /Groups", "PUT /Groups/{id}", "PATCH /Groups/{id}", "GET /Groups"),
)
_DEEP_EACH = 20
_ROUNDS = 1000
_MOST_PROPERTIES = 8


@dataclass(frozen=True, slots=True)
class Orders:
    """What fuzzing was asked to do.

    Attributes:
        prefix: what every name begins with.
        seed: decides everything.
        budget: the most it may spend.
        deep: whether all phases run, and a fault does not end its campaign.
        story: what to play again instead of anything new.
    """

    prefix: str
    seed: int
    budget: Budget
    deep: bool = False
    story: Story | None = None


class Fuzzer:
    """Runs campaigns, each at most once.

    Args:
        client: the plain client.
        capabilities: of the target.
        orders: what to do.
    """

    def __init__(self, client: Client, capabilities: Capabilities, orders: Orders) -> None:
        self._client = client
        self._capabilities = capabilities
        self._orders = orders
        self._purse = Purse(orders.budget.requests, orders.budget.seconds)

    # One method for each kind of requirement

    def filters(self, *, brackets: bool) -> Finding | None:
        """Return a filter that finds the wrong users; ``brackets``: one with ``emails[…]`` in it."""
        name = "value-filters" if brackets else "filters"
        source = Filters(self._random(name), self._shapes.get(USERS), brackets=brackets, length=60)
        return self._programs(name, source.steps)

    def patch_programs(self) -> Finding | None:
        """Return a PATCH program whose outcome is not what RFC 7644, 3.5.2 says."""
        source = Programs(self._random("patch-programs"), self._shapes.get(USERS), length=9)
        return self._programs("patch-programs", source.steps)

    def sequences(self) -> Finding | None:
        """Return a sequence over users and groups after which something is not as it has to be."""
        has = {each: self._capabilities.state(each).present for each in (Capability.GROUPS, Capability.PUT)}
        source = Lives(
            self._random("sequences"),
            self._shapes.get(USERS),
            length=40,
            groups=has[Capability.GROUPS],
            put=has[Capability.PUT],
            patch=self._capabilities.state(Capability.PATCH).observed is not False,
        )
        return self._programs("sequences", source.steps)

    def inputs(self, name: str, topic: str) -> Finding | None:
        """Return an odd request whose answer breaks a rule, named by its topic."""
        if (replayed := self._replayed(name)) is not None and replayed.draft is not None:
            slips = self._sent([replayed.draft]).slips
        else:
            slips = self._inputs.slips
        return self._slipped(name, [each for each in slips if each.topic == topic])

    def invalid_filters(self) -> Finding | None:
        """Return a text that is no filter and finds somebody all the same."""
        return self._questions("invalid-filters", odd_filters.broken)

    def hostile_values(self) -> Finding | None:
        """Return a filter whose value is more than a value to the target."""
        return self._questions("hostile-values", odd_filters.hostile)

    # Programs

    def _programs(self, name: str, source: Source) -> Finding | None:
        campaign = Campaign(
            self._client,
            f"{self._orders.prefix}{name[0]}{name[-1]}",
            self._share(name),
            self._purse,
            stops=not self._orders.deep,
        )
        replayed = self._replayed(name)
        if replayed is not None:
            try:
                again = campaign.replay(list(replayed.steps))
            except NotCreated as problem:
                raise _not_created(problem) from None
            return self._found(name, [again] if again else [])
        outcome = campaign.run(source)
        if outcome.not_created is not None and not outcome.steps:
            raise _not_created(outcome.not_created)
        return self._found(name, outcome.found)

    def _found(self, name: str, found: Sequence[Found]) -> Finding | None:
        if not found:
            return None
        shortest = min(found, key=lambda each: len(str([step.to_json() for step in each.steps])))
        story = Story(f"fuzz.{name}", self._orders.seed, tuple(shortest.steps))
        fault = shortest.fault
        more = _more(sum(each.times for each in found), len(found), repeats=shortest.repeats)
        return Finding(fault.mismatch, fault.exchange, tuple(shortest.trail), story.to_json(), more)

    # Requests

    @cached_property
    def _inputs(self) -> Inputs:
        return self._sent(self._drafts())

    def _sent(self, drafts: Sequence[Draft] | Iterator[Draft]) -> Inputs:
        inputs = Inputs(self._client, self._share("inputs"), f"{self._orders.prefix}i", self._shapes)
        try:
            inputs.open()
            for each in drafts:
                inputs.send(each)
        except NotCreated as problem:
            raise _not_created(problem) from None
        except OutOfBudget:
            pass
        finally:
            inputs.close()
        return inputs

    def _drafts(self) -> Iterator[Draft]:
        document = openapi.document(self._capabilities, self._client.target.base_url)
        if self._orders.deep:
            yield from self._all_drafts(document)
        random = self._random("inputs")
        stock = Stock(_thin(document, random), self._orders.seed)
        for label, valid, number in _QUICK_PLAN:
            wanted = max(1, number * self._orders.budget.requests // QUICK)
            drafts = stock.drafts(label, wanted, valid=valid)
            yield from drafts
            yield from self._overstepping(label, drafts[:1], random) if valid else ()

    def _all_drafts(self, document: dict[str, Any]) -> Iterator[Draft]:
        """Yield a round of each operation, then of each boundary and broken rule; then more, with other seeds."""
        random = self._random("deep")
        for seed in range(self._orders.seed, self._orders.seed + _ROUNDS):
            stock = Stock(document, seed)
            for label in _DEEP_LABELS:
                for valid in (True, False):
                    drafts = stock.drafts(label, _DEEP_EACH, valid=valid)
                    yield from drafts
                    yield from self._overstepping(label, drafts[:5], random) if valid else ()
                    covering = list(stock.coverage(label, valid=valid))
                    yield from random.sample(covering, min(_DEEP_EACH, len(covering)))

    def _overstepping(self, label: str, drafts: Sequence[Draft], random: Random) -> Iterator[Draft]:
        """Yield creates and replacements with read-only attributes in them."""
        method, _, path = label.partition(" ")
        shape = self._shapes.get(f"/{path.split('/')[1]}")
        for each in drafts if method in ("POST", "PUT") and shape is not None else ():
            if shape is not None and (draft := overstepping(each, shape, random)) is not None:
                yield draft

    def _slipped(self, name: str, slips: list[Slip]) -> Finding | None:
        if not slips:
            return None
        first = min(slips, key=lambda each: len(each.draft.content or b"") + len(each.draft.query))
        inputs = Inputs(self._client, self._purse, f"{self._orders.prefix}i", self._shapes)
        try:
            smallest = inputs.shrunk(first, self._purse) if self._replayed(name) is None else first
        except OutOfBudget:
            smallest = first
        story = Story(f"fuzz.{name}", self._orders.seed, draft=smallest.draft)
        places = {(each.draft.method, each.mismatch.expected) for each in slips}
        more = _more(len(slips), len(places), repeats=True)
        return Finding(smallest.mismatch, smallest.trail[-1], smallest.trail, story.to_json(), more)

    # Questions

    def _questions(self, name: str, make: Callable[[Random, str, int], list[str]]) -> Finding | None:
        share = self._share(name)
        replayed = self._replayed(name)
        random = self._random(name)
        try:
            slips = ask(
                self._client,
                share,
                f"{self._orders.prefix}q{random.randrange(1000)}",
                lambda somebody: make(random, somebody, 1000 if self._orders.deep else share.left),
                again=replayed.draft if replayed is not None else None,
            )
        except NotCreated as problem:
            raise _not_created(problem) from None
        if slips is None:
            raise NotApplicable("no filter is answered with 200: there is nothing to tell apart")
        return self._slipped(name, slips)

    # Around it

    def _replayed(self, name: str) -> Story | None:
        story = self._orders.story
        return story if story is not None and story.requirement == f"fuzz.{name}" else None

    def _share(self, name: str) -> Purse:
        return self._purse.part(max(8, _SHARES[name] * self._orders.budget.requests // QUICK))

    def _random(self, name: str) -> Random:
        return Random(f"{self._orders.seed}/{name}")  # noqa: S311 - no secret

    @cached_property
    def _shapes(self) -> dict[str, Shape]:
        return {each.endpoint: each for each in shapes(self._capabilities)}


def _not_created(problem: NotCreated) -> NotTestable:
    return NotTestable(_CREATED.get(problem.endpoint, "users.created"), f"no resource to fuzz with: {problem}")


def _more(times: int, kinds: int, *, repeats: bool) -> str:
    """Return what a finding says beside its smallest example."""
    said = [] if times == 1 else [f"{times} times in all"]
    said += [] if kinds == 1 else [f"in {kinds} forms, of which this is the shortest"]
    said += [] if repeats else ["not again when the same was done once more"]
    return ", ".join(said)


def _thin(document: dict[str, Any], random: Random) -> dict[str, Any]:
    """Return the document with few of the properties of each large object: making requests takes less time."""
    thinned = copy.deepcopy(document)
    open_: list[Any] = [thinned]
    while open_:
        node = open_.pop()
        properties = node.get("properties") if isinstance(node, dict) else None
        if isinstance(properties, dict) and len(properties) > _MOST_PROPERTIES:
            kept = {*node.get("required", ()), *random.sample(sorted(properties), _MOST_PROPERTIES)}
            node["properties"] = {name: value for name, value in properties.items() if name in kept}
        open_ += node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return thinned
