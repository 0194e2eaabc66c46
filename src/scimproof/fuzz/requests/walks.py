"""Walks: several requests in a row on what the first of them created.

In a walk ``/Users/{1}`` is what its first create made, so that it can be cut short and played again: ids differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from scimproof.fuzz.budget import OutOfBudget
from scimproof.fuzz.requests.inputs import Inputs
from scimproof.fuzz.requests.schemathesis_source import Draft, Stock
from scimproof.scim.exchange import Exchange


@dataclass(slots=True)
class Walk:
    """One walk; what it created is deleted at its end, and another may begin.

    Attributes:
        inputs: sends and judges.
    """

    inputs: Inputs
    _names: dict[str, str] = field(default_factory=dict)
    """Of what was created, by its path."""

    def step(self, draft: Draft) -> Exchange | None:
        """Send the next draft; returns the answer, or None when it cannot be made harmless.

        Raises:
            OutOfBudget: there is no money for it.
        """
        draft = replace(draft, path=self._names.get(unquote(draft.path), draft.path))
        keeps = f"{draft.path}/{{{len(self._names) + 1}}}" if draft.method == "POST" else ""
        answer = self.inputs.send(draft, keeps=keeps)
        if answer is not None:
            self.inputs.walked.append((draft, answer))
        if keeps and (made := self.inputs.victim(keeps)) is not None:
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


def play(inputs: Inputs, drafts: Iterable[Draft]) -> None:
    """Send drafts as one walk.

    Raises:
        OutOfBudget: there is no money for one.
    """
    with walking(inputs) as walk:
        for each in drafts:
            walk.step(each)


def explore(stock: Stock, inputs: Inputs, most: int) -> None:
    """Follow the links of a document, from each create to what can be done with its result, for so many requests."""
    begun = inputs.purse.spent
    with walking(inputs) as walk:

        def step(draft: Draft) -> Exchange | None:
            if inputs.purse.spent - begun >= most:
                raise OutOfBudget
            return walk.step(draft)

        stock.walk(step, walk.end)
