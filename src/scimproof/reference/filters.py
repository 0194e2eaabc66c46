"""Evaluation of filters: a tree to a predicate over resources; an index answers a few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scimproof.reference.filter_parser import And, Compare, FilterParser, Node, Not, Or, Within
from scimproof.reference.messages import Resource, ScimError
from scimproof.reference.schema import Attribute, Kind, Place, Schema

if TYPE_CHECKING:
    from scimproof.reference.projector import Projector
    from scimproof.reference.store import Store

Predicate = Callable[[Any], bool]


class Filters:
    """Compiles and evaluates filters.

    `candidates` answers from an index what the predicate is then asked about; a defect that lets the predicate
    accept more than equal values must also swap `candidates` for one that returns None.
    """

    def __init__(self, schema: Schema, store: Store) -> None:
        self.schema = schema
        self.store = store
        self.parser = FilterParser
        self.projector: Projector | None = None

    def shown_by(self, projector: Projector) -> None:
        """Name the part that derives what is not kept; it exists only after this one."""
        self.projector = projector

    def search(self, kind: Kind, text: str) -> list[Resource]:
        """Return the resources that match a filter, in the order in which they were created.

        Raises:
            ScimError: 400 invalidFilter.
        """
        node = self.parse(text)
        predicate = self.compile(kind, node)
        found = self.candidates(kind, node)
        return [each for each in (self.store.all(kind) if found is None else found) if predicate(each)]

    def parse(self, text: str) -> Node:
        """Return the tree of a filter."""
        return self.parser(text).parse()

    def compile(self, kind: Kind, node: Node) -> Predicate:
        """Return a predicate over resources of a kind."""
        return self.build(node, lambda compare: self.resource_test(kind, compare))

    def build(self, node: Node, leaf: Callable[[Compare | Within], Predicate]) -> Predicate:
        """Return a predicate for a tree; `leaf` gives those of its leaves."""
        if isinstance(node, And):
            return self.both(self.build(node.left, leaf), self.build(node.right, leaf))
        if isinstance(node, Or):
            return self.either(self.build(node.left, leaf), self.build(node.right, leaf))
        if isinstance(node, Not):
            return self.negated(self.build(node.node, leaf))
        return leaf(node)

    def both(self, left: Predicate, right: Predicate) -> Predicate:
        """``and``."""
        return lambda it: left(it) and right(it)

    def either(self, left: Predicate, right: Predicate) -> Predicate:
        """``or``."""
        return lambda it: left(it) or right(it)

    def negated(self, inner: Predicate) -> Predicate:
        """``not``."""
        return lambda it: not inner(it)

    def resource_test(self, kind: Kind, node: Compare | Within) -> Predicate:
        """Return the predicate of one leaf over a whole resource."""
        if isinstance(node, Compare) and node.within is None:
            place = self.place(kind, node.path)
            return self.test(node, place.sub or self.comparable(place, node), lambda it: self.values(kind, it, place))
        within = node if isinstance(node, Within) else node.within
        assert within is not None  # noqa: S101 - the line above returned otherwise
        place = self.place(kind, within.path)
        matches = self.element_test(place, within.filter)
        if isinstance(node, Within):
            return lambda it: any(matches(each) for each in self.elements(kind, it, place))
        sub = self.sub(place, node.path)
        return self.test(
            node,
            sub,
            lambda it: _inside(sub.name, (each for each in self.elements(kind, it, place) if matches(each))),
        )

    def element_test(self, place: Place, node: Node) -> Predicate:
        """Return a predicate over the elements of an attribute, for the filter in square brackets."""

        def leaf(inner: Compare | Within) -> Predicate:
            if isinstance(inner, Within) or inner.within is not None:
                raise ScimError(400, "Square brackets do not stand inside square brackets", "invalidFilter")
            sub = self.sub(place, inner.path)
            simple = not (place.attribute and place.attribute.subs)
            return self.test(inner, sub, lambda element: [element] if simple else _inside(sub.name, [element]))

        return self.build(node, leaf)

    def test(self, node: Compare, attribute: Attribute, values: Callable[[Any], Iterable[Any]]) -> Predicate:
        """Return the predicate of one comparison; an attribute with several values needs one that fits."""
        operator = node.operator
        if operator == "pr":
            return lambda it: any(_present(each) for each in values(it))
        if node.value is None:
            return self.null_test(node, values)
        wanted = self.operand(attribute, operator, node.value)
        if operator == "ne":  # without a value there is nothing that is equal
            return lambda it: (
                not (held := list(values(it))) or any(self.compare(attribute, operator, each, wanted) for each in held)
            )
        return lambda it: any(self.compare(attribute, operator, each, wanted) for each in values(it))

    def null_test(self, node: Compare, values: Callable[[Any], Iterable[Any]]) -> Predicate:
        """``eq null`` is absence and ``ne null`` presence: null and unassigned are one state."""
        if node.operator not in ("eq", "ne"):
            raise ScimError(400, f"{node.path} {node.operator} null has no meaning", "invalidFilter")
        wanted = node.operator == "ne"
        return lambda it: any(_present(each) for each in values(it)) == wanted

    def operand(self, attribute: Attribute, operator: str, value: Any) -> Any:
        """Return the filter's value ready to compare.

        Raises:
            ScimError: 400 invalidFilter when its type is not the attribute's.
        """
        kind = attribute.type
        if kind == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
            value = value.lower() == "true"
        if kind == "dateTime" and isinstance(value, str) and operator in ("eq", "ne", "gt", "ge", "lt", "le"):
            return self.moment(value, attribute)
        wanted: tuple[type, ...] = {"boolean": (bool,), "integer": (int, float)}.get(kind, (str,))
        ordered = operator in ("gt", "ge", "lt", "le") and kind in ("boolean", "binary")
        textual = operator in ("co", "sw", "ew") and kind in ("boolean", "integer")
        if not isinstance(value, wanted) or (isinstance(value, bool) and kind != "boolean") or ordered or textual:
            raise ScimError(
                400, f"{attribute.name} is of type {kind}: {operator} {value!r} does not fit", "invalidFilter"
            )
        return attribute.key(value)

    def compare(self, attribute: Attribute, operator: str, held: Any, wanted: Any) -> bool:
        """Return whether one held value stands in the relation to the filter's, as `operand` returned it."""
        if attribute.type == "dateTime" and isinstance(wanted, datetime):
            held = self.moment(held, attribute)
        else:
            held = attribute.key(held)
        return bool(getattr(self, f"is_{operator}")(held, wanted))

    def is_eq(self, held: Any, wanted: Any) -> bool:
        """``eq``."""
        return bool(held == wanted)

    def is_ne(self, held: Any, wanted: Any) -> bool:
        """``ne``."""
        return bool(held != wanted)

    def is_co(self, held: Any, wanted: Any) -> bool:
        """``co``."""
        return wanted in held

    def is_sw(self, held: Any, wanted: Any) -> bool:
        """``sw``."""
        return bool(held.startswith(wanted))

    def is_ew(self, held: Any, wanted: Any) -> bool:
        """``ew``."""
        return bool(held.endswith(wanted))

    def is_gt(self, held: Any, wanted: Any) -> bool:
        """``gt``."""
        return bool(held > wanted)

    def is_ge(self, held: Any, wanted: Any) -> bool:
        """``ge``."""
        return bool(held >= wanted)

    def is_lt(self, held: Any, wanted: Any) -> bool:
        """``lt``."""
        return bool(held < wanted)

    def is_le(self, held: Any, wanted: Any) -> bool:
        """``le``."""
        return bool(held <= wanted)

    def moment(self, text: str, attribute: Attribute) -> datetime:
        """Return a moment; without an offset it is UTC."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ScimError(400, f"{attribute.name}: {text!r} is not a date and time", "invalidFilter") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def place(self, kind: Kind, path: str) -> Place:
        """Return where a filter's attribute is.

        Raises:
            ScimError: 400 invalidFilter when it is unknown, or never returned and so not to be guessed at.
        """
        place = self.schema.resolve(kind, path)
        if place is None or place.attribute is None or place.attribute.returned == "never":
            raise ScimError(400, f"{path} is not an attribute that {kind.name} can be filtered by", "invalidFilter")
        return place

    def sub(self, place: Place, name: str) -> Attribute:
        """Return a sub-attribute; a list of simple values has the one called value."""
        attribute = place.attribute
        assert attribute is not None  # noqa: S101 - `place` saw to it
        if not attribute.subs and name.lower() == "value":
            return attribute
        found = attribute.subs.get(name.lower())
        if found is None:
            raise ScimError(400, f"{attribute.name} has no sub-attribute {name}", "invalidFilter")
        return found

    def comparable(self, place: Place, node: Compare) -> Attribute:
        """Return what a path without sub-attribute compares: of a complex attribute its value."""
        attribute = place.attribute
        assert attribute is not None  # noqa: S101 - `place` saw to it
        return attribute if not attribute.subs or node.operator == "pr" else self.sub(place, "value")

    def values(self, kind: Kind, resource: Resource, place: Place) -> Iterable[Any]:
        """Return the values at a place; of a complex attribute those of the sub-attribute, by default its value."""
        attribute = place.attribute
        assert attribute is not None  # noqa: S101 - `place` saw to it
        name = place.sub.name if place.sub else "value"
        kept_as_shown = name == "value" and attribute.name not in ("groups", "schemas")
        elements = (self.kept if kept_as_shown else self.elements)(kind, resource, place)
        return _inside(name, elements) if place.sub or "value" in attribute.subs else elements

    def kept(self, kind: Kind, resource: Resource, place: Place) -> list[Any]:  # noqa: ARG002 - same shape as elements
        """Return the elements at a place as they are kept: none, one, or those of the list."""
        assert place.attribute is not None  # noqa: S101 - `place` saw to it
        box = resource if place.urn is None else resource.get(place.urn, {})
        value = box.get(place.attribute.name)
        if value is None:
            return []
        return value if isinstance(value, list) else [value]

    def elements(self, kind: Kind, resource: Resource, place: Place) -> list[Any]:
        """Return the elements at a place as a client sees them, with what is derived on reading."""
        assert place.attribute is not None  # noqa: S101 - `place` saw to it
        value = self.projector.derived(kind, resource, place.attribute.name) if self.projector else None
        if value is None:
            return self.kept(kind, resource, place)
        return value if isinstance(value, list) else [value]

    def candidates(self, kind: Kind, node: Node) -> list[Resource] | None:
        """Return the few resources that can match when an index knows them, None when all must be asked."""
        if isinstance(node, And):
            left = self.candidates(kind, node.left)
            return left if left is not None else self.candidates(kind, node.right)
        if isinstance(node, Compare) and node.operator == "eq" and node.within is None and isinstance(node.value, str):
            place = self.schema.resolve(kind, node.path)
            if place is not None and place.urn is None and place.sub is None and place.attribute is not None:
                return self.store.find(kind, place.attribute.name, node.value)
        return None


def _inside(name: str, elements: Iterable[Any]) -> Iterator[Any]:
    return (each[name] for each in elements if isinstance(each, dict) and each.get(name) is not None)


def _present(value: object) -> bool:
    return value is not None and value not in ("", {}, [])
