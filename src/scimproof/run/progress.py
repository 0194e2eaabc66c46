"""What the user sees during a run and at its end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from scimproof import catalogue
from scimproof.report.console import Output, render_end
from scimproof.report.model import Case, Report, Verdict
from scimproof.run.prerequisites import closure, graph

_STYLE = {Verdict.FAIL: "bold red", Verdict.WARN: "yellow", Verdict.ERROR: "bold magenta"}


class Progress:
    """A bar on a terminal; on a pipe, one line for each finding as it is made."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._console = Console(file=cast("IO[str]", Output()), highlight=False, soft_wrap=True)
        self._bar: Bar | None = None
        self._broken: set[str] = set()

    def start(self, base_url: str, cases: int) -> None:
        """Begin with so many cases."""
        if not self._shown or self._bar is not None:
            return
        self._console.print(f"scimproof judges [bold]{escape(base_url)}[/bold]: {cases} cases")
        self._bar = Bar(
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=cases)
        self._bar.start()

    def advance(self, requirement: str, case: Case) -> None:
        """Count a case; name it when it is a finding that no broken prerequisite explains so far."""
        if self._bar is None:
            return
        if case.verdict in _STYLE and not self._is_explained(requirement):
            self._broken.add(requirement)
            name = f"{requirement}[{case.name}]" if case.name else requirement
            self._bar.console.print(f"[{_STYLE[case.verdict]}]{case.verdict:>5}[/] {escape(name)}")
        self._bar.update(self._task, advance=1, description=escape(requirement))

    def _is_explained(self, requirement: str) -> bool:
        below = closure([requirement], graph(catalogue.requirements())) - {requirement}
        return not below.isdisjoint(self._broken)

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def end(self, report: Report, paths: Mapping[str, Path], *, quiet: bool) -> None:
        """Print the verdict; unless quiet, the findings and where the report is."""
        if quiet:
            self._console.print(escape(report.sentence))
        else:
            self._console.print(render_end(report, paths))
