"""Imports go down only (the contracts are in pyproject.toml), and ARCHITECTURE.md shows every module there is."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import module_tree

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "scimproof"


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "scimproof":
                yield from (f"scimproof.{alias.name}" for alias in node.names)
            else:
                yield node.module


def test_every_import_contract_is_kept():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_reference_target_imports_nothing_of_what_judges_it():
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (SOURCE / "reference").rglob("*.py")
        for name in _imports(path)
        if name.partition(".")[0] == "scimproof" and not name.startswith("scimproof.reference")
    }

    assert found == set()


@pytest.mark.parametrize("part", ["requirements", "sources", "exit_codes"])
def test_what_anything_may_import_needs_the_standard_library_alone(part):
    names = {name.partition(".")[0] for name in _imports(SOURCE / f"{part}.py")}

    assert names - set(sys.stdlib_module_names) - {"scimproof"} == set()


def test_the_contract_imports_the_public_surface_alone():
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / "suites").rglob("*.py"))
        for name in _imports(path)
        if name.partition(".")[0] == "scimproof" and name not in ("scimproof.contract", "scimproof")
    }

    assert found == set()


def test_conftest_loads_the_plugin_and_nothing_else():
    body = ast.parse((ROOT / "conftest.py").read_text(encoding="utf-8")).body

    assert [type(node).__name__ for node in body] == ["Expr", "Assign"]


def test_every_module_says_in_its_first_line_what_it_is_for():
    silent = [name for name, told in module_tree.modules() if not told]

    assert silent == []


def _named(text):
    return re.findall(r"^(?:- |\*\*)`([^`]+)`", text, re.MULTILINE)


def test_the_architecture_shows_every_module():
    """``make architecture`` brings it up to date; a reworded docstring may wait for that, a new module may not."""
    shown = module_tree.PAGE.read_text(encoding="utf-8").partition(module_tree.BEGIN)[2]

    assert _named(shown) == _named(module_tree.tree())
