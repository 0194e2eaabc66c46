"""A fault as a file that can be replayed, against the same target or another one."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scimproof.fuzz.model.steps import Step
from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest

FORMAT = "1.0"


@dataclass(frozen=True, slots=True)
class Story:
    """What to do again.

    Attributes:
        requirement: the id of the requirement that it breaks.
        seed: of the run that found it.
        steps: a program, or nothing.
        request: a request that schemathesis made, or None.
        before: what was sent before it, for it to matter.
    """

    requirement: str
    seed: int
    steps: tuple[Step, ...] = ()
    request: GeneratedRequest | None = None
    before: tuple[GeneratedRequest, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as a file has it."""
        written: dict[str, Any] = {"format": FORMAT, "requirement": self.requirement, "seed": self.seed}
        if self.steps:
            written["steps"] = [each.to_json() for each in self.steps]
        if self.request is not None:
            written["request"] = _written(self.request)
        if self.before:
            written["before"] = [_written(each) for each in self.before]
        return written

    @classmethod
    def from_json(cls, written: Any) -> Story:
        """Return what `to_json` wrote.

        Raises:
            ValueError: it is no story.
        """
        if not isinstance(written, dict) or written.get("format") != FORMAT:
            raise ValueError(f"it is not a replay of format {FORMAT}")
        requirement, seed, steps = written.get("requirement"), written.get("seed"), written.get("steps", [])
        if not isinstance(requirement, str) or not isinstance(seed, int) or not isinstance(steps, list):
            raise ValueError("requirement, seed or steps are missing")  # noqa: TRY004 - one error for a bad file
        request = _request(written["request"]) if isinstance(written.get("request"), dict) else None
        listed = written.get("before", [])
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise ValueError("the earlier requests are not a list of requests")
        return cls(requirement, seed, tuple(map(Step.from_json, steps)), request, tuple(map(_request, listed)))

    @classmethod
    def load(cls, path: Path) -> Story:
        """Read a file.

        Raises:
            ValueError: it cannot be read, or is no story.
        """
        try:
            return cls.from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as problem:
            raise ValueError(f"cannot be read: {problem}") from None


def _written(request: GeneratedRequest) -> dict[str, Any]:
    content = None if request.content is None else base64.b64encode(request.content).decode()
    return {"method": request.method, "path": request.path, "query": request.query, "content_base64": content}


def _request(written: Mapping[str, Any]) -> GeneratedRequest:
    method, path, query = (written.get(key) for key in ("method", "path", "query"))
    content = written.get("content_base64")
    if not (isinstance(method, str) and isinstance(path, str) and isinstance(query, str)):
        raise ValueError("the request has no method, path or query")  # noqa: TRY004 - likewise
    try:
        body = base64.b64decode(content, validate=True) if isinstance(content, str) else None
    except ValueError:
        raise ValueError("the request's body is not base64") from None
    return GeneratedRequest(method.upper(), path, query, body, valid=True)
