"""Known findings that their owner accepts until a date, each with a reason."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from scimproof import data
from scimproof.settings import UsageError


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry: the requirement id or a pattern, why it is accepted, until when, and its owner."""

    id: str
    reason: str
    expires: date
    owner: str = ""

    def covers(self, requirement: str) -> bool:
        """Tell whether it matches this requirement."""
        return fnmatchcase(requirement, self.id)

    def expired(self, today: date) -> bool:
        """Tell whether it has expired; it is valid on its last day."""
        return today > self.expires


def load(path: Path) -> tuple[Waiver, ...]:
    """Return the entries of a waiver file (TOML, schemas/waivers.schema.json).

    Raises:
        UsageError: it cannot be read or is not a waiver file; one line that says where.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"--waivers: no file {path}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UsageError(f"{path}: {problem}") from None
    schema = json.loads((data.schemas() / "waivers.schema.json").read_text(encoding="utf-8"))
    problems = sorted(Draft202012Validator(schema).iter_errors(_plain(content)), key=lambda each: each.json_path)
    if problems:
        raise UsageError(f"{path}: {problems[0].json_path}: {problems[0].message}")
    return tuple(_waiver(path, entry) for entry in content["waiver"])


def covering(waivers: Iterable[Waiver], requirement: str, today: date) -> Waiver | None:
    """Return the first entry that matches this requirement and has not expired, or None."""
    return next((each for each in waivers if each.covers(requirement) and not each.expired(today)), None)


def as_toml(waivers: Iterable[Waiver], heading: Iterable[str]) -> str:
    """Return a waiver file that `load` reads, with lines of comment above."""
    lines = [f"# {_ONE_LINE.sub(' ', each)}" for each in heading]
    for each in waivers:
        lines += [
            "",
            "[[waiver]]",
            f"id = {_quoted(each.id)}",
            f"reason = {_quoted(each.reason)}",
            f"expires = {each.expires.isoformat()}",
            f"owner = {_quoted(each.owner)}",
        ]
    return "\n".join(lines if "[[waiver]]" in lines else [*lines, "waiver = []"]) + "\n"


_ONE_LINE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
"""Characters that a one-line TOML string cannot contain, or that UTF-8 cannot encode."""


def _quoted(text: str) -> str:
    return json.dumps(_ONE_LINE.sub(" ", text), ensure_ascii=False)


def _waiver(path: Path, entry: dict[str, Any]) -> Waiver:
    expires = entry["expires"]
    try:
        until = expires if isinstance(expires, date) else date.fromisoformat(expires)
    except ValueError:
        raise UsageError(f"{path}: waiver of {entry['id']}: {expires!r} is not a date like 2027-01-31") from None
    return Waiver(id=entry["id"], reason=entry["reason"], expires=until, owner=entry.get("owner", ""))


def _plain(content: Any) -> Any:
    """Return TOML values as JSON values: a date becomes a string."""
    return json.loads(json.dumps(content, default=str))
