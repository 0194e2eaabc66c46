"""``make sample``: the report in reports/sample/, of the reference target with a few seeded defects."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from scimproof.reference import serving
from scimproof.running import run
from scimproof.settings import Settings

FOLDER = Path("reports") / "sample"
DEFECTS = ("active-string-stored-raw", "filter-miss-404", "add-replaces-members", "conflict-without-scim-type")
KEPT = ("report.html", "summary.md")
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
