"""Reduces a request that breaks a rule to the part that breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from scimproof.fuzz.budget import OutOfBudget
from scimproof.fuzz.model.fault import NotCreated
from scimproof.fuzz.requests.inputs import Inputs, Violation
from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest
from scimproof.fuzz.requests.walks import play
from scimproof.fuzz.shrinking.delta_debugging import shortest, simplest, smaller

_REMEMBERED = frozenset({"refused-without-trace", "read-only"})
"""The rules that are about what a request leaves behind: what the one before left must not be taken for its work."""

_TRIED = 3
"""Of the requests that break one rule so many are sent again, until one does so again."""


def size(violation: Violation) -> tuple[int, int]:
    """Return how much there is to read in a fault."""
    return len(violation.before), len(violation.request.content or b"") + len(violation.request.query)


def shortest_of(violations: Sequence[Violation], fresh: Callable[[], Inputs]) -> tuple[Violation, bool]:
    """Return the smallest fault of several that break one rule, cut short, and whether it was seen again.

    What was not seen again had its cause elsewhere, such as in a request before it after which a connection broke.
    """
    ranked = sorted(violations, key=size)
    seen = next((each for each in (_trimmed(one, fresh) for one in ranked[:_TRIED]) if each is not None), None)
    return seen or ranked[0], seen is not None


def _trimmed(violation: Violation, fresh: Callable[[], Inputs]) -> Violation | None:
    """Return the same fault with nothing in its request that can be left out, as far as the budget goes.

    None says that it was not seen again: whatever was sent before had a part in it.

    Args:
        violation: the fault.
        fresh: makes what sends requests, without own_resources yet.
    """
    inputs = fresh()
    best = violation

    def fails(request: GeneratedRequest, before: Sequence[GeneratedRequest] | None = None) -> bool:
        nonlocal best
        if violation.topic in _REMEMBERED and request.method != "POST":
            inputs.close()
            inputs.open()
        found = _again(inputs, best.before if before is None else before, request, violation.topic)
        best = found or best
        return found is not None

    def fails_after(index: int) -> Callable[[GeneratedRequest], bool]:
        return lambda less: fails(best.request, (*best.before[:index], less, *best.before[index + 1 :]))

    try:
        inputs.open()
        if not fails(violation.request, violation.before):
            return None
        if violation.before and not fails(violation.request, ()):
            shortest(violation.before, lambda before: fails(violation.request, before))
        _trim(violation.request, fails)
        for index, each in enumerate(best.before):
            _trim(each, fails_after(index))
    except (OutOfBudget, NotCreated):
        pass
    finally:
        inputs.close()
    return best


def _again(
    inputs: Inputs, before: Sequence[GeneratedRequest], request: GeneratedRequest, topic: str
) -> Violation | None:
    """Send a request after others, whatever was sent before those, and return how it breaks a rule."""
    inputs.violations.clear()
    play(inputs, (*before, request))
    return next((each for each in inputs.violations if each.topic == topic and each.request == request), None)


def _trim(request: GeneratedRequest, fails: Callable[[GeneratedRequest], bool]) -> None:
    if not isinstance(request.body, dict):
        shortest(request.query.split("&"), lambda parts: fails(replace(request, query="&".join(parts))))
        return

    def fails_with(body: Any) -> bool:
        return fails(replace(request, content=json.dumps(body).encode()))

    left = shortest(list(request.body.items()), lambda items: fails_with(dict(items)))
    simplest(dict(left), smaller, fails_with)
