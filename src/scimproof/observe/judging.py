"""From the judgement of each answer to one finding: the clearest example, and how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scimproof.expect.outcome import Mismatch, NotApplicable, NotTestable, Unmet
from scimproof.observe.history import History, Operation


@dataclass(frozen=True)
class Violation:
    """An answer in which an invariant does not hold.

    Attributes:
        operation: the exchange that shows it.
        expected: what had to hold.
        observed: what was seen.
        at: the attribute, or empty for the whole answer.
        trail: the operations that lead there, in order, where more than one is needed; the last is `operation`.
    """

    operation: Operation
    expected: str
    observed: str
    at: str = ""
    trail: tuple[Operation, ...] = ()


Judged = Iterable[Violation | None]
"""What an invariant returns: for each answer that it judged, a violation, or None where it holds."""


def holds_everywhere(history: History, invariant: Callable[[History], Judged], *, otherwise: str) -> None:
    """Judge an invariant by all exchanges of a run.

    What a broken case saw in its own exchanges is the finding of that case, and so is what is of the same kind: the
    same sort of request, answered with the same status, wrong in the same place. Everything else is found here.

    Args:
        history: of the run.
        invariant: says of each answer that it judges whether it holds there.
        otherwise: what the run does not show; the reason when nothing was judged.

    Raises:
        Unmet: it is broken somewhere; the example is the plainest of its most frequent kind.
        NotTestable: all that it sees is the finding of others.
        NotApplicable: no answer shows what it is about.
    """
    everything = list(invariant(history))
    broken = [each for each in everything if each is not None]
    if not everything:
        raise NotApplicable(otherwise)
    if not broken:
        return
    owners = {_kind(each): owner for each in broken if (owner := _owner(history, each))}
    own = [each for each in broken if _kind(each) not in owners]
    example = _example(own or broken)
    if not own:
        raise NotTestable(owners[_kind(example)], _said(example))
    count = f" (in {len(broken)} of {len(everything)} answers)" if len(everything) > 1 else ""
    unmet = Unmet(Mismatch(example.expected, f"{example.observed}{count}", example.at), example.operation.exchange)
    unmet.trail = tuple(each.exchange for each in example.trail)
    raise unmet


def _example(broken: list[Violation]) -> Violation:
    most = Counter(map(_kind, broken)).most_common(1)[0][0]
    return min((each for each in broken if _kind(each) == most), key=_plainness)


def _owner(history: History, violation: Violation) -> str:
    """Return the requirement one of whose broken cases saw the violation itself; empty where none did."""
    number = violation.operation.exchange.number
    return next((found for found, made in history.findings.items() if number in made), "")


def _said(violation: Violation) -> str:
    return f"the same fault is visible here: {violation.observed}, not {violation.expected}"


def _kind(violation: Violation) -> tuple[str, str, bool, int, str]:
    seen = violation.operation
    return seen.method, seen.endpoint, bool(seen.id), seen.status, violation.at


def _plainness(violation: Violation) -> tuple[bool, int, int]:
    """Put first what is easy to read: no odd input of fuzzing, few steps, a short request."""
    exchange = violation.operation.exchange
    return exchange.label.startswith("fuzzing"), len(violation.trail), len(exchange.request.body)
