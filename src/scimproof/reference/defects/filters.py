"""Faults in reading and applying filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.filter_parser import FilterParser
from scimproof.reference.registry import defect, swap

if TYPE_CHECKING:
    from scimproof.reference.filters import Predicate
    from scimproof.reference.provider import Provider


@defect("and-means-or", caught_by={"filters.and"}, source="RFC 7644 3.4.2.2")
def _(provider: Provider) -> None:
    """Of two conditions joined by and, one is enough."""

    def one_is_enough(left: Predicate, right: Predicate) -> Predicate:
        return provider.filters.either(left, right)

    swap(provider.filters, "both", one_is_enough)
    swap(provider.filters, "candidates", lambda *_: None)


@defect("filter-escapes-kept", caught_by={"matching.escaped-quote"}, source="Captain-P-Goldfish/SCIM-SDK#913")
def _(provider: Provider) -> None:
    """Backslashes in a filter's string stand for themselves."""

    class Literal(FilterParser):
        def string(self, token: str) -> str:
            return token[1:-1]

    provider.filters.parser = Literal
