"""Sending what schemathesis makes, through our own client, and judging the answers by what SCIM says of any request.

Two victims of our own stand in wherever an id is needed; what the guest rule forbids is not sent at all.
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
from scimproof.fuzz.budget import Purse
from scimproof.fuzz.generators import sample_users
from scimproof.fuzz.model.executor import NotCreated
from scimproof.fuzz.model.resource_diff import difference
from scimproof.fuzz.model.steps import GROUPS, USERS, filled
from scimproof.fuzz.requests.own_resource import harmless
from scimproof.fuzz.requests.read_back import changed
from scimproof.fuzz.requests.read_only import taken
from scimproof.fuzz.requests.schemathesis_source import Draft
from scimproof.fuzz.schema.attribute_case import spelled
from scimproof.fuzz.schema.shapes import Shape
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.filter import eq
from scimproof.scim.guard import GuestRuleBroken
from scimproof.scim.resource import Resource

Json = dict[str, Any]

_WRITES = frozenset({"POST", "PUT", "PATCH"})
_PRICE = {"POST": 3, "PUT": 2, "PATCH": 2}
"""Requests at most: with reading back, and with removing what was created."""

_PURE: dict[str, Callable[[Exchange], Mismatch | None]] = {
    "no-server-error": checks.server_error,
    "error-form": checks.error_form,
    "no-insides": checks.insides,
}


@dataclass(frozen=True, slots=True)
class Slip:
    """An answer that no request excuses.

    Attributes:
        topic: the requirement of fuzzing that it breaks, without the area.
        mismatch: what had to be and what was.
        trail: the exchanges that show it, the deciding one last.
        draft: what schemathesis made, for a replay: each run makes it harmless in its own way.
        before: what a walk had sent before.
    """

    topic: str
    mismatch: Mismatch
    trail: tuple[Exchange, ...]
    draft: Draft
    before: tuple[Draft, ...] = ()


@dataclass(slots=True)
class Inputs:
    """What came of sending drafts.

    Attributes:
        client: the plain client.
        purse: pays.
        run: stands in every name.
        shapes: resource types by endpoint.
        walked: drafts of the walk that is going on, with their answers.
    """

    client: Client
    purse: Purse
    run: str
    shapes: dict[str, Shape]
    slips: list[Slip] = field(default_factory=list)
    walked: list[tuple[Draft, Exchange]] = field(default_factory=list)
    sent: int = 0
    _draft: Draft | None = None
    _victims: dict[str, Resource] = field(default_factory=dict)
    _made: dict[str, Exchange] = field(default_factory=dict)
    _seen: dict[str, Json] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def open(self) -> None:
        """Create the victims.

        Raises:
            NotCreated: the target takes no plain user.
            OutOfBudget: there is no money for it.
        """
        body = filled(sample_users.user(Random(0), 1, self.shapes.get(USERS)), {"run": f"{self.run}v-"})  # noqa: S311 - no secret
        self._victim(USERS, body)
        with suppress(NotCreated):
            self._victim(GROUPS, filled(sample_users.group(1), {"run": f"{self.run}v-"}))

    def close(self) -> None:
        """Delete the victims."""
        for name in [*self._victims]:
            self.drop(name)

    def drop(self, name: str) -> None:
        """Delete one victim, unless a walk did so."""
        victim = self._victims.pop(name)
        if victim.path not in self._gone:
            self.client.delete(victim, label="fuzzing: delete it")

    def send(self, draft: Draft, *, keeps: str = "") -> Exchange | None:
        """Send a draft in the shape that harms nobody, and judge what comes of it.

        Args:
            draft: the request.
            keeps: the name under which what it creates stays, as one more victim.

        Returns:
            The answer; None when the draft cannot be made harmless.

        Raises:
            OutOfBudget: there is no money for it.
        """
        ready = harmless(draft, self._victims, self.run, self._numbers)
        if ready is None:
            return None
        self._draft = draft
        try:
            answer = self._judge(ready, keeps)
        except GuestRuleBroken:
            return None
        self.sent += 1
        return answer

    def victim(self, name: str) -> Resource | None:
        """Return a victim by its name: an endpoint, or what a walk calls it."""
        return self._victims.get(name)

    # One draft

    def _judge(self, draft: Draft, keeps: str) -> Exchange:
        self.purse.pay(_PRICE.get(draft.method, 1))
        answer = self._dispatch(draft)
        self._pure(draft, answer)
        if draft.method == "POST":
            self._created(draft, answer, keeps)
        elif draft.method in _WRITES:
            self._written(draft, answer)
        elif draft.method == "DELETE" and answer.status in (200, 204):
            self._gone.add(draft.path)
        elif draft.method == "GET" and answer.status == 200:  # noqa: PLR2004
            self._shown(draft, answer)
        return answer

    def _dispatch(self, draft: Draft) -> Exchange:
        if draft.method == "GET":
            return self.client.send("GET", draft.path, query=draft.query, label="fuzzing: unusual query")
        return self.client.send(
            draft.method,
            draft.path,
            query=draft.query,
            content=draft.content if draft.content is not None else b"",
            headers={"Content-Type": "application/scim+json"},
            anonymous=not isinstance(draft.body, dict),
            label="fuzzing: unusual body",
        )

    def _created(self, draft: Draft, answer: Exchange, keeps: str) -> None:
        resource = Resource.of(answer, draft.path)
        if answer.status not in (200, 201) or resource is None:
            self._no_trace_of(draft, answer)
            self.purse.charge(-1)
            return
        try:
            read = self.client.get(resource, label="fuzzing: read it back")
            self._pure(draft, read)
            self._kept(draft, answer, read)
            if keeps and self.client.guard.owns(resource.id, draft.path):
                self._keep(keeps, resource, answer, read)
        finally:
            if keeps not in self._victims:
                self._discard(draft, answer)

    def _no_trace_of(self, draft: Draft, answer: Exchange) -> None:
        """Look for what a refused create may have left."""
        name = draft.body.get("userName") if isinstance(draft.body, dict) else None
        if draft.path != USERS or not isinstance(name, str) or not name.isprintable() or not _refused(answer):
            self.purse.charge(-1)
            return
        search = self.client.search(USERS, filter=eq("userName", name), label="fuzzing: was it refused?")
        if search.status == 200 and any(each.get("userName") == name for each in search.resources):  # noqa: PLR2004
            self._slip(
                "refused-without-trace",
                Mismatch("no user, since the create was refused", "it exists"),
                draft,
                answer,
                search,
            )

    def _written(self, draft: Draft, answer: Exchange) -> None:
        read = self.client.get(draft.path, label="fuzzing: read it back")
        self._pure(draft, read)
        before, shape = self._seen[draft.path], self.shapes.get(f"/{draft.path.split('/')[1]}")
        shown = spelled(read.resource)
        if read.status != 200 or shape is None:  # noqa: PLR2004
            return
        if _refused(answer) and (mismatch := difference(before, shown, before)) is not None:
            self._slip("refused-without-trace", mismatch, draft, answer, read)
        elif answer.status in (200, 204):
            self._kept(draft, answer, read)
        self._seen[draft.path] = shown

    def _kept(self, draft: Draft, answer: Exchange, read: Exchange) -> None:
        shape = self.shapes.get(f"/{draft.path.split('/')[1]}")
        if shape is None or read.status != 200:  # noqa: PLR2004
            return
        for each in (answer, read):
            if each.resource and (mismatch := checks.wrong_type(each.resource, shape)) is not None:
                self._slip("declared-types", mismatch, draft, answer, each)
        wanted = answer.id if draft.method == "POST" else unquote(draft.path.rpartition("/")[2])
        for each in (answer, read):
            if wanted and (mismatch := checks.another_id(each, wanted)) is not None:
                self._slip("one-resource", mismatch, draft, answer, each)
        sent = draft.body if draft.method != "PATCH" else None
        if isinstance(sent, dict) and (mismatch := changed(sent, read.resource, shape)) is not None:
            self._slip("read-back", mismatch, draft, answer, read)
        if isinstance(sent, dict) and (mismatch := taken(sent, read.resource, shape)) is not None:
            self._slip("read-only", mismatch, draft, answer, read)

    def _shown(self, draft: Draft, answer: Exchange) -> None:
        shape = self.shapes.get(f"/{draft.path.split('/')[1]}")
        listed = answer.resources if "/" not in draft.path.lstrip("/") else [answer.resource]
        for each in listed if shape is not None else []:
            if shape is not None and (mismatch := checks.wrong_type(each, shape)) is not None:
                self._slip("declared-types", mismatch, draft, answer)

    # Around it

    def _victim(self, endpoint: str, body: Json) -> None:
        self.purse.pay(3)
        made = self.client.create(endpoint, body, label="fuzzing: create a resource to change")
        resource = Resource.of(made, endpoint)
        if made.status not in (200, 201) or resource is None:
            raise NotCreated(endpoint, made)
        self._keep(endpoint, resource, made, self.client.get(resource, label="fuzzing: read it before the change"))

    def _keep(self, name: str, resource: Resource, made: Exchange, read: Exchange) -> None:
        self._victims[name], self._made[resource.path] = resource, made
        self._seen[resource.path] = spelled(read.resource)

    def _discard(self, draft: Draft, answer: Exchange) -> None:
        made = Resource.of(answer, draft.path) if draft.method == "POST" else None
        if answer.status in (200, 201) and made is not None and self.client.guard.owns(made.id, draft.path):
            self.client.delete(made, label="fuzzing: delete what it created")

    def _pure(self, draft: Draft, answer: Exchange) -> None:
        for topic, rule in _PURE.items():
            if (mismatch := rule(answer)) is not None:
                self._slip(topic, mismatch, draft, answer)

    def _slip(self, topic: str, mismatch: Mismatch, draft: Draft, *trail: Exchange) -> None:
        made = self._made.get(draft.path) if draft.method in ("PUT", "PATCH") else None
        steps = dict.fromkeys([*([made] if made else []), *(answer for _, answer in self.walked), *trail])
        before = tuple(each for each, _ in self.walked)
        self.slips.append(Slip(topic, mismatch, tuple(steps), self._draft or draft, before))


def _refused(answer: Exchange) -> bool:
    return matchers.refused()(answer) is None
