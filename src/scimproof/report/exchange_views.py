"""Exchanges as an article or a transcript shows them: inline while there is room, else opened by the script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scimproof.report.model import Case, Report, Result
from scimproof.report.pack import View, view

_INLINE_BUDGET = 120_000
"""Characters of exchanges that are part of the page from the start; the others open from the block."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An exchange in an article: inline when there is room, else a reference that the script opens."""

    number: int
    title: str
    outcome: str
    label: str
    decisive: bool
    inline: View | None


@dataclass(frozen=True, slots=True)
class Transcript:
    """How one fault of several requests comes about, step by step."""

    result: Result
    case: Case
    steps: list[Shown]


class Exchanges:
    """Hands out exchanges for articles: each inline once, while the budget lasts."""

    def __init__(self, report: Report) -> None:
        self._by_number = {each.number: each for each in report.exchanges}
        self._left = _INLINE_BUDGET

    def of(self, case: Case) -> list[Shown]:
        """Return all exchanges of a case, in order."""
        numbers = dict.fromkeys([*case.exchanges, *([] if case.decisive is None else [case.decisive])])
        return self.numbered(numbers, case.decisive)

    def numbered(self, numbers: Iterable[int], decisive: int | None) -> list[Shown]:
        """Return the exchanges of these numbers, where the report has them."""
        return [self._shown(each, decisive=each == decisive) for each in numbers if each in self._by_number]

    def _shown(self, number: int, *, decisive: bool) -> Shown:
        seen = view(self._by_number[number])
        size = len(seen.request) + len(seen.response)
        room = size <= self._left and decisive
        self._left -= size if room else 0
        return Shown(number, seen.title, seen.outcome, seen.label, decisive, seen if room else None)


def transcripts(results: Iterable[Result], exchanges: Exchanges) -> list[Transcript]:
    """Return how each fault that takes a story to see comes about: what fuzzing found, cut as short as it can be."""
    return [
        Transcript(result, case, exchanges.numbered(case.trail, case.decisive))
        for result in results
        for case in result.cases
        if case.trail
    ]


def ranges(shown: Iterable[Shown]) -> str:
    """Return the numbers of exchanges as ranges: ``4-9, 12``."""
    runs: list[list[int]] = []
    for number in sorted(each.number for each in shown):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
