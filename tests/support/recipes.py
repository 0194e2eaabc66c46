"""Runs the steps of a CI recipe as its CI system would, as far as that goes without one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
CI = ROOT / "ci"
BIN = Path(sys.executable).parent
_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
_MACRO = re.compile(r"\$\((\w+)\)")


def recipe(path: str) -> Any:
    """Return a recipe's YAML."""
    return yaml.safe_load((CI / path).read_text(encoding="utf-8"))


def github_env(step: dict[str, Any], inputs: dict[str, str]) -> dict[str, str]:
    """Return the variables of a step of the composite action, with its expressions filled in."""
    known = {f"inputs.{name}": value for name, value in inputs.items()} | {"github.action_path": str(CI / "github")}
    return {name: _EXPRESSION.sub(lambda found: known[found[1]], value) for name, value in step["env"].items()}


def azure_env(step: dict[str, Any], variables: dict[str, str]) -> dict[str, str]:
    """Return the variables of a step; a macro that names no variable stays as it is, as there."""
    env = step.get("env", {})
    return {name: _MACRO.sub(lambda found: variables.get(found[1], found[0]), value) for name, value in env.items()}


def sh(script: str, folder: Path, env: dict[str, str], *shell: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a folder, with these variables and as few others as possible."""
    inherited = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [*(shell or ("bash", "-e", "-o", "pipefail")), "-c", script],
        cwd=folder,
        env={**inherited, "PATH": f"{BIN}:{os.environ['PATH']}", **env},
        capture_output=True,
        text=True,
        timeout=300,
    )
