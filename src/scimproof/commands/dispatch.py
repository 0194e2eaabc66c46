"""What each command does. Each takes the parsed words and the settings, and returns an exit code."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from scimproof import catalogue, ledger, scaffold
from scimproof.commands import plan, run_pytest
from scimproof.reference import DEFECTS, VARIANTS, serving
from scimproof.report import github
from scimproof.report.model import Report
from scimproof.report.results import BadReport, load
from scimproof.report.text import inert, visible
from scimproof.report.write import write_all
from scimproof.run.targets import target_of
from scimproof.run.workbench import JOURNALS
from scimproof.scim.cleanup import clean_up
from scimproof.scim.client import connect
from scimproof.scim.guard import Guard
from scimproof.scim.journal import Journal, find_journals
from scimproof.settings import Settings, UsageError


def run(_: argparse.Namespace, settings: Settings) -> int:
    """Judge a target and write the report."""
    if settings.plan:
        return plan.show(settings)
    code, session = run_pytest.run(settings)
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


def serve(given: argparse.Namespace, _: Settings) -> int:
    """Serve the reference target until Ctrl-C."""
    if given.list:
        for identifier, defect in sorted(DEFECTS.items()):
            print(f"defect\t{identifier}\t{defect.summary}")
        for identifier, variant in sorted(VARIANTS.items()):
            print(f"variant\t{identifier}\t{variant.summary}")
        return 0
    for kind, asked, known in (("--defect", given.defect, DEFECTS), ("--variant", given.variant, VARIANTS)):
        if unknown := [each for each in asked if each not in known]:
            raise UsageError(f"{kind}: {unknown[0]!r} does not exist; scimproof serve --list shows what does")
    options = {"token": given.token} if given.token else {}
    try:
        with serving(
            defects=given.defect,
            variants=given.variant,
            users=given.users,
            groups=given.groups,
            host=given.host,
            port=given.port,
            **options,
        ) as reference:
            print(f"Tenant URL  {reference.url}\nToken       {reference.token}\nCtrl-C stops it.", flush=True)
            with contextlib.suppress(KeyboardInterrupt):
                while True:
                    time.sleep(3600)
    except OSError as problem:
        raise UsageError(f"cannot listen on {given.host}:{given.port}: {problem.strerror or problem}") from None
    return 0


def cleanup(given: argparse.Namespace, settings: Settings) -> int:
    """Remove what a killed run left behind, from its journal."""
    if not settings.tenant_url:
        raise UsageError("cleanup needs --tenant-url: the target that the run was against")
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
        print(f"Run {journal.run_id}: {swept.deleted} removed, {len(swept.left)} left.")
        for each in swept.left:
            print(inert(visible(f"  {each.endpoint}/{each.id or '?'} {each.name}: {each.why}")))
    return 1 if left else 0


def _journal(path: str) -> Journal:
    try:
        return Journal.open(Path(path))
    except (ValueError, OSError) as problem:
        raise UsageError(f"--journal: {problem}") from None


def requirements(given: argparse.Namespace, _: Settings) -> int:
    """List the requirements: for people, as JSON, or as the ledger."""
    if given.json:
        print(ledger.as_json())
        return 0
    if given.markdown:
        print(ledger.as_markdown(), end="")
        return 0
    console = Console(highlight=False, soft_wrap=True)
    for each in catalogue.requirements().values():
        console.print(f"{each.level:<6} [bold]{escape(each.id)}[/bold]  {escape(each.summary)}")
    return 0


def report(given: argparse.Namespace, _: Settings) -> int:
    """Write all forms of a report again from its report.json."""
    source = Path(given.results)
    try:
        earlier = load(source)
    except BadReport as problem:
        raise UsageError(str(problem)) from None
    paths = write_all(earlier, Path(given.out) if given.out else source.parent)
    for path in paths.values():
        print(path)
    return 0


def new(given: argparse.Namespace, _: Settings) -> int:
    """Write a contract test and its defect for a new requirement."""
    for path in scaffold.write(given.id):
        print(path)
    return 0
