"""Faults in PATCH that appear only with several values or several operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.filter_parser import And, Compare, Or
from scimproof.reference.messages import Resource
from scimproof.reference.patch_path import Target
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Attribute, Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

_RULE = "RFC 7644 3.5.2"
_CAUGHT = {"fuzz.patch-programs"}
_TWO = 2

Predicate = Any


@defect("third-value-replaces-the-second", caught_by=_CAUGHT, source=_RULE)
def third_value_replaces_the_second(provider: Provider) -> None:
    """A change of the third value of a list, chosen by its value, lands on the second."""

    def matched(original: Original, box: Resource, target: Target, matches: Predicate, value: Any) -> None:
        held = box.get(_name(target))
        chosen = [index for index, each in enumerate(held) if matches(each)] if isinstance(held, list) else []
        by_value = isinstance(target.filter, Compare) and target.filter.path == "value"
        if by_value and chosen == [_TWO]:
            wanted = held[1]  # type: ignore[index]
            original(box, target, lambda each: each is wanted, value)
        else:
            original(box, target, matches, value)

    wrap(provider.values, "replace_matched", matched)


@defect("primary-switched-back-stays-on-both", caught_by=_CAUGHT, source=_RULE)
def primary_switched_back_stays_on_both(provider: Provider) -> None:
    """A value that was primary once and becomes it again does not take over: two are primary then."""
    once: set[str] = set()

    def one_primary(original: Original, box: Resource, attribute: Attribute, before: list[int]) -> None:
        held = box.get(attribute.name)
        elements = held if isinstance(held, list) else []
        primary = [each for each in elements if isinstance(each, dict) and each.get("primary") is True]
        again = [each for each in primary if id(each) not in before and str(each.get("value")) in once]
        once.update(str(each.get("value")) for each in primary)
        if not again:
            original(box, attribute, before)

    wrap(provider.patcher, "one_primary", one_primary)


@defect("neighbour-survives-removal", caught_by=_CAUGHT, source=_RULE)
def neighbour_survives_removal(provider: Provider) -> None:
    """Of two values next to each other that a filter removes, the second stays: the list shrinks under the loop."""

    def removed(original: Original, box: Resource, target: Target, matches: Predicate, value: Any) -> None:
        held = box.get(_name(target))
        if target.place.sub is not None or not isinstance(held, list):
            original(box, target, matches, value)
            return
        left = list(held)
        for each in left:
            if matches(each):
                left.remove(each)
        box[_name(target)] = left

    wrap(provider.values, "remove_matched", removed)


@defect("operations-see-the-beginning", caught_by=_CAUGHT, source=_RULE)
def operations_see_the_beginning(provider: Provider) -> None:
    """An add to a list starts from the values before the request, whatever earlier operations made of them."""
    start: dict[str, Any] = {}

    def working_copy(original: Original, resource: Resource) -> Resource:
        start.clear()
        start.update(original(resource))
        return original(resource)  # type: ignore[no-any-return]

    def joined(original: Original, attribute: Attribute, held: list[Any], new: list[Any]) -> list[Any]:
        known = start.get(attribute.name)
        return original(attribute, known if isinstance(known, list) and held else held, new)  # type: ignore[no-any-return]

    wrap(provider.patcher, "working_copy", working_copy)
    wrap(provider.values, "joined", joined)


@defect("only-the-last-add-counts", caught_by=_CAUGHT, source=_RULE)
def only_the_last_add_counts(provider: Provider) -> None:
    """Of several adds to one list in a request only the last counts."""

    def operations(original: Original, body: Resource) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = original(body)
        last: dict[Any, int] = {_list_of(each) or index: index for index, each in enumerate(found)}
        return [found[index] for index in sorted(last.values())]

    wrap(provider.patcher, "operations", operations)


@defect("same-type-means-same-value", caught_by=_CAUGHT, source=_RULE)
def same_type_means_same_value(provider: Provider) -> None:
    """Two values added at once count as one when neither is the first of its list."""

    def joined(original: Original, attribute: Attribute, held: list[Any], new: list[Any]) -> list[Any]:
        several = attribute.name != "members" and held and len(new) > 1
        return original(attribute, held, new[-1:] if several else new)  # type: ignore[no-any-return]

    wrap(provider.values, "joined", joined)


@defect("set-once-in-a-request", caught_by=_CAUGHT, source=_RULE)
def set_once_in_a_request(provider: Provider) -> None:
    """What one operation without a path has set another one without a path in the same request does not set again."""
    known: set[str] = set()

    def working_copy(original: Original, resource: Resource) -> Resource:
        known.clear()
        return original(resource)  # type: ignore[no-any-return]

    def without_path(original: Original, kind: Kind, work: Resource, verb: str, value: Any) -> None:
        if kind.name == "User" and isinstance(value, dict):
            value = {name: inner for name, inner in value.items() if name not in known}
            known.update(value)
        original(kind, work, verb, value)

    wrap(provider.patcher, "working_copy", working_copy)
    wrap(provider.patcher, "without_path", without_path)


@defect("second-condition-of-a-path-ignored", caught_by=_CAUGHT, source=_RULE)
def second_condition_of_a_path_ignored(provider: Provider) -> None:
    """Of two conditions in the square brackets of a path, joined by ``or``, only the first counts."""

    def find(original: Original, kind: Kind, text: str) -> Target | None:
        target: Target | None = original(kind, text)
        if target is not None and isinstance(target.filter, Or):
            return target._replace(filter=target.filter.left)
        return target

    wrap(provider.paths, "find", find)


@defect("path-with-and-clears-the-rest", caught_by=_CAUGHT, source=_RULE)
def path_with_and_clears_the_rest(provider: Provider) -> None:
    """Changing a value chosen by two conditions leaves it alone in its list."""

    def matched(original: Original, box: Resource, target: Target, matches: Predicate, value: Any) -> None:
        original(box, target, matches, value)
        held = box.get(_name(target))
        if isinstance(target.filter, And) and isinstance(held, list) and target.place.sub is None:
            box[_name(target)] = held[:1]

    wrap(provider.values, "replace_matched", matched)


@defect("add-after-remove-is-lost", caught_by=_CAUGHT, source=_RULE)
def add_after_remove_is_lost(provider: Provider) -> None:
    """What an operation removes stays removed for the rest of the request."""
    gone: set[str] = set()

    def working_copy(original: Original, resource: Resource) -> Resource:
        gone.clear()
        return original(resource)  # type: ignore[no-any-return]

    def remove(original: Original, box: Resource, attribute: Attribute, value: Any) -> None:
        original(box, attribute, value)
        gone.add(attribute.name)

    def put(original: Original, box: Resource, attribute: Attribute, value: Any) -> None:
        if attribute.name not in gone:
            original(box, attribute, value)

    wrap(provider.patcher, "working_copy", working_copy)
    wrap(provider.values, "remove_attribute", remove)
    wrap(provider.values, "add_attribute", put)
    wrap(provider.values, "replace_attribute", put)


@defect("shorter-list-keeps-the-old-tail", caught_by=_CAUGHT, source=_RULE)
def shorter_list_keeps_the_old_tail(provider: Provider) -> None:
    """A list replaced by a shorter one keeps the values beyond its end when there were three or more."""

    def replaced(original: Original, box: Resource, attribute: Attribute, value: Any) -> None:
        before = box.get(attribute.name)
        original(box, attribute, value)
        now = box.get(attribute.name)
        if attribute.name != "members" and isinstance(before, list) and isinstance(now, list) and len(before) > _TWO:
            box[attribute.name] = now + [{**each, "primary": False} for each in before[len(now) :]]

    wrap(provider.values, "replace_attribute", replaced)


def _name(target: Target) -> str:
    assert target.place.attribute is not None  # noqa: S101 - a path with brackets has an attribute
    return target.place.attribute.name


def _list_of(operation: dict[str, Any]) -> str:
    path = str(operation.get("path") or "")
    return path if path in ("emails", "phoneNumbers") and operation.get("op") == "add" else ""
