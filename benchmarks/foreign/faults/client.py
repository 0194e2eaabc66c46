"""The client of the self-checks: raw requests by httpx, and short ways to make users and groups."""

from __future__ import annotations

import itertools
import ssl
from typing import Any, Self

import httpx

from benchmarks.foreign.server.messages import MEDIA_TYPE, PATCH, Document
from benchmarks.foreign.server.schema import ENTERPRISE, GROUP, USER

ENT = ENTERPRISE
Operation = tuple[str, str | None, Any] | tuple[str, str | None]


_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Never used: the server speaks plain HTTP, and httpx would load every root certificate for each client."""


class Client:
    """Requests to one server. Names differ from call to call; userName, e-mail, displayName and externalId differ."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.http = httpx.Client(
            base_url=url, verify=_NO_TLS, timeout=20, headers={"Authorization": f"Bearer {token}", "Accept": MEDIA_TYPE}
        )
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send a request; ``body`` is JSON, header names have ``_`` for ``-``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            named.setdefault("Content-Type", MEDIA_TYPE)
        content = {} if body is None else {"json": body}
        return self.http.request(method, path, headers=named, **content)

    def get(self, place: str | Document) -> Document:
        """Return the body of a GET that succeeds; a resource stands for its own path."""
        answer = self.send("GET", path(place))
        answer.raise_for_status()
        return dict(answer.json())

    def status(self, method: str, place: str | Document, body: Any = None, **headers: str) -> int:
        """Return the status of an answer."""
        return self.send(method, path(place), body, **headers).status_code

    def named(self, **attributes: Any) -> Document:
        """Return a body for POST /Users; an attribute that is None is left out."""
        number = next(self._numbers)
        body = {
            "schemas": [USER, ENT],
            "userName": f"Login{number}@contoso.com",
            "externalId": f"Ext-{number}",
            "displayName": f"Shown {number}",
            "name": {"givenName": f"Given{number}", "familyName": f"Family{number}"},
            "emails": [{"value": f"Mail{number}@contoso.com", "type": "work", "primary": True}],
            "active": True,
            **attributes,
        }
        return {key: value for key, value in body.items() if value is not None}

    def user(self, **attributes: Any) -> Document:
        """Create a user and return what a GET shows."""
        return self.made("/Users", self.named(**attributes))

    def group(self, *members: Document, **attributes: Any) -> Document:
        """Create a group of these users and groups and return what a GET shows."""
        number = next(self._numbers)
        body = {"schemas": [GROUP], "displayName": f"Team {number}", "externalId": f"Group-{number}", **attributes}
        if members:
            body["members"] = [{"value": each["id"]} for each in members]
        return self.made("/Groups", {key: value for key, value in body.items() if value is not None})

    def made(self, endpoint: str, body: Document) -> Document:
        """POST and GET."""
        answer = self.send("POST", endpoint, body)
        answer.raise_for_status()
        return self.get(f"{endpoint}/{answer.json()['id']}")

    def patch(self, place: str | Document, *operations: Operation) -> httpx.Response:
        """PATCH with operations (op, path or None, value)."""
        return self.send("PATCH", path(place), message(*operations))

    def patched(self, resource: Document, *operations: Operation) -> Document:
        """PATCH, which has to succeed, and return what a GET shows."""
        self.patch(resource, *operations).raise_for_status()
        return self.get(resource)

    def put(self, resource: Document, **attributes: Any) -> Document:
        """Change some attributes of a representation, PUT it back and return what a GET shows."""
        body = {key: value for key, value in {**resource, **attributes}.items() if value is not None}
        self.send("PUT", path(resource), body).raise_for_status()
        return self.get(resource)

    def ask(self, endpoint: str, **query: Any) -> Document:
        """Return a list response."""
        answer = self.http.get(endpoint, params=query)
        answer.raise_for_status()
        return dict(answer.json())

    def found(self, text: str, endpoint: str = "/Users") -> list[str]:
        """Return the ids that a filter finds."""
        return [each["id"] for each in self.ask(endpoint, filter=text).get("Resources", [])]

    def refused(self, text: str, endpoint: str = "/Users") -> bool:
        """Whether a filter is answered with 400 invalidFilter."""
        answer = self.http.get(endpoint, params={"filter": text})
        return answer.status_code == 400 and answer.json().get("scimType") == "invalidFilter"

    def members(self, group: Document) -> list[str]:
        """Return the ids of the members that a GET shows, sorted."""
        return sorted(each["value"] for each in self.get(group).get("members", []))


def path(place: str | Document) -> str:
    """Return the path of a resource, or the path itself."""
    return place if isinstance(place, str) else f"/{place['meta']['resourceType']}s/{place['id']}"


def message(*operations: Operation) -> Document:
    """Return a PatchOp message."""
    listed: list[Document] = []
    for verb, where, *value in operations:
        listed.append(
            {"op": verb, **({"path": where} if where is not None else {}), **({"value": value[0]} if value else {})}
        )
    return {"schemas": [PATCH], "Operations": listed}


def ids(*resources: Document) -> list[str]:
    """Return the ids of resources, sorted."""
    return sorted(each["id"] for each in resources)


def emails(user: Document, kind: str = "work") -> list[str]:
    """Return the e-mail addresses of one type."""
    return [each.get("value", "") for each in user.get("emails", []) if each.get("type") == kind]


def enterprise(user: Document) -> Document:
    """Return the enterprise extension of a user."""
    return dict(user.get(ENT, {}))
