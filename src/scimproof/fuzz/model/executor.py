"""Running a program against the target, with a model beside it that knows what has to come out."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scimproof.expect import expect, matchers
from scimproof.expect.outcome import Mismatch, Unmet
from scimproof.expect.values import show
from scimproof.fuzz.budget import Purse
from scimproof.fuzz.model import filter_tree
from scimproof.fuzz.model.patch_model import Operation, Predicted, Undefined, predict
from scimproof.fuzz.model.resource_diff import difference
from scimproof.fuzz.model.steps import GROUPS, USERS, Step, filled
from scimproof.fuzz.model.tenant_model import Json, Tenant, Thing
from scimproof.fuzz.schema.attribute_case import spelled
from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.patch import patch_body
from scimproof.scim.resource import Resource

_OK, _CREATED = 200, 201
_FAILED = 500
_PAGE = 100
_NAME = {USERS: "userName", GROUPS: "displayName"}

Json_ = TypeVar("Json_")


@dataclass(frozen=True, slots=True)
class Fault:
    """A step after which the target was not as the model says.

    Attributes:
        kind: the attribute that was wrong, or what else was; shrinking stays with one kind.
        mismatch: what had to be and what was.
        exchange: the one that showed it.
    """

    kind: str
    mismatch: Mismatch
    exchange: Exchange


class NotCreated(Exception):
    """The target takes no such resource, or does not show it afterwards."""

    def __init__(self, endpoint: str, exchange: Exchange) -> None:
        super().__init__(matchers.outcome(exchange))
        self.endpoint = endpoint
        self.exchange = exchange


class World:
    """One run of a program.

    Args:
        client: the plain client.
        purse: pays for each request; for the removal of a resource when it is created.
        run: a text that stands in every name, and in no other run's.
    """

    def __init__(self, client: Client, purse: Purse, run: str) -> None:
        self.tenant = Tenant()
        self.trail: list[Exchange] = []
        self.run = run
        self.trusting = False
        """Whether the answer to a write, where it is as it has to be, is taken for what is there: one request less."""
        self._client = client
        self._purse = purse

    def play(self, steps: Sequence[Step], *, trusting: bool = False) -> Fault | None:
        """Do steps until one shows a fault.

        Args:
            steps: what to do.
            trusting: take answers on trust until the last step.
        """
        for number, step in enumerate(steps, 1):
            self.trusting = trusting and number < len(steps)
            if (fault := self.do(step)) is not None:
                return fault
        return None

    def do(self, step: Step) -> Fault | None:
        """Do a step; one that makes no sense here, or of which nothing is settled, is left out.

        Raises:
            OutOfBudget: there is no money for it.
            NotCreated: a create failed.
        """
        thing = self.tenant.things.get(step.on)
        if "${" in json.dumps(self.filled(step.to_json())):
            return None  # it speaks of a resource that a shorter program does not create
        if step.do == "create":
            return self._create(step) if thing is None else None
        if step.do == "find":
            return self._find(step) if thing is not None or not step.on else None
        if thing is None or not (thing.alive or step.do == "look"):
            return None
        actions: dict[str, Callable[[Step, Thing], Fault | None]] = {
            "patch": self._patch,
            "put": self._put,
            "delete": self._delete,
            "look": self._look,
        }
        return actions[step.do](step, thing)

    def clear(self) -> None:
        """Delete what is left, groups first."""
        for each in sorted(self.tenant.things.values(), key=lambda each: each.resource.endpoint):
            if each.alive and self._client.guard.owns(each.id):
                self._client.delete(each.resource, label=f"fuzzing: remove {each.name}")
                each.alive = False

    def filled(self, value: Json_) -> Json_:
        """Return JSON with its placeholders replaced: the run's text and the ids of its resources."""
        names = {name: each.id for name, each in self.tenant.things.items()}
        return filled(value, {"run": self.run, **names})

    def abstract(self, step: Step) -> Step:
        """Return a step with placeholders where this run's own text and ids stand, so that another run can do it."""
        return Step.from_json(self.neutral(step.to_json()))

    def neutral(self, value: Json_) -> Json_:
        """Return JSON with placeholders where this run's own text and ids stand: the same for any run of a program."""
        written = json.dumps(value, ensure_ascii=False)
        for name, text in [(each.name, each.id) for each in self.tenant.things.values()] + [("run", self.run)]:
            written = written.replace(json.dumps(text, ensure_ascii=False)[1:-1], f"${{{name}}}")
        return json.loads(written)  # type: ignore[no-any-return]

    # Steps

    def _create(self, step: Step) -> Fault | None:
        body = self.filled(dict(step.body or {}))
        self._purse.pay(2)
        made = self._keep(self._client.create(step.endpoint, body, label=f"fuzzing: create {step.on}"))
        resource = Resource.of(made, step.endpoint)
        if made.status not in (200, 201) or resource is None:
            raise NotCreated(step.endpoint, made)
        thing = Thing(step.on, resource)
        thing.members = {each["value"] for each in body.get("members", ())}
        self.tenant.enter(thing)
        fault = self._compare(thing, Predicted({"id": resource.id}), made)
        if fault is not None and fault.mismatch.at in ("", "id"):
            raise NotCreated(step.endpoint, fault.exchange)
        return fault

    def _patch(self, step: Step, thing: Thing) -> Fault | None:
        operations = [Operation.from_json(self.filled(each.to_json())) for each in step.operations]
        try:
            predicted = predict(thing.known(), operations)
        except Undefined:
            return None
        answer = self._send("PATCH", thing, patch_body(*(each.message() for each in operations)))
        return self._changed(answer, thing, predicted)

    def _put(self, step: Step, thing: Thing) -> Fault | None:
        body = self.filled(dict(step.body or {}))
        answer = self._send("PUT", thing, body)
        if answer.status in (200, 204):
            thing.seen = {}  # what a PUT leaves out may stay or go: only what it named is judged
        wanted = {"members": [], "id": thing.id, **{name: value for name, value in body.items() if name != "schemas"}}
        return self._changed(answer, thing, Predicted(wanted, loose={"password"}))

    def _changed(self, answer: Exchange, thing: Thing, predicted: Predicted) -> Fault | None:
        if (fault := self._broken(answer)) is not None:
            return fault
        if answer.status not in (200, 204):
            return self._compare(thing, Predicted(thing.known()), answer)
        if thing.is_group:
            thing.members = {str(each["value"]) for each in predicted.body.get("members", [])}
        return self._compare(thing, predicted, answer)

    def _delete(self, step: Step, thing: Thing) -> Fault | None:
        self._purse.charge(-1)  # it was paid for with the create
        answer = self._send("DELETE", thing)
        if answer.status not in (200, 202, 204):
            return self._broken(answer)
        self.tenant.forget(thing)
        return None if self.trusting else self._look(step, thing)

    def _look(self, _: Step, thing: Thing) -> Fault | None:
        if thing.alive:
            return self._compare(thing, Predicted(thing.known()))
        return self._judge(self._read(thing), matchers.status(404, 410), "deleted")

    def _find(self, step: Step) -> Fault | None:
        """Ask for what matches: resources of this program whose answer is settled, and nobody of another name."""
        assert step.filter is not None  # noqa: S101 - a find has a filter
        asked = filter_tree.from_json(self.filled(filter_tree.to_json(step.filter)))
        mine = self.tenant.at(step.endpoint)
        self._purse.pay()
        query = filter_tree.text(self._scoped(asked, step))
        answer = self._keep(
            self._client.search(step.endpoint, filter=query, query=f"count={_PAGE}", label="fuzzing: search")
        )
        if (fault := self._broken(answer)) is not None:
            return fault
        if answer.status != _OK or answer.total is None:
            return None  # nobody has to understand every filter
        judged = [each for each in mine.values() if step.on in ("", each.name)]
        outcomes = {each.id: each.alive and filter_tree.truth(asked, each.seen) for each in judged}
        settled = {id_ for id_, outcome in outcomes.items() if outcome is not None}
        wanted = {id_ for id_, outcome in outcomes.items() if outcome}

        def finds(seen: Exchange) -> Mismatch | None:
            found = {str(each.get("id")) for each in seen.resources} & settled
            others = list(self._others(seen, step.endpoint))
            if found == wanted and not others:
                return None
            names = [sorted(mine[id_].name for id_ in ids) for ids in (wanted, found)]
            more = f" and {len(others)} others, {show(others[0])} for one" if others else ""
            return Mismatch(f"{query} finds {names[0]}", f"it finds {names[1]}{more}")

        return self._judge(answer, finds, "find")

    def _others(self, seen: Exchange, endpoint: str) -> Iterator[str]:
        """Yield the names of those found whose names the filter leaves out: it asks for this run's alone."""
        for each in seen.resources:
            name = each.get(_NAME[endpoint])
            if isinstance(name, str) and self.run.casefold() not in name.casefold():
                yield name

    def _scoped(self, asked: filter_tree.Tree, step: Step) -> filter_tree.Tree:
        """Return a filter that leaves everybody else's resources out."""
        name = _NAME[step.endpoint]
        if step.on:
            anchor = self.tenant.things[step.on].seen.get(name)
            return filter_tree.Both(filter_tree.Leaf(name, "eq", anchor), asked)
        if isinstance(asked, filter_tree.Leaf) and asked.operator == "eq" and self.run in str(asked.value):
            return asked
        return filter_tree.Both(filter_tree.Leaf(name, "sw", self.run), asked)

    # Requests and judgements

    def _compare(self, thing: Thing, predicted: Predicted, answer: Exchange | None = None) -> Fault | None:
        before = copy.deepcopy(thing.seen)

        def alike(read: Exchange) -> Mismatch | None:
            if read.status not in (_OK, _CREATED) or not read.resource:
                return Mismatch("the resource", matchers.outcome(read))
            shown = spelled(read.resource)
            return (
                difference(predicted.body, shown, before, predicted.loose)
                or self.tenant.wrong_members(thing, shown)
                or self.tenant.wrong_groups(thing, shown)
            )

        if self.trusting and answer is not None and answer.id == thing.id and alike(answer) is None:
            thing.seen = spelled(answer.resource)
            return None
        fault = self._judge(self._read(thing), alike)
        if fault is None:
            thing.seen = spelled(self.trail[-1].resource)
        return fault

    def _judge(self, exchange: Exchange, matcher: matchers.Matcher, kind: str = "") -> Fault | None:
        try:
            self.trail[-1] = expect(exchange).matches(matcher).exchange
        except Unmet as unmet:
            return Fault(kind or re.split(r"[.\[]", unmet.mismatch.at)[0], unmet.mismatch, unmet.exchange or exchange)
        return None

    def _broken(self, answer: Exchange) -> Fault | None:
        if answer.status is not None and answer.status < _FAILED:
            return None
        return Fault("broken", Mismatch("an answer below 500", matchers.outcome(answer)), answer)

    def _read(self, thing: Thing) -> Exchange:
        self._purse.pay()
        return self._keep(self._client.get(thing.resource, label=f"fuzzing: read {thing.name}"))

    def _send(self, method: str, thing: Thing, body: Json | None = None) -> Exchange:
        self._purse.pay()
        label = f"fuzzing: {method} {thing.name}"
        if body is None:
            return self._keep(self._client.send(method, thing.resource.path, label=label))
        return self._keep(self._client.send(method, thing.resource.path, body=body, label=label))

    def _keep(self, exchange: Exchange) -> Exchange:
        self.trail.append(exchange)
        return exchange
