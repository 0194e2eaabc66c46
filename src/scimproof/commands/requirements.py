"""``scimproof requirements``: list the requirements."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape

from scimproof import catalogue, ledger
from scimproof.exit_codes import ExitCode
from scimproof.settings import Settings


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the command's own options."""
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--markdown", action="store_true", help="as REQUIREMENTS.md")


def execute(given: argparse.Namespace, _: Settings) -> ExitCode:
    """List the requirements: for people, as JSON, or as the ledger."""
    if given.json:
        print(ledger.as_json())
    elif given.markdown:
        print(ledger.as_markdown(), end="")
    else:
        console = Console(highlight=False, soft_wrap=True)
        for each in catalogue.requirements().values():
            console.print(f"{each.level:<6} [bold]{escape(each.id)}[/bold]  {escape(each.summary)}")
    return ExitCode.OK
