"""What the user sees of a cycle: a bar with rate and remaining time, then the actions."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from scimproof.entra.provisioning.cycle import CycleResult
from scimproof.entra.provisioning.log import Log, Status
from scimproof.entra.provisioning.verify import Divergence, by_sort
from scimproof.report.text import inert, one_line, visible

_SHOWN = 20
_EVERY = 0.1
"""Seconds between two looks at the bar."""


def counted(users: int, groups: int) -> str:
    """Return how many users and groups there are, in words."""
    return f"{users:,} user{'s' * (users != 1)} and {groups:,} group{'s' * (groups != 1)}"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a cycle cost: requests, seconds, and how many of those the target had."""

    requests: int
    seconds: float
    target: float


class Screen:
    """Prints to standard output; a bar only on a terminal.

    Args:
        quiet: the outcome alone.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self._quiet = quiet
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._phase = ""
        self._drawn = 0.0

    def __enter__(self) -> Self:
        self._bar = Bar(
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self.console,
            transient=True,
            disable=self._quiet or not self.console.is_terminal,
        )
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def progress(self, phase: str, done: int, total: int) -> None:
        """Count an object."""
        now = time.monotonic()
        if self._bar is None or (phase == self._phase and done < total and now - self._drawn < _EVERY):
            return
        self._drawn = now
        if phase != self._phase or self._task is None:
            self._phase = phase
            self._task = self._bar.add_task(phase, total=total or None, rate="")
        speed = self._bar.tasks[self._task].speed
        rate = f"{speed:,.0f}/s" if speed else ""
        self._bar.update(self._task, completed=done, total=max(total, done) if total else None, rate=rate)

    def say(self, text: str) -> None:
        """Print a line, unless quiet."""
        if not self._quiet:
            self.console.print(escape(inert(visible(text))))

    def cycle(self, outcome: CycleResult, spent: Spent, stamp: str) -> None:
        """Print how a cycle went."""
        kind = "Initial" if outcome.initial else "Incremental"
        end = "finished" if outcome.finished else "stopped; the same command continues from there"
        self.say(
            f"{kind} cycle {end}: {spent.requests:,} requests in {spent.seconds:.1f} s, "
            f"{spent.target:.1f} s of them waiting for the target; {stamp}"
        )
        if outcome.trouble:
            self.console.print(f"[bold red]Quarantine[/]: {_shown(outcome.trouble)}")

    def counts(self, log: Log) -> None:
        """Print what was done, and the failures by code with an example each."""
        if self._quiet or not log.counts:
            return
        table = Table(show_edge=False, pad_edge=False, header_style="dim", box=None)
        for column in ("action", *(each.value for each in Status)):
            table.add_column(column, justify="left" if column == "action" else "right")
        for action in dict.fromkeys(each for each, _ in log.counts):
            counts = (log.counts.get((action, status), 0) for status in Status)
            table.add_row(action.value, *(f"{each:,}" if each else "" for each in counts))
        self.console.print(table)
        seen: set[str] = set()
        for entry in log.kept:
            if entry.status is Status.FAILURE and entry.code not in seen:
                seen.add(entry.code)
                who = f"{entry.source.kind} {entry.source.name}: " if entry.source else ""
                count = log.codes[entry.code]
                self.console.print(f"[bold red]{escape(entry.code)}[/] ({count:,}): {_shown(f'{who}{entry.reason}')}")

    def divergences(self, found: Iterable[Divergence], checked: str, escrowed: int) -> int:
        """Print what diverges, an example of each sort; return how much does."""
        every = list(found)
        sorts = by_sort(every)
        for first, count in sorts[:_SHOWN]:
            more = f" (and {count - 1:,} more like it)" if count > 1 else ""
            self.console.print(f"[bold red]Diverges[/]: {_shown(str(first))}{more}")
        if len(sorts) > _SHOWN:
            self.console.print(f"... and in {len(sorts) - _SHOWN:,} more ways")
        kinds = Counter(each.kind.value for each in every)
        outcome = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common()) or "converged"
        self.say(f"Verified {checked}: {outcome}" + (f"; {escrowed:,} in escrow left out." if escrowed else "."))
        return len(every)


def _shown(text: str) -> str:
    """Return what a target may have worded, fit for a terminal and for the log of a CI job."""
    return escape(inert(one_line(text, 400)))
