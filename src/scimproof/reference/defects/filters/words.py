"""Faults in reading a filter to its end, and in comparing as the schema says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.filter_parser import Compare, FilterParser
from scimproof.reference.messages import Resource, ScimError
from scimproof.reference.registry import Original, defect, wrap
from scimproof.reference.schema import Attribute, Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("text-behind-a-filter-ignored", caught_by={"filters.nothing-behind"}, source="RFC 7644 3.4.2.2")
def text_behind_a_filter_ignored(provider: Provider) -> None:
    """What follows a complete filter is ignored."""

    def parse(original: Original, text: str) -> Any:
        words = text.split(" ")
        for count in range(len(words), 2, -1):
            try:
                return original(" ".join(words[:count]))
            except ScimError:
                continue
        return original(text)

    wrap(provider.filters, "parse", parse)


@defect("starts-with-in-one-letter-case", caught_by={"filters.text-operators-any-case"}, source="RFC 7643 7")
def starts_with_in_one_letter_case(provider: Provider) -> None:
    """The operators co, sw and ew regard letter case."""

    def test(original: Original, node: Compare, attribute: Attribute, values: Any) -> Any:
        if node.operator not in ("co", "sw", "ew") or not isinstance(node.value, str) or attribute.type != "string":
            return original(node, attribute, values)
        wanted, compare = node.value, getattr(provider.filters, f"is_{node.operator}")
        return lambda it: any(compare(each, wanted) for each in values(it))

    wrap(provider.filters, "test", test)


@defect("escapes-not-decoded", caught_by={"filters.escapes"}, source="RFC 7644 3.4.2.2")
def escapes_not_decoded(provider: Provider) -> None:
    r"""An escape such as \u0041 in a filter is taken letter by letter."""

    class Plain(FilterParser):
        pass

    def parse(original: Original, text: str) -> Any:
        return original(text.replace("\\u", "\\\\u"))

    provider.filters.parser = Plain
    wrap(provider.filters, "parse", parse)


@defect("inactive-never-found", caught_by={"filters.inactive"}, source="RFC 7644 3.4.2.2")
def inactive_never_found(provider: Provider) -> None:
    """A filter by active finds the users whose active is true, whatever the filter compares with."""

    def test(original: Original, node: Compare, attribute: Attribute, values: Any) -> Any:
        plain = original(node, attribute, values)
        if attribute.name != "active" or node.operator != "eq":
            return plain
        return lambda it: plain(it) and any(each is True for each in values(it))

    wrap(provider.filters, "test", test)


@defect("counted-once-per-value", caught_by={"filters.counted-once"}, source="wso2/product-is#26147")
def counted_once_per_value(provider: Provider) -> None:
    """A user is in the result once for each e-mail address that matches the filter."""

    def search(original: Original, kind: Kind, text: str) -> list[Resource]:
        found: list[Resource] = original(kind, text)
        node = provider.filters.parse(text)
        if kind.name != "User" or not isinstance(node, Compare) or node.path.lower() != "emails.value":
            return found
        wanted = str(node.value).lower()
        return [each for each in found for mail in each["emails"] if wanted in str(mail.get("value")).lower()]

    wrap(provider.filters, "search", search)


@defect("search-by-post-unfiltered", caught_by={"filters.search-by-post"}, source="RFC 7644 3.4.3")
def search_by_post_unfiltered(provider: Provider) -> None:
    """A search by POST ignores its filter."""

    def search(original: Original, body: Resource) -> dict[str, str]:
        query: dict[str, str] = original(body)
        return {name: value for name, value in query.items() if name != "filter"}

    wrap(provider.operations, "search_request", search)
