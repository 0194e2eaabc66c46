"""PATCH (RFC 7644 3.5.2): the message, its operations, and their paths, in the shapes that Entra ID sends them."""

from __future__ import annotations

from typing import Any

from scimproof.reference.intake import Intake
from scimproof.reference.members import Members
from scimproof.reference.messages import Resource, ScimError, check_message, invalid_syntax, invalid_value
from scimproof.reference.patch_path import Paths, Target
from scimproof.reference.patch_values import MISSING, PatchValues
from scimproof.reference.schema import Attribute, Kind

Operation = dict[str, Any]


class Patcher:
    """Applies PATCH messages to a copy, so that either all operations count or none."""

    def __init__(self, intake: Intake, paths: Paths, values: PatchValues, members: Members) -> None:
        self.intake = intake
        self.paths = paths
        self.values = values
        self.members = members

    def apply(self, kind: Kind, resource: Resource, body: Any) -> Resource:
        """Return the resource as the message wants it.

        Raises:
            ScimError: 400, and nothing has changed.
        """
        operations = self.operations(body)
        work = self.working_copy(resource)
        for each in operations:
            self.operation(kind, work, each)
        self.finish(kind, work)
        return work

    def working_copy(self, resource: Resource) -> Resource:
        """Return a copy to work on; elements of lists are copied, their values never change in place."""
        return {name: _copied(value) for name, value in resource.items()}

    def operations(self, body: Any) -> list[Operation]:
        """Return the operations of a message; none at all is no error.

        Raises:
            ScimError: 400 invalidSyntax when it is not such a message.
        """
        fields = {name.lower(): value for name, value in body.items()}
        check_message(body, "PatchOp")
        operations = fields.get("operations")
        if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
            raise invalid_syntax("Operations must be a list of objects")
        return [{name.lower(): value for name, value in each.items()} for each in operations]

    def operation(self, kind: Kind, work: Resource, operation: Operation) -> None:
        """Apply one operation to the working copy."""
        verb = self.verb(operation)
        value = operation.get("value", MISSING)
        if value is MISSING and verb != "remove":
            raise invalid_value(f"{verb} needs a value")
        path = operation.get("path")
        if path is None or path == "":
            self.without_path(kind, work, verb, value)
        elif isinstance(path, str):
            self.at_path(kind, work, verb, self.paths.read(kind, path), value)
        else:
            raise ScimError(400, "path must be a string", "invalidPath")

    def verb(self, operation: Operation) -> str:
        """Return add, replace or remove; Entra ID writes them with a capital by default."""
        verb = operation.get("op")
        if not isinstance(verb, str) or verb.lower() not in ("add", "replace", "remove"):
            raise invalid_syntax("op must be add, replace or remove")
        return verb.lower()

    # without a path: the value is an object whose keys say where

    def without_path(self, kind: Kind, work: Resource, verb: str, value: Any) -> None:
        """Apply an operation whose value names the attributes."""
        if verb == "remove":
            raise ScimError(400, "remove needs a path", "noTarget")
        if not isinstance(value, dict):
            raise invalid_value(f"{verb} without a path needs an object as value")
        for name, inner in value.items():
            if name.lower() in kind.urns:
                self.nested_urn(kind, work, verb, name, inner)
            elif name.lower().startswith("urn:"):
                self.urn_key(kind, work, verb, name, inner)
            elif "." in name or "[" in name:
                self.dotted_key(kind, work, verb, name, inner)
            else:
                self.key(kind, work, verb, name, inner)

    def nested_urn(self, kind: Kind, work: Resource, verb: str, urn: str, value: Any) -> None:
        """An URN whose value is an object: the extension's attributes inside."""
        if not isinstance(value, dict):
            raise invalid_value(f"{urn} must be an object")
        for name, inner in value.items():
            self.key(kind, work, verb, f"{urn}:{name}", inner)

    def urn_key(self, kind: Kind, work: Resource, verb: str, name: str, value: Any) -> None:
        """A key such as ``urn:...:2.0:User:department``."""
        self.key(kind, work, verb, name, value)

    def dotted_key(self, kind: Kind, work: Resource, verb: str, name: str, value: Any) -> None:
        """A key such as ``name.givenName``."""
        self.key(kind, work, verb, name, value)

    def key(self, kind: Kind, work: Resource, verb: str, name: str, value: Any) -> None:
        """One key: what is unknown or read only is left out, as it is in POST and PUT."""
        target = self.paths.find(kind, name)
        if target is not None and not self.read_only(target):
            self.at_path(kind, work, verb, target, value)

    # with a path

    def at_path(self, kind: Kind, work: Resource, verb: str, target: Target, value: Any) -> None:
        """Apply an operation to the place its path names."""
        urn, attribute, _ = target.place
        if self.read_only(target):
            raise ScimError(400, f"{target.text} is read only", "mutability")
        if attribute is None:
            self.whole(kind, work, verb, urn, value)
        elif attribute.name != "schemas":  # it follows from the attributes; naming it again changes nothing
            box = work if urn is None else work.setdefault(urn, {})
            primaries = _primaries(box, attribute)
            self.in_box(verb, box, target, attribute, value)
            self.one_primary(box, attribute, primaries)

    def read_only(self, target: Target) -> bool:
        """Whether the place is none that a client may write to."""
        return any(each is not None and each.read_only for each in target.place[1:])

    def whole(self, kind: Kind, work: Resource, verb: str, urn: str | None, value: Any) -> None:
        """Apply an operation to an extension as a whole, or to the core, which is the same as no path."""
        if urn is None:
            self.without_path(kind, work, verb, value)
        elif verb == "remove" or self.values.clears(value):
            work.pop(urn, None)
        else:
            self.nested_urn(kind, work, verb, urn, value)

    def in_box(self, verb: str, box: Resource, target: Target, attribute: Attribute, value: Any) -> None:
        """Apply an operation to an attribute, a sub-attribute, or the elements that match a filter."""
        if target.filter is not None:
            self.at_elements(verb, box, target, attribute, value)
        elif target.place.sub is not None:
            getattr(self.values, f"{verb}_sub")(box, attribute, target.place.sub, value)
        else:
            getattr(self.values, f"{verb}_attribute")(box, attribute, value)

    def at_elements(self, verb: str, box: Resource, target: Target, attribute: Attribute, value: Any) -> None:
        """Apply an operation to the elements that match a filter, or to none."""
        assert target.filter is not None  # noqa: S101 - `in_box` asked
        matches = self.values.filters.element_test(target.place, target.filter)
        held = box.get(attribute.name)
        elements = held if isinstance(held, list) else [] if held is None else [held]
        if any(matches(each) for each in elements):
            getattr(self.values, f"{verb}_matched")(box, target, matches, value)
        else:
            getattr(self.values, f"{verb}_unmatched")(box, target, value)

    # afterwards

    def one_primary(self, box: Resource, attribute: Attribute, before: list[int]) -> None:
        """Let a new primary element take over from the one before it."""
        elements = box.get(attribute.name)
        if not attribute.multi or "primary" not in attribute.subs or not elements:
            return
        primary = [each for each in elements if each.get("primary") is True]
        new = [each for each in primary if id(each) not in before]
        if len(new) > 1:
            raise invalid_value(f"{attribute.name} must have one primary value at most")
        for each in primary if new else []:
            each["primary"] = each is new[0]

    def finish(self, kind: Kind, work: Resource) -> None:
        """Tidy the working copy and check it as a whole."""
        for urn in kind.extensions:
            if urn in work:
                _prune(work[urn])
        _prune(work)
        self.intake.check_required(kind, work)
        if kind.name == "Group":
            self.members.check(work)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [dict(each) if isinstance(each, dict) else each for each in value]
    return value


def _primaries(box: Resource, attribute: Attribute) -> list[int]:
    if not attribute.multi or "primary" not in attribute.subs:
        return []
    return [id(each) for each in box.get(attribute.name, ()) if each.get("primary") is True]


def _prune(box: Resource) -> None:
    for name, value in list(box.items()):
        left = [each for each in value if each not in ({}, None)] if isinstance(value, list) else value
        if left in ({}, [], None):
            del box[name]
        else:
            box[name] = left
