"""Where the files of a run are written: checked before the first request."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from scimproof.settings import Settings, UsageError


def refuse_bad_places(settings: Settings) -> None:
    """Say which file of a run could not be written.

    Raises:
        UsageError: a place is not a folder, may not be written to, or holds what must not be replaced.
    """
    for option, folder in _folders(settings):
        there = next((each for each in (folder, *folder.absolute().parents) if each.exists()), Path("/"))
        if not there.is_dir():
            raise UsageError(f"{option}: {there} is not a folder")
        if not os.access(there, os.W_OK | os.X_OK):
            raise UsageError(f"{option}: no permission to write to {there}")
    for option, file in (("--junit", settings.junit), ("--sarif", settings.sarif)):
        if file and Path(file).is_dir():
            raise UsageError(f"{option}: {file} is a folder")
    if settings.write_waivers and Path(settings.write_waivers).exists():
        raise UsageError(
            f"--write-waivers: {settings.write_waivers} already exists; writing it again would delete its reasons"
        )


def _folders(settings: Settings) -> Iterator[tuple[str, Path]]:
    yield "--report-dir", Path(settings.report_dir or "reports")
    if settings.allure:
        yield "--allure", Path(settings.allure)
    files = (("--junit", settings.junit), ("--sarif", settings.sarif), ("--write-waivers", settings.write_waivers))
    for option, file in files:
        if file:
            yield option, Path(file).parent
