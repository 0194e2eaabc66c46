"""``scimproof new``: write a contract test and its defect for a new requirement."""

from __future__ import annotations

import argparse

from scimproof import scaffold
from scimproof.exit_codes import ExitCode
from scimproof.settings import Settings


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the command's own options."""
    parser.add_argument("id", metavar="AREA.SLUG", help="the id of the new requirement")


def execute(given: argparse.Namespace, _: Settings) -> ExitCode:
    """Write the two files and print where they are.

    Raises:
        UsageError: the id cannot be used, or a file is there already.
    """
    for path in scaffold.write(given.id):
        print(path)
    return ExitCode.OK
