"""Starts a run: pytest in this process, with our plugin and no configuration of the current folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from scimproof import data
from scimproof.exit_codes import ExitCode
from scimproof.plugin.session import RunSession
from scimproof.report.output_paths import refuse_bad_places
from scimproof.run.controller import CannotStart
from scimproof.settings import Settings, UsageError

_UNUSED = ("terminal", "cacheprovider", "logging", "unraisableexception", "threadexception", "doctest", "junitxml")
"""Parts of pytest that a run has no use for, and that cost it time in each of its cases."""

_CONFIG = Path(__file__).with_name("pytest.ini")


def run(settings: Settings, files: Sequence[str] = ()) -> tuple[ExitCode, RunSession]:
    """Judge a target.

    Args:
        settings: what was asked.
        files: the test files to collect, when the whole contract need not be read.

    Returns:
        the exit code, and the session, whose controller holds the report.

    Raises:
        UsageError: a profile or a waiver file cannot be used, or a report could not be written.
    """
    if not settings.plan:
        refuse_bad_places(settings)  # before a plugin makes a folder where none can be
    session = RunSession(settings)
    sys.dont_write_bytecode = True  # an installed contract may stand where nobody may write
    os.environ.pop("PYTEST_ADDOPTS", None)  # options for somebody's own tests are not for this run
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # nor are the plugins that happen to be installed
    try:
        if session.controller is not None and settings.workers > 1:
            session.controller.prepare()
        code = int(pytest.main(_arguments(settings, files), plugins=[session]))
    except CannotStart as refused:
        code = refused.code
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise UsageError(f"there are no contract tests under {data.suites()}: is this installation complete?")
    return ExitCode(code), session


def _arguments(settings: Settings, files: Sequence[str]) -> list[str]:
    suites = str(data.suites())
    words = [*(files or [suites]), "-c", str(_CONFIG)]
    words += ["--rootdir", suites, "--confcutdir", suites, "-p", "scimproof.plugin"]
    for unused in _UNUSED:
        words += ["-p", f"no:{unused}"]
    # The contract judges with expect, never with assert, and prints nothing: nothing to rewrite or to capture.
    words += ["--assert=plain", "--capture=no"]
    if settings.workers > 1:
        words += ["-p", "xdist", "-n", str(settings.workers), "--dist", "load"]
    if settings.allure and not settings.plan:
        words += ["-p", "allure_pytest.plugin", "--alluredir", settings.allure, "--allure-no-capture"]
    return words
