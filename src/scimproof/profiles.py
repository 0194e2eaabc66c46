"""Profiles: each lists the families of sources whose MUSTs decide the exit code."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from scimproof import data
from scimproof.settings import UsageError

GATING = {
    "entra": frozenset({"entra"}),
    "gallery": frozenset({"entra", "gallery"}),
    "rfc": frozenset({"rfc"}),
}
"""The built-in profiles; each further one is a file under fixtures/profiles/."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile.

    Attributes:
        name: as the report shows it.
        gates: source families (``entra``, ``gallery``, ``rfc``, …) whose MUSTs gate.
        tenant_url_suffix: how the Tenant URL must end, or empty.
    """

    name: str
    gates: frozenset[str]
    tenant_url_suffix: str = ""


def load(name: str) -> Profile:
    """Return a profile by name, or from a file.

    Raises:
        UsageError: there is no such profile, or the file is not one.
    """
    if name in GATING:
        return Profile(name, GATING[name])
    folder = data.fixtures() / "profiles"
    shipped = folder / f"{name}.toml"
    path = shipped if shipped.is_file() else Path(name)
    if not path.is_file():
        known = sorted([*GATING, *(each.stem for each in folder.glob("*.toml"))])
        raise UsageError(f"--profile: there is no profile {name!r}; use one of {', '.join(known)}, or a file")
    content = _content(path)
    problem = next(iter(sorted(_validator("profile").iter_errors(content), key=lambda each: each.json_path)), None)
    if problem is not None:
        raise UsageError(f"{path}: {problem.json_path}: {problem.message}")
    return Profile(
        name=content["name"],
        gates=frozenset(content["gates"]),
        tenant_url_suffix=content.get("tenant_url", {}).get("suffix", ""),
    )


def _content(path: Path) -> Any:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UsageError(f"{path}: {problem}") from None


@cache
def _validator(name: str) -> Draft202012Validator:
    path = data.schemas() / f"{name}.schema.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
