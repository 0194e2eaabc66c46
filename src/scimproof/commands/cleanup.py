"""``scimproof cleanup``: delete what a killed run left behind, from its journal."""

from __future__ import annotations

import argparse
from pathlib import Path

from scimproof.commands.arguments import add_options
from scimproof.exit_codes import ExitCode
from scimproof.options import TARGET_OPTIONS
from scimproof.report.text import inert, visible
from scimproof.scim.cleanup import clean_up
from scimproof.scim.client import connect
from scimproof.scim.guard import Guard
from scimproof.scim.journal import JOURNALS, Journal, find_journals
from scimproof.settings import Settings, UsageError
from scimproof.target_settings import target_of


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the target's options and the command's own."""
    add_options(parser, TARGET_OPTIONS)
    parser.add_argument("--journal", metavar="F", help="one journal (default: all for this target)")


def execute(given: argparse.Namespace, settings: Settings) -> ExitCode:
    """Remove what the journals name; exit code 1 when something is left.

    Raises:
        UsageError: no Tenant URL, or a file that is no journal.
    """
    if not settings.tenant_url:
        raise UsageError("cleanup needs --tenant-url: the target of the run")
    target = target_of(settings)
    journals = [_journal(given.journal)] if given.journal else find_journals(JOURNALS, target.base_url)
    if not journals:
        print(f"Nothing to clean up for {target.base_url} under {JOURNALS}.")
    left = 0
    for journal in journals:
        client = connect(target, guard=Guard(target.base_url, journal, prefix=journal.prefix))
        swept = clean_up(client, journal)
        client.close()
        journal.close_if_clean()
        left += len(swept.left)
        print(f"Run {journal.run_id}: {swept.deleted} deleted, {len(swept.left)} left.")
        for each in swept.left:
            print(inert(visible(f"  {each.endpoint}/{each.id or '?'} {each.name}: {each.why}")))
    return ExitCode.FINDINGS if left else ExitCode.OK


def _journal(path: str) -> Journal:
    try:
        return Journal.open(Path(path))
    except (ValueError, OSError) as problem:
        raise UsageError(f"--journal: {problem}") from None
