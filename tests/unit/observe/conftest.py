"""A run made by hand: exchanges as the report has them, in the order in which they are added."""

import json

import pytest

from scimproof.observe.history import history
from scimproof.scim.exchange import Exchange, Request, Response

BASE = "https://scim.example/v2"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


class Story:
    """Exchanges one after the other, a second apart."""

    def __init__(self):
        self.exchanges = []

    def add(self, method, path, status, answer=None, *, sent=None, headers=(), label="", **more):
        """Add one exchange; `answer` and `sent` are JSON, or text as it stands."""
        number = len(self.exchanges) + 1
        body = answer if isinstance(answer, str) else "" if answer is None else json.dumps(answer)
        kind = [("Content-Type", "application/scim+json")] if body else []
        asked = Request(
            method,
            path if path.startswith("http") else f"{BASE}{path}",
            tuple(more.get("request_headers", [("Authorization", "Bearer [redacted]")])),
            b"" if sent is None else json.dumps(sent).encode(),
        )
        answered = Response(status, "", (*kind, *headers), body.encode())
        started = more.get("started", float(number))
        self.exchanges.append(Exchange(number, label, asked, answered, None, started, 0.01))
        return self

    def create(self, id_, **attributes):
        """Add a create that is answered with what it sent."""
        endpoint = "/Groups" if "members" in attributes else "/Users"
        body = {"schemas": [GROUP if endpoint == "/Groups" else USER], **attributes}
        return self.add("POST", endpoint, 201, {**body, "id": id_}, sent=body)

    def read(self, id_, **attributes):
        """Add a read by id."""
        endpoint = "/Groups" if "members" in attributes else "/Users"
        schema = GROUP if endpoint == "/Groups" else USER
        return self.add("GET", f"{endpoint}/{id_}", 200, {"schemas": [schema], "id": id_, **attributes})

    def patch(self, path, *operations, status=204):
        """Add a PATCH."""
        return self.add("PATCH", path, status, sent={"schemas": [PATCH], "Operations": list(operations)})

    def delete(self, path, status=204):
        """Add a DELETE."""
        return self.add("DELETE", path, status)

    def list(self, path, *resources, **more):
        """Add a query and what it finds."""
        body = {"schemas": [LIST], "totalResults": len(resources), "Resources": list(resources), **more}
        return self.add("GET", path, 200, body)

    def told(self, lag=0.0):
        """Return the history."""
        return history(self.exchanges, BASE, lag)


@pytest.fixture
def story():
    return Story()


@pytest.fixture
def seen():
    """Return what an invariant says of a story: the places of its violations, and how many answers it judged."""

    def look(invariant, told, lag=0.0):
        judged = list(invariant(told.told(lag)))
        return [each.at for each in judged if each is not None], len(judged)

    return look
