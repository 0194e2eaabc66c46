"""junit.xml, in the form that GitLab, Azure Pipelines, Jenkins and GitHub actions read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from scimproof.report.failure import in_full, why
from scimproof.report.model import Case, Problem, Report, Result, Verdict
from scimproof.report.reproductions import Reproductions
from scimproof.report.text import one_line, plain, visible

_SKIPPED = (Verdict.NOT_APPLICABLE, Verdict.NOT_TESTABLE, Verdict.WAIVED)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(report: Report) -> bytes:
    """Return a report as JUnit XML: a test suite for each area, a test case for each case of a requirement."""
    suites: dict[str, list[Element]] = defaultdict(list)
    again = Reproductions(report)
    for result in report.results:
        cases = result.cases or [Case("", result.verdict)]
        told = [partial(in_full, result, case, again.of(result, case), report.run.profile) for case in cases]
        suites[result.area] += [_testcase(result, *each) for each in zip(cases, told, strict=True)]
    suites["run"] += [_problem(each) for each in report.problems]
    root = Element("testsuites", name="scimproof")
    for area, testcases in suites.items():
        if testcases:
            suite = SubElement(root, "testsuite", name=f"scimproof.{area}", timestamp=report.run.started)
            suite.set("time", _seconds(sum(float(each.get("time", "0")) for each in testcases)))
            _count(suite, testcases)
            suite.extend(testcases)
    _count(root, [testcase for testcases in suites.values() for testcase in testcases])
    root.set("time", _seconds(report.run.duration_s))
    indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode()


def _testcase(result: Result, case: Case, told: Callable[[], str]) -> Element:
    name = f"{result.id}[{_legal(case.name)}]" if len(result.cases) > 1 else result.id
    element = Element(
        "testcase", classname=f"scimproof.{result.area}", name=name, time=_seconds(case.duration_ms / 1000)
    )
    properties = SubElement(element, "properties")
    facts = {"requirement": result.id, "verdict": case.verdict.value, "level": result.level, "harm": result.harm}
    for key, value in facts.items():
        SubElement(properties, "property", name=key, value=value)
    _judge(element, result, case, told)
    if case.notes:
        SubElement(element, "system-out").text = _legal("\n".join(case.notes))
    return element


def _judge(element: Element, result: Result, case: Case, told: Callable[[], str]) -> None:
    if case.verdict is Verdict.ERROR:
        SubElement(element, "error", message=_line(case.reason), type="ERROR").text = _legal(case.reason)
    elif case.verdict in (Verdict.FAIL, Verdict.WARN) and result.gates:
        observed = f" Observed: {case.mismatch.observed}" if case.mismatch else ""
        failure = SubElement(
            element, "failure", message=_line(plain(result.summary) + observed), type=case.verdict.value
        )
        failure.text = _legal(told())
    elif case.verdict is Verdict.FAIL:
        # Neither red, for it does not gate, nor green, for it is broken.
        SubElement(element, "skipped", message=_line(f"FAIL, known from the baseline: {plain(result.summary)}"))
        SubElement(element, "system-out").text = _legal(told())
    elif case.verdict is Verdict.WARN:
        SubElement(element, "system-out").text = _legal("WARN\n" + told())
    elif case.verdict in _SKIPPED:
        SubElement(element, "skipped", message=_line(f"{case.verdict}: {_reason(result, case)}"))


def _reason(result: Result, case: Case) -> str:
    if case.verdict is Verdict.WAIVED:
        return why(result)
    blocker = f"blocked by {case.blocked_by}. " if case.blocked_by else ""
    return blocker + case.reason


def _problem(problem: Problem) -> Element:
    name = _legal(f"{problem.id}[{problem.about}]" if problem.about else problem.id)
    element = Element("testcase", classname="scimproof.run", name=name, time="0.000")
    text = _legal(f"{problem.message}\nFix: {problem.remedy}")
    if problem.gates:
        SubElement(element, "failure", message=_line(problem.message), type="FAIL").text = text
    else:
        SubElement(element, "system-out").text = text
    return element


def _count(element: Element, testcases: Iterable[Element]) -> None:
    listed = list(testcases)
    element.set("tests", str(len(listed)))
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(key, str(sum(each.find(tag) is not None for each in listed)))


def _line(text: str) -> str:
    return _legal(one_line(text, 500))


def _legal(text: str) -> str:
    """Return text without what XML 1.0 has no way to write."""
    return _FORBIDDEN.sub("\ufffd", visible(text))


def _seconds(duration: float) -> str:
    return f"{duration:.3f}"
