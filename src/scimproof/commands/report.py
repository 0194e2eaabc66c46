"""``scimproof report``: write all forms of a report again from its report.json."""

from __future__ import annotations

import argparse
from pathlib import Path

from scimproof.exit_codes import ExitCode
from scimproof.report.results import BadReport, load
from scimproof.report.write import write_all
from scimproof.settings import Settings, UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the command's own options."""
    parser.add_argument("results", metavar="RESULTS.json", help="a report.json")
    parser.add_argument(
        "--report-dir",
        dest="out",
        metavar="DIR",
        default="",
        help="the folder to write to (default: that of the report.json)",
    )


def execute(given: argparse.Namespace, _: Settings) -> ExitCode:
    """Write the files and print where they are.

    Raises:
        UsageError: the file is no report.json.
    """
    source = Path(given.results)
    try:
        earlier = load(source)
    except BadReport as problem:
        raise UsageError(str(problem)) from None
    for path in write_all(earlier, Path(given.out) if given.out else source.parent).values():
        print(path)
    return ExitCode.OK
