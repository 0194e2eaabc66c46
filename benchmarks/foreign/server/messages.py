"""What goes in and out: requests, responses and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BASE = "/scim/v2"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
MEDIA_TYPE = "application/scim+json"

Document = dict[str, Any]


@dataclass
class Request:
    """One request: ``path`` begins after the base path, header names are in lower case, ``query`` is decoded."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base: str = "http://localhost" + BASE
    raw_query: str = ""
    raw_path: str = ""

    @property
    def parts(self) -> list[str]:
        """The segments of the path without empty ones: ``//Users/7/`` gives ``["Users", "7"]``."""
        return [part for part in self.path.split("/") if part]


@dataclass
class Response:
    """One answer: ``body`` is JSON, or bytes that go out as they are, or None for no body."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The request is answered with a SCIM error (RFC 7644 3.12)."""

    def __init__(self, status: int, detail: str, kind: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.kind = status, detail, kind
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The error as an answer; ``status`` is a string in the body."""
        body: Document = {"schemas": [ERROR], "status": str(self.status), "detail": self.detail}
        if self.kind:
            body["scimType"] = self.kind
        return Response(self.status, body, self.headers)


def invalid(detail: str, kind: str = "invalidValue") -> Refused:
    """A 400 with one of the error types of RFC 7644 table 9."""
    return Refused(400, detail, kind)
