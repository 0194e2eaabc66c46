"""Rules of the house that a formatter cannot know."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from scimproof import catalogue, scaffold
from scimproof.requirements import AREAS

ROOT = Path(__file__).parents[1]
LONGEST = 300
"""Lines: beyond it a file holds more than one idea."""


def _tracked(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def _contract_tests():
    for path in sorted((ROOT / "suites").rglob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield path, node


def test_files_stay_small():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _tracked("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }

    assert long == {}


def test_every_contract_test_states_a_requirement():
    bare = {
        f"{path.relative_to(ROOT)}::{node.name}"
        for path, node in _contract_tests()
        if "requirement" not in {getattr(getattr(each, "func", None), "id", "") for each in node.decorator_list}
    }

    assert bare == set()


def test_every_requirement_stands_in_the_folder_of_its_area():
    astray = {
        each.id: each.where
        for each in catalogue.requirements().values()
        if Path(each.where.partition("::")[0]).relative_to(ROOT / "suites").parts[0] != each.area
    }

    assert astray == {}


def test_contract_tests_judge_with_expect_and_never_with_assert():
    found = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "suites").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    }

    assert found == set()


def test_summaries_state_facts():
    """The id's sentence is what a report says of the target when it holds: no wishes, and one sentence."""
    wishes = re.compile(r"\b(should|must|test that|verify|check that|ensure)\b", re.IGNORECASE)
    odd = {
        each.id: each.summary
        for each in catalogue.requirements().values()
        if wishes.search(each.summary) or not each.summary.endswith(".")
    }

    assert odd == {}


def test_consequence_and_remedy_are_sentences():
    odd = {
        each.id
        for each in catalogue.requirements().values()
        if not each.consequence.rstrip().endswith(".")
        or not each.remedy.rstrip().endswith(".")
        or len(each.remedy) < 20
    }

    assert odd == set()


def test_areas_are_the_folders_of_the_suites():
    folders = {path.name for path in (ROOT / "suites").iterdir() if path.is_dir() and not path.name.startswith("_")}

    assert folders - set(AREAS) == set()


def test_no_scaffold_is_left():
    marks = (scaffold.MARK, scaffold.MARK.lower())
    left = {
        str(path.relative_to(ROOT))
        for path in _tracked("*.py", "*.md", "*.toml")
        if path.name not in ("scaffold.py", "CONTRIBUTING.md", Path(__file__).name)
        and any(mark in path.read_text(encoding="utf-8") for mark in marks)
        and "scaffold" not in path.name
    }

    assert left == set()


def test_we_say_conformance():
    """'Compliance' is what lawyers certify; titles of other people's documents keep their own words."""
    found = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in _tracked("src/*.py", "*.md")
        if path.name not in ("sources.py", "REQUIREMENTS.md")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "compliance" in line.lower()
    }

    assert found == set()
