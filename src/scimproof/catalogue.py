"""All requirements, without running any: imports the contract tests and reads their decorators."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any

from scimproof import data
from scimproof.report.model import NotTested
from scimproof.requirements import REGISTRY, Requirement


@cache
def requirements() -> dict[str, Requirement]:
    """Return all requirements of suites/, id to requirement, in the order of the report."""
    tests()
    return {each.id: each for each in REGISTRY}


@cache
def tests() -> dict[str, Callable[..., None]]:
    """Return the contract test of each requirement, by its id."""
    found: dict[str, Callable[..., None]] = {}
    for path in sorted(data.suites().rglob("test_*.py")):
        name = "scimproof_catalogue." + ".".join(path.relative_to(data.suites()).with_suffix("").parts)
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise ImportError(f"cannot read {path}")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        stated = [each for each in vars(module).values() if isinstance(getattr(each, "requirement", None), Requirement)]
        found |= {each.requirement.id: each for each in stated}
    return found


@cache
def not_tested() -> tuple[NotTested, ...]:
    """Return what no black box can see, with the reason (suites/not_tested.toml)."""
    path = data.suites() / "not_tested.toml"
    if not path.is_file():
        return ()
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(NotTested(id=key, reason=value["reason"]) for key, value in content.items())
