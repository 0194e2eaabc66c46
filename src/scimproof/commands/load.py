"""``scimproof load``: send Entra's requests at a fixed rate, and measure."""

from __future__ import annotations

import argparse
import math
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from scimproof.commands.arguments import add_options
from scimproof.exit_codes import ExitCode
from scimproof.load.figures import RATE
from scimproof.load.load_run import LoadRun
from scimproof.options import LOAD_OPTIONS, LOAD_SHARED, TARGET_OPTIONS
from scimproof.report.text import inert, visible
from scimproof.scim.preflight import Unreachable
from scimproof.settings import Settings, UsageError
from scimproof.target_settings import target_of, with_target

MOST = 100_000
"""Requests of one load: enough for an hour at the rate that is asked for."""

OWN = LOAD_OPTIONS
"""The options that only this command has."""


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the target's options and the command's own."""
    add_options(parser, TARGET_OPTIONS + LOAD_SHARED + LOAD_OPTIONS)


def execute(given: argparse.Namespace, settings: Settings) -> ExitCode:
    """Send the load; exit code 1 when the target does not bear it or keeps something of it.

    Raises:
        UsageError: the options cannot be used.
    """
    rate, seconds = settings.rate or RATE, float(given.seconds)
    if not 0 < seconds < math.inf:
        raise UsageError("--seconds must be more than 0")
    if rate * seconds > MOST:
        raise UsageError(f"--rate and --seconds make {rate * seconds:,.0f} requests; the maximum is {MOST:,}")
    save = Path(given.save) if given.save else None
    if save is not None:
        _refuse_bad_place(save)
    with ExitStack() as stack:
        target = target_of(with_target(settings, stack))
        try:
            return LoadRun(settings, target, rate, seconds).run(save)
        except Unreachable as problem:
            sys.stderr.write(f"scimproof: {inert(visible(str(problem)))}\n")
            return ExitCode.UNREACHABLE


def _refuse_bad_place(file: Path) -> None:
    """Look at a place before a minute is spent on what goes there."""
    there = next((each for each in file.absolute().parents if each.exists()), Path("/"))
    if file.is_dir() or not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise UsageError(f"--save: {file} cannot be written")
