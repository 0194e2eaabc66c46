"""Connects allure-pytest, which writes a result for each test, with `scimproof.report.allure`, which words it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import allure_commons
import pytest
from allure_commons.model2 import TestResult

from scimproof.plugin.case_reports import record_of
from scimproof.report.allure import fill
from scimproof.report.recorded import recorded
from scimproof.requirements import Requirement
from scimproof.run.records import CaseRecord


class AllureBridge:
    """A pytest plugin and an Allure plugin at once: it sees a case end, and then its result on the way to the disk."""

    def __init__(self) -> None:
        self._ended: tuple[Requirement, CaseRecord] | None = None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Remember what a case came to."""
        report = yield
        record = record_of(report)
        if call.when == "teardown":
            self._ended = (item.function.requirement, record) if record else None  # type: ignore[attr-defined]
        return report

    @allure_commons.hookimpl(tryfirst=True)
    def report_result(self, result: TestResult) -> None:
        """Fill in a result before it is written."""
        if self._ended is not None:
            stated, record = self._ended
            fill(result, stated, record.case, [recorded(each) for each in record.exchanges])
            self._ended = None

    @allure_commons.hookimpl(tryfirst=True)
    def report_container(self, container: Any) -> None:
        """Leave out what a fixture ended with: the case says it, redacted."""
        for fixture in (*container.befores, *container.afters):
            fixture.statusDetails = None
