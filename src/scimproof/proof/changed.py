"""The requirements in the files that git shows as changed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from scimproof import catalogue, data
from scimproof.reference import DEFECTS
from scimproof.settings import UsageError

_TRUNKS = ("origin/main", "main")


def changed_requirements() -> list[str]:
    """Return the ids of the requirements that the working tree or its branch changes.

    A changed test counts for its own requirement, a changed conftest for each requirement of its area, and a changed
    file of defects for each requirement that one of these defects names.

    Raises:
        UsageError: this is no clone, or git is missing.
    """
    return _touched([data.root() / each for each in _files()])


def _touched(paths: Iterable[Path]) -> list[str]:
    stated, found = catalogue.requirements(), set[str]()
    for path in paths:
        if path.name == "conftest.py" and data.suites() in path.parents:
            found |= {each.id for each in stated.values() if path.parent in Path(each.where).parents}
        found |= {each.id for each in stated.values() if each.where.partition("::")[0] == str(path)}
        for defect in DEFECTS.values():
            code = getattr(defect.apply, "__code__", None)
            if code is not None and code.co_filename == str(path):
                found |= defect.seen_by & set(stated)
    return sorted(found)


def _files() -> set[str]:
    """Return the paths, below the root of the clone, that differ from where this branch left the trunk."""
    base = next((each for each in _TRUNKS if _git("rev-parse", "--verify", "--quiet", each, fails=True)), "HEAD")
    since = (_git("merge-base", "HEAD", base, fails=True) or ["HEAD"])[0]
    return {*_git("diff", "--name-only", since), *_git("ls-files", "--others", "--exclude-standard")}


def _git(*words: str, fails: bool = False) -> list[str]:
    """Return the lines that git prints; none when it may fail and does."""
    try:
        done = subprocess.run(  # noqa: S603 - every word is ours
            ["git", *words],  # noqa: S607 - git is wherever this machine has it
            cwd=data.root(),
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as problem:
        raise UsageError(f"--changed needs git: {problem}") from None
    if done.returncode and not fails:
        raise UsageError(f"--changed needs a clone of scimproof: {done.stderr.strip()}")
    return done.stdout.split("\n")[:-1] if not done.returncode else []
