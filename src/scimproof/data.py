"""Where the contract and its data are: in a clone at the top level, in an installed wheel under ``_data``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """Return the folder that holds suites/, fixtures/ and schemas/."""
    packed = _HERE / "_data"
    return packed if packed.is_dir() else _HERE.parents[1]


def suites() -> Path:
    """Return the folder of the contract tests."""
    return root() / "suites"


def fixtures() -> Path:
    """Return the folder of request bodies, mappings, profiles and behaviours."""
    return root() / "fixtures"


def schemas() -> Path:
    """Return the folder of JSON Schemas."""
    return root() / "schemas"
