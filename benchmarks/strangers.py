"""Independently written servers side by side: their reports, a matrix, and the table of the README."""

from __future__ import annotations

from pathlib import Path

from tests.support import strangers

from scimproof.plugin.launch import run
from scimproof.report.compare_html import matrix_html
from scimproof.report.matrix import matrix_markdown
from scimproof.report.model import Report
from scimproof.report.write import write_whole
from scimproof.settings import Settings

FOLDER = Path("reports") / "strangers"


def main() -> None:
    """Judge each server that this machine can start, and print the table."""
    reports: dict[str, Report] = {}
    for name in sorted(strangers.PATHS):
        if absent := strangers.missing(name):
            print(f"{name}: left out, {absent}")
            continue
        with strangers.started(name) as server:
            asked = Settings(
                tenant_url=server.url, token=server.token, report_dir=str(FOLDER / name), quiet=True, seed=7
            )
            _, session = run(asked)
        controller = session.controller
        if controller is None or controller.report is None:
            print(f"{name}: not judged, {controller.refused if controller else 'no run'}")
            continue
        reports[name] = controller.report
        print(f"{name}: {controller.report.sentence}")
    if reports:
        write_whole(FOLDER / "matrix.html", matrix_html(reports))
        print(f"\n{matrix_markdown(reports)}\n{FOLDER / 'matrix.html'}")
