"""The effect of a PATCH by RFC 7644, 3.5.2 alone; where readings differ, the model leaves it open."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scimproof.expect.values import is_absent, same
from scimproof.fuzz.model.filter_tree import Tree, from_json, text, to_json, truth

Json = dict[str, Any]


class Undefined(Exception):
    """The RFC does not say, or says it contestably, what this operation does to this resource."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        verb: ``add``, ``replace`` or ``remove``.
        attribute: its name; empty for an operation without a path.
        where: which elements.
        sub: the sub-attribute; empty for the whole.
        urn: the extension; empty for the core.
        value: None for ``remove``.
    """

    verb: str
    attribute: str = ""
    where: Tree | None = None
    sub: str = ""
    urn: str = ""
    value: Any = None

    @property
    def path(self) -> str | None:
        """The path as it is sent."""
        if not self.attribute:
            return None
        chosen = f"[{text(self.where)}]" if self.where is not None else ""
        return f"{self.urn}{':' if self.urn else ''}{self.attribute}{chosen}{'.' if self.sub else ''}{self.sub}"

    def message(self) -> Json:
        """Return the operation as it is sent."""
        sent: Json = {"op": self.verb}
        if self.path is not None:
            sent["path"] = self.path
        if self.verb != "remove":
            sent["value"] = self.value
        return sent

    def to_json(self) -> Json:
        """Return it for a replay file."""
        parts = {"verb": self.verb, "attribute": self.attribute, "sub": self.sub, "urn": self.urn, "value": self.value}
        parts["where"] = to_json(self.where) if self.where is not None else None
        return {name: value for name, value in parts.items() if value not in (None, "")}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Operation:
        """Return what `to_json` wrote."""
        where = written.get("where")
        rest = {name: value for name, value in written.items() if name != "where"}
        return cls(**rest, where=from_json(where) if where is not None else None)


@dataclass(slots=True)
class Predicted:
    """A resource as it has to be now; what is at the loose paths may be anything."""

    body: Json
    loose: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    """The attributes that an operation was about."""


def predict(shown: Mapping[str, Any], operations: list[Operation]) -> Predicted:
    """Return what operations, applied in order, make of a resource.

    Raises:
        Undefined: the RFC does not settle it.
    """
    predicted = Predicted(copy.deepcopy(dict(shown)))
    for each in operations:
        _apply(predicted, each)
    return predicted


def _apply(predicted: Predicted, operation: Operation) -> None:
    if not operation.attribute:
        for name, value in operation.value.items():
            _apply(predicted, Operation(operation.verb, name, urn=operation.urn, value=value))
        return
    box = predicted.body.setdefault(operation.urn, {}) if operation.urn else predicted.body
    # A name is often put together from its parts, by whoever keeps it.
    predicted.named.add(operation.attribute)
    if operation.attribute in ("name", "userName") and "displayName" not in predicted.named:
        predicted.loose.add("displayName")
    elif operation.attribute == "displayName":
        predicted.loose.discard("displayName")
    held = box.get(operation.attribute)
    if operation.where is not None:
        _at_elements(box, operation, held)
    elif operation.sub:
        _at_sub(box, operation, held)
    else:
        _at_attribute(box, operation, held)
    if is_absent(box.get(operation.attribute)):
        box.pop(operation.attribute, None)
    if operation.urn and not box:
        del predicted.body[operation.urn]


def _at_attribute(box: Json, operation: Operation, held: Any) -> None:
    name, value = operation.attribute, copy.deepcopy(operation.value)
    if operation.verb == "remove":
        box.pop(name, None)
    elif isinstance(value, list):
        kept = [] if operation.verb == "replace" or is_absent(held) else held
        if not isinstance(kept, list):
            raise Undefined
        for each in value:
            _join(kept, each)
        box[name] = kept
    elif isinstance(value, dict):
        if not is_absent(held) and not set(held) - {"formatted"} <= set(value):
            raise Undefined  # whether the sub-attributes that are not named stay is contested
        box[name] = {**(held or {}), **value}
    else:
        box[name] = value


def _at_sub(box: Json, operation: Operation, held: Any) -> None:
    if is_absent(held):
        held = {}
    if not isinstance(held, dict):
        raise Undefined
    if operation.verb == "remove":
        held.pop(operation.sub, None)
        if not set(held) - {"formatted"}:
            raise Undefined
    else:
        held[operation.sub] = operation.value
    box[operation.attribute] = held


def _at_elements(box: Json, operation: Operation, held: Any) -> None:
    if not isinstance(held, list) or operation.where is None:
        raise Undefined
    outcomes = [truth(operation.where, each) for each in held]
    chosen = [index for index, outcome in enumerate(outcomes) if outcome]
    if not chosen or None in outcomes:
        raise Undefined  # without a match: refused, ignored or created, all of them seen
    if operation.sub:
        _set_in_elements(held, chosen, operation)
    elif operation.verb == "remove":
        box[operation.attribute] = [each for index, each in enumerate(held) if index not in chosen]
    else:
        if len(chosen) > 1 or not set(held[chosen[0]]) <= set(operation.value):
            raise Undefined  # whether the sub-attributes that are not named stay is contested
        held[chosen[0]] = copy.deepcopy(operation.value)
        _one_primary(held, held[chosen[0]])


def _set_in_elements(held: list[Json], chosen: list[int], operation: Operation) -> None:
    if operation.verb == "remove":
        if operation.sub in ("value", "primary"):
            raise Undefined
        for index in chosen:
            held[index].pop(operation.sub, None)
        return
    if len(chosen) > 1 and operation.sub in ("value", "primary", "type"):
        raise Undefined
    for index in chosen:
        held[index][operation.sub] = operation.value
    if operation.sub == "primary":
        _one_primary(held, held[chosen[0]])


def _join(kept: list[Any], new: Any) -> None:
    if any(same(each, new) for each in kept):
        return
    if isinstance(new, dict) and any(isinstance(each, dict) and _alike(each, new) for each in kept):
        raise Undefined  # the same value with other details: one value or two?
    kept.append(new)
    if isinstance(new, dict):
        _one_primary(kept, new)


def _alike(held: Json, new: Json) -> bool:
    return all(same(held.get(name), new.get(name)) for name in ("value", "type"))


def _one_primary(elements: list[Any], newest: Json) -> None:
    if newest.get("primary") is not True:
        return
    for each in elements:
        if each is not newest and isinstance(each, dict) and each.get("primary") is True:
            each["primary"] = False
