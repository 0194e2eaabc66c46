"""Starting a run: pytest in this process, with our plugin and nothing of the folder it is started in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from scimproof import data
from scimproof.plugin.session import Session
from scimproof.settings import Settings

USAGE = 4
_CONFIG = Path(__file__).parent / "plugin" / "pytest.ini"


def run(settings: Settings) -> tuple[int, Session]:
    """Judge a target.

    Returns:
        the exit code, and the session, whose controller holds the report.

    Raises:
        UsageError: a profile or a waiver file cannot be used.
    """
    session = Session(settings)
    sys.dont_write_bytecode = True  # an installed contract may stand where nobody may write
    os.environ.pop("PYTEST_ADDOPTS", None)  # options for somebody's own tests are not for this run
    code = pytest.main(_arguments(settings), plugins=[session])
    return int(code), session


def _arguments(settings: Settings) -> list[str]:
    suites = str(data.suites())
    words = [
        suites,
        "-p",
        "scimproof.plugin",
        "-p",
        "no:terminal",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:schemathesis",
        "-c",
        str(_CONFIG),
        "--rootdir",
        suites,
        "--confcutdir",
        suites,
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
    ]
    if settings.workers > 1:
        words += ["-n", str(settings.workers), "--dist", "worksteal"]
    if settings.allure:
        words += ["--alluredir", settings.allure]
    return words
