"""Imports go down only, and siblings never import each other (ARCHITECTURE.md)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "scimproof"

BASE = {"requirements", "sources", "data", "options", "settings", "profiles", "waivers", "__init__"}
WIRE = {"scim", "target"}
MAY_IMPORT = {
    "__init__": set(),
    "sources": set(),
    "requirements": {"sources"},
    "data": set(),
    "options": set(),
    "settings": {"options"},
    "profiles": {"data", "settings"},
    "waivers": {"data", "settings"},
    "target": set(),
    "scim": {"target", "__init__"},
    "capabilities": WIRE | {"requirements", "published"},
    "published": set(),
    "expect": {"scim"},
    "entra": WIRE | {"expect", "data", "capabilities"},
    "fuzz": WIRE | {"expect", "capabilities", "requirements"},
    "gallery": WIRE | {"entra", "data"},
    "report": {"requirements", "sources", "data", "settings", "exit_codes", "scim", "__init__"},
    "reference": set(),
    "run": BASE
    | WIRE
    | {
        "capabilities",
        "catalogue",
        "exit_codes",
        "target_settings",
        "entra",
        "expect",
        "fuzz",
        "gallery",
        "load",
        "published",
        "reference",
        "report",
    },
    "catalogue": {"requirements", "data", "report"},
    "contract": {"requirements", "sources", "scim", "expect", "entra", "fuzz", "capabilities"},
}
"""What each part may import of the others. The plugin and the command line, not named here, may import everything."""

STANDARD_LIBRARY_ONLY = {"requirements", "sources"}
NO_PYTEST = set(MAY_IMPORT)


def _parts():
    for path in sorted(SOURCE.rglob("*.py")):
        part = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        yield part, path


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "scimproof":
                yield from (f"scimproof.{alias.name}" for alias in node.names)
            else:
                yield node.module


def _ours(path):
    for name in _imports(path):
        head, _, rest = name.partition(".")
        if head == "scimproof":
            first = rest.partition(".")[0]
            yield "__init__" if first in ("", "__version__") else first


@pytest.mark.parametrize("part", sorted(MAY_IMPORT))
def test_a_part_imports_only_what_lies_below_it(part):
    found = {
        f"{path.relative_to(ROOT)} imports {other}"
        for own, path in _parts()
        if own == part
        for other in _ours(path)
        if other != part and other not in MAY_IMPORT[part]
    }

    assert found == set()


def test_every_part_exists():
    """A rule about a part that is not there guards nothing."""
    assert set(MAY_IMPORT) - {part for part, _ in _parts()} == set()


@pytest.mark.parametrize("part", sorted(STANDARD_LIBRARY_ONLY))
def test_requirements_and_sources_need_the_standard_library_alone(part):
    import sys

    names = {name.partition(".")[0] for name in _imports(SOURCE / f"{part}.py")}

    assert names - set(sys.stdlib_module_names) - {"scimproof"} == set()


def test_no_test_framework_below_the_plugin():
    found = {
        str(path.relative_to(ROOT))
        for part, path in _parts()
        if part in NO_PYTEST
        for name in _imports(path)
        if name.partition(".")[0] == "pytest"
    }

    assert found == set()


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
