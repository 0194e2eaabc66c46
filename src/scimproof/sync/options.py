"""The options of ``scimproof sync``, beside those of the target, and the job they ask for."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scimproof.entra.dialect import Dialect
from scimproof.entra.mapping import BadMapping, JobSchema
from scimproof.entra.mapping_file import default, load
from scimproof.entra.provisioning import changes, source_file
from scimproof.entra.provisioning.clock import BadDuration, duration
from scimproof.entra.provisioning.job import ACTIONS, Job
from scimproof.options import SYNC_OPTIONS, Option
from scimproof.run.output_paths import refuse_bad_places
from scimproof.settings import Settings, UsageError, typed
from scimproof.target import Target

FORMATS = "\n".join(str(each.__doc__) for each in (source_file, changes)).replace("``", "")
"""What the files of a directory and of changes look like, for the help."""

MOST = 10_000_000
"""Users or groups that a made-up directory has at most."""


def words(given: argparse.Namespace) -> list[str]:
    """Return what was asked beyond the target's options, as it would be typed again; none of it is secret."""
    values = vars(given)
    return [
        word
        for group in SYNC_OPTIONS.values()
        for word in typed(group, {name: values[name] for name in _changed(group, values)})
    ]


def _changed(options: Sequence[Option], values: Mapping[str, Any]) -> list[str]:
    return [each.attribute for each in options if values[each.attribute] != each.default]


def job_of(given: argparse.Namespace, settings: Settings, target: Target) -> Job:
    """Return the job that the options ask for.

    Raises:
        UsageError: an option or the mapping cannot be used.
    """
    actions = frozenset(each.strip() for each in given.actions.split(",") if each.strip())
    if unknown := actions - set(ACTIONS):
        raise UsageError(f"--actions: unknown action {min(unknown)!r}; there are {', '.join(ACTIONS)}")
    try:
        job = Job(
            schema=_schema(settings.mapping),
            dialect=Dialect(given.dialect) if given.dialect else Dialect.FLAG if target.flag else Dialect.LEGACY,
            assigned_only=given.scope == "assigned",
            default_access=given.default_access == "included",
            actions=actions,
            skip_out_of_scope_deletions=given.skip_out_of_scope_deletions,
            deletions=given.accidental_deletion_threshold,
            allow_deletions=given.allow_deletions,
            adopt=given.adopt_matched,
        )
    except BadMapping as problem:
        raise UsageError(f"--mapping: {problem}") from None
    if job.roles_without_assignments():
        raise UsageError("--scope all: Entra provisions app roles only with --scope assigned, and the mapping has some")
    return job


def check(given: argparse.Namespace, settings: Settings) -> None:
    """Refuse options that contradict each other.

    Raises:
        UsageError: they do.
    """
    for name in ("users", "groups", "accidental_deletion_threshold", "lives"):
        if (value := getattr(given, name)) is not None and not 0 <= value <= MOST:
            raise UsageError(f"--{name.replace('_', '-')}: {value} is not between 0 and {MOST:,}")
    if given.directory and (given.users is not None or given.groups is not None):
        raise UsageError("--directory and --users/--groups are two directories: give one")
    if given.member and not given.on_demand:
        raise UsageError("--member goes with --on-demand and a group")
    if given.simulate:
        try:
            duration(given.simulate)
        except BadDuration as problem:
            raise UsageError(f"--simulate: {problem}") from None
    if settings.report_dir:
        refuse_bad_places(settings)
    if given.remove and not settings.tenant_url:
        raise UsageError("--remove needs --tenant-url: the embedded reference target keeps nothing")


def _schema(file: str) -> JobSchema:
    schema = load(Path(file)) if file else default()
    for problem in schema.problems():
        raise BadMapping(problem)
    return schema
