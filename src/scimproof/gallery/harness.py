"""What the tests use: the workflow's own requests, the provisioning service, and the objects of both."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from scimproof.entra.actor import Entra
from scimproof.entra.dialect import Dialect
from scimproof.gallery.logic import Failed, empty, prop
from scimproof.gallery.values import Values
from scimproof.scim.client import MEDIA_TYPE, Client
from scimproof.scim.exchange import UNPARSABLE, Exchange
from scimproof.scim.guard import GuestRuleBroken
from scimproof.scim.patch import PATCH_OP
from scimproof.scim.resource import Resource

_PAUSE = 0.1
_BODY: Mapping[str, str | None] = {"Accept": MEDIA_TYPE, "Content-Type": MEDIA_TYPE}
_NO_BODY: Mapping[str, str | None] = {"Accept": MEDIA_TYPE}


class Harness:
    """Sends for one test.

    Args:
        client: the plain client.
        entra: the provisioning service, in the dialect that is tried.
        values: the data of the run.
        settle: seconds that a poll goes on; Microsoft polls for 20 to 50 minutes.
    """

    def __init__(self, client: Client, entra: Entra, values: Values, *, settle: float) -> None:
        self._client = client
        self._entra = entra
        self.values = values
        self.plan = values.plan
        self._settle = settle
        self.seen: list[Exchange] = []
        self._made: list[tuple[str, str]] = []

    @property
    def flag(self) -> bool:
        """Whether the service speaks the dialect of the flag."""
        return self._entra.dialect is Dialect.FLAG

    # The workflow's own requests

    def get(self, path: str, query: str = "") -> Exchange:
        """Read, whatever comes of it."""
        return self._see(self._client.send("GET", path, query=query, headers=_NO_BODY, label=f"gallery: GET {path}"))

    def post(self, endpoint: str, body: Any) -> Exchange:
        """Create; what was made is removed when the test is over."""
        sent = self._client.send("POST", endpoint, body=body, headers=_BODY, label=f"gallery: POST {endpoint}")
        return self._keep(endpoint, sent)

    def created(self, endpoint: str, body: Any) -> str:
        """Create and return the id.

        Raises:
            Failed: there is none.
        """
        exchange = succeeded(self.post(endpoint, body))
        return identifier(exchange)

    def patch(self, endpoint: str, id_: str, operations: list[dict[str, Any]]) -> Exchange:
        """Change.

        Raises:
            Failed: the answer is neither 200 nor 204.
        """
        body = {"schemas": [PATCH_OP], "Operations": operations}
        path = f"{endpoint}/{quote(id_, safe='')}"
        sent = self._client.send("PATCH", path, body=body, headers=_BODY, label=f"gallery: PATCH {endpoint}")
        if self._see(sent).status not in (200, 204):
            raise Failed(f"PATCH was answered with {answered(sent)} instead of 200 or 204")
        return sent

    def read(self, endpoint: str, id_: str) -> Any:
        """Return what a GET by id shows.

        Raises:
            Failed: it is refused.
        """
        return content(succeeded(self.get(f"{endpoint}/{quote(id_, safe='')}")))

    def user(self, name: str) -> Exchange:
        """Look for a user as every test does: spaces as ``%20``, the at sign raw."""
        return self.get("/Users", f"filter=userName%20eq%20%22{name}%22")

    def group(self, name: str, *, encoded: bool = False) -> Exchange:
        """Look for a group: its name as it is, parentheses and all, but for one test that encodes it."""
        return self.get("/Groups", f"filter=displayName%20eq%20%22{quote(name, safe='') if encoded else name}%22")

    def another_token(self) -> Exchange | None:
        """Ask the token endpoint, if the credentials are OAuth client credentials."""
        exchange = self._client.another_token()
        return None if exchange is None else self._see(exchange)

    def poll(self, ask: Callable[[], Exchange], done: Callable[[Any], bool]) -> Any:
        """Ask until the answer is as wanted or time is up; return the last body: the verdict rests on that."""
        until = time.monotonic() + self._settle
        while True:
            body = loose(ask())
            if done(body) or time.monotonic() >= until:
                return body
            time.sleep(_PAUSE)

    # The provisioning service

    def service(self, send: Callable[[Entra], Exchange], what: str, *, on_demand: bool = False) -> Exchange:
        """Let the service send; its log then says success.

        Raises:
            Failed: the target refuses, and the log says failure.
        """
        exchange = self._see(send(self._entra.legacy if on_demand else self._entra))
        if exchange.status is None or not 200 <= exchange.status < 300:  # noqa: PLR2004
            raise Failed(f"the provisioning log shows a failure: {what} was answered with {answered(exchange)}")
        return exchange

    def create(self, kind: str, body: dict[str, Any], *, on_demand: bool = False) -> Resource:
        """Let the service create an object.

        Raises:
            Failed: the target refuses, or its answer has no id.
        """
        endpoint = f"/{kind}s"

        def send(entra: Entra) -> Exchange:
            made = entra.create_user(body) if kind == "User" else entra.create_group(body)
            self._own(endpoint, made)
            return made

        exchange = self.service(send, f"the create of the {kind.lower()}", on_demand=on_demand)
        return Resource(kind, endpoint, identifier(exchange), body)

    # Afterwards

    def clean_up(self) -> None:
        """Remove what the test made; what cannot be removed now stays in the journal for the end of the run."""
        for endpoint, id_ in reversed(self._made):
            if self._client.guard.owns(id_, endpoint):
                with suppress(GuestRuleBroken):
                    path = f"{endpoint}/{quote(id_, safe='')}"
                    self._client.send("DELETE", path, headers=_NO_BODY, label="gallery: clean up")
        self._made.clear()

    def forget(self, resource: Resource) -> None:
        """Take an object as removed by the test itself."""
        with suppress(ValueError):
            self._made.remove((resource.endpoint, resource.id))

    def _keep(self, endpoint: str, exchange: Exchange) -> Exchange:
        self._own(endpoint, exchange)
        return self._see(exchange)

    def _own(self, endpoint: str, exchange: Exchange) -> None:
        if exchange.id:
            self._made.append((endpoint, exchange.id))

    def _see(self, exchange: Exchange) -> Exchange:
        self.seen.append(exchange)
        return exchange


def succeeded(exchange: Exchange) -> Exchange:
    """Return an exchange that ended well.

    Raises:
        Failed: it did not.
    """
    if exchange.status is None or not 200 <= exchange.status < 300:  # noqa: PLR2004
        raise Failed(f"{exchange.request.method} {exchange.label.rpartition(' ')[2]} answered {answered(exchange)}")
    return exchange


def answered(exchange: Exchange) -> str:
    """Say in a word how a request was answered."""
    return str(exchange.status) if exchange.status is not None else "nothing"


def identifier(exchange: Exchange) -> str:
    """Return the id in an answer.

    Raises:
        Failed: there is none that a request could address.
    """
    id_ = prop(content(exchange), "id")
    if isinstance(id_, bool) or not isinstance(id_, str | int) or id_ == "":
        raise Failed("the created object has no id")
    return str(id_)


def content(exchange: Exchange) -> Any:
    """Return the body as JSON, as text where it is none, None where there is none."""
    if not exchange.text:
        return None
    return exchange.text if exchange.json is UNPARSABLE else exchange.json


def loose(exchange: Exchange) -> Any:
    """Return the body of a poll; what is no object counts as one with nothing in it."""
    body = content(exchange)
    return body if isinstance(body, dict) else {}


def found(body: Any) -> bool:
    """Tell whether a list response lists somebody."""
    return not empty(prop(body, "Resources"))


def text_of(body: Any) -> str:
    """Return an answer as one text, in which the tests search."""
    return json.dumps(body, ensure_ascii=False)
