"""The record of a case on its pytest report, which pytest-xdist sends from a worker to the controller."""

from __future__ import annotations

import pytest

from scimproof.report.model import Verdict
from scimproof.run.records import CaseRecord, decode_case, encode


def put_record(report: pytest.TestReport, record: CaseRecord, *, travels: bool) -> None:
    """Put a record on a report; encoded where the report travels to another process."""
    report.scimproof = encode(record) if travels else record  # type: ignore[attr-defined]
    report.scimproof_verdict = record.case.verdict.value  # type: ignore[attr-defined]


def record_of(report: pytest.TestReport) -> CaseRecord | None:
    """Return the record on a report, or None where it has none."""
    record: CaseRecord | bytes | None = getattr(report, "scimproof", None)
    return decode_case(record) if isinstance(record, bytes) else record


def verdict_of(report: pytest.TestReport) -> Verdict | None:
    """Return the verdict on a report without decoding the rest of it."""
    verdict = getattr(report, "scimproof_verdict", None)
    return None if verdict is None else Verdict(verdict)
