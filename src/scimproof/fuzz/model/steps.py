"""Programs: steps over named resources, which can be repeated and shortened.

A text may hold ``${run}``, which is different in every run of a program, and ``${u1}``, the id of the resource u1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scimproof.fuzz.model import filter_tree
from scimproof.fuzz.model.filter_tree import Tree
from scimproof.fuzz.model.patch_model import Operation
from scimproof.fuzz.shrinking.delta_debugging import Item

USERS, GROUPS = "/Users", "/Groups"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a program.

    Attributes:
        do: ``create``, ``patch``, ``put``, ``delete``, ``find`` or ``look``.
        on: the name of the resource, such as u1.
        endpoint: its collection, or where to find.
        body: of a create or put.
        operations: of a patch.
        filter: of a find.
    """

    do: str
    on: str = ""
    endpoint: str = USERS
    body: Mapping[str, Any] | None = None
    operations: tuple[Operation, ...] = ()
    filter: Tree | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it for a replay file."""
        written: dict[str, Any] = {"do": self.do, "endpoint": self.endpoint}
        if self.on:
            written["on"] = self.on
        if self.body is not None:
            written["body"] = dict(self.body)
        if self.operations:
            written["operations"] = [each.to_json() for each in self.operations]
        if self.filter is not None:
            written["filter"] = filter_tree.to_json(self.filter)
        return written

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Step:
        """Return what `to_json` wrote.

        Raises:
            ValueError: it is no step.
        """
        try:
            return cls(
                do=written["do"],
                on=written.get("on", ""),
                endpoint=written["endpoint"],
                body=written.get("body"),
                operations=tuple(Operation.from_json(each) for each in written.get("operations", ())),
                filter=filter_tree.from_json(written["filter"]) if "filter" in written else None,
            )
        except (KeyError, TypeError, AttributeError) as problem:
            raise ValueError(f"{written!r} is not a step: {problem}") from None


def filled(value: Item, names: Mapping[str, str]) -> Item:
    """Return JSON with its placeholders replaced."""
    written = json.dumps(value, ensure_ascii=False)
    for name, text in names.items():
        written = written.replace(f"${{{name}}}", json.dumps(text, ensure_ascii=False)[1:-1])
    return json.loads(written)  # type: ignore[no-any-return]


def bare(steps: Sequence[Step]) -> list[Step]:
    """Return steps whose bodies hold only what has to be there and what a step without a body speaks of."""
    spoken = json.dumps([each.to_json() for each in steps if each.body is None])

    def needed(name: str) -> bool:
        return name in ("schemas", "userName", "displayName", "members") or name in spoken

    def least(body: Mapping[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in body.items() if needed(name)}
        kept["schemas"] = [each for each in body.get("schemas", ()) if each not in body or each in kept]
        return kept

    return [each if each.body is None else replace(each, body=least(each.body)) for each in steps]


def simpler(step: Step) -> Iterator[Step]:
    """Yield steps that do less than this one."""
    if len(step.operations) > 1:
        for operations in _one_less(step.operations):
            yield replace(step, operations=tuple(operations))
    for index, each in enumerate(step.operations):
        for less in _simpler_operation(each):
            yield replace(step, operations=(*step.operations[:index], less, *step.operations[index + 1 :]))
    if step.filter is not None:
        yield from (replace(step, filter=each) for each in filter_tree.smaller(step.filter))
    if step.body is not None:
        yield from (replace(step, body=each) for each in _simpler_body(step.body))


def _simpler_body(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    optional = [name for name in body if name not in ("schemas", "userName", "displayName")]
    for gone in optional:
        less = {name: value for name, value in body.items() if name != gone}
        yield {**less, "schemas": [each for each in body.get("schemas", ()) if each != gone]}
    for name in optional:
        if isinstance(body[name], list) and len(body[name]) > 1:
            yield from ({**body, name: fewer} for fewer in _one_less(body[name]))


def _one_less(items: Sequence[Any]) -> Iterator[list[Any]]:
    return ([*items[:index], *items[index + 1 :]] for index in range(len(items)))


def _simpler_operation(operation: Operation) -> Iterator[Operation]:
    value = operation.value
    if operation.where is not None:
        yield from (replace(operation, where=each) for each in filter_tree.smaller(operation.where))
    if isinstance(value, list) and len(value) > 1:
        yield from (replace(operation, value=fewer) for fewer in _one_less(value))
    if not operation.attribute and isinstance(value, dict) and len(value) > 1:
        yield from (
            replace(operation, value={name: inner for name, inner in value.items() if name != gone}) for gone in value
        )
