"""The options of ``scimproof sync``, in addition to those of the target, and the job they configure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from scimproof.entra.dialect import Dialect
from scimproof.entra.mapping import BadMapping, JobSchema
from scimproof.entra.mapping_file import default, load
from scimproof.entra.provisioning import changes, source_file
from scimproof.entra.provisioning.clock import BadDuration, duration
from scimproof.entra.provisioning.job import ACTIONS, Job
from scimproof.options import SYNC_OPTIONS, Option
from scimproof.report.output_paths import refuse_bad_places
from scimproof.settings import Settings, UsageError, typed
from scimproof.target import Target

FORMATS = "\n".join(str(each.__doc__) for each in (source_file, changes)).replace("``", "")
"""What the files of a directory and of changes look like, for the help."""

MOST = 10_000_000
"""Users or groups that a made-up directory has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncOptions:
    """What ``scimproof sync`` was asked beyond the target's options; empty text and None mean: not options.

    ``scope``, ``default_access``, ``dialect`` and ``actions`` are words of `scimproof.options.SYNC_OPTIONS`; ``seed``,
    ``rate`` and ``patience`` are those of the settings.
    """

    directory: str | None = None
    users: int | None = None
    groups: int | None = None
    changes: str | None = None
    state: str | None = None
    dialect: str | None = None
    scope: str = "assigned"
    default_access: str = "included"
    actions: str = "create,update,delete"
    skip_out_of_scope_deletions: bool = False
    accidental_deletion_threshold: int | None = None
    allow_deletions: bool = False
    adopt_matched: bool = False
    restart: bool = False
    reset_scope: bool = False
    on_demand: str | None = None
    member: tuple[str, ...] = ()
    simulate: str | None = None
    lives: int | None = None
    verify: bool = False
    remove: bool = False
    log: str | None = None
    seed: int = 0
    rate: float | None = None
    patience: float = 600.0

    @classmethod
    def of(cls, values: Mapping[str, Any], settings: Settings) -> Self:
        """Return the options from option name (with underscores) to value, as `scimproof.settings.further` gives it."""
        own = {each.attribute: values[each.attribute] for group in SYNC_OPTIONS.values() for each in group}
        return cls(**own, seed=settings.seed or 0, rate=settings.rate, patience=settings.patience)


def words(options: SyncOptions) -> list[str]:
    """Return what was asked beyond the target's options, as it would be typed again; none of it is secret."""
    values = asdict(options)
    return [
        word
        for group in SYNC_OPTIONS.values()
        for word in typed(group, {name: values[name] for name in _changed(group, values)})
    ]


def _changed(group: Sequence[Option], values: Mapping[str, Any]) -> list[str]:
    return [each.attribute for each in group if values[each.attribute] != each.default]


def job_of(options: SyncOptions, mapping: str, target: Target) -> Job:
    """Return the job that the options ask for.

    Raises:
        UsageError: an option or the mapping cannot be used.
    """
    actions = frozenset(each.strip() for each in options.actions.split(",") if each.strip())
    if unknown := actions - set(ACTIONS):
        raise UsageError(f"--actions: unknown action {min(unknown)!r}; there are {', '.join(ACTIONS)}")
    try:
        job = Job(
            schema=_schema(mapping),
            dialect=Dialect(options.dialect) if options.dialect else Dialect.FLAG if target.flag else Dialect.LEGACY,
            assigned_only=options.scope == "assigned",
            default_access=options.default_access == "included",
            actions=actions,
            skip_out_of_scope_deletions=options.skip_out_of_scope_deletions,
            deletions=options.accidental_deletion_threshold,
            allow_deletions=options.allow_deletions,
            adopt=options.adopt_matched,
        )
    except BadMapping as problem:
        raise UsageError(f"--mapping: {problem}") from None
    if job.roles_without_assignments():
        raise UsageError("--scope all: Entra provisions app roles only with --scope assigned, and the mapping has some")
    return job


def check(options: SyncOptions, settings: Settings) -> None:
    """Refuse options that contradict each other.

    Raises:
        UsageError: they do.
    """
    for name in ("users", "groups", "accidental_deletion_threshold", "lives"):
        if (value := getattr(options, name)) is not None and not 0 <= value <= MOST:
            raise UsageError(f"--{name.replace('_', '-')}: {value} is not between 0 and {MOST:,}")
    if options.directory and (options.users is not None or options.groups is not None):
        raise UsageError("give either --directory or --users/--groups, not both")
    if options.member and not options.on_demand:
        raise UsageError("--member needs --on-demand with a group")
    if options.simulate:
        try:
            duration(options.simulate)
        except BadDuration as problem:
            raise UsageError(f"--simulate: {problem}") from None
    if settings.report_dir:
        refuse_bad_places(settings)
    if options.remove and not settings.tenant_url:
        raise UsageError("--remove needs --tenant-url: the embedded reference target stores nothing between runs")


def _schema(file: str) -> JobSchema:
    schema = load(Path(file)) if file else default()
    for problem in schema.problems():
        raise BadMapping(problem)
    return schema
