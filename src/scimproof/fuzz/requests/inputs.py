"""Sends the requests that schemathesis generates, through our client, and judges the answers.

A user and a group of our own stand in wherever an id is needed; a request that the guest rule forbids is not sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any
from urllib.parse import unquote

from scimproof.expect import matchers
from scimproof.expect.outcome import Mismatch
from scimproof.fuzz import checks
from scimproof.fuzz.budget import RequestBudget
from scimproof.fuzz.generators import sample_users
from scimproof.fuzz.model.fault import NotCreated
from scimproof.fuzz.model.resource_diff import difference
from scimproof.fuzz.model.steps import GROUPS, USERS, filled
from scimproof.fuzz.requests.leftovers import remove_leftovers
from scimproof.fuzz.requests.own_resource import harmless
from scimproof.fuzz.requests.read_back import changed
from scimproof.fuzz.requests.read_only import taken
from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest
from scimproof.fuzz.schema.attribute_case import spelled
from scimproof.fuzz.schema.shapes import Shape
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.guard import GuestRuleBroken
from scimproof.scim.resource import Resource

Json = dict[str, Any]

_WRITES = frozenset({"POST", "PUT", "PATCH"})
_PRICE = {"POST": 3, "PUT": 2, "PATCH": 2}
"""Requests at most: with reading back, and with removing what was created."""

_OK, _FAILED = 200, 500

_PURE: dict[str, Callable[[Exchange], Mismatch | None]] = {
    "no-server-error": checks.server_error,
    "error-form": checks.error_form,
    "no-insides": checks.insides,
}


@dataclass(frozen=True, slots=True)
class Violation:
    """An answer that no request justifies.

    Attributes:
        topic: the requirement of fuzzing that it breaks, without the area.
        mismatch: what had to be and what was.
        trail: the exchanges that show it, the deciding one last.
        request: what schemathesis made, for a replay: each run makes it harmless in its own way.
        before: what a walk had sent before.
    """

    topic: str
    mismatch: Mismatch
    trail: tuple[Exchange, ...]
    request: GeneratedRequest
    before: tuple[GeneratedRequest, ...] = ()


@dataclass(slots=True)
class Inputs:
    """Sends requests and keeps the violations that it saw.

    Attributes:
        client: the plain client.
        budget: what each request is spent from.
        run: stands in every name.
        shapes: resource types by endpoint.
        walked: requests of the walk that is going on, with their answers.
    """

    client: Client
    budget: RequestBudget
    run: str
    shapes: dict[str, Shape]
    violations: list[Violation] = field(default_factory=list)
    walked: list[tuple[GeneratedRequest, Exchange]] = field(default_factory=list)
    sent: int = 0
    _request: GeneratedRequest | None = None
    _own: dict[str, Resource] = field(default_factory=dict)
    _made: dict[str, Exchange] = field(default_factory=dict)
    _seen: dict[str, Json] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def open(self) -> None:
        """Create a user and a group of our own.

        Raises:
            NotCreated: the target takes no plain user.
            OutOfBudget: the budget is spent.
        """
        body = filled(sample_users.user(Random(0), 1, self.shapes.get(USERS)), {"run": f"{self.run}v-"})  # noqa: S311 - no secret
        self._create_own(USERS, body)
        with suppress(NotCreated):
            self._create_own(GROUPS, filled(sample_users.group(1), {"run": f"{self.run}v-"}))

    def close(self) -> None:
        """Delete what is our own."""
        for name in [*self._own]:
            self.drop(name)

    def drop(self, name: str) -> None:
        """Delete one resource of our own, unless a walk did so."""
        own_resource = self._own.pop(name)
        if own_resource.path not in self._gone:
            self.client.delete(own_resource, label="fuzzing: remove our own resource")

    def send(self, request: GeneratedRequest, *, keeps: str = "") -> Exchange | None:
        """Send a request in the shape that harms nobody, and judge what comes of it.

        Args:
            request: the request.
            keeps: the name under which what it creates stays, as one more resource of our own.

        Returns:
            The answer; None when the request cannot be made harmless.

        Raises:
            OutOfBudget: the budget is spent.
        """
        ready = harmless(request, self._own, self.run, self._numbers)
        if ready is None:
            return None
        self._request = request
        try:
            answer = self._judge(ready, keeps)
        except GuestRuleBroken:
            return None
        self.sent += 1
        return answer

    def own_resource(self, name: str) -> Resource | None:
        """Return a resource of our own by its name: an endpoint, or what a walk calls it."""
        return self._own.get(name)

    def judge_readable(self, request: GeneratedRequest, answer: Exchange) -> None:
        """Judge that what could be read before a change can be read after it; a 5xx has been judged already."""
        if answer.status is not None and answer.status < _FAILED and not (answer.status == _OK and answer.resource):
            mismatch = Mismatch("an answer that can be read, as before the change", matchers.outcome(answer))
            self._violated("no-server-error", mismatch, request, answer)

    # One request

    def _judge(self, request: GeneratedRequest, keeps: str) -> Exchange:
        self.budget.spend(_PRICE.get(request.method, 1))
        answer = self._dispatch(request)
        self._pure(request, answer)
        if request.method == "POST":
            self._created(request, answer, keeps)
        elif request.method in _WRITES:
            self._written(request, answer)
        elif request.method == "DELETE" and answer.status in (200, 204):
            self._gone.add(request.path)
        elif request.method == "GET" and answer.status == 200:  # noqa: PLR2004
            self._shown(request, answer)
        return answer

    def _dispatch(self, request: GeneratedRequest) -> Exchange:
        if request.method == "GET":
            return self.client.send("GET", request.path, query=request.query, label="fuzzing: unusual query")
        return self.client.send(
            request.method,
            request.path,
            query=request.query,
            content=request.content if request.content is not None else b"",
            headers={"Content-Type": "application/scim+json"},
            anonymous=not isinstance(request.body, dict),
            label="fuzzing: unusual body",
        )

    def _created(self, request: GeneratedRequest, answer: Exchange, keeps: str) -> None:
        resource = Resource.of(answer, request.path)
        if answer.status not in (200, 201) or resource is None:
            self._left_nothing(request, answer)
            return
        try:
            read = self.client.get(resource, label="fuzzing: read it back")
            self._pure(request, read)
            self._kept(request, answer, read)
            if keeps and self.client.guard.owns(resource.id, request.path):
                self._keep(keeps, resource, answer, read)
        finally:
            if keeps not in self._own:
                self._discard(request, answer)

    def _left_nothing(self, request: GeneratedRequest, answer: Exchange) -> None:
        """Look for what a create whose answer names nothing may have stored, and remove it."""
        left = remove_leftovers(self.client, self.run, request.path, request.body)
        self.budget.record(left.requests - (_PRICE["POST"] - 1))
        for each in left.asked:
            self._pure(request, each)
        if left.shown_by is not None and _refused(answer):
            mismatch = Mismatch("nothing stored, since the create was refused", "it exists")
            self._violated("refused-without-trace", mismatch, request, answer, left.shown_by)

    def _written(self, request: GeneratedRequest, answer: Exchange) -> None:
        read = self.client.get(request.path, label="fuzzing: read it back")
        self._pure(request, read)
        before, shape = self._seen[request.path], self.shapes.get(f"/{request.path.split('/')[1]}")
        shown = spelled(read.resource)
        if read.status != 200 or shape is None:  # noqa: PLR2004
            return
        if _refused(answer) and (mismatch := difference(before, shown, before)) is not None:
            self._violated("refused-without-trace", mismatch, request, answer, read)
        elif answer.status in (200, 204):
            self._kept(request, answer, read)
        self._seen[request.path] = shown

    def _kept(self, request: GeneratedRequest, answer: Exchange, read: Exchange) -> None:
        shape = self.shapes.get(f"/{request.path.split('/')[1]}")
        if shape is None or read.status != 200:  # noqa: PLR2004
            return
        for each in (answer, read):
            if each.resource and (mismatch := checks.wrong_type(each.resource, shape)) is not None:
                self._violated("declared-types", mismatch, request, answer, each)
        wanted = answer.id if request.method == "POST" else unquote(request.path.rpartition("/")[2])
        for each in (answer, read):
            if wanted and (mismatch := checks.another_id(each, wanted)) is not None:
                self._violated("one-resource", mismatch, request, answer, each)
        sent = request.body if request.method != "PATCH" else None
        if isinstance(sent, dict) and (mismatch := changed(sent, read.resource, shape)) is not None:
            self._violated("read-back", mismatch, request, answer, read)
        if isinstance(sent, dict) and (mismatch := taken(sent, read.resource, shape)) is not None:
            self._violated("read-only", mismatch, request, answer, read)

    def _shown(self, request: GeneratedRequest, answer: Exchange) -> None:
        shape = self.shapes.get(f"/{request.path.split('/')[1]}")
        listed = answer.resources if "/" not in request.path.lstrip("/") else [answer.resource]
        for each in listed if shape is not None else []:
            if shape is not None and (mismatch := checks.wrong_type(each, shape)) is not None:
                self._violated("declared-types", mismatch, request, answer)

    # Around it

    def _create_own(self, endpoint: str, body: Json) -> None:
        self.budget.spend(3)
        made = self.client.create(endpoint, body, label="fuzzing: a resource of our own")
        resource = Resource.of(made, endpoint)
        if made.status not in (200, 201) or resource is None:
            raise NotCreated(endpoint, made)
        self._keep(endpoint, resource, made, self.client.get(resource, label="fuzzing: our own resource before"))

    def _keep(self, name: str, resource: Resource, made: Exchange, read: Exchange) -> None:
        self._own[name], self._made[resource.path] = resource, made
        self._seen[resource.path] = spelled(read.resource)

    def _discard(self, request: GeneratedRequest, answer: Exchange) -> None:
        made = Resource.of(answer, request.path) if request.method == "POST" else None
        if answer.status in (200, 201) and made is not None and self.client.guard.owns(made.id, request.path):
            self.client.delete(made, label="fuzzing: delete what it created")

    def _pure(self, request: GeneratedRequest, answer: Exchange) -> None:
        for topic, rule in _PURE.items():
            if (mismatch := rule(answer)) is not None:
                self._violated(topic, mismatch, request, answer)

    def _violated(self, topic: str, mismatch: Mismatch, request: GeneratedRequest, *trail: Exchange) -> None:
        made = self._made.get(request.path) if request.method in ("PUT", "PATCH") else None
        steps = dict.fromkeys([*([made] if made else []), *(answer for _, answer in self.walked), *trail])
        before = tuple(each for each, _ in self.walked)
        self.violations.append(Violation(topic, mismatch, tuple(steps), self._request or request, before))


def _refused(answer: Exchange) -> bool:
    return matchers.refused()(answer) is None
