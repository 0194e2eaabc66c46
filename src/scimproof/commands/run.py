"""``scimproof run``: judge a target and write the report."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from scimproof.commands import again
from scimproof.commands.arguments import add_options
from scimproof.exit_codes import ExitCode
from scimproof.options import OPTIONS
from scimproof.plugin import launch, plan
from scimproof.report import github
from scimproof.report.model import Report
from scimproof.report.text import inert, visible
from scimproof.settings import Settings


def add(parser: argparse.ArgumentParser) -> None:
    """Offer every option of a run."""
    add_options(parser, OPTIONS)


def execute(_: argparse.Namespace, settings: Settings) -> ExitCode:
    """Judge a target and write the report; with ``--plan`` say what that would send.

    Raises:
        UsageError: the options, or a file they name, cannot be used.
    """
    if settings.plan:
        return plan.show(settings)
    if settings.replay:
        return again.execute(settings)
    code, session = launch.run(settings)
    controller = session.controller
    if controller is not None and controller.refused:
        print(f"scimproof: {inert(visible(controller.refused))}", file=sys.stderr)
    elif controller is not None:
        controller.print_end()
        if controller.report is not None:
            _tell_github(controller.report)
    return code


def _tell_github(made: Report) -> None:
    """In a GitHub job, annotate its page and add to its summary."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in github.workflow_commands(made):
            print(line)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            github.append_summary(made, Path(summary))
        except OSError as problem:
            print(f"scimproof: GITHUB_STEP_SUMMARY: {summary}: {problem.strerror or problem}", file=sys.stderr)
