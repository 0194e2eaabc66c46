"""Runs a program against the target and against a model that knows the expected result."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from scimproof.capabilities import CORE_USER
from scimproof.expect import expect, matchers
from scimproof.expect.outcome import Mismatch, Unmet
from scimproof.expect.values import show
from scimproof.fuzz.budget import RequestBudget
from scimproof.fuzz.model import filter_tree
from scimproof.fuzz.model.controls import plainer
from scimproof.fuzz.model.fault import Fault, NotCreated
from scimproof.fuzz.model.patch_model import Operation, Predicted, Undefined, predict
from scimproof.fuzz.model.resource_diff import difference
from scimproof.fuzz.model.steps import GROUPS, USERS, Step, filled
from scimproof.fuzz.model.tenant_model import Json, Tenant, TrackedResource
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


class World:
    """One run of a program.

    Args:
        client: the plain client.
        budget: what each request is spent from; the removal of a resource is spent when it is created.
        run: a text that stands in every name, and in no other run's.
    """

    def __init__(self, client: Client, budget: RequestBudget, run: str) -> None:
        self.tenant = Tenant()
        self.trail: list[Exchange] = []
        self.run = run
        self.trusting = False
        """Whether the answer to a write, where it is as it has to be, is taken for what is there: one request less."""
        self._client = client
        self._budget = budget

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
            OutOfBudget: the budget is spent.
            NotCreated: a create failed.
        """
        tracked = self.tenant.tracked.get(step.on)
        if "${" in json.dumps(self.filled(step.to_json())):
            return None  # it speaks of a resource that a shorter program does not create
        if step.do == "create":
            return self._create(step) if tracked is None else None
        if step.do == "find":
            return self._find(step) if tracked is not None or not step.on else None
        if tracked is None or not (tracked.alive or step.do == "look"):
            return None
        actions: dict[str, Callable[[Step, TrackedResource], Fault | None]] = {
            "patch": self._patch,
            "put": self._put,
            "delete": self._delete,
            "look": self._look,
        }
        return actions[step.do](step, tracked)

    def clear(self) -> None:
        """Delete what is left, groups first."""
        for each in sorted(self.tenant.tracked.values(), key=lambda each: each.resource.endpoint):
            if each.alive and self._client.guard.owns(each.id):
                self._client.delete(each.resource, label=f"fuzzing: remove {each.name}")
                each.alive = False

    def filled(self, value: Json_) -> Json_:
        """Return JSON with its placeholders replaced: the run's text and the ids of its resources."""
        names = {name: each.id for name, each in self.tenant.tracked.items()}
        return filled(value, {"run": self.run, **names})

    def abstract(self, step: Step) -> Step:
        """Return a step with placeholders where this run's own text and ids stand, so that another run can do it."""
        return Step.from_json(self.neutral(step.to_json()))

    def neutral(self, value: Json_) -> Json_:
        """Return JSON with placeholders where this run's own text and ids stand: the same for any run of a program."""
        written = json.dumps(value, ensure_ascii=False)
        for name, text in [(each.name, each.id) for each in self.tenant.tracked.values()] + [("run", self.run)]:
            written = written.replace(json.dumps(text, ensure_ascii=False)[1:-1], f"${{{name}}}")
        return json.loads(written)  # type: ignore[no-any-return]

    # Steps

    def _create(self, step: Step) -> Fault | None:
        body = self.filled(dict(step.body or {}))
        self._budget.spend(2)
        made = self._keep(self._client.create(step.endpoint, body, label=f"fuzzing: create {step.on}"))
        resource = Resource.of(made, step.endpoint)
        if made.status not in (200, 201) or resource is None:
            raise NotCreated(step.endpoint, made)
        tracked = TrackedResource(step.on, resource)
        tracked.members = {each["value"] for each in body.get("members", ())}
        self.tenant.enter(tracked)
        fault = self._compare(tracked, Predicted({"id": resource.id}), made)
        if fault is not None and fault.mismatch.at in ("", "id"):
            raise NotCreated(step.endpoint, fault.exchange)
        return fault

    def _patch(self, step: Step, tracked: TrackedResource) -> Fault | None:
        operations = [Operation.from_json(self.filled(each.to_json())) for each in step.operations]
        try:
            predicted = predict(tracked.known(), operations)
        except Undefined:
            return None
        answer = self._send("PATCH", tracked, patch_body(*(each.message() for each in operations)))
        if _is_refusal(answer) and (plain := plainer(operations, tracked, self.tenant)) is not None:
            control = self._send("PATCH", tracked, patch_body(plain.message()))
            if control.status in (200, 204):
                said = f"{plain.verb} of {plain.attribute} = {show(plain.value)}"
                return Fault("refused", Mismatch(f"success, as for {said}", matchers.outcome(answer)), answer)
        return self._changed(answer, tracked, predicted)

    def _put(self, step: Step, tracked: TrackedResource) -> Fault | None:
        body = self.filled(dict(step.body or {}))
        answer = self._send("PUT", tracked, body)
        if answer.status in (200, 204):
            tracked.seen = {}  # what a PUT leaves out may stay or go: only what it named is judged
        wanted = {"members": [], "id": tracked.id, **{name: value for name, value in body.items() if name != "schemas"}}
        return self._changed(answer, tracked, Predicted(wanted, loose={"password"}))

    def _changed(self, answer: Exchange, tracked: TrackedResource, predicted: Predicted) -> Fault | None:
        if (fault := self._broken(answer)) is not None:
            return fault
        if answer.status not in (200, 204):
            return self._compare(tracked, Predicted(tracked.known()), answer)
        if tracked.is_group:
            tracked.members = {str(each["value"]) for each in predicted.body.get("members", [])}
        return self._compare(tracked, predicted, answer)

    def _delete(self, step: Step, tracked: TrackedResource) -> Fault | None:
        self._budget.record(-1)  # it was paid for with the create
        answer = self._send("DELETE", tracked)
        if answer.status not in (200, 202, 204):
            return self._broken(answer) or self._refused_delete(answer, tracked)
        self.tenant.forget(tracked)
        return None if self.trusting else self._look(step, tracked)

    def _refused_delete(self, answer: Exchange, tracked: TrackedResource) -> Fault | None:
        """Judge the refusal to delete somebody who is in a group: a user who is in none must be kept as well."""
        groups = [each.name for each in self.tenant.tracked.values() if each.alive and tracked.id in each.members]
        if tracked.is_group or not groups:
            return None
        self._budget.spend(2)
        body = {"schemas": [CORE_USER], "userName": f"{self.run}alone@scimproof.example"}
        alone = Resource.of(self._keep(self._client.create(USERS, body, label="fuzzing: a user in no group")), USERS)
        if alone is None or not self._client.guard.owns(alone.id):
            return None
        control = self._keep(self._client.delete(alone, label="fuzzing: delete a user in no group"))
        if control.status not in (200, 202, 204):
            return None
        wanted = f"success, as for a user who is in no group ({tracked.name} is in {', '.join(sorted(groups))})"
        return Fault("refused", Mismatch(wanted, matchers.outcome(answer)), answer)

    def _look(self, _: Step, tracked: TrackedResource) -> Fault | None:
        if tracked.alive:
            return self._compare(tracked, Predicted(tracked.known()))
        return self._judge(self._read(tracked), matchers.status(404, 410), "deleted")

    def _find(self, step: Step) -> Fault | None:
        """Ask for what matches: resources of this program whose answer is settled, and nobody of another name."""
        assert step.filter is not None  # noqa: S101 - a find has a filter
        asked = filter_tree.from_json(self.filled(filter_tree.to_json(step.filter)))
        mine = self.tenant.at(step.endpoint)
        self._budget.spend()
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
            listed = [str(each.get("id")) for each in seen.resources]
            found = set(listed) & settled
            others = list(self._others(seen, step.endpoint))
            if len(listed) > len(set(listed)) or (seen.total or 0) < len(listed):
                return Mismatch(f"{query} lists each once, and counts them", f"{len(listed)} of {seen.total}: {listed}")
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
            anchor = self.tenant.tracked[step.on].seen.get(name)
            return filter_tree.Both(filter_tree.Leaf(name, "eq", anchor), asked)
        if isinstance(asked, filter_tree.Leaf) and asked.operator == "eq" and self.run in str(asked.value):
            return asked
        return filter_tree.Both(filter_tree.Leaf(name, "sw", self.run), asked)

    # Requests and judgements

    def _compare(self, tracked: TrackedResource, predicted: Predicted, answer: Exchange | None = None) -> Fault | None:
        before = copy.deepcopy(tracked.seen)

        def alike(read: Exchange) -> Mismatch | None:
            if read.status not in (_OK, _CREATED) or not read.resource:
                return Mismatch("the resource", matchers.outcome(read))
            shown = spelled(read.resource)
            return (
                difference(predicted.body, shown, before, predicted.loose)
                or self.tenant.wrong_members(tracked, shown)
                or self.tenant.wrong_groups(tracked, shown)
            )

        if self.trusting and answer is not None and answer.id == tracked.id and alike(answer) is None:
            tracked.seen = spelled(answer.resource)
            return None
        fault = self._judge(self._read(tracked), alike)
        if fault is None:
            tracked.seen = spelled(self.trail[-1].resource)
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

    def _read(self, tracked: TrackedResource) -> Exchange:
        self._budget.spend()
        return self._keep(self._client.get(tracked.resource, label=f"fuzzing: read {tracked.name}"))

    def _send(self, method: str, tracked: TrackedResource, body: Json | None = None) -> Exchange:
        self._budget.spend()
        label = f"fuzzing: {method} {tracked.name}"
        if body is None:
            return self._keep(self._client.send(method, tracked.resource.path, label=label))
        return self._keep(self._client.send(method, tracked.resource.path, body=body, label=label))

    def _keep(self, exchange: Exchange) -> Exchange:
        self.trail.append(exchange)
        return exchange


def _is_refusal(answer: Exchange) -> bool:
    return matchers.refused()(answer) is None
