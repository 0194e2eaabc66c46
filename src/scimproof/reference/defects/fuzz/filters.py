"""Faults in filters that appear only with several conditions."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from scimproof.reference.filter_parser import And, Compare, FilterParser, Node, Not, Or, Within
from scimproof.reference.filters import Predicate
from scimproof.reference.messages import Resource
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_RULE = "RFC 7644 3.4.2.2"
_THIRD = 3
_FAR = 1000


@defect("not-reaches-too-far", caught_by={"fuzz.filters"}, source=_RULE)
def not_reaches_too_far(provider: Provider) -> None:
    """A ``not`` takes everything behind it along: not (a) and b is read as not (a and b)."""

    class Greedy(FilterParser):
        def term(self) -> Node:
            node = super().term()
            if isinstance(node, Not) and self.word("and"):
                return Not(And(node.node, self.conjunction()))
            return node

    provider.filters.parser = Greedy


@defect("middle-alternative-ignored", caught_by={"fuzz.filters"}, source=_RULE)
def middle_alternative_ignored(provider: Provider) -> None:
    """Of three conditions joined by ``or`` the one in the middle does not count."""

    class Skipping(FilterParser):
        def alternatives(self) -> Node:
            found = [self.conjunction()]
            while self.word("or"):
                found.append(self.conjunction())
            if len(found) == _THIRD:
                del found[1]
            return reduce(Or, found)

    provider.filters.parser = Skipping


@defect("fourth-condition-ignored", caught_by={"fuzz.filters"}, source=_RULE)
def fourth_condition_ignored(provider: Provider) -> None:
    """A row of more than three conditions joined by ``and`` is cut off after the third."""

    class Short(FilterParser):
        def conjunction(self) -> Node:
            node, taken = self.term(), 1
            while self.word("and"):
                taken += 1
                more = self.term()
                node = And(node, more) if taken <= _THIRD else node
            return node

    provider.filters.parser = Short


@defect("not-over-or-turned-half", caught_by={"fuzz.filters"}, source=_RULE)
def not_over_or_turned_half(provider: Provider) -> None:
    """A ``not`` over an ``or`` is turned into an ``or`` of two nots."""
    wrap(provider.filters, "parse", lambda original, text: _half(original(text)))


@defect("double-negation-is-one", caught_by={"fuzz.filters"}, source=_RULE)
def double_negation_is_one(provider: Provider) -> None:
    """A ``not`` inside a ``not`` does not count."""

    def build(original: Original, node: Node, leaf: object) -> Predicate:
        if isinstance(node, Not) and isinstance(node.node, Not):
            node = node.node
        return original(node, leaf)  # type: ignore[no-any-return]

    wrap(provider.filters, "build", build)


@defect("brackets-between-conditions-are-split", caught_by={"fuzz.filters"}, source=_RULE)
def brackets_between_conditions_are_split(provider: Provider) -> None:
    """Of a and (b or c) and d, what stands around the brackets binds to one alternative only: a and b, or c and d."""

    def build(original: Original, node: Node, leaf: object) -> Predicate:
        if isinstance(node, And) and isinstance(node.left, And) and isinstance(node.left.right, Or):
            first, between = node.left.left, node.left.right
            node = Or(And(first, between.left), And(between.right, node.right))
        return original(node, leaf)  # type: ignore[no-any-return]

    wrap(provider.filters, "build", build)


@defect("index-answers-for-an-or", caught_by={"fuzz.filters"}, source=_RULE)
def index_answers_for_an_or(provider: Provider) -> None:
    """Where one side of an ``or`` stands in an index, only what the index finds is looked at."""

    def candidates(original: Original, kind: Kind, node: Node) -> list[Resource] | None:
        if isinstance(node, Or):
            left = original(kind, node.left)
            return left if left is not None else original(kind, node.right)  # type: ignore[no-any-return]
        return original(kind, node)  # type: ignore[no-any-return]

    wrap(provider.filters, "candidates", candidates)


@defect("nested-brackets-taken-as-true", caught_by={"fuzz.filters"}, source=_RULE)
def nested_brackets_taken_as_true(provider: Provider) -> None:
    """What stands in brackets inside brackets is not looked at."""

    class Shallow(FilterParser):
        inside = 0

        def group(self, opening: str, closing: str) -> Node:
            self.inside += 1 if opening == "(" else _FAR
            node = super().group(opening, closing)
            self.inside -= 1 if opening == "(" else _FAR
            return Compare("id", "pr") if opening == "(" and 0 < self.inside < _FAR else node

    provider.filters.parser = Shallow


@defect("third-condition-of-an-element-ignored", caught_by={"fuzz.value-filters"}, source=_RULE)
def third_condition_of_an_element_ignored(provider: Provider) -> None:
    """Of three conditions in square brackets the last does not count."""

    def resource_test(original: Original, kind: Kind, node: Compare | Within) -> Predicate:
        if isinstance(node, Within) and isinstance(node.filter, And) and isinstance(node.filter.left, And):
            node = Within(node.path, node.filter.left)
        return original(kind, node)  # type: ignore[no-any-return]

    wrap(provider.filters, "resource_test", resource_test)


@defect("not-in-square-brackets-ignored", caught_by={"fuzz.value-filters"}, source=_RULE)
def not_in_square_brackets_ignored(provider: Provider) -> None:
    """Inside square brackets a ``not`` does not count."""

    def resource_test(original: Original, kind: Kind, node: Compare | Within) -> Predicate:
        return original(kind, Within(node.path, _affirmed(node.filter)) if isinstance(node, Within) else node)  # type: ignore[no-any-return]

    wrap(provider.filters, "resource_test", resource_test)


@defect("or-in-square-brackets-is-and", caught_by={"fuzz.value-filters"}, source=_RULE)
def or_in_square_brackets_is_and(provider: Provider) -> None:
    """Inside square brackets conditions joined by ``or`` all have to hold."""

    def resource_test(original: Original, kind: Kind, node: Compare | Within) -> Predicate:
        if isinstance(node, Within) and isinstance(node.filter, Or):
            node = Within(node.path, And(node.filter.left, node.filter.right))
        return original(kind, node)  # type: ignore[no-any-return]

    wrap(provider.filters, "resource_test", resource_test)


def _half(node: Node) -> Node:
    if isinstance(node, Not):
        inner = _half(node.node)
        return Or(Not(inner.left), Not(inner.right)) if isinstance(inner, Or) else Not(inner)
    if isinstance(node, And | Or):
        return type(node)(_half(node.left), _half(node.right))
    return node


def _affirmed(node: Node) -> Node:
    if isinstance(node, Not):
        return _affirmed(node.node)
    if isinstance(node, And | Or):
        return type(node)(_affirmed(node.left), _affirmed(node.right))
    return node
