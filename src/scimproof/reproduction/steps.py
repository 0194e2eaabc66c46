"""A reproduction as plain data, to a file and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

FORMAT = "2.0"
"""Version of the file. Files of format 1 hold what fuzzing found (`scimproof.fuzz.story`) and nothing else."""

OWN, NONE, WRONG = "own", "none", "wrong"
"""Credentials of a step: the target's, no Authorization header, a token that is not the target's. Any other text is an
authentication scheme in its own spelling (``bearer``), followed by the target's token."""


class How(StrEnum):
    """What ``scimproof run --replay`` does with a file."""

    STEPS = "steps"
    """Sends the steps and makes the judgement once more."""
    REQUIREMENT = "requirement"
    """Runs the contract test again: no data can express what it expects."""
    OBSERVED = "observed"
    """Sends the steps and judges them as a run judges all that it has sent."""
    FUZZ = "fuzz"
    """Plays the program that fuzzing found."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A variable that a later step needs, and where the answer has it: a header, or a JSON pointer into the body."""

    name: str
    pointer: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One request.

    Attributes:
        label: what is being done, in words.
        path: below the base URL, encoded, with its query.
        headers: without the credentials and without what belongs to one connection.
        body: as it was sent; empty for none.
        credentials: see `OWN`.
        status: of the answer in the run that found it; None for no answer.
        captures: what later steps need from the answer.
    """

    label: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    credentials: str = OWN
    status: int | None = None
    captures: tuple[Capture, ...] = ()


@dataclass(frozen=True, slots=True)
class Reproduction:
    """How to see a finding again.

    Attributes:
        requirement: the id of the requirement that is broken.
        case: the name of its case.
        summary: what has to hold.
        seed: of the run that found it.
        base_url: of the target it was found on.
        how: what ``--replay`` does.
        steps: the last one decides.
        check: the judgement on the answer to the last step, as `scimproof.expect.as_data` has it, or None.
        expected, observed, at: of the finding, with variables for ids.
        left_out: how many requests were left out to keep it short.
        extra_query: names of query parameters of the Tenant URL, which go with each request.
        story: what fuzzing wrote to play it again, or None.
    """

    requirement: str
    case: str
    summary: str
    seed: int
    base_url: str
    how: How
    steps: tuple[Step, ...]
    check: Mapping[str, Any] | None
    expected: str
    observed: str
    at: str = ""
    left_out: int = 0
    extra_query: tuple[str, ...] = ()
    story: Mapping[str, Any] | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of what is captured on the way, in order."""
        return tuple(capture.name for step in self.steps for capture in step.captures)

    @property
    def created(self) -> tuple[tuple[str, str], ...]:
        """The collection and the variable of each resource that the steps create, the last one first."""
        made = [
            (step.path.partition("?")[0], capture.name)
            for step in self.steps
            for capture in step.captures
            if capture.pointer == "/id"
        ]
        return tuple(reversed(made))

    def to_json(self) -> dict[str, Any]:
        """Return it as a file has it."""
        return {"format": FORMAT, **asdict(self), "how": self.how.value}

    @classmethod
    def from_json(cls, written: Any) -> Reproduction:
        """Return what `to_json` wrote.

        Raises:
            ValueError: it is none.
        """
        if not isinstance(written, dict) or written.get("format") != FORMAT:
            raise ValueError(f"it is no reproduction of format {FORMAT}")
        known = {each.name for each in fields(cls)}
        given = {name: value for name, value in written.items() if name in known}
        try:
            made = cls(**given)
            return replace(
                made,
                how=How(made.how),
                steps=tuple(map(_step, made.steps)),
                extra_query=tuple(made.extra_query),
            )
        except (TypeError, KeyError, ValueError) as problem:
            raise ValueError(f"it is no reproduction: {problem}") from None

    @classmethod
    def load(cls, path: Path) -> Reproduction:
        """Read a file.

        Raises:
            ValueError: it cannot be read, or is no reproduction.
        """
        try:
            return cls.from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as problem:
            raise ValueError(f"cannot be read: {problem}") from None


def _step(written: Any) -> Step:
    made = Step(**written)
    return replace(
        made,
        headers=tuple((str(name), str(value)) for name, value in made.headers),
        captures=tuple(Capture(**each) for each in written.get("captures", ())),
    )
