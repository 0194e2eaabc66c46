"""Faults in finding the one user who has a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.filter_parser import And, Compare, Node, Or
from scimproof.reference.messages import Resource
from scimproof.reference.pager import Found
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Attribute, Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("name-matched-in-part", caught_by={"matching.username-as-a-whole"}, source="RFC 7644 3.4.2.2")
def name_matched_in_part(provider: Provider) -> None:
    """A filter on userName finds everybody whose name contains the value."""
    _user_names(provider, lambda held, wanted: wanted in held)


def _user_names(provider: Provider, compare: Any) -> None:
    def test(original: Original, node: Compare, attribute: Attribute, values: Any) -> Any:
        if attribute.name != "userName" or node.operator != "eq" or not isinstance(node.value, str):
            return original(node, attribute, values)
        wanted = attribute.key(node.value)
        return lambda it: any(compare(attribute.key(each), wanted) for each in values(it))

    wrap(provider.filters, "test", test)
    wrap(
        provider.filters,
        "candidates",
        lambda original, kind, node: None if kind.name == "User" else original(kind, node),
    )


@defect("filters-see-fifty", caught_by={"matching.found-among-many"}, source="RFC 7644 3.4.2.2")
def filters_see_fifty(provider: Provider) -> None:
    """A filter on users looks at fifty users alone, beside the few that were changed last."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        if kind.name != "User":
            return found
        users = [each["id"] for each in provider.store.all(kind)]
        seen = {*users[:50], *users[101:]}
        return [each for each in found if each["id"] in seen or len(users) < 101]  # noqa: PLR2004

    wrap(provider.filters, "search", search)


@defect("found-once-per-value", caught_by={"matching.by-username"}, source="wso2/product-is#3563")
def found_once_per_value(provider: Provider) -> None:
    """A user whose userName is the e-mail address as well is found twice by it."""

    def matching(original: Original, kinds: list[Kind], query: dict[str, str]) -> Found:
        found: Found = original(kinds, query)
        if not query.get("filter", "").lower().startswith("username eq "):
            return found
        double = [
            each for each in found if each[1].get("userName") in [m.get("value") for m in each[1].get("emails", ())]
        ]
        return found + double

    wrap(provider.operations, "matching", matching)


@defect("letter-case-counts-beside-and", caught_by={"matching.any-case-in-company"}, source="RFC 7644 3.4.2.2")
def letter_case_counts_beside_and(provider: Provider) -> None:
    """A condition on userName regards letter case when it is joined by and."""

    def names(node: Node) -> list[Compare]:
        if isinstance(node, And | Or):
            return [*names(node.left), *names(node.right)]
        plain = isinstance(node, Compare) and node.path.lower() == "username" and node.operator == "eq"
        return [node] if plain else []  # type: ignore[list-item]

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        node = provider.filters.parse(text)
        if kind.name != "User" or not isinstance(node, And):
            return found
        wanted = {str(each.value) for each in names(node)}
        return [each for each in found if wanted <= {each["userName"]}]

    wrap(provider.filters, "search", search)
