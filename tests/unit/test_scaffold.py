"""``scimproof new`` in a copy of the sources: a test that runs and a defect that is entered, in every area."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scimproof.requirements import AREAS

ROOT = Path(__file__).parents[2]
SLUG = "2-scaffold-probe"
"""Begins with a digit, which no Python name may."""


def _python(clone, code, *words):
    env = {key: value for key, value in os.environ.items() if not key.startswith("SCIMPROOF_")}
    env["PYTHONPATH"] = str(clone / "src")
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, cwd=clone, env=env, capture_output=True, text=True, timeout=300)


def _scimproof(clone, *words):
    return _python(clone, "import sys; from scimproof.cli import main; sys.exit(main(sys.argv[1:]))", *words)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """The sources, with a scaffold in every area."""
    folder = tmp_path_factory.mktemp("clone")
    for each in ("src", "suites", "fixtures", "schemas"):
        shutil.copytree(ROOT / each, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
    code = f"from scimproof.cli import main; print([int(main(['new', f'{{area}}.{SLUG}'])) for area in {AREAS!r}])"
    done = _python(folder, code)
    assert done.stdout.splitlines()[-1] == str([0] * len(AREAS)), done.stderr
    return folder


def test_every_scaffold_is_collected_and_runs(clone):
    words = ["run", "--select", f"*.{SLUG}", "--scale", "1001", "--report-dir", "r", "--quiet"]

    done = _scimproof(clone, *words)

    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((clone / "r" / "report.json").read_text())
    assert {each["id"]: each["verdict"] for each in report["results"]} == {f"{area}.{SLUG}": "PASS" for area in AREAS}


def test_every_defect_is_entered_and_names_its_requirement(clone):
    done = _python(
        clone, "from scimproof.reference import DEFECTS; print([sorted(each.caught_by) for each in DEFECTS.values()])"
    )

    assert done.returncode == 0, done.stderr
    caught_by = eval(done.stdout)  # noqa: S307 - what the line above printed
    assert all([f"{area}.{SLUG}"] in caught_by for area in AREAS)


def _held(folder):
    kept = (each for part in ("src", "suites") for each in (folder / part).rglob("*.py"))
    return {str(each.relative_to(folder)): each.read_bytes() for each in kept}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("groups.removing", "suites/groups/test_removing.py exists already"),
        ("groups.members", "src/scimproof/reference/defects/groups/members.py exists already"),
        ("users.created", "users.created exists already"),
        ("users.Created", "is not AREA.SLUG"),
        ("users.-", "is not AREA.SLUG"),
        ("users.../../x", "is not AREA.SLUG"),
        ("nowhere.created", "is not AREA.SLUG"),
    ],
)
def test_it_never_writes_over_anything(clone, words, said):
    before = _held(clone)

    done = _scimproof(clone, "new", words)

    assert done.returncode == 4
    assert said in done.stderr.replace("\\", "/")
    assert _held(clone) == before


def test_it_needs_a_clone(tmp_path):
    """An installed scimproof has its suites in the package."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    packed = tmp_path / "src" / "scimproof" / "_data"
    for each in ("suites", "fixtures", "schemas"):
        shutil.copytree(ROOT / each, packed / each, ignore=shutil.ignore_patterns("__pycache__"))

    done = _scimproof(tmp_path, "new", "users.scaffold-probe")

    assert (done.returncode, "a clone of scimproof" in done.stderr) == (4, True)
