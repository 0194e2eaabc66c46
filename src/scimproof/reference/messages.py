"""The messages between the parts: a request, a response, an error.

Light and mutable, so that a hook can change them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Resource = dict[str, Any]

MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"


class ScimError(Exception):
    """An answer that is an error (RFC 7644 3.12); raised anywhere, turned into a response in one place."""

    def __init__(self, status: int, detail: str, scim_type: str = "", **headers: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.scim_type = scim_type
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def invalid_value(detail: str) -> ScimError:
    """Return the error for a value that does not fit its attribute."""
    return ScimError(400, detail, "invalidValue")


def invalid_syntax(detail: str) -> ScimError:
    """Return the error for a body that is not the message it should be."""
    return ScimError(400, detail, "invalidSyntax")


def check_message(body: Resource, name: str) -> None:
    """Refuse a body that says it is another message than `name`; one that says nothing is taken for it."""
    named = next((value for key, value in body.items() if key.lower() == "schemas"), None)
    if named is not None and not (isinstance(named, list) and f"{MESSAGES}{name}" in named):
        raise invalid_syntax(f"schemas must contain {MESSAGES}{name}")


@dataclass(slots=True)
class Request:
    """A request as the parts see it.

    Attributes:
        segments: the decoded path below the base, empty parts dropped.
        query: the query parameters, decoded; the first of a repeated name.
        raw_query: the query as it came, encoded.
        headers: names in lower case.
        content: the body as sent.
        json: the body parsed; set once the media type and syntax have been checked.
        outside: the path does not lie below the base.
        oversize: the body was larger than the provider reads; `content` is empty then.
        path: the whole path as it came, base included and not decoded; empty for an operation of a bulk.
    """

    method: str
    segments: list[str]
    query: dict[str, str] = field(default_factory=dict)
    raw_query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    json: Any = None
    outside: bool = False
    oversize: bool = False
    path: str = ""

    @property
    def endpoint(self) -> str:
        """The first part of the path: ``Users``, ``Groups``, ``Schemas``... or the empty string."""
        return self.segments[0] if self.segments else ""

    @property
    def id(self) -> str:
        """The second part of the path, or the empty string."""
        return self.segments[1] if len(self.segments) > 1 else ""


@dataclass(slots=True)
class Response:
    """A response; `json` is written as the body unless `content` says the bytes outright."""

    status: int
    json: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
