"""Faults in pages and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimproof.reference.messages import Request, Resource, Response, ScimError, invalid_value
from scimproof.reference.pager import Found
from scimproof.reference.registry import Original, defect, swap, wrap
from scimproof.reference.schema import Kind

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider

Query = dict[str, str]


def _on_envelope(provider: Provider, look: Any) -> None:
    """Let `look` change the envelope of every list."""

    def envelope(original: Original, resources: list[Resource], total: int, start: int) -> Resource:
        made: Resource = original(resources, total, start)
        look(made)
        return made

    wrap(provider.pager, "envelope", envelope)


def _asked_for_zero(query: Query) -> bool:
    return query.get("count", "").lstrip("-").isdigit() and int(query["count"]) <= 0


@defect("list-needs-filter", caught_by={"paging.listed"}, source="RFC 7644 3.4.2")
def list_needs_filter(provider: Provider) -> None:
    """A list of users without a filter is refused, but for a page of it."""

    def search(original: Original, request: Request) -> Response:
        if request.endpoint == "Users" and not request.query:
            raise ScimError(400, "A filter is required", "tooMany")
        response: Response = original(request)
        return response

    wrap(provider.operations, "search", search)


@defect("total-results-is-page-size", caught_by={"paging.total-whole"}, source="better-auth/better-auth#10399")
def total_results_is_page_size(provider: Provider) -> None:
    """The totalResults of a list counts the resources of the page."""
    swap(provider.pager, "total", lambda _found, page: len(page))


@defect("list-truncated-silently", caught_by={"paging.list-not-cut"}, source="better-auth/better-auth#10398")
def list_truncated_silently(provider: Provider) -> None:
    """A list without a page ends after a hundred and counts no more than these."""

    def found(original: Original, kinds: list[Kind], query: Query) -> Response:
        response: Response = original(kinds, query)
        if "startIndex" not in query and "count" not in query:
            response.json["totalResults"] = min(100, response.json["totalResults"])
        return response

    wrap(provider.operations, "found", found)


@defect("startindex-zero-based", caught_by={"paging.walk-complete"}, source="simpleidserver/SimpleIdServer#185")
def startindex_zero_based(provider: Provider) -> None:
    """A startIndex is taken as an offset that begins at 0."""

    def found(original: Original, kinds: list[Kind], query: Query) -> Response:
        if "startIndex" not in query:
            response: Response = original(kinds, query)
            return response
        start = provider.pager.start_index(query)
        response = original(kinds, {**query, "startIndex": str(start + 1)})
        response.json["startIndex"] = start
        return response

    wrap(provider.operations, "found", found)


@defect("order-changes", caught_by={"paging.walk-complete"}, source="RFC 7644 3.4.2.4")
def order_changes(provider: Provider) -> None:
    """Pages that begin behind the first hundred are cut from the list in another order."""

    def page(original: Original, found: Found, start: int, count: int) -> Found:
        cut: Found = original(found[::-1] if start > provider.pager.default else found, start, count)
        return cut

    wrap(provider.pager, "page", page)


@defect("startindex-ignored", caught_by={"paging.start-applied"}, source="scimmyjs/scimmy#21")
def startindex_ignored(provider: Provider) -> None:
    """The startIndex is ignored when everything fits on one page."""

    def page(original: Original, found: Found, start: int, count: int) -> Found:
        cut: Found = original(found, 1 if len(found) <= count else start, count)
        return cut

    wrap(provider.pager, "page", page)


@defect("page-number-for-start", caught_by={"paging.start-mid-page"}, source="RFC 7644 3.4.2.4")
def page_number_for_start(provider: Provider) -> None:
    """The startIndex is rounded down to the beginning of a page; pages hold fifty at most."""

    def page(original: Original, found: Found, start: int, count: int) -> Found:
        size = min(count, 50)
        cut: Found = original(found, (start - 1) // size * size + 1 if size else start, size)
        return cut

    wrap(provider.pager, "page", page)


@defect("count-ignored", caught_by={"paging.count-limits"}, source="RFC 7644 3.4.2.4")
def count_ignored(provider: Provider) -> None:
    """Pages of users hold twenty whatever count asks for, unless it asks for more, or none."""

    def wanted(original: Original, query: Query) -> int:
        asked: int = original(query)
        return max(asked, 20) if asked > 4 and "filter" not in query else asked  # noqa: PLR2004

    wrap(provider.pager, "count", wanted)


@defect("large-count-refused", caught_by={"paging.large-count"}, source="RFC 7644 3.4.2.4")
def large_count_refused(provider: Provider) -> None:
    """A count above 500 is refused."""

    def wanted(original: Original, query: Query) -> int:
        asked: int = original(query)
        if asked > 500:  # noqa: PLR2004
            raise ScimError(422, "count must be 500 or less")
        return asked

    wrap(provider.pager, "count", wanted)


@defect("short-pages", caught_by={"paging.full-pages"}, source="RFC 7644 3.4.2.4")
def short_pages(provider: Provider) -> None:
    """The fifth user of a page is hidden after the page was cut."""

    def page(original: Original, found: Found, start: int, count: int) -> Found:
        cut: Found = original(found, start, count)
        return cut[:4] if count == 5 and found and found[0][0].name == "User" else cut  # noqa: PLR2004

    wrap(provider.pager, "page", page)


@defect("items-per-page-is-constant", caught_by={"paging.items-per-page"}, source="RFC 7644 3.4.2.4")
def items_per_page_is_constant(provider: Provider) -> None:
    """ItemsPerPage is always what a page can hold at most."""
    _on_envelope(provider, lambda made: made.update(itemsPerPage=100))


@defect("start-index-not-told", caught_by={"paging.start-echoed"}, source="RFC 7644 3.4.2.4")
def start_index_not_told(provider: Provider) -> None:
    """The answer does not say where the page begins."""
    _on_envelope(provider, lambda made: made.pop("startIndex"))


@defect("start-index-of-groups-is-one", caught_by={"paging.groups"}, source="RFC 7644 3.4.2.4")
def start_index_of_groups_is_one(provider: Provider) -> None:
    """Every page of groups says that it begins at 1."""

    def found(original: Original, kinds: list[Kind], query: Query) -> Response:
        response: Response = original(kinds, query)
        if any(kind.name == "Group" for kind in kinds):
            response.json["startIndex"] = 1
        return response

    wrap(provider.operations, "found", found)


@defect("past-the-end-is-page-one", caught_by={"paging.empty-past-the-end"}, source="scimmyjs/scimmy#21")
def past_the_end_is_page_one(provider: Provider) -> None:
    """A page that begins after the end is the first page."""

    def page(original: Original, found: Found, start: int, count: int) -> Found:
        cut: Found = original(found, 1 if start > len(found) else start, count)
        return cut

    wrap(provider.pager, "page", page)


@defect("start-below-one-refused", caught_by={"paging.start-below-one"}, source="RFC 7644 3.4.2.4")
def start_below_one_refused(provider: Provider) -> None:
    """A startIndex below 1 is refused."""

    def start_index(original: Original, query: Query) -> int:
        if query.get("startIndex", "1") == "0" or query.get("startIndex", "").startswith("-"):
            raise invalid_value("startIndex must be 1 or more")
        start: int = original(query)
        return start

    wrap(provider.pager, "start_index", start_index)


@defect("count-zero-returns-all", caught_by={"paging.count-zero"}, source="wso2/product-is#5362")
def count_zero_returns_all(provider: Provider) -> None:
    """A count of 0 is taken for none."""

    def wanted(original: Original, query: Query) -> int:
        asked: int = original({} if _asked_for_zero(query) else query)
        return asked

    wrap(provider.pager, "count", wanted)


@defect("paging-filter-short-pages", caught_by={"paging.filtered"}, source="wso2/product-is#4842")
def paging_filter_short_pages(provider: Provider) -> None:
    """The page is cut from all users, and the filter applied to the page."""

    def found(original: Original, kinds: list[Kind], query: Query) -> Response:
        if "filter" not in query or "startIndex" not in query or kinds[0].name != "User":
            response: Response = original(kinds, query)
            return response
        everyone = [(kind, each) for kind in kinds for each in provider.store.all(kind)]
        page = provider.pager.page(everyone, provider.pager.start_index(query), provider.pager.count(query))
        matching = {each["id"] for _, each in provider.operations.matching(kinds, query)}
        shown = [provider.projector.render(kind, each, query) for kind, each in page if each["id"] in matching]
        return Response(200, provider.pager.envelope(shown, len(shown), provider.pager.start_index(query)))

    wrap(provider.operations, "found", found)
