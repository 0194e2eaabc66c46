"""Runs programs until one fails or the budget is used, and reduces a failing one to its shortest form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import count

from scimproof.expect import judging_with, patience
from scimproof.fuzz.budget import OutOfBudget, RequestBudget
from scimproof.fuzz.model.executor import World
from scimproof.fuzz.model.fault import Fault, NotCreated
from scimproof.fuzz.model.steps import Step, bare, simpler
from scimproof.fuzz.shrinking.delta_debugging import shortest, simplest
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange

Source = Callable[[World], Iterator[Step]]

_MOST_SHRUNK = 3
"""How many programs that fail in one kind of place are cut short: what each costs is lost to finding others."""

_LEAST = 2
"""Steps of a program that cannot be shorter: a create, and what is done with it."""

_HASTE = 0.3
"""Seconds that a read may lag while shrinking: what was seen once with all patience need not be waited for again."""


@dataclass(slots=True)
class Found:
    """A fault with the shortest program that shows it.

    Attributes:
        fault: of the shortest program.
        steps: that program.
        trail: its exchanges.
        trials: how many shorter programs were tried.
        times: how many programs failed in the same way.
        repeats: whether the fault was seen again when the program was run again.
    """

    fault: Fault
    steps: list[Step]
    trail: list[Exchange]
    trials: int = 0
    times: int = 1
    repeats: bool = True

    @property
    def signature(self) -> tuple[str, ...]:
        """What two failures with one cause have in common."""
        return tuple(f"{each.do} {each.endpoint}" for each in self.steps if each.do != "create")


@dataclass(slots=True)
class Outcome:
    """What a campaign came to."""

    found: list[Found] = field(default_factory=list)
    programs: int = 0
    steps: int = 0
    not_created: NotCreated | None = None


class Campaign:
    """Runs programs.

    Args:
        client: the plain client.
        prefix: what every name begins with.
        explores: the budget for new programs.
        shrinks: the budget for making a failing one shorter; exploring spends from it too.
        stops: whether the first fault ends it.
    """

    def __init__(
        self, client: Client, prefix: str, explores: RequestBudget, shrinks: RequestBudget, *, stops: bool
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._explores = explores
        self._shrinks = shrinks
        self._stops = stops
        self._runs = count(1)
        self._trials = 0

    def run(self, source: Source) -> Outcome:
        """Run programs from a source, each in a world of its own."""
        outcome = Outcome()
        spent = -1
        while self._explores.left > 0 and self._explores.spent != spent:
            spent = self._explores.spent
            failed = self._program(source, outcome)
            if failed is not None:
                self._enter(outcome, failed)
                if self._stops:
                    break
            if not outcome.steps and not outcome.found:
                break  # no program gets beyond its creates, and none ever will
        return outcome

    def replay(self, steps: list[Step]) -> Found | None:
        """Run one program once."""
        world = self._world(self._explores)
        try:
            fault = world.play(steps)
        finally:
            world.clear()
        return Found(fault, steps, world.trail) if fault is not None else None

    def _program(self, source: Source, outcome: Outcome) -> Found | None:
        world = self._world(self._explores)
        world.trusting = True
        done: list[Step] = []
        outcome.programs += 1
        try:
            for drawn in source(world):
                step = world.abstract(drawn)
                done.append(step)
                fault = world.do(step)
                outcome.steps += step.do != "create"
                if fault is not None:
                    return Found(fault, self._sharpened(world, done, fault), list(world.trail))
        except OutOfBudget:
            pass
        except NotCreated as problem:
            outcome.not_created = problem
        finally:
            world.clear()
        return None

    def _sharpened(self, world: World, done: list[Step], fault: Fault) -> list[Step]:
        """Cut a filter that finds the wrong ones while they are still there: a question costs one request."""
        if fault.kind != "find":
            return done

        def fails(step: Step) -> bool:
            self._shrinks.spend()
            return world.do(step) is not None

        with _haste():
            return [*done[:-1], simplest(done[-1], simpler, fails)]

    def _enter(self, outcome: Outcome, failed: Found) -> None:
        alike = [each for each in outcome.found if each.fault.kind == failed.fault.kind]
        if sum(each.times for each in alike) >= _MOST_SHRUNK:
            alike[0].times += 1  # whatever else it is, this one has to be fixed first
            return
        found = self._shrunk(failed)
        for index, each in enumerate(outcome.found):
            if each.fault.kind == found.fault.kind and each.signature == found.signature:
                smallest = min(each, found, key=lambda one: len(str([step.to_json() for step in one.steps])))
                outcome.found[index] = replace(smallest, times=each.times + 1)
                return
        outcome.found.append(found)

    def _shrunk(self, failed: Found) -> Found:
        """Return the shortest program that fails in the same way, with the shortest transcript of it."""
        self._trials = 0
        best = failed
        trusting = False

        def fails(steps: list[Step]) -> bool:
            nonlocal best
            again = self._trial(steps, failed.fault.kind, trusting=trusting)
            if again is not None:
                best = again
            return again is not None

        def fails_with(index: int) -> Callable[[Step], bool]:
            return lambda step: fails([*best.steps[:index], step, *best.steps[index + 1 :]])

        repeated = False
        with suppress(OutOfBudget), _haste():
            repeated = any(fails(each) for each in _guesses(failed.steps))
            if repeated:
                several = len(best.steps) > _LEAST
                trusting = several
                trusting = several and fails(best.steps)
                fails(bare(best.steps))
                shortest(best.steps if several else (), fails)
                for index in range(len(best.steps) - 1, -1, -1):
                    simplest(best.steps[index], simpler, fails_with(index))
        return replace(best, trials=self._trials, repeats=repeated)

    def _trial(self, steps: list[Step], kind: str, *, trusting: bool) -> Found | None:
        self._trials += 1
        world = self._world(self._shrinks)
        try:
            fault = world.play(steps, trusting=trusting)
        except NotCreated:
            return None
        finally:
            world.clear()
        return Found(fault, steps, world.trail) if fault is not None and fault.kind == kind else None

    def _world(self, budget: RequestBudget) -> World:
        return World(self._client, budget, f"{self._prefix}{next(self._runs)}-")


def _guesses(steps: list[Step]) -> Iterator[list[Step]]:
    """Yield programs that may do as well, the boldest first: what only looks is seldom needed, nor is everybody."""
    last = steps[-1:]
    yield [each for each in steps[:-1] if each.do == "create"] + last
    writes = [each for each in steps[:-1] if each.do not in ("look", "find")]
    near = {steps[-1].on}
    for _ in range(2):
        near |= {each.on for each in writes if near & _mentioned(each)}
        near |= {name for each in writes if each.on in near for name in _mentioned(each)}
    yield [each for each in writes if each.on in near] + last
    yield writes + last
    yield steps


def _mentioned(step: Step) -> set[str]:
    return {step.on, *re.findall(r"\$\{(\w+)\}", json.dumps(step.to_json()))} - {"run"}


@contextmanager
def _haste() -> Iterator[None]:
    usual = patience()
    with judging_with(replace(usual, seconds=min(usual.seconds, _HASTE))):
        yield
