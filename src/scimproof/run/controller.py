"""The run in its controller process: opened before the first case and closed after the last, in any case."""

from __future__ import annotations

import secrets
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from scimproof import catalogue
from scimproof.exit_codes import ExitCode
from scimproof.report import allure
from scimproof.report.model import Report
from scimproof.report.output_paths import refuse_bad_places
from scimproof.report.write import write_all
from scimproof.run import assemble, baseline, fuzz_options, gallery_tables, observing
from scimproof.run.progress import Progress
from scimproof.run.records import CaseRecord, WorkerOrder, WorkerSummary, summary_of
from scimproof.run.verdicts import Judge
from scimproof.run.waiver_template import write_first
from scimproof.run.workbench import Run, Workbench
from scimproof.scim.cleanup import CleanUp, clean_up
from scimproof.scim.journal import JOURNALS
from scimproof.scim.preflight import Unreachable, preflight
from scimproof.settings import Settings, UsageError
from scimproof.target_settings import new_id, target_of, with_target

_ENDED_WELL = (ExitCode.OK, ExitCode.FINDINGS)


class CannotStart(Exception):
    """A run that ends before it began; the message is one line for the user.

    Attributes:
        code: the exit code.
    """

    def __init__(self, line: str, code: ExitCode) -> None:
        super().__init__(line)
        self.code = code


class Controller:
    """Opens, collects, cleans up and reports.

    Args:
        settings: what was asked.
        speaks: whether to print here; under plain pytest its own summary does.
    """

    def __init__(self, settings: Settings, *, speaks: bool) -> None:
        self.settings = settings
        self.report: Report | None = None
        self.paths: dict[str, Path] = {}
        self.opened = False
        self.refused = ""
        self._earlier: Report | None = None
        self._speaks = speaks
        self._progress = Progress(shown=speaks and not settings.quiet)
        self._stack = ExitStack()
        self._cases: list[CaseRecord] = []
        self._summaries: list[WorkerSummary] = []
        self._expected: set[str] = set()
        self._observed: list[str] = []
        self._started = datetime.now(UTC)
        self._begun = time.monotonic()
        self._bench: Workbench | None = None

    @property
    def bench(self) -> Workbench:
        """The controller's own tools; under ``--workers`` it only opens and cleans up with them."""
        assert self._bench is not None, "the run is not open yet"  # noqa: S101 - a slip of ours, not the user's
        return self._bench

    @property
    def _validates(self) -> bool:
        """Whether Microsoft's gallery tests follow the suites."""
        return self.settings.profile == gallery_tables.PROFILE

    # Opening

    def open(self, cases: int | None = None) -> None:
        """Start the reference target if none was given, see that the target answers, and open the journal."""
        if self.refused:
            return  # pytest ends a collection that was stopped with the same hook
        if not self.opened:
            try:
                self._open()
            except UsageError as problem:
                self.stop(str(problem), ExitCode.USAGE)
            except Unreachable as problem:
                self.stop(str(problem), ExitCode.UNREACHABLE)
        if cases is not None:
            self._progress.start(self.bench.target.base_url, cases)

    def prepare(self) -> None:
        """Open the run before its workers start, once the selection is known to make sense."""
        if not self.opened:
            try:
                self.observes(observing.selected(self.settings))
            except UsageError as problem:
                self.stop(str(problem), ExitCode.USAGE)
            self.open()

    def observes(self, ids: list[str]) -> None:
        """Learn which requirements are judged by the exchanges of all others, when these are over."""
        self._observed = ids

    def expects(self, ids: list[str]) -> None:
        """Learn from a worker which cases there are; every worker collects the same."""
        if not self._expected:
            self._expected = set(ids)
            self._progress.start(self.bench.target.base_url, len(ids))

    def for_worker(self, number: int) -> WorkerOrder:
        """Return what a worker must know; its number is 1 or more."""
        self.prepare()
        return WorkerOrder(self.bench.settings, replace(self.bench.run, worker=number), self.bench.calibration)

    def _open(self) -> None:
        if not self.settings.plan:
            refuse_bad_places(self.settings)
            self._earlier = baseline.load(self.settings.baseline) if self.settings.baseline else None
        settings = with_target(self.settings, self._stack)
        target = target_of(settings)
        if self._validates:
            gallery_tables.planned(self.settings)  # a file that cannot be read is told before anything is sent
            gallery_tables.borne(self.settings, target.base_url)
        run = Run(
            id=new_id(),
            seed=self.settings.seed if self.settings.seed is not None else secrets.randbelow(2**31),
            journal=str(JOURNALS.absolute()),
            workers=self.settings.workers,
        )
        catalogue.requirements()  # read before the first case: a file that changes meanwhile cannot spoil the end
        self._bench = Workbench(settings, target, run)
        try:
            preflight(self._bench.scim, target.base_url)
            self._learn()
        except BaseException:
            self._stack.close()
            raise
        self.opened = True

    def _learn(self) -> None:
        """Learn what the target takes, before the first verdict."""
        with self.bench.recorder.shared():
            _ = self.bench.calibration

    def stop(self, line: str, code: ExitCode) -> NoReturn:
        """End the run before it began, with one line for the user.

        Raises:
            CannotStart: always.
        """
        self.refused = line
        raise CannotStart(f"scimproof: {line}" if not self._speaks else line, code)

    # Collecting

    def take(self, record: CaseRecord) -> None:
        """Take one case, which may come from another process."""
        self._cases.append(record)
        self._progress.advance(record.requirement, record.case)

    def take_summary(self, summary: WorkerSummary) -> None:
        """Take what a worker found out beside its cases."""
        self._summaries.append(summary)

    # Closing

    def close(self, exitstatus: int, judge: Judge) -> int:
        """Clean up, write the reports and return the exit code."""
        self._progress.stop()
        observer = observing.Observer(self._observed if exitstatus in _ENDED_WELL else [], self.bench, judge)
        observer.audit(self._cases, self._summaries)
        swept = self._sweep()
        observer.audit_removed(self._cases, self._summaries)
        outcomes = gallery_tables.validate(self.bench) if self._validates and exitstatus in _ENDED_WELL else {}
        swept = self._sweep() if outcomes else swept
        self._cases = fuzz_options.keep(self._cases)
        observed = observer.cases(self._cases, self._summaries)
        self.report = assemble.report(
            assemble.Collected(
                cases=[*self._cases, *observed],
                summaries=[*self._summaries, summary_of(self.bench)],
                expected=len(self._expected) + len(observed) if self._expected else 0,
                swept=swept,
                interrupted=exitstatus == ExitCode.INTERRUPTED,
                started=self._started,
                seconds=time.monotonic() - self._begun,
                embedded=not self.settings.tenant_url,
            ),
            self.settings,
            self.bench,
            judge,
            self._earlier,
        )
        if outcomes:
            made = gallery_tables.tables(outcomes, self.bench.settings, self.report.results, self.report.capabilities)
            self.report.tables.extend(made)
        if not self.settings.plan:
            junit, sarif = (Path(each) if each else None for each in (self.settings.junit, self.settings.sarif))
            self.paths = write_all(self.report, self._folder(), junit, sarif)
            if self.settings.allure:
                allure.write_run(self.report, Path(self.settings.allure))
            if self.settings.write_waivers:
                write_first(self.report, Path(self.settings.write_waivers), judge.today)
        self.bench.close()
        self.bench.pause_file.unlink(missing_ok=True)
        self._stack.close()
        return self.report.exit_code

    def print_end(self) -> None:
        """Print the verdict, the findings and where the report is."""
        if self.report is not None and not self.settings.plan:
            self._progress.end(self.report, self.paths, quiet=self.settings.quiet)

    def _sweep(self) -> CleanUp:
        """Remove what the run created and did not remove yet, in reverse order."""
        if self.settings.keep:
            return CleanUp()
        with self.bench.recorder.shared():
            swept = clean_up(self.bench.scim, self.bench.journal, patience=self.settings.patience)
        self.bench.journal.close_if_clean()
        return swept

    def _folder(self) -> Path:
        if self.settings.report_dir:
            return Path(self.settings.report_dir)
        return Path("reports") / f"{self._started:%Y%m%d-%H%M%S}-{self.bench.run.id}"
