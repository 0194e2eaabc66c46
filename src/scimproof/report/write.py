"""All files of a report, each written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from scimproof.report.har import to_har
from scimproof.report.html import to_html
from scimproof.report.junit import to_junit
from scimproof.report.markdown import to_markdown
from scimproof.report.model import Report
from scimproof.report.reproductions import Reproductions
from scimproof.report.results import dump, encode
from scimproof.report.sarif import to_sarif


def write_all(report: Report, folder: Path, junit: Path | None = None, sarif: Path | None = None) -> dict[str, Path]:
    """Write every form of a report, and return file name to path.

    Args:
        report: the run.
        folder: where the files go; made when it is missing.
        junit: where junit.xml goes instead.
        sarif: where the findings go as SARIF; nowhere without it.

    Raises `OSError` when a file cannot be written; the ones before it are there, and none is half written.

    """
    # report.json first: from it, all others can be made again.
    contents = {
        "report.json": encode(dump(report), indent=1),
        "junit.xml": to_junit(report),
        "summary.md": to_markdown(report).encode(),
        "exchanges.har": encode(to_har(report)),
        "report.html": to_html(report),
    }
    contents |= dict(Reproductions(report).files())
    paths = {name: folder / name for name in contents}
    if junit is not None:
        paths["junit.xml"] = junit
    if sarif is not None:
        contents["findings.sarif"], paths["findings.sarif"] = encode(to_sarif(report), indent=1), sarif
    for name, content in contents.items():
        write_whole(paths[name], content)
    return paths


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name and rename it, so that a reader never meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
