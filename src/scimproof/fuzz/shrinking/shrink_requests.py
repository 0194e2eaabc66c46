"""Cutting a request that breaks a rule down to what breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from scimproof.fuzz.budget import OutOfBudget
from scimproof.fuzz.model.executor import NotCreated
from scimproof.fuzz.requests.inputs import Inputs, Slip
from scimproof.fuzz.requests.schemathesis_source import Draft
from scimproof.fuzz.requests.walks import play
from scimproof.fuzz.shrinking.delta_debugging import shortest, simplest, smaller

_REMEMBERED = frozenset({"refused-without-trace", "read-only"})
"""The rules that are about what a request leaves behind: what the one before left must not be taken for its work."""

_TRIED = 3
"""Of the requests that break one rule so many are sent again, until one does so again."""


def size(slip: Slip) -> tuple[int, int]:
    """Return how much there is to read in a fault."""
    return len(slip.before), len(slip.draft.content or b"") + len(slip.draft.query)


def shortest_of(slips: Sequence[Slip], fresh: Callable[[], Inputs]) -> tuple[Slip, bool]:
    """Return the smallest fault of several that break one rule, cut short, and whether it was seen again.

    What was not seen again had its cause elsewhere, such as in a request before it after which a connection broke.
    """
    ranked = sorted(slips, key=size)
    seen = next((each for each in (_trimmed(one, fresh) for one in ranked[:_TRIED]) if each is not None), None)
    return seen or ranked[0], seen is not None


def _trimmed(slip: Slip, fresh: Callable[[], Inputs]) -> Slip | None:
    """Return the same fault with nothing in its request that can be left out, as far as the money goes.

    None says that it was not seen again: whatever was sent before had a part in it.

    Args:
        slip: the fault.
        fresh: makes what sends requests, without victims yet.
    """
    inputs = fresh()
    best = slip

    def fails(draft: Draft, before: Sequence[Draft] | None = None) -> bool:
        nonlocal best
        if slip.topic in _REMEMBERED and draft.method != "POST":
            inputs.close()
            inputs.open()
        found = _again(inputs, best.before if before is None else before, draft, slip.topic)
        best = found or best
        return found is not None

    def fails_after(index: int) -> Callable[[Draft], bool]:
        return lambda less: fails(best.draft, (*best.before[:index], less, *best.before[index + 1 :]))

    try:
        inputs.open()
        if not fails(slip.draft, slip.before):
            return None
        if slip.before and not fails(slip.draft, ()):
            shortest(slip.before, lambda before: fails(slip.draft, before))
        _trim(slip.draft, fails)
        for index, each in enumerate(best.before):
            _trim(each, fails_after(index))
    except (OutOfBudget, NotCreated):
        pass
    finally:
        inputs.close()
    return best


def _again(inputs: Inputs, before: Sequence[Draft], draft: Draft, topic: str) -> Slip | None:
    """Send a draft after others, whatever was sent before those, and return how it breaks a rule."""
    inputs.slips.clear()
    play(inputs, (*before, draft))
    return next((each for each in inputs.slips if each.topic == topic and each.draft == draft), None)


def _trim(draft: Draft, fails: Callable[[Draft], bool]) -> None:
    if not isinstance(draft.body, dict):
        shortest(draft.query.split("&"), lambda parts: fails(replace(draft, query="&".join(parts))))
        return

    def fails_with(body: Any) -> bool:
        return fails(replace(draft, content=json.dumps(body).encode()))

    left = shortest(list(draft.body.items()), lambda items: fails_with(dict(items)))
    simplest(dict(left), smaller, fails_with)
