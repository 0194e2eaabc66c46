"""One load: sends Entra's requests at a fixed rate, prints the result, and deletes what it created."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from scimproof.entra.actor import Entra
from scimproof.entra.dialect import Dialect
from scimproof.entra.directory import Directory
from scimproof.exit_codes import ExitCode
from scimproof.interruption import interruption
from scimproof.load.drive import Steady, drive
from scimproof.load.figures import Figures
from scimproof.load.user_journey import LENGTH, life
from scimproof.report.text import inert, one_line
from scimproof.scim.cleanup import clean_up
from scimproof.scim.client import connect
from scimproof.scim.guard import Guard
from scimproof.scim.journal import JOURNALS, Journal
from scimproof.scim.preflight import Unreachable, preflight
from scimproof.scim.resource import Resource
from scimproof.settings import Settings, UsageError
from scimproof.target import Target
from scimproof.target_settings import new_id


class LoadRun:
    """One load: sends, measures, prints, and removes what it created.

    Args:
        settings: the user's.
        target: where to send.
        rate: requests a second.
        seconds: for how long.
    """

    def __init__(self, settings: Settings, target: Target, rate: float, seconds: float) -> None:
        self._settings = settings
        self._target = target
        self._rate = rate
        self._seconds = seconds
        self._console = Console(highlight=False, soft_wrap=True)
        self._id = new_id()
        self._journal = Journal(JOURNALS, self._id, base_url=target.base_url, prefix=f"scimproof-{self._id}-")

    def run(self, save: Path | None) -> ExitCode:
        """Send the load; returns the exit code.

        Args:
            save: where the figures go as JSON; nowhere without it.

        Raises:
            Unreachable: there is no target to send it to.
            UsageError: the figures cannot be saved.
        """
        started = datetime.now(UTC).isoformat(timespec="seconds")
        guard = Guard(self._target.base_url, self._journal, prefix=self._journal.prefix)
        client = connect(self._target, guard=guard, pace=Steady())
        try:
            preflight(client, self._target.base_url)
        except Unreachable:
            client.close()
            raise
        lives = math.ceil(self._rate * self._seconds / LENGTH)
        self._say(
            f"scimproof load, {self._target.base_url}\n{self._rate:g} requests a second for {self._seconds:g} s: "
            f"about {lives:,} users and one group are created, and deleted at the end."
        )
        with interruption() as stopping:
            try:
                figures = self._drive(Entra(client, self._dialect), stopping.is_set)
            finally:
                client.close()
                left = self._clean_up(guard)
        self._show(figures)
        if save is not None:
            _save(save, figures.as_json(self._target.base_url, started))
        if stopping.is_set():
            return ExitCode.INTERRUPTED
        return ExitCode.FINDINGS if left or figures.why_not() else ExitCode.OK

    @property
    def _dialect(self) -> Dialect:
        return Dialect.FLAG if self._target.flag else Dialect.LEGACY

    def _drive(self, entra: Entra, stopping: Callable[[], bool]) -> Figures:
        directory = Directory(self._journal.prefix.rstrip("-"), self._settings.seed or 0)
        group = Resource.of(entra.create_group(directory.team().scim()), "/Groups")
        if group is None or not entra.client.guard.owns(group.id, "/Groups"):
            self._say("No group could be created: the load has no requests on groups.")
            group = None
        shown = not self._settings.quiet and self._console.is_terminal
        with Progress(console=self._console, transient=True, disable=not shown) as bar:
            task = bar.add_task("requests", total=None)
            return drive(
                lambda: life(entra, directory.person(), group),
                rate=self._rate,
                seconds=self._seconds,
                stopping=stopping,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )

    def _clean_up(self, guard: Guard) -> int:
        client = connect(self._target, guard=guard)
        swept = clean_up(client, self._journal, budget=120.0 + self._seconds)
        client.close()
        self._journal.close_if_clean()
        self._say(f"{swept.deleted:,} deleted, {len(swept.left):,} left.")
        for each in swept.left[:20]:
            line = f"  {each.endpoint}/{each.id or '?'} {each.name}: {each.why}"
            self._console.print(inert(one_line(line, 400)), markup=False)
        return len(swept.left)

    def _show(self, figures: Figures) -> None:
        table = Table(show_edge=False, pad_edge=False, header_style="dim", box=None)
        for column in ("", "requests", "median", "95 %", "99 %", "longest"):
            table.add_column(column, justify="right" if column else "left")
        for kind in (*figures.durations, ""):
            count, *times = figures.row(kind)
            table.add_row(kind or "all", f"{count:,}", *(f"{each * 1000:,.0f} ms" for each in times))
        if not self._settings.quiet:
            self._console.print(table)
        if figures.example:
            self._console.print(inert(one_line(f"The first failure: {figures.example}", 400)), markup=False)
        why = figures.why_not()
        said = f"not sustained: {why}" if why else "sustained: no 429, no 5xx, all answered"
        sent = f"{figures.sent:,} requests, {figures.reached:.1f} a second of {self._rate:g} asked for"
        self._console.print(f"{sent}: {said}.", markup=False)

    def _say(self, text: str) -> None:
        if not self._settings.quiet:
            self._console.print(text, markup=False)


def _save(file: Path, figures: dict[str, object]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"--save: {file}: {problem.strerror or problem}") from None
