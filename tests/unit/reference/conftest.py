from __future__ import annotations

import json as jsonlib
from itertools import count
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from scimproof.reference.messages import Request, Response
from scimproof.reference.provider import Provider

BASE = "https://sp.example/scim/v2"


class Direct:
    """Talks to a provider without a socket."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.numbers = count(1)
        provider.projector.base = BASE

    def __call__(self, method: str, url: str, json: object = None, **headers: str) -> Response:
        """Send a request as whoever has the token."""
        split = urlsplit(url)
        request = Request(
            method=method,
            segments=[each for each in split.path.split("/") if each],
            query=dict(parse_qsl(split.query, keep_blank_values=True)),
            headers={"authorization": "Bearer t", **{name.replace("_", "-"): value for name, value in headers.items()}},
            content=b"" if json is None else jsonlib.dumps(json).encode(),
        )
        return self.provider.http.perform(request)

    def user(self, **attributes: object) -> dict:
        """Create a user."""
        answer = self("POST", "/Users", {"userName": f"user-{next(self.numbers)}", **attributes})
        assert answer.status == 201, answer.json
        return answer.json

    def group(self, name: str, *members: dict) -> dict:
        """Create a group."""
        answer = self("POST", "/Groups", {"displayName": name, "members": [{"value": each["id"]} for each in members]})
        assert answer.status == 201, answer.json
        return answer.json

    def patch(self, resource: dict, *operations: dict) -> Response:
        """Send operations."""
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}
        return self("PATCH", _path(resource), body)

    def get(self, resource: dict, query: str = "") -> dict:
        """Read a resource again."""
        answer = self("GET", f"{_path(resource)}?{query}")
        assert answer.status == 200, answer.json
        return answer.json

    def found(self, query: str, endpoint: str = "/Users") -> list[str]:
        """List resources by their names."""
        answer = self("GET", f"{endpoint}?{query}")
        assert answer.status == 200, answer.json
        return [each.get("userName") or each.get("displayName") or each["id"] for each in answer.json["Resources"]]

    def where(self, text: str, endpoint: str = "/Users") -> list[str]:
        """List the resources that a filter finds by their names."""
        return self.found(f"filter={quote(text)}", endpoint)


def _path(resource: dict) -> str:
    return resource["meta"]["location"].removeprefix(BASE)


@pytest.fixture
def sp() -> Direct:
    """Return a new provider to talk to."""
    return Direct(Provider("t"))
