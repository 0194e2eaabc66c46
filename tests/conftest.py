"""Options of the self-tests: shards, and no skipped test where everything must be proved."""

from __future__ import annotations

import os
import zlib

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--shard K/N``."""
    parser.addoption("--shard", default="1/1", metavar="K/N", help="run the K-th of N parts of the tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of one shard; which shard a test belongs to follows from its name alone."""
    number, _, count = config.getoption("--shard").partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        raise pytest.UsageError(f"--shard takes K/N with 1 <= K <= N, not {config.getoption('--shard')!r}")
    mine = [item for item in items if zlib.crc32(item.nodeid.encode()) % int(count) == int(number) - 1]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(mine)])
    items[:] = mine


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Fail a skipped test under ``SCIMPROOF_NO_SKIPS``: a machine that lacks a tool must not look proved."""
    report = yield
    if report.skipped and os.environ.get("SCIMPROOF_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and SCIMPROOF_NO_SKIPS is set: {report.longrepr}"
    return report
