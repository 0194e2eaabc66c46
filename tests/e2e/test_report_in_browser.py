"""The report in a real browser: it filters, opens, follows, copies and prints, and hostile text runs nothing.

Needs chromium and node; skipped where one is missing. Pictures are kept in $SCIMPROOF_SCREENSHOTS when that is set.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.support.sample_report import build

from scimproof.report.html import to_html

WALK = Path(__file__).parent / "browser"
CHECKS = (
    "filters by verdict, area, level and text",
    "a count of the picture filters the table",
    "expands an exchange that only the block holds",
    "opens a passing requirement by keyboard",
    "a deep link opens a row, an article, and an article inside a group",
    "a link to a filtered-out row shows it again",
    "copies a curl line",
    "opens all evidence, and closes it again",
    "numbers of exchanges open them",
    "lists the many requests of a test when they are asked for",
    "hostile text is shown and runs nothing",
    "is readable without its script",
    "axe finds no violation: light",
    "axe finds no violation: dark",
    "axe finds no violation: phone",
    "has a picture and no sideways scroll: light",
    "has a picture and no sideways scroll: dark",
    "has a picture and no sideways scroll: phone",
    "prints with its findings open and its controls gone",
    "nothing is fetched, logged or asked",
)


def _tool(*names):
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no {names[0]} on this machine")
    return found


def _installed(npm):
    """Return a folder with the walk and its packages, installed once per lock file."""
    lock = (WALK / "package-lock.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = cache / "scimproof" / f"browser-{hashlib.sha256(lock).hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "report.mjs"):
        shutil.copy(WALK / name, folder / name)
    if not (folder / "node_modules" / ".package-lock.json").exists():
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode:
            pytest.skip(f"npm ci failed: {done.stderr.strip()[-300:]}")
    return folder


def test_the_report_in_a_browser(tmp_path):
    chromium, node, npm = _tool("chromium", "chromium-browser", "google-chrome"), _tool("node"), _tool("npm")
    folder = _installed(npm)
    page = tmp_path / "report.html"
    page.write_bytes(to_html(build()))
    pictures = Path(os.environ.get("SCIMPROOF_SCREENSHOTS") or tmp_path / "pictures")
    pictures.mkdir(parents=True, exist_ok=True)

    done = subprocess.run(
        [node, "report.mjs", chromium, page, pictures],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert {name: seen for name, seen in outcome.items() if seen} == {}
    assert set(outcome) == set(CHECKS)
