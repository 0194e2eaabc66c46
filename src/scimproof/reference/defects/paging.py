"""Faults in pages and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.registry import defect, swap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("total-is-page-size", caught_by={"paging.total-counts-all-pages"}, source="better-auth/better-auth#10399")
def _(provider: Provider) -> None:
    """The totalResults of a list counts the resources of the page."""
    swap(provider.pager, "total", lambda _found, page: len(page))


@defect(
    "start-index-counts-from-zero",
    caught_by={"paging.start-index-one-based"},
    source="simpleidserver/SimpleIdServer#185",
)
def _(provider: Provider) -> None:
    """The startIndex is taken as an offset that begins at 0."""
    swap(provider.pager, "page", lambda found, start, count: found[start : start + count])
