"""Faults in parsing and applying filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scimproof.reference.filter_parser import And, Compare, FilterParser, Node, Or, Within
from scimproof.reference.messages import Resource, ScimError
from scimproof.reference.registry import Original, defect, swap, wrap

if TYPE_CHECKING:
    from scimproof.reference.filters import Predicate
    from scimproof.reference.provider import Provider
    from scimproof.reference.schema import Kind, Place


def _compiles(provider: Provider, change: Callable[[Node], Node]) -> None:
    """Let filters on users mean what `change` makes of their tree; every user is asked."""

    def compile_(original: Original, kind: Kind, node: Node) -> Predicate:
        predicate: Predicate = original(kind, change(node) if kind.name == "User" else node)
        return predicate

    def candidates(original: Original, kind: Kind, node: Node) -> Any:
        return None if kind.name == "User" else original(kind, node)

    wrap(provider.filters, "compile", compile_)
    wrap(provider.filters, "candidates", candidates)


def _refuses(provider: Provider, is_refused: Callable[[str], bool], error: Exception) -> None:
    """Raise an error for filters on users of a certain kind."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        if kind.name == "User" and is_refused(text):
            raise error
        found: list[Resource] = original(kind, text)
        return found

    wrap(provider.filters, "search", search)


@defect("filters-not-implemented", caught_by={"filters.supported"}, source="RFC 7644 3.4.2.2")
def filters_not_implemented(provider: Provider) -> None:
    """Users cannot be filtered: 501."""
    _refuses(provider, lambda _text: True, ScimError(501, "filter is not supported"))


@defect("and-keeps-left", caught_by={"filters.and"}, source="RFC 7644 3.4.2.2")
def and_keeps_left(provider: Provider) -> None:
    """Of two conditions joined by and, only the first counts."""
    _compiles(provider, lambda node: node.left if isinstance(node, And) else node)


@defect("filter-by-id-error", caught_by={"filters.by-id"}, source="simpleidserver/SimpleIdServer#596")
def filter_by_id_error(provider: Provider) -> None:
    """A filter on id fails."""
    _refuses(provider, lambda text: text.lower().startswith("id "), KeyError("id"))


@defect("filter-attribute-case-exact", caught_by={"filters.attribute-names-any-case"}, source="RFC 7643 2.1")
def filter_attribute_case_exact(provider: Provider) -> None:
    """Attribute names in filters are compared exactly."""

    def place(original: Original, kind: Kind, path: str) -> Place:
        found: Place = original(kind, path)
        if found.attribute is not None and found.attribute.name not in path:
            raise ScimError(400, f"{path} is unknown", "invalidFilter")
        return found

    wrap(provider.filters, "place", place)


@defect("filter-operator-case-exact", caught_by={"filters.operators-any-case"}, source="RFC 7644 3.4.2.2")
def filter_operator_case_exact(provider: Provider) -> None:
    """Operators in filters are compared exactly."""
    _refuses(provider, lambda text: " EQ " in text, ScimError(400, "EQ is not an operator", "invalidFilter"))


@defect("filter-logical-op-case", caught_by={"filters.and-any-case"}, source="wso2/product-is#20511")
def filter_logical_op_case(provider: Provider) -> None:
    """A filter ends where AND stands in capitals."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text.partition(" AND ")[0])
        return found

    wrap(provider.filters, "search", search)


@defect("manager-needs-sub-attribute", caught_by={"filters.manager-check-finds"}, source="RFC 7644 3.4.2.2")
def manager_needs_sub_attribute(provider: Provider) -> None:
    """A filter on manager is refused unless it names a sub-attribute."""
    refused = ScimError(400, "manager is complex: name a sub-attribute", "invalidFilter")
    _refuses(provider, lambda text: "manager eq" in text, refused)


@defect("manager-not-looked-at", caught_by={"filters.manager-check-misses"}, source="RFC 7644 3.4.2.2")
def manager_not_looked_at(provider: Provider) -> None:
    """A condition on manager is overlooked."""

    def test(original: Original, kind: Kind, node: Compare | Within) -> Predicate:
        if node.path.lower() == "manager":
            return lambda _user: True
        predicate: Predicate = original(kind, node)
        return predicate

    wrap(provider.filters, "resource_test", test)


@defect("invalid-filter-finds-nobody", caught_by={"filters.invalid-refused"}, source="RFC 7644 3.4.2.2")
def invalid_filter_finds_nobody(provider: Provider) -> None:
    """A filter that cannot be read finds nobody."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        try:
            found: list[Resource] = original(kind, text)
        except ScimError:
            return []
        return found

    wrap(provider.filters, "search", search)


@defect("unknown-attribute-matches-all", caught_by={"filters.unknown-attribute"}, source="RFC 7644 3.4.2.2")
def unknown_attribute_matches_all(provider: Provider) -> None:
    """A filter on an attribute that does not exist is overlooked."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        name, _, rest = text.partition(" ")
        unknown = name.isalpha() and rest.startswith("eq ") and provider.schema.resolve(kind, name) is None
        found: list[Resource] = list(provider.store.all(kind)) if unknown else original(kind, text)
        return found

    wrap(provider.filters, "search", search)


@defect("unsupported-filter-500", caught_by={"filters.declined-not-failed"}, source="wso2/product-is#11182")
def unsupported_filter_500(provider: Provider) -> None:
    """A filter with an operator that is not supported fails."""
    _refuses(provider, lambda text: " ne " in text or "not (" in text, NotImplementedError("ne"))


@defect("sw-means-co", caught_by={"filters.comparisons"}, source="RFC 7644 3.4.2.2")
def sw_means_co(provider: Provider) -> None:
    """What sw looks for may stand anywhere."""
    swap(provider.filters, "is_sw", lambda held, wanted: wanted in held)


@defect("ne-finds-the-equal", caught_by={"filters.comparisons"}, source="RFC 7644 3.4.2.2")
def ne_finds_the_equal(provider: Provider) -> None:
    """The operator ne is taken for eq."""
    swap(provider.filters, "is_ne", lambda held, wanted: held == wanted)


@defect("or-before-and", caught_by={"filters.logic"}, source="RFC 7644 3.4.2.2")
def or_before_and(provider: Provider) -> None:
    """The conditions of a filter are joined from left to right, as they come."""

    class LeftToRight(FilterParser):
        def alternatives(self) -> Node:
            node = self.term()
            while True:
                if self.word("or"):
                    node = Or(node, self.term())
                elif self.word("and"):
                    node = And(node, self.term())
                else:
                    return node

    provider.filters.parser = LeftToRight


@defect("brackets-across-elements", caught_by={"filters.one-element"}, source="RFC 7644 3.4.2.2")
def brackets_across_elements(provider: Provider) -> None:
    """Conditions in square brackets may hold for different elements."""

    def spread(node: Node) -> Node:
        if isinstance(node, Within) and isinstance(node.filter, And):
            return And(Within(node.path, node.filter.left), Within(node.path, node.filter.right))
        return node

    _compiles(provider, spread)


@defect("active-not-compared", caught_by={"filters.active"}, source="RFC 7644 3.4.2.2")
def active_not_compared(provider: Provider) -> None:
    """A condition on active holds for everybody who has that attribute."""

    def test(original: Original, kind: Kind, node: Compare | Within) -> Predicate:
        if node.path.lower() == "active":
            return lambda user: "active" in user
        predicate: Predicate = original(kind, node)
        return predicate

    wrap(provider.filters, "resource_test", test)
