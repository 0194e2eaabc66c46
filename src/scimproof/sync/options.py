"""The options of ``scimproof sync``, beside those of the target, and the job they ask for."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from scimproof.entra.dialect import Dialect
from scimproof.entra.mapping import BadMapping, JobSchema
from scimproof.entra.mapping_file import default, load
from scimproof.entra.provisioning.job import ACTIONS, Job
from scimproof.settings import OPTIONS, Settings, UsageError
from scimproof.target import Target


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to a parser."""
    source = parser.add_argument_group("the source directory")
    source.add_argument("--directory", metavar="FILE", help="users and groups, JSON or CSV; later what differs is new")
    source.add_argument("--users", type=_count, default=None, metavar="N", help="or so many users made up (default 20)")
    source.add_argument("--groups", type=_count, default=None, metavar="N", help="and so many groups (default 3)")
    source.add_argument("--seed", default=None, metavar="N", help="which people are made up")
    source.add_argument("--changes", metavar="FILE", help="what has happened since the last cycle, as JSON lines")

    job = parser.add_argument_group("the job")
    job.add_argument("--state", metavar="DIR", help="where links and watermark live (default .scimproof/sync/<target>)")
    job.add_argument("--mapping", metavar="FILE", help="an exported synchronization schema (default: Entra's own)")
    job.add_argument("--dialect", choices=[*Dialect], help="how a PATCH is worded (default: as the Tenant URL says)")
    job.add_argument("--scope", choices=["assigned", "all"], default="assigned", help="who is provisioned")
    job.add_argument(
        "--default-access",
        choices=["included", "excluded"],
        default="included",
        help="users whose only role is Default Access; 'excluded' is what the Elium tutorial still says",
    )
    job.add_argument("--actions", default=",".join(ACTIONS), metavar="A,B", help="target object actions")
    job.add_argument("--skip-out-of-scope-deletions", action="store_true", help="leave alone who leaves the scope")
    job.add_argument("--accidental-deletion-threshold", type=_count, metavar="N", help="stage more deletions than that")
    job.add_argument("--allow-deletions", action="store_true", help="carry out the staged deletions")
    job.add_argument("--adopt-matched", action="store_true", help="take over what the target had before, as Entra does")

    run = parser.add_argument_group("what to do")
    run.add_argument("--restart", action="store_true", help="look at everybody again; links are kept")
    run.add_argument("--reset-scope", action="store_true", help="and forget the links, so that all are matched again")
    run.add_argument("--on-demand", metavar="WHO", help="provision one user or one group now")
    run.add_argument("--member", action="append", default=[], metavar="WHO", help="with a group: up to five members")
    run.add_argument("--simulate", metavar="DURATION", help="run cycles for 40m, 6h, 28d or 4w of job time")
    run.add_argument("--lives", type=_count, metavar="N", help="run N random lives; shrink what breaks to a story")
    run.add_argument("--verify", action="store_true", help="read everything back and compare it with the directory")
    run.add_argument("--remove", action="store_true", help="delete everything that this job created")

    out = parser.add_argument_group("what to write")
    out.add_argument("--log", metavar="FILE", help="the provisioning log, as JSON lines")
    out.add_argument("--report-dir", default=None, metavar="DIR", help="a report with the log as a page")
    out.add_argument("--profile", default=None, metavar="NAME", help="elium: check the Tenant URL by Elium's rule")
    out.add_argument("--quiet", action="store_true", default=None, help="print the outcome alone")


_IN_SETTINGS = {each.attribute for each in OPTIONS}
"""What can also stand in the environment or a file; a report repeats it from there."""


def words(given: argparse.Namespace) -> list[str]:
    """Return what was asked beyond the target's options, as it would be typed again; none of it is secret."""
    parser = argparse.ArgumentParser(add_help=False)
    add(parser)
    typed: list[str] = []
    for action in parser._actions:  # noqa: SLF001 - argparse tells its options nowhere else
        value, name = getattr(given, action.dest, None), action.option_strings[-1]
        if value == action.default or value is None or action.dest in _IN_SETTINGS:
            continue
        for each in value if isinstance(value, list) else (value,):
            typed += [name] if action.nargs == 0 else [name, shlex.quote(str(each))]
    return typed


def job_of(given: argparse.Namespace, settings: Settings, target: Target) -> Job:
    """Return the job that the options ask for.

    Raises:
        UsageError: an option or the mapping cannot be used.
    """
    actions = frozenset(each.strip() for each in given.actions.split(",") if each.strip())
    if unknown := actions - set(ACTIONS):
        raise UsageError(f"--actions: unknown action {min(unknown)!r}; there are {', '.join(ACTIONS)}")
    try:
        return Job(
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


def check(given: argparse.Namespace, settings: Settings) -> None:
    """Refuse options that contradict each other.

    Raises:
        UsageError: they do.
    """
    if given.directory and (given.users is not None or given.groups is not None):
        raise UsageError("--directory and --users/--groups are two directories: give one")
    if given.member and not given.on_demand:
        raise UsageError("--member goes with --on-demand and a group")
    if given.remove and not settings.tenant_url:
        raise UsageError("--remove needs --tenant-url: the embedded reference target keeps nothing")


def _schema(file: str) -> JobSchema:
    schema = load(Path(file)) if file else default()
    for problem in schema.problems():
        raise BadMapping(problem)
    return schema


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 10_000_000:  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"{text!r} is no number of things")
    return int(text)
