"""``make sample``: a report of the reference target with seeded defects, and a picture of it, in reports/sample."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scimproof.plugin.launch import run
from scimproof.reference import serving
from scimproof.settings import Settings

FOLDER = Path("reports") / "sample"
DEFECTS = ("active-string-stored-raw", "filter-miss-404", "add-replaces-members", "conflict-without-scim-type")
KEPT = ("report.html", "summary.md")
PICTURE = "report.png"
"""The first screen of the page, for the README; made where the machine has a browser, else the old one stays."""
PORT = 8642
"""Always the same, so that a new sample differs from the old one only where the judgement does."""


def main() -> int:
    """Judge, and keep what a reader looks at."""
    with tempfile.TemporaryDirectory() as folder, serving(defects=DEFECTS, port=PORT) as reference:
        code, _ = run(Settings(tenant_url=reference.url, token=reference.token, report_dir=folder, quiet=True, seed=7))
        if code != 1:
            print(f"exit code {code}: the sample would show no findings", file=sys.stderr)
            return 1
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in KEPT:
            shutil.copy(Path(folder) / name, FOLDER / name)
            print(FOLDER / name)
    _picture()
    return 0


def _picture() -> None:
    browser = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)
    if browser is None:
        print(f"no browser on this machine: {FOLDER / PICTURE} is as it was")
        return
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
                *("--hide-scrollbars", f"--user-data-dir={profile}", "--window-size=1200,914"),
                *(f"--screenshot={(FOLDER / PICTURE).absolute()}", (FOLDER / "report.html").absolute().as_uri()),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
    print(FOLDER / PICTURE)


if __name__ == "__main__":
    sys.exit(main())
