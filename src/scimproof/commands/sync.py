"""``scimproof sync``: provision a directory as Entra does."""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from scimproof import profiles
from scimproof.commands.arguments import add_options
from scimproof.entra.provisioning.state import BadState, JobState
from scimproof.exit_codes import ExitCode
from scimproof.options import SYNC_OPTIONS, SYNC_SHARED, TARGET_OPTIONS
from scimproof.report.text import inert, visible
from scimproof.scim.preflight import Unreachable
from scimproof.settings import Settings, UsageError
from scimproof.sync import random_histories
from scimproof.sync.options import FORMATS, SyncOptions, check, job_of, words
from scimproof.sync.report import Kept, write
from scimproof.sync.sync_run import SyncRun, service_of
from scimproof.target import Target
from scimproof.target_settings import target_of, with_target

STATES = Path(".scimproof") / "sync"
"""Where the state of each target lives, under the folder that the command is started in."""

OWN = [each for group in SYNC_OPTIONS.values() for each in group]
"""The options that only this command has."""


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the target's options and the command's own, by the headings they stand under."""
    parser.epilog = FORMATS
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_options(parser, TARGET_OPTIONS + SYNC_SHARED)
    for title, group in SYNC_OPTIONS.items():
        add_options(parser.add_argument_group(title), group)


def execute(given: argparse.Namespace, settings: Settings) -> ExitCode:
    """Run the cycles that were asked for.

    Raises:
        UsageError: the options contradict each other, or a file they name cannot be used.
    """
    options = SyncOptions.of(vars(given), settings)
    check(options, settings)
    with ExitStack() as stack:
        target = target_of(with_target(settings, stack))
        _check_profile(settings.profile, target)
        job = job_of(options, settings.mapping, target)
        if options.lives:
            return random_histories.tell(
                target, job, count=options.lives, seed=options.seed, rate=options.rate, quiet=settings.quiet
            )
        folder = Path(options.state) if options.state else STATES / _name(target)
        if not settings.tenant_url and not options.state:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            state = JobState(folder / "state.db")
        except BadState as problem:
            raise UsageError(str(problem)) from None
        stack.callback(state.close)
        kept = stack.enter_context(Kept(Path(options.log) if options.log else None))
        service = service_of(options, state, target, job, kept)
        stack.callback(service.entra.client.close)
        try:
            code = SyncRun(options, service, kept, quiet=settings.quiet).all()
        except Unreachable as problem:
            sys.stderr.write(f"scimproof: {inert(visible(str(problem)))}\n")
            return ExitCode.UNREACHABLE
        if settings.report_dir:
            write(kept, service, settings, words(options))
        return code


def _check_profile(profile: str, target: Target) -> None:
    suffix = profiles.load(profile).tenant_url_suffix
    if suffix and not target.base_url.endswith(suffix):
        raise UsageError(f"under profile {profile} the Tenant URL ends in {suffix}")


def _name(target: Target) -> str:
    digest = hashlib.sha256(target.base_url.encode()).hexdigest()[:8]
    host = (urlsplit(target.base_url).hostname or "").replace(":", ".")  # no file of Windows has a colon in its name
    return f"{host}-{digest}"
