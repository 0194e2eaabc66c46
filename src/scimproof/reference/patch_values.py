"""What one PATCH operation does to an attribute, a sub-attribute, or the elements that a filter selects."""

from __future__ import annotations

from typing import Any, Final

from scimproof.reference.filter_parser import And, Compare, Node
from scimproof.reference.filters import Filters, Predicate
from scimproof.reference.intake import Intake
from scimproof.reference.members import Members
from scimproof.reference.messages import Resource, ScimError, invalid_value
from scimproof.reference.patch_path import Target
from scimproof.reference.schema import Attribute

MISSING: Final = object()
"""The operation has no value at all; null is a value."""

_NO_CONTENT = {"type", "primary"}


class PatchValues:
    """`box` is what holds the attribute: the working copy of the resource, or one of its extensions.

    Methods are named verb_what; the patcher looks them up by name.
    """

    def __init__(self, intake: Intake, filters: Filters, members: Members) -> None:
        self.intake = intake
        self.filters = filters
        self.members = members

    # a whole attribute

    def add_attribute(self, box: Resource, attribute: Attribute, value: Any) -> None:
        """Add elements to a list, sub-attributes to a complex value; set anything else."""
        if self.clears(value):
            self.clear(box, attribute)
        elif attribute.multi:
            new = self.elements(attribute, value)
            box[attribute.name] = self.joined(attribute, box.get(attribute.name, []), new)
        else:
            self.set_single(box, attribute, value)

    def replace_attribute(self, box: Resource, attribute: Attribute, value: Any) -> None:
        """Set a list as a whole; sub-attributes of a complex value that are not named stay."""
        if self.clears(value):
            self.clear(box, attribute)
        elif attribute.multi:
            new = self.elements(attribute, value)
            members = attribute.name == "members"
            box[attribute.name] = self.members.replace(box.get("members", []), new) if members else new
        else:
            self.set_single(box, attribute, value)

    def remove_attribute(self, box: Resource, attribute: Attribute, value: Any) -> None:
        """Remove the attribute; of a list only what the value lists, when it lists any (Entra ID's shape)."""
        if attribute.multi and value is not MISSING and value is not None:
            listed = self.elements(attribute, value)
            box[attribute.name] = self.without(attribute, box.get(attribute.name, []), listed)
        else:
            self.refuse_clearing(attribute, "mutability")
            box.pop(attribute.name, None)

    def set_single(self, box: Resource, attribute: Attribute, value: Any) -> None:
        """Set a single-valued attribute; a complex one takes on the sub-attributes that are named."""
        value = self.unwrapped(value)
        if attribute.type == "complex" and isinstance(value, dict) and not self.intake.bare_reference(attribute):
            merged = box.setdefault(attribute.name, {})
            for name, inner in value.items():
                sub = attribute.subs.get(name.lower())
                if sub is not None and not sub.read_only:
                    self.set_sub(merged, attribute, sub, inner)
        elif (new := self.intake.single(attribute, value)) is not None:
            box[attribute.name] = new
        else:
            self.clear(box, attribute)

    def elements(self, attribute: Attribute, value: Any) -> list[Any]:
        """Return the operation's value as elements of a list."""
        return self.intake.value(attribute, value if isinstance(value, list) else [value]) or []

    def joined(self, attribute: Attribute, held: list[Any], new: list[Any]) -> list[Any]:
        """Return a list with new elements at its end, without those it has already."""
        if attribute.name == "members":
            return self.members.add(held, new)
        return held + [each for each in new if each not in held]

    def without(self, attribute: Attribute, held: list[Any], listed: list[Any]) -> list[Any]:
        """Return a list without the elements that are listed."""
        if attribute.name == "members":
            return self.members.remove(held, listed)
        return [each for each in held if not any(_covers(each, gone) for gone in listed)]

    # one sub-attribute, of a complex value or of every element

    def add_sub(self, box: Resource, attribute: Attribute, sub: Attribute, value: Any) -> None:
        """Set the sub-attribute, making the complex value when there is none."""
        if attribute.multi and not box.get(attribute.name):
            box[attribute.name] = [{}]
        held = box.setdefault(attribute.name, {})
        for each in held if attribute.multi else [held]:
            self.set_sub(each, attribute, sub, value)

    def replace_sub(self, box: Resource, attribute: Attribute, sub: Attribute, value: Any) -> None:
        """Set the sub-attribute: a sub-attribute has one value, so that adding and replacing are the same."""
        self.add_sub(box, attribute, sub, value)

    def remove_sub(self, box: Resource, attribute: Attribute, sub: Attribute, value: Any) -> None:  # noqa: ARG002
        """Remove the sub-attribute."""
        held = box.get(attribute.name, [])
        for each in held if attribute.multi else [held] if held else []:
            self.clear_sub(each, sub)

    def set_sub(self, element: Resource, attribute: Attribute, sub: Attribute, value: Any) -> None:
        """Set one sub-attribute of one value; null and the empty string clear it."""
        value = self.unwrapped(value)
        if self.clears(value):
            self.clear_sub(element, sub)
        elif not self.intake.bare_reference(attribute) or sub.name == "value":
            element[sub.name] = self.intake.scalar(sub, value, f"{attribute.name}.{sub.name}")

    def clear_sub(self, element: Resource, sub: Attribute) -> None:
        """Remove one sub-attribute; an element that then says nothing but its type goes with it."""
        if element.pop(sub.name, None) is not None and set(element) <= _NO_CONTENT:
            element.clear()

    # the elements that match a filter in square brackets

    def add_matched(self, box: Resource, target: Target, matches: Predicate, value: Any) -> None:
        """Set the sub-attribute, or take on the named ones, in each element that matches."""
        attribute, sub = _named(target)
        for each in [each for each in _held(box, attribute) if isinstance(each, dict) and matches(each)]:
            if sub is not None:
                self.set_sub(each, attribute, sub, value)
            else:
                each.update(self.intake.complex(attribute, value) or {})

    def replace_matched(self, box: Resource, target: Target, matches: Predicate, value: Any) -> None:
        """Set the sub-attribute in each element that matches, or put the value in the element's place."""
        attribute, sub = _named(target)
        if sub is not None:
            self.add_matched(box, target, matches, value)
        elif self.clears(value):
            self.remove_matched(box, target, matches, value)
        else:
            new = self.intake.single(attribute, self.unwrapped(value, attribute)) or {}
            kept = [new if matches(each) else each for each in _held(box, attribute)]
            box[attribute.name] = kept if attribute.multi else new

    def remove_matched(self, box: Resource, target: Target, matches: Predicate, value: Any) -> None:  # noqa: ARG002
        """Remove the elements that match, or a sub-attribute from each."""
        attribute, sub = _named(target)
        held = _held(box, attribute)
        if sub is not None:
            for each in [each for each in held if matches(each)]:
                self.clear_sub(each, sub)
        elif attribute.multi:
            box[attribute.name] = [each for each in held if not matches(each)]
        else:
            box.pop(attribute.name, None)

    def add_unmatched(self, box: Resource, target: Target, value: Any) -> None:
        """Create the element that the filter describes, as Entra ID needs it.

        Raises:
            ScimError: 400 noTarget when the filter describes none.
        """
        attribute, sub = _named(target)
        if self.clears(value):
            return
        element = self.described(attribute, target)
        if sub is not None:
            self.set_sub(element, attribute, sub, value)
        else:
            element.update(self.intake.complex(attribute, self.unwrapped(value, attribute)) or {})
        if attribute.multi:
            box[attribute.name] = [*_held(box, attribute), element]
        else:
            box[attribute.name] = element

    def replace_unmatched(self, box: Resource, target: Target, value: Any) -> None:
        """Create the element as well: RFC 7644 says noTarget, Entra ID expects it to appear."""
        self.add_unmatched(box, target, value)

    def remove_unmatched(self, box: Resource, target: Target, value: Any) -> None:
        """Do nothing: what should go is not there."""

    def no_target(self, _box: Resource, target: Target, _value: Any) -> None:
        """Refuse an operation on elements that are not there: what the three above may be swapped for.

        Raises:
            ScimError: 400 noTarget.
        """
        raise ScimError(400, f"Nothing matches {target.text}", "noTarget")

    def described(self, attribute: Attribute, target: Target) -> Resource:
        """Return the element that the filter describes: ``[type eq "work"]`` is one of type work."""
        element: Resource = {}
        for each in _equalities(target):
            sub = attribute.subs.get(each.path.lower())
            if sub is None or sub.read_only:
                raise ScimError(400, f"Nothing matches {target.text}", "noTarget")
            element[sub.name] = self.intake.scalar(sub, each.value, f"{attribute.name}.{sub.name}")
        return element

    # no value

    def clears(self, value: Any) -> bool:
        """Whether a value means that there is to be none."""
        return value is None or value in ("", [])

    def clear(self, box: Resource, attribute: Attribute) -> None:
        """Take an attribute away because its new value is none."""
        self.refuse_clearing(attribute, "invalidValue")
        box.pop(attribute.name, None)

    def refuse_clearing(self, attribute: Attribute, scim_type: str) -> None:
        """Refuse to take away what always has a value."""
        if attribute.required or attribute.name == "active":
            raise ScimError(400, f"{attribute.name} cannot be removed", scim_type)

    def unwrapped(self, value: Any, attribute: Attribute | None = None) -> Any:
        """Return the one value in ``[{"value": x}]``, the oldest shape in which Entra ID sends a single value."""
        if not isinstance(value, list):
            return value
        if len(value) != 1:
            raise invalid_value("One value was expected, not a list")
        only = value[0]
        return only["value"] if attribute is None and isinstance(only, dict) and "value" in only else only


def _named(target: Target) -> tuple[Attribute, Attribute | None]:
    assert target.place.attribute is not None  # noqa: S101 - a path with brackets has an attribute
    return target.place.attribute, target.place.sub


def _held(box: Resource, attribute: Attribute) -> list[Any]:
    value = box.get(attribute.name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _equalities(target: Target) -> list[Compare]:
    found: list[Compare] = []
    open_nodes: list[Node] = [target.filter] if target.filter else []
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, And):
            open_nodes += [node.left, node.right]
        elif isinstance(node, Compare) and node.operator == "eq" and node.value is not None:
            found.append(node)
        else:
            raise ScimError(400, f"Nothing matches {target.text}", "noTarget")
    return found


def _covers(element: Any, listed: Any) -> bool:
    if isinstance(element, dict) and isinstance(listed, dict):
        return all(element.get(name) == value for name, value in listed.items())
    return bool(element == listed)
