"""One run under pytest: what is collected, the result of each test, and the result of the run.

The same class serves the process that a user started (the controller) and, under ``--workers``, each worker. A worker
judges its cases and sends them on; the controller opens the run, collects the cases, cleans up and reports.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scimproof import data, profiles, waivers
from scimproof.exit_codes import ExitCode
from scimproof.expect.outcome import NotApplicable, NotTestable, Throttled, Unmet
from scimproof.plugin.case_reports import put_record, record_of, verdict_of
from scimproof.plugin.fixtures import NOTES
from scimproof.plugin.pytest_outcomes import LETTERS, message, outcome, silenced
from scimproof.requirements import ESSENTIAL, REGISTRY, Capability, Requirement, settled_by
from scimproof.run import fuzz_options, replay
from scimproof.run.controller import CannotStart, Controller
from scimproof.run.observing import NOTHING_TO_OBSERVE, is_observed
from scimproof.run.outage import Outage
from scimproof.run.read_lag import Waiting
from scimproof.run.records import CaseRecord, decode_order, decode_summary, encode, summary_of
from scimproof.run.selection import select
from scimproof.run.verdicts import Judge
from scimproof.run.workbench import Run, Workbench
from scimproof.scim.exchange import Exchange
from scimproof.scim.redact import Redactor
from scimproof.settings import Settings, UsageError
from scimproof.target_settings import target_of

NAME = "scimproof-session"

_ENDED: pytest.StashKey[BaseException | None] = pytest.StashKey()
_BUSY: pytest.StashKey[Exchange | None] = pytest.StashKey()


class RunSession:
    """The run; a pytest plugin.

    Args:
        settings: what was asked.
        speaks: whether scimproof prints (its own command line) or pytest does.
        run: the facts of the run, when this is a worker.
    """

    __name__ = NAME  # what pytest registers it under when it is handed over as an object

    def __init__(self, settings: Settings, *, speaks: bool = True, run: Run | None = None) -> None:
        fuzz_options.check(settings)
        self._replayed = replay.load(settings)
        settings = replay.focused(settings)
        self.settings = settings
        self.controller = Controller(settings, speaks=speaks) if run is None else None
        self._run = run
        self._bench: Workbench | None = None
        self._judge = Judge(
            profile=profiles.load(settings.profile),
            strict=settings.strict,
            waivers=waivers.load(Path(settings.waivers)) if settings.waivers else (),
            today=date.today(),  # noqa: DTZ011 - a waiver ends on a calendar day where its owner lives
        )
        self._outage = Outage()
        self._waiting = Waiting(lambda: self.bench, settings.settle)

    @classmethod
    def for_worker(cls, message: bytes) -> RunSession:
        """Return the session of a worker process, from what the controller sent it."""
        order = decode_order(message)
        session = cls(order.settings, run=order.run)
        session.bench.learned = order.calibration
        return session

    @property
    def bench(self) -> Workbench:
        """The tools of this process, made when first asked for."""
        if self._bench is None:
            if self.controller is not None:
                self._bench = self.controller.bench
            else:
                assert self._run is not None  # noqa: S101 - a worker always has one
                self._bench = Workbench(self.settings, target_of(self.settings), self._run)
        return self._bench

    # Collecting

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep what was selected."""
        ours = [item for item in items if requirement_of(item) is not None]
        if not ours:
            return
        try:
            kept = select(ours, self.settings, requirement_of)
        except UsageError as problem:
            if self.controller is None:
                raise  # the controller asked the same before it started this worker
            with _exiting():
                self.controller.stop(str(problem), ExitCode.USAGE)
        if self._replayed is not None and self._replayed.case:
            kept = [item for item in kept if _case_name(item) == self._replayed.case] or kept
        dropped = [item for item in ours if item not in set(kept)]
        if dropped:
            config.hook.pytest_deselected(items=dropped)
        judged = [item for item in kept if not is_observed(requirement_of(item))]
        if self.controller is not None:
            self.controller.observes([each.id for item in kept if (each := requirement_of(item)) and is_observed(each)])
            if not judged:
                self.controller.stop(NOTHING_TO_OBSERVE, ExitCode.USAGE)
        items[:] = [item for item in items if requirement_of(item) is None] + judged

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Open the run, once it is known that there is something to judge."""
        ours = [item for item in session.items if requirement_of(item) is not None]
        if self.controller is not None and ours and not session.config.option.collectonly:
            with _exiting():
                self.controller.open(len(ours))

    # Spreading a run over processes (pytest-xdist's hooks, called in the controller alone)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a new worker what it is to do; the first one opens the run."""
        if self.controller is not None and _asks_for_the_contract(node.config):
            with _exiting():
                order = self.controller.for_worker(int(node.gateway.id.removeprefix("gw")) + 1)
                node.workerinput["scimproof"] = encode(order)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Spread the cases one by one, and fuzzing as a whole."""
        if config.getvalue("dist") != "load" or not _asks_for_the_contract(config):
            return None  # somebody's own tests, or somebody's own way
        from scimproof.plugin.xdist_scheduler import Spreading  # noqa: PLC0415 - pytest-xdist is not always there

        return Spreading(config, log)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Learn what there is to judge."""
        if self.controller is not None and self.controller.opened:
            self.controller.expects(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a worker found out beside its cases."""
        sent = getattr(node, "workeroutput", {}).get("scimproof")
        if sent is not None and self.controller is not None:
            self.controller.take_summary(decode_summary(sent))

    # Running

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Start a case; a capability that is missing, or a target that went away, ends it here."""
        stated = requirement_of(item)
        if stated is None:
            return
        self.bench.recorder.begin()
        item.stash[_ENDED] = None
        remarks = item.stash.setdefault(NOTES, [])
        self._waiting.begin(remarks.append)
        self._outage.check()
        for capability in sorted(stated.needs):
            self._need(capability, stated)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn what a test did into a case with a verdict, which travels on the report of its teardown."""
        report = yield
        stated = requirement_of(item)
        if stated is None:
            return report
        if call.excinfo is not None and item.stash.get(_ENDED, None) is None:
            item.stash[_ENDED] = call.excinfo.value
        if call.when == "call":  # what the teardown removes is no part of the judgement
            item.stash[_BUSY] = next((each for each in self.bench.recorder.case() if each.throttled), None)
        if call.when != "teardown":
            return silenced(report)
        return self._conclude(item, stated, report)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Show verdicts where plain pytest shows outcomes."""
        verdict = verdict_of(report)
        if verdict is None:
            return ("", "", "") if getattr(report, "scimproof_silent", False) else None
        letter, word = LETTERS[verdict]
        return (word.lower(), letter, word)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect a case; under ``--workers`` it arrives here from another process."""
        record = record_of(report)
        if record is not None and self.controller is not None:
            self.controller.take(record)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Close the run: clean up, report, and set the exit code."""
        if self.controller is None:
            session.config.workeroutput["scimproof"] = encode(summary_of(self.bench))  # type: ignore[attr-defined]
            self.bench.close()
        elif self.controller.opened:
            session.exitstatus = self.controller.close(exitstatus, self._judge)

    def pytest_terminal_summary(self) -> None:
        """Print the verdict below pytest's own output."""
        if self.controller is not None:
            self.controller.print_end()

    # Parts

    def _need(self, capability: Capability, stated: Requirement) -> None:
        with self.bench.recorder.shared():
            state = self.bench.capabilities.state(capability)
        owner = settled_by(REGISTRY).get(capability)
        own = stated.settles is capability
        if own and (capability in ESSENTIAL or state.declared or state.observed is not False):
            return
        if state.withheld and owner:
            raise NotTestable(owner, f"{capability} is declared but does not work: {state.evidence}")
        if capability in ESSENTIAL and owner and state.observed is False:
            raise NotTestable(owner, f"no {capability}: {state.evidence}")
        if not state.present and capability not in ESSENTIAL:
            raise NotApplicable(f"the target neither declares nor shows {capability} ({state.evidence})")

    def _conclude(self, item: pytest.Item, stated: Requirement, report: pytest.TestReport) -> pytest.TestReport:
        made = self.bench.recorder.case()
        error = item.stash.get(_ENDED, None)
        if (busy := item.stash.get(_BUSY, None)) is not None and not isinstance(error, NotApplicable):
            error = Throttled(busy)
        judged = self._judge.case(stated, _case_name(item), error, made)
        case = replace(
            judged,
            reason=Redactor(self.bench.target.secrets()).text(judged.reason),  # a traceback of ours saw no wire
            notes=(*judged.notes, *item.stash.get(NOTES, ())),
        )
        self._outage.look(self.bench, stated.id, made)
        record = CaseRecord(
            requirement=stated.id,
            case=case,
            exchanges=tuple(each.detached() for each in made),
            replay=error.replay if isinstance(error, Unmet) else None,
        )
        put_record(report, record, travels=self.controller is None)
        report.outcome, report.longrepr = outcome(case.verdict), message(stated, case)
        return report


@contextmanager
def _exiting() -> Iterator[None]:
    """End pytest where the run cannot start."""
    try:
        yield
    except CannotStart as refused:
        pytest.exit(str(refused), returncode=refused.code)


def requirement_of(item: pytest.Item) -> Requirement | None:
    """Return the requirement on a test, or None when it is no contract test."""
    return getattr(getattr(item, "function", None), "requirement", None)


def _asks_for_the_contract(config: pytest.Config) -> bool:
    """Tell whether a session collects from suites/: scimproof's own tests, say, have nothing to judge."""
    suites = data.suites().resolve()
    asked = [(config.invocation_params.dir / each.partition("::")[0]).resolve() for each in config.args]
    return any(each == suites or each in suites.parents or suites in each.parents for each in asked)


def _case_name(item: pytest.Item) -> str:
    return item.name.partition("[")[2].rstrip("]")
