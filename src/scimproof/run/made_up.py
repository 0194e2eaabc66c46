"""What the user of scimproof configures for generated users and groups."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from scimproof.calibrate.model import Wishes
from scimproof.settings import Settings, UsageError


def wishes_of(settings: Settings) -> Wishes:
    """Return what ``--domain``, ``--user-defaults`` and ``--group-defaults`` say.

    Raises:
        UsageError: a file cannot be read, or holds something else than attributes.
    """
    return Wishes(
        domain=settings.domain,
        user=_attributes(settings.user_defaults, "--user-defaults"),
        group=_attributes(settings.group_defaults, "--group-defaults"),
    )


def _attributes(file: str, option: str) -> dict[str, Any]:
    """Read the attributes in a file, JSON or TOML; of ``{"allowed": [...]}`` the first value is taken."""
    if not file:
        return {}
    path = Path(file)
    try:
        text = path.read_text(encoding="utf-8")
        read = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (OSError, UnicodeDecodeError, ValueError) as problem:
        raise UsageError(f"{option}: {file}: {problem}") from None
    if not isinstance(read, dict):
        raise UsageError(f'{option}: {file}: attributes are expected, such as {{"userType": "Employee"}}')
    if refused := sorted({"schemas", "id", "meta"} & set(read)):
        raise UsageError(f"{option}: {file}: {refused[0]} cannot be given")
    return {name: _chosen(value, f"{option}: {file}: {name}") for name, value in read.items()}


def _chosen(value: Any, where: str) -> Any:
    if isinstance(value, dict) and set(value) == {"allowed"}:
        allowed = value["allowed"]
        if not isinstance(allowed, list) or not allowed:
            raise UsageError(f"{where}: allowed is a list of values")
        return allowed[0]
    return value
