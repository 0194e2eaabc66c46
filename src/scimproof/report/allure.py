"""Allure results from a run.

Allure knows passed, failed, broken and skipped. FAIL is failed; WARN and ERROR are broken, told apart by their
categories; NOT APPLICABLE, NOT TESTABLE and WAIVED are skipped with a reason; NOTE is passed with a message. Each
result keeps its identity from run to run, so that Allure's history works where the folder is kept.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import allure_commons
from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Attachment, Label, Link, Parameter, Status, StatusDetails, TestResult, TestStepResult
from allure_commons.types import AttachmentType, LabelType, Severity

from scimproof.report.model import Case, Problem, RecordedExchange, Report, Verdict
from scimproof.report.reproductions import FOLDER
from scimproof.report.text import one_line, plain, visible
from scimproof.requirements import Harm, Requirement

_STATUS = {
    Verdict.PASS: Status.PASSED,
    Verdict.NOTE: Status.PASSED,
    Verdict.FAIL: Status.FAILED,
    Verdict.WARN: Status.BROKEN,
    Verdict.ERROR: Status.BROKEN,
    Verdict.NOT_APPLICABLE: Status.SKIPPED,
    Verdict.NOT_TESTABLE: Status.SKIPPED,
    Verdict.WAIVED: Status.SKIPPED,
}
_SEVERITY = {
    Harm.ACCESS: Severity.BLOCKER,
    Harm.LOSS: Severity.CRITICAL,
    Harm.STOP: Severity.NORMAL,
    Harm.DRIFT: Severity.MINOR,
    Harm.FORM: Severity.TRIVIAL,
}
"""What a customer suffers; how binding the source is stands beside it, as a tag."""
_OURS = frozenset({LabelType.HOST, LabelType.THREAD, LabelType.FRAMEWORK, LabelType.LANGUAGE})
"""Labels of allure-pytest that are kept; its suites are files and folders, which say nothing to a reader."""

_AGAIN = f"Reproduce it: {FOLDER}/{{id}}.json beside the report, and the other files of that name"


def write_run(report: Report, folder: Path) -> None:
    """Add what belongs to no case: problems of the run, its facts, and what Allure groups results by.

    Raises `OSError` when it cannot be written.
    """
    logger: Any = AllureFileLogger(str(folder))  # type: ignore[no-untyped-call]
    for problem in report.problems:
        logger.report_result(_problem(problem, report))
    (folder / "environment.properties").write_text(_environment(report), encoding="utf-8")
    (folder / "categories.json").write_text(json.dumps(_CATEGORIES, indent=1), encoding="utf-8")


_CATEGORIES = [
    {"name": name, "matchedStatuses": [status], "messageRegex": f"(?s){word}\\b.*"}
    for name, status, word in (
        ("A MUST is broken", Status.FAILED, "FAIL"),
        ("A recommendation is not met, or a MUST that the profile does not gate on", Status.BROKEN, "WARN"),
        ("scimproof itself failed", Status.BROKEN, "ERROR"),
        ("Not testable: a requirement that it builds on is broken", Status.SKIPPED, "NOT TESTABLE"),
        ("Waived: known and accepted until a date", Status.SKIPPED, "WAIVED"),
        ("Not applicable: an optional capability that the target does not have", Status.SKIPPED, "NOT APPLICABLE"),
    )
]


def fill(result: TestResult, stated: Requirement, case: Case, exchanges: Iterable[RecordedExchange]) -> None:
    """Make a result of allure-pytest say what scimproof says of a case."""
    verdict = case.verdict
    name = visible(case.name)
    result.name = f"{stated.id}[{name}]" if name else stated.id
    result.fullName = result.name
    result.testCaseId, result.historyId = _identity(stated.id), _identity(result.name)
    result.titlePath = ["scimproof", stated.area]
    result.parameters = [Parameter("case", name)] if name else []
    result.description = "\n\n".join(
        (plain(stated.summary), f"**Harm:** {plain(stated.consequence)}", f"**Fix:** {plain(stated.remedy)}")
    )
    kept = [each for each in result.labels if each.name in _OURS]
    result.labels = kept + _labels(stated.area, stated.id, verdict, _SEVERITY[stated.harm], stated.level)
    result.links = [Link("link", each.url, str(each)) for each in stated.sources]
    result.status, result.statusDetails = _STATUS[verdict], _details(stated, case)
    result.attachments = []
    result.steps = [_step(each, broken=_decided(case, each)) for each in exchanges]


def _labels(area: str, story: str, verdict: Verdict, severity: Severity, level: str) -> list[Label]:
    return [
        Label(LabelType.EPIC, "SCIM conformance"),
        Label(LabelType.FEATURE, area),
        Label(LabelType.STORY, story),
        Label(LabelType.SEVERITY, severity.value),
        Label(LabelType.PARENT_SUITE, "scimproof"),
        Label(LabelType.SUITE, area),
        Label(LabelType.TAG, level),
        Label(LabelType.TAG, verdict.value),
    ]


def _details(stated: Requirement, case: Case) -> StatusDetails | None:
    verdict, seen = case.verdict, case.mismatch
    if seen is not None:
        message = f"{verdict}: {plain(stated.summary)}\nExpected: {seen.expected}\nObserved: {seen.observed}"
        trace = f"Sent: {seen.sent}\nAt: {seen.at or 'the whole answer'}\n{_AGAIN.format(id=stated.id)}"
    elif case.reason:
        first, _, trace = case.reason.partition("\n")
        blocker = f"blocked by {case.blocked_by}: " if case.blocked_by else ""
        message = f"{verdict}: {blocker}{first}"
    else:
        return None
    return StatusDetails(known=verdict is Verdict.WAIVED or None, message=visible(message), trace=visible(trace))


def _decided(case: Case, exchange: RecordedExchange) -> bool:
    return case.verdict in (Verdict.FAIL, Verdict.WARN) and exchange.number == case.decisive


def _step(exchange: RecordedExchange, *, broken: bool) -> TestStepResult:
    """Return one exchange as a step, with the exchange as its attachment."""
    source = f"{uuid.uuid4()}-attachment.txt"
    allure_commons.plugin_manager.hook.report_attached_data(body=_message(exchange).encode(), file_name=source)
    ended = exchange.status if exchange.status is not None else exchange.failure
    label = f" ({exchange.label})" if exchange.label else ""
    start = int(_milliseconds(exchange.started))
    return TestStepResult(
        name=one_line(f"{exchange.method} {exchange.url}: {ended}{label}", 300),
        status=Status.FAILED if broken else Status.PASSED,
        attachments=[Attachment("exchange", source, AttachmentType.TEXT.mime_type)],
        start=start,
        stop=start + round(exchange.duration_ms),
    )


def _milliseconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp() * 1000


def _message(exchange: RecordedExchange) -> str:
    request = [f"{exchange.method} {exchange.url}"]
    request += [f"{name}: {value}" for name, value in exchange.request_headers]
    answer = [exchange.failure] if exchange.failure else []
    if exchange.status is not None:
        answer += [f"{exchange.status} {exchange.reason}"]
        answer += [f"{name}: {value}" for name, value in exchange.response_headers]
    parts = ["\n".join(request), exchange.request_body, "\n".join(answer), exchange.response_body]
    parts += exchange.notes
    return visible("\n\n".join(each for each in parts if each)) + "\n"


def _problem(problem: Problem, report: Report) -> TestResult:
    name = visible(f"{problem.id}[{problem.about}]" if problem.about else problem.id)
    word = Verdict.FAIL if problem.gates else Verdict.WARN
    now = int(_milliseconds(report.run.started))
    return TestResult(
        uuid=str(uuid.uuid4()),
        name=name,
        fullName=name,
        testCaseId=_identity(problem.id),
        historyId=_identity(name),
        titlePath=["scimproof", "run"],
        description=f"**Fix:** {visible(problem.remedy)}",
        labels=_labels("run", problem.id, word, Severity.CRITICAL, "run"),
        status=_STATUS[word],
        statusDetails=StatusDetails(message=visible(f"{word}: {problem.message}")),
        start=now,
        stop=now,
    )


def _environment(report: Report) -> str:
    run, target = report.run, report.target
    facts = {
        "Verdict": report.sentence,
        "Tenant URL": target.tenant_url,
        "Profile": run.profile + (", strict" if run.strict else ""),
        "Seed": str(run.seed),
        "scimproof": report.tool.version,
    }
    if report.baseline:
        facts["Baseline"] = f"run {report.baseline.run} of {report.baseline.started}"
    return "".join(f"{key.replace(' ', '.')}={one_line(value)}\n" for key, value in facts.items())


def _identity(name: str) -> str:
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
