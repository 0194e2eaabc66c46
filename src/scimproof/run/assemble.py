"""From the cases of a run to its report: verdicts, problems of the run itself, and the exit code."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import metadata

import scimproof
from scimproof import catalogue
from scimproof.exit_codes import ExitCode
from scimproof.report import model
from scimproof.report.model import CapabilityState, Case, RecordedExchange, Report, Result, Verdict
from scimproof.report.recorded import recorded
from scimproof.report.reproductions import name_files
from scimproof.requirements import AREAS, Requirement
from scimproof.run import baseline, prerequisites, selection
from scimproof.run.calibration_table import learned
from scimproof.run.exit_code import conclude
from scimproof.run.prerequisites import Attribution
from scimproof.run.problems import problems
from scimproof.run.records import CaseRecord, WorkerSummary, by_number
from scimproof.run.verdicts import Judge, worst
from scimproof.run.workbench import Workbench
from scimproof.scim.cleanup import CleanUp
from scimproof.settings import Settings, command_line
from scimproof.waivers import covering

_TOLD = ("429", "showed the write only after", "the audit at the end")
"""What in a remark of a case is worth telling of the run."""

_PACKAGES = ("httpx", "httpcore", "pytest", "pytest-xdist", "jsonschema", "schemathesis", "faker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What came in during a run: its cases, and one summary of each process."""

    cases: Sequence[CaseRecord]
    summaries: Sequence[WorkerSummary]
    expected: int
    swept: CleanUp
    interrupted: bool
    started: datetime
    seconds: float
    embedded: bool


def report(got: Collected, asked: Settings, bench: Workbench, judge: Judge, earlier: Report | None = None) -> Report:
    """Return the report of a run; with an earlier one it gates on new findings only.

    Args:
        got: what came in.
        asked: the settings as the user gave them, before an embedded target was filled in.
        bench: the tools of the process that reports.
        judge: what gates.
        earlier: the baseline.
    """
    stated = catalogue.requirements()
    cases_of: dict[str, list[Case]] = {}
    for record in got.cases:
        cases_of.setdefault(record.requirement, []).append(record.case)
    known = by_number(got.cases, got.summaries)
    exchanges = [recorded(known[number]) for number in sorted(known)]
    attribution = Attribution(
        cases_of,
        {each.number: each for each in exchanges},
        prerequisites.graph(stated),
        broken=lambda id_: judge.broken(stated[id_]),
        weight=lambda id_: judge.weight(stated[id_]),
    )
    results = [
        _result(stated[key], cases, judge)
        for key, cases in sorted(attribution.result.items(), key=lambda each: _place(each[0]))
    ]
    for each in results:
        _lift(each, attribution.lifted.get(each.id, ()))
    name_files(results)
    _stand_back(results, selection.asked_for(stated, asked), attribution.builds_on)
    lost, pace = max(0, got.expected - len(got.cases)), len(exchanges) / max(got.seconds, 1.0)
    found = problems(results, judge, got.swept, stated, bench.settings, lost=lost, pace=pace)
    made = Report(
        format=model.FORMAT,
        tool=_tool(),
        run=model.RecordedRun(
            id=bench.run.id,
            started=got.started.isoformat(timespec="seconds").replace("+00:00", "Z"),
            duration_s=round(got.seconds, 3),
            seed=bench.run.seed,
            profile=judge.profile.name,
            strict=judge.strict,
            workers=asked.workers,
            requests=len(exchanges),
            select=list(asked.select),
            skip=list(asked.skip),
            interrupted=got.interrupted,
            command=command_line(replace(asked, seed=bench.run.seed)),
        ),
        target=model.RecordedTarget(
            tenant_url=bench.target.shown_url,
            base_url=bench.target.base_url,
            authentication=str(bench.target.credentials),
            embedded=got.embedded,
            server=_server(exchanges),
        ),
        exit_code=ExitCode.OUR_ERROR,
        conformant=False,
        sentence="",
        counts={verdict.value: sum(each.verdict is verdict for each in results) for verdict in Verdict},
        results=results,
        problems=found,
        capabilities=_capabilities(got.summaries),
        not_tested=list(catalogue.not_tested()),
        notes=_notes(got),
        exchanges=exchanges,
        tables=list(learned(bench.calibration)) if bench.calibrated else [],
    )
    if earlier is not None:
        baseline.apply(made, earlier)
    conclude(made)
    return made


def _place(identifier: str) -> tuple[int, str]:
    return AREAS.index(identifier.partition(".")[0]), identifier


def _result(requirement: Requirement, cases: list[Case], judge: Judge) -> Result:
    verdict = worst(cases)
    waiver = covering(judge.waivers, requirement.id, judge.today) if verdict is Verdict.WAIVED else None
    return Result(
        id=requirement.id,
        area=requirement.area,
        summary=requirement.summary,
        level=requirement.level.value,
        profiles=sorted(requirement.profiles),
        sources=[
            model.Source(
                key=each.document.key,
                title=each.document.title,
                section=each.section,
                url=each.url,
                read=each.document.read.isoformat(),
                grade=each.grade.value,
            )
            for each in requirement.sources
        ],
        needs=sorted(requirement.needs),
        covers=list(requirement.covers),
        consequence=requirement.consequence,
        remedy=requirement.remedy,
        verdict=verdict,
        gates=judge.gates(requirement, verdict),
        cases=sorted(cases, key=lambda each: each.name),
        waiver=model.RecordedWaiver(waiver.id, waiver.reason, waiver.expires.isoformat(), waiver.owner)
        if waiver
        else None,
        harm=requirement.harm.value,
    )


def _lift(result: Result, handed_over: Iterable[str]) -> None:
    """Let a warning fail the run when requirements that fail a run fail because of it."""
    ids = sorted(set(handed_over))
    if ids and result.verdict is Verdict.WARN and not result.gates:
        result.gates = True
        note = f"this warning fails the run, as these fail because of it: {', '.join(ids)}"
        first = result.cases[0]
        result.cases[0] = replace(first, notes=(*first.notes, note))


def _stand_back(results: Sequence[Result], asked: set[str], builds_on: Mapping[str, Sequence[str]]) -> None:
    """Note on a requirement that was judged only as a prerequisite which ones need it; it gates if it blocks one."""
    blockers = {case.blocked_by for each in results if each.id in asked for case in each.cases}
    below = {each: prerequisites.closure([each], builds_on) for each in asked}
    for result in results:
        if result.id not in asked:
            result.judged_for = sorted(each for each, ids in below.items() if result.id in ids)
            result.gates = result.gates and result.id in blockers


def _capabilities(summaries: Iterable[WorkerSummary]) -> list[CapabilityState]:
    known: dict[str, CapabilityState] = {}
    for summary in summaries:
        for name, state in summary.capabilities.items():
            known.setdefault(name, CapabilityState(name, state.declared, state.observed, state.evidence))
    return [known[name] for name in sorted(known)]


def _notes(got: Collected) -> list[str]:
    told = {note for record in got.cases for note in record.case.notes if any(word in note for word in _TOLD)}
    return sorted(told)


def _server(exchanges: Iterable[RecordedExchange]) -> str:
    for each in exchanges:
        for name, value in each.response_headers:
            if name.lower() == "server":
                return value
    return ""


def _tool() -> model.Tool:
    return model.Tool(
        name="scimproof",
        version=scimproof.__version__,
        python=platform.python_version(),
        platform=sys.platform,
        packages={name: metadata.version(name) for name in _PACKAGES},
    )
