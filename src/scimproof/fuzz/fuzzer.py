"""All fuzzing of one run: the budget, the seed, and one method for each requirement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import count, islice
from random import Random

from scimproof.capabilities import Capabilities
from scimproof.expect.outcome import NotApplicable, NotTestable, Observed
from scimproof.fuzz.budget import QUICK, BudgetLimits, OutOfBudget, RequestBudget
from scimproof.fuzz.campaign import Campaign, Found, Source
from scimproof.fuzz.finding import Finding
from scimproof.fuzz.generators.patch_programs import Programs
from scimproof.fuzz.generators.random_filters import Filters
from scimproof.fuzz.generators.sequences import Sequences
from scimproof.fuzz.model.fault import NotCreated
from scimproof.fuzz.model.steps import GROUPS, USERS
from scimproof.fuzz.requests import odd_filters
from scimproof.fuzz.requests.inputs import Inputs, Violation
from scimproof.fuzz.requests.questions import ask
from scimproof.fuzz.requests.request_selection import RequestSelection
from scimproof.fuzz.requests.walks import explore, play, send_poison
from scimproof.fuzz.schema import openapi
from scimproof.fuzz.schema.shapes import Shape, shapes
from scimproof.fuzz.shrinking.shrink_requests import shortest_of, size
from scimproof.fuzz.story import Story
from scimproof.requirements import Capability
from scimproof.scim.client import Client

_SHARES = {
    "inputs": 64,
    "invalid-filters": 10,
    "hostile-values": 12,
    "filters": 34,
    "value-filters": 26,
    "patch-programs": 42,
    "sequences": 70,
}
"""Requests of a quick run, `QUICK` in all; what is over is for shrinking."""

_WALKED = 3
"""Of the requests that a deep run may spend on odd inputs, one in so many is sent on walks."""

_POISONED = 8
"""Walks at the end of a deep run that try whether a target can show what it stores."""

_CREATED = {USERS: "users.created", GROUPS: "groups.created"}


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
    budget: BudgetLimits
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
        self._budget = RequestBudget(orders.budget.requests, orders.budget.seconds)
        self._waiting = set(_SHARES)
        self._numbers = count(1)

    # One method for each kind of requirement

    def filters(self, *, brackets: bool) -> Finding | None:
        """Return a filter that finds the wrong users; ``brackets``: one with ``emails[…]`` in it."""
        name = "value-filters" if brackets else "filters"
        source = Filters(self._random(name), self._shapes.get(USERS), brackets=brackets, length=60)
        return self._programs(name, source.steps)

    def patch_programs(self) -> Finding | None:
        """Return a PATCH program whose outcome is not what RFC 7644, 3.5.2 says."""
        source = Programs(self._random("patch-programs"), self._shapes.get(USERS), length=12)
        return self._programs("patch-programs", source.steps)

    def sequences(self) -> Finding | None:
        """Return a sequence over users and groups after which something is not as it has to be."""
        has = {each: self._capabilities.state(each).present for each in (Capability.GROUPS, Capability.PUT)}
        source = Sequences(
            self._random("sequences"),
            self._shapes.get(USERS),
            length=24,
            groups=has[Capability.GROUPS] and not self._capabilities.never_shown("members"),
            put=has[Capability.PUT],
            patch=self._capabilities.state(Capability.PATCH).observed is not False,
        )
        return self._programs("sequences", source.steps)

    def inputs(self, name: str) -> Finding | None:
        """Return an odd request whose answer breaks a rule: that of the requirement ``fuzz.`` and the name."""
        if (replayed := self._replayed(name)) is not None and replayed.request is not None:
            violations = self._sent(partial(play, requests=[*replayed.before, replayed.request])).violations
        else:
            violations = self._inputs.violations
            if not self._inputs.sent:
                raise _untried(self._inputs.budget)
        return self._finding(name, [each for each in violations if each.topic == name])

    def invalid_filters(self) -> Finding | None:
        """Return an invalid filter that finds a user."""
        return self._questions("invalid-filters", odd_filters.broken)

    def hostile_values(self) -> Finding | None:
        """Return a filter whose value is more than a value to the target."""
        return self._questions("hostile-values", odd_filters.hostile)

    # Programs

    def _programs(self, name: str, source: Source) -> Finding | None:
        explores, all_ = self._budgets(name)
        prefix = f"{self._orders.prefix}{name[0]}{name[-1]}"
        campaign = Campaign(self._client, prefix, explores, all_, stops=not self._orders.deep)
        replayed = self._replayed(name)
        if replayed is not None:
            try:
                again = campaign.replay(list(replayed.steps))
            except NotCreated as problem:
                raise self._not_created(problem) from None
            return self._found(name, [again] if again else [])
        outcome = campaign.run(source)
        if outcome.not_created is not None and not outcome.steps:
            raise self._not_created(outcome.not_created)
        if not outcome.steps and not outcome.found:
            raise _untried(explores)
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
        document = openapi.document(self._capabilities, self._client.target.base_url)
        scale = self._orders.budget.requests / QUICK
        requests = RequestSelection(document, self._shapes, self._orders.seed, scale)

        def everything(inputs: Inputs) -> None:
            if self._orders.deep:
                explore(requests.generator, inputs, inputs.budget.left // _WALKED)
            for each in requests.all(deep=self._orders.deep):
                inputs.send(each)

        inputs = self._sent(everything)
        if self._orders.deep:
            self._poison(inputs, requests)
        return inputs

    def _poison(self, inputs: Inputs, requests: RequestSelection) -> None:
        """Send, last of all, what a target may be unable to show again, each to a user that is deleted at once."""
        last = self._sent(
            lambda sender: send_poison(sender, islice(requests.poison(), _POISONED)), self._input_budgets[1]
        )
        inputs.violations += last.violations

    def _sent(self, send: Callable[[Inputs], None], budget: RequestBudget | None = None) -> Inputs:
        inputs = self._sender(budget or self._input_budgets[0])
        try:
            inputs.open()
            send(inputs)
        except NotCreated as problem:
            raise self._not_created(problem) from None
        except OutOfBudget:
            pass
        finally:
            inputs.close()
        return inputs

    def _sender(self, budget: RequestBudget) -> Inputs:
        return Inputs(self._client, budget, f"{self._orders.prefix}i{next(self._numbers)}", self._shapes)

    def _finding(self, name: str, violations: list[Violation], *, trims: bool = True) -> Finding | None:
        if not violations:
            return None
        smallest, again = min(violations, key=size), True
        if trims and self._replayed(name) is None:
            smallest, again = shortest_of(violations, lambda: self._sender(self._input_budgets[1]))
        story = Story(f"fuzz.{name}", self._orders.seed, request=smallest.request, before=smallest.before)
        places = {(each.request.method, each.mismatch.expected) for each in violations}
        more = _more(len({each.request for each in violations}), len(places), repeats=again)
        return Finding(smallest.mismatch, smallest.trail[-1], smallest.trail, story.to_json(), more)

    # Questions

    def _questions(self, name: str, make: Callable[[Random, str, int], list[str]]) -> Finding | None:
        share, _ = self._budgets(name)
        replayed = self._replayed(name)
        random = self._random(name)
        try:
            violations = ask(
                self._client,
                share,
                f"{self._orders.prefix}q{random.randrange(1000)}",
                lambda somebody: make(random, somebody, 1000 if self._orders.deep else share.left),
                self._shapes.get(USERS),
                again=replayed.request if replayed is not None else None,
            )
        except NotCreated as problem:
            raise self._not_created(problem) from None
        except OutOfBudget:
            raise _untried(share) from None
        if violations is None:
            raise NotApplicable("no filter is answered with 200, so that results cannot be compared")
        return self._finding(name, violations, trims=False)

    # Around it

    def _replayed(self, name: str) -> Story | None:
        story = self._orders.story
        return story if story is not None and story.requirement == f"fuzz.{name}" else None

    @cached_property
    def _input_budgets(self) -> tuple[RequestBudget, RequestBudget]:
        return self._budgets("inputs")

    def _budgets(self, name: str) -> tuple[RequestBudget, RequestBudget]:
        """Return what a campaign may explore for, and what it may spend in all: what others wait for is theirs."""
        self._waiting.discard(name)
        budget = self._orders.budget
        kept = sum(_SHARES[each] for each in self._waiting) * budget.requests // QUICK
        seconds = budget.seconds * _SHARES[name] / sum(_SHARES.values())
        all_ = self._budget.part(self._budget.left - kept, seconds)
        return all_.part(_SHARES[name] * budget.requests // QUICK), all_

    def _random(self, name: str) -> Random:
        return Random(f"{self._orders.seed}/{name}")  # noqa: S311 - no secret

    def _not_created(self, problem: NotCreated) -> NotTestable | NotApplicable:
        refused = problem.exchange.status in range(400, 500)
        if refused and problem.endpoint == USERS and self._capabilities.creates_users:
            return NotApplicable(f"the target has rules for users that its schemas do not state: {problem}")
        return NotTestable(
            _CREATED.get(problem.endpoint, "users.created"), f"no resource for fuzzing could be created: {problem}"
        )

    @cached_property
    def _shapes(self) -> dict[str, Shape]:
        return {each.endpoint: each for each in shapes(self._capabilities)}


def _untried(budget: RequestBudget) -> Observed:
    if budget.left:
        return Observed("nothing was tried: the target stores too few attributes for PATCH programs")
    return Observed("nothing was tried: the limit of fuzzing (--budget) was already reached")


def _more(times: int, kinds: int, *, repeats: bool) -> str:
    """Return what a finding says beside its smallest example."""
    said = [] if times == 1 else [f"{times} times in all"]
    said += [] if kinds == 1 else [f"in {kinds} forms, of which this is the shortest"]
    said += [] if repeats else ["not again when the same requests were repeated"]
    return ", ".join(said)
