"""``scimproof check``: proves that requirements turn red on their own defects, and on nothing else."""

from __future__ import annotations

import argparse
import sys
import time
from fnmatch import fnmatchcase

from scimproof import catalogue
from scimproof.exit_codes import ExitCode
from scimproof.proof import advice
from scimproof.proof.changed import changed_requirements
from scimproof.proof.exactness import exactness
from scimproof.proof.judging import Judged, judge_all
from scimproof.proof.targets import ProofTarget, every_target
from scimproof.requirements import matching
from scimproof.settings import Settings, UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the command's own options."""
    parser.add_argument("ids", nargs="*", metavar="ID-PATTERN", help="a requirement, or a pattern with *")
    parser.add_argument("--changed", action="store_true", help="the requirements in files that git shows as changed")
    parser.add_argument(
        "--on",
        action="append",
        default=[],
        metavar="ID-PATTERN",
        help="judge only on these defects and variants and on the clean target (proves less; for use while you work)",
    )
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="processes (default: one for each core)")


def execute(given: argparse.Namespace, _: Settings) -> ExitCode:
    """Judge requirements on the clean reference target, on every defect and on every variant.

    Returns the exit code: 0 when each of them is exact, else 1.

    Raises:
        UsageError: a pattern names no requirement, or nothing was asked for.
    """
    ids = _asked(given.ids, changed=given.changed)
    if not ids:
        print("No requirement is changed.")
        return ExitCode.OK
    begun, targets = time.monotonic(), _targets(given.on, ids)
    judged: list[Judged] = []
    for done in judge_all(ids, targets, given.jobs):
        judged.append(done)
        _tell(done, ids, f"{len(judged)} of {len(targets)}")
    stated = catalogue.requirements()
    found = [exactness(stated[each], judged) for each in ids]
    for each in found:
        print("\n".join(advice.lines(each)))
    inexact = [each for each in found if not each.is_exact]
    seconds = time.monotonic() - begun
    print(f"{len(found) - len(inexact)} of {len(found)} exact, on {len(targets)} targets, in {seconds:.0f} s.")
    return ExitCode.FINDINGS if inexact else ExitCode.OK


def _targets(patterns: list[str], ids: list[str]) -> list[ProofTarget]:
    """Return the targets to judge on, the clean one and the requirements' own defects first."""
    targets = [each for each in every_target() if not patterns or not each.name or _is_named(each.name, patterns)]
    return sorted(targets, key=lambda each: (each.name != "", not each.expected() & set(ids)))


def _is_named(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, each) for each in patterns)


def _tell(done: Judged, ids: list[str], progress: str) -> None:
    """Say at once what is not as declared; the whole proof follows at the end."""
    wrong = (done.red ^ done.target.expected()) & set(ids) | set(done.errors)
    if wrong or done.skipped:
        sys.stderr.write(
            f"{progress}: {done.target.kind} {done.target.name}: {done.skipped or ', '.join(sorted(wrong))}\n"
        )
    elif sys.stderr.isatty():
        sys.stderr.write(f"{progress}\r")


def _asked(patterns: list[str], *, changed: bool) -> list[str]:
    if not patterns and not changed:
        raise UsageError("check needs a requirement, a pattern, or --changed")
    named = matching(patterns, catalogue.requirements())
    for pattern, ids in named.items():
        if not ids:
            raise UsageError(f"{pattern!r} matches no requirement; scimproof requirements lists them")
    found = {each for ids in named.values() for each in ids}
    return sorted(found | set(changed_requirements() if changed else ()))
