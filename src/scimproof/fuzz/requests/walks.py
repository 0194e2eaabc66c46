"""Walks: several requests in a row on the resource that the first one created.

In a walk ``/Users/{1}`` is what its first create made, so that it can be cut short and played again: ids differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from scimproof.fuzz.budget import OutOfBudget
from scimproof.fuzz.requests.inputs import Inputs
from scimproof.fuzz.requests.poison import is_poison
from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest, RequestGenerator
from scimproof.scim.exchange import Exchange

_OK = 200


@dataclass(slots=True)
class Walk:
    """One walk; what it created is deleted at its end, and another may begin.

    Attributes:
        inputs: sends and judges.
    """

    inputs: Inputs
    _names: dict[str, str] = field(default_factory=dict)
    """Of what was created, by its path."""

    def step(self, request: GeneratedRequest) -> Exchange | None:
        """Send the next request; returns the answer, or None when it cannot be made harmless.

        Raises:
            OutOfBudget: the budget is spent.
        """
        request = replace(request, path=self._names.get(unquote(request.path), request.path))
        keeps = f"{request.path}/{{{len(self._names) + 1}}}" if request.method == "POST" else ""
        answer = self.inputs.send(request, keeps=keeps)
        if answer is not None:
            self.inputs.walked.append((request, answer))
        if keeps and (made := self.inputs.own_resource(keeps)) is not None:
            self._names[unquote(made.path)] = keeps
        return answer

    def end(self) -> None:
        """Delete what was created."""
        self.inputs.walked.clear()
        for name in self._names.values():
            self.inputs.drop(name)
        self._names.clear()


@contextmanager
def walking(inputs: Inputs) -> Iterator[Walk]:
    """Yield a walk, and end it whatever happens."""
    walk = Walk(inputs)
    try:
        yield walk
    finally:
        walk.end()


def play(inputs: Inputs, requests: Iterable[GeneratedRequest]) -> None:
    """Send requests as one walk.

    Raises:
        OutOfBudget: the budget is spent.
    """
    with walking(inputs) as walk:
        for each in requests:
            walk.step(each)


def explore(generator: RequestGenerator, inputs: Inputs, most: int) -> None:
    """Follow the links of a document, from each create to what can be done with its result, for so many requests."""
    begun = inputs.budget.spent
    with walking(inputs) as walk:

        def step(request: GeneratedRequest) -> Exchange | None:
            if inputs.budget.spent - begun >= most:
                raise OutOfBudget
            return None if is_poison(request) else walk.step(request)

        generator.walk(step, walk.end)


def send_poison(inputs: Inputs, walks: Iterable[Iterable[GeneratedRequest]]) -> None:
    """Play walks that ask the same before and after a change: what was answered with 200 must stay readable.

    Raises:
        OutOfBudget: the budget is spent.
    """
    for each in walks:
        with walking(inputs) as walk:
            readable: set[GeneratedRequest] = set()
            for request in each:
                answer = walk.step(request)
                if answer is None or request.method != "GET":
                    continue
                if request in readable:
                    inputs.judge_readable(request, answer)
                elif answer.status == _OK and answer.resource:
                    readable.add(request)
