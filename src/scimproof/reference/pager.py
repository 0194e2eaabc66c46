"""Lists: order, pages, and the envelope (RFC 7644 3.4.2)."""

from __future__ import annotations

from typing import Any

from scimproof.reference.filters import Filters
from scimproof.reference.messages import MESSAGES, Resource, invalid_value
from scimproof.reference.schema import Kind, Place

Found = list[tuple[Kind, Resource]]

_MOST_DIGITS = 18


class Pager:
    """Sorts and cuts. `default` resources when the client names no count, never more than `maximum`."""

    default = 100
    maximum = 1000
    sorts = True

    def __init__(self, filters: Filters) -> None:
        self.filters = filters

    def start_index(self, query: dict[str, str]) -> int:
        """Return the 1-based index of the first resource wanted; less than 1 is 1."""
        return max(1, self.number(query, "startIndex", 1))

    def count(self, query: dict[str, str]) -> int:
        """Return how many resources are wanted; less than 0 is 0."""
        return min(self.maximum, max(0, self.number(query, "count", self.default)))

    def number(self, query: dict[str, str], name: str, otherwise: int) -> int:
        """Return a parameter's whole number.

        Raises:
            ScimError: 400 invalidValue when it is none.
        """
        text = query.get(name, "").strip()
        if not text:
            return otherwise
        digits = text[1:] if text[0] in "+-" else text
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
            raise invalid_value(f"{name} must be a whole number, not {text!r}")
        return int(text)

    def page(self, found: Found, start: int, count: int) -> Found:
        """Return the resources of one page."""
        return found[start - 1 : start - 1 + count]

    def total(self, found: Found, page: Found) -> int:  # noqa: ARG002 - a seam: defects count the page
        """Return how many resources match, on all pages."""
        return len(found)

    def sort(self, found: Found, query: dict[str, str]) -> Found:
        """Return the resources in the order asked for; those without a value come last, first when descending."""
        path = query.get("sortBy", "").strip()
        if not path or not self.sorts:
            return found
        keyed = [(self.sort_key(kind, resource, path), (kind, resource)) for kind, resource in found]
        keyed.sort(key=lambda each: each[0], reverse=self.descending(query))
        return [each for _, each in keyed]

    def descending(self, query: dict[str, str]) -> bool:
        """Return whether the order is reversed."""
        return query.get("sortOrder", "").strip().lower() == "descending"

    def sort_key(self, kind: Kind, resource: Resource, path: str) -> tuple[bool, str, Any]:
        """Return what a resource is sorted by: without a value, type of the value, value."""
        place = self.filters.schema.resolve(kind, path)
        if place is None or place.attribute is None or place.attribute.returned == "never":
            raise invalid_value(f"{kind.name} cannot be sorted by {path!r}")
        value = self.sort_value(kind, resource, place)
        attribute = place.sub or place.attribute
        if value is None:
            return (True, "", 0)
        if attribute.type == "dateTime":
            return (False, "dateTime", self.filters.moment(value, attribute))
        return (False, type(value).__name__, attribute.key(value))

    def sort_value(self, kind: Kind, resource: Resource, place: Place) -> Any:
        """Return the value to sort by: of a list the primary one, else the first."""
        elements = self.filters.elements(kind, resource, place)
        if not elements:
            return None
        chosen = next(
            (each for each in elements if isinstance(each, dict) and each.get("primary") is True), elements[0]
        )
        return chosen.get(place.sub.name if place.sub else "value") if isinstance(chosen, dict) else chosen

    def envelope(self, resources: list[Resource], total: int, start: int) -> dict[str, Any]:
        """Return the list response."""
        return {
            "schemas": [f"{MESSAGES}ListResponse"],
            "totalResults": total,
            "itemsPerPage": len(resources),
            "startIndex": start,
            "Resources": resources,
        }
