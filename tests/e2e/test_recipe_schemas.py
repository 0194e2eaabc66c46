"""The recipes under ci/ are what their CI systems read: their own schemas say so, and ShellCheck reads the scripts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.recipes import CI, recipe

TOOLS = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "scimproof" / "recipe-tools"
REQUIREMENTS = Path(__file__).parent / "recipes" / "requirements.txt"
RULES = {
    "github/action.yml": ("vendor.github-actions",),
    "github/workflow.yml": ("vendor.github-workflows",),
    "gitlab/scimproof.gitlab-ci.yml": ("vendor.gitlab-ci",),
    "azure/azure-pipelines.yml": (
        *("vendor.azure-pipelines", "--data-transform", "azure-pipelines"),
        *("--regex-variant", "nonunicode"),  # Azure's schema has patterns that are no Unicode ones
    ),
}


@pytest.fixture(scope="module")
def tools():
    marked = TOOLS / "installed"
    if not marked.is_file() or marked.read_text() != REQUIREMENTS.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(TOOLS)], check=True)
        pip = [str(TOOLS / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", "-r", str(REQUIREMENTS)]
        done = subprocess.run(pip, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"the schemas could not be installed: {done.stderr.strip().splitlines()[-1]}")
        marked.write_text(REQUIREMENTS.read_text())
    return TOOLS / "bin"


@pytest.mark.parametrize("path", sorted(RULES))
def test_a_recipe_is_what_its_ci_system_reads(tools, path):
    command = [str(tools / "check-jsonschema"), "--builtin-schema", *RULES[path], str(CI / path)]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schemas_would_see_a_slip(tools, tmp_path):
    broken = tmp_path / "action.yml"
    broken.write_text((CI / "github" / "action.yml").read_text().replace("using: composite", "using: compost"))
    command = [str(tools / "check-jsonschema"), "--builtin-schema", "vendor.github-actions", str(broken)]

    assert subprocess.run(command, capture_output=True).returncode == 1


def _scripts():
    yield from ((str(path.relative_to(CI)), "sh", path.read_text()) for path in sorted(CI.rglob("*.sh")))
    steps = [*recipe("github/action.yml")["runs"]["steps"], *recipe("azure/azure-pipelines.yml")["steps"]]
    yield from (
        (each.get("name") or each["displayName"], "bash", each[key])
        for each in steps
        for key in ("run", "bash")
        if key in each
    )
    job = recipe("gitlab/scimproof.gitlab-ci.yml")["scim-conformance"]
    yield "gitlab", "bash", "\n".join(job["before_script"] + job["script"])


@pytest.mark.parametrize(("name", "shell", "script"), list(_scripts()), ids=lambda each: each[:30])
def test_a_script_has_no_slip(tools, name, shell, script):
    command = [str(tools / "shellcheck"), f"--shell={shell}", "-"]
    done = subprocess.run(command, input=script, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout
