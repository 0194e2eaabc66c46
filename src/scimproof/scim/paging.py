"""Reads all pages of a collection; always ends, whatever the target answers."""

from __future__ import annotations

from scimproof.scim.client import Client
from scimproof.scim.exchange import Exchange
from scimproof.scim.filter import encode


def walk(
    client: Client,
    endpoint: str,
    *,
    count: int,
    filter: str = "",  # noqa: A002 - SCIM's word
    limit_pages: int = 1000,
) -> list[Exchange]:
    """Read a collection page by page with ``startIndex`` and ``count``; return every answer in order.

    It ends at the first answer that is no page, at an empty page, at a page seen before, when as many resources came
    as ``totalResults`` says, and at the limit of pages. What that means is for the caller to judge.
    """
    clause = f"filter={encode(filter, '%20')}&" if filter else ""
    pages: list[Exchange] = []
    seen: set[tuple[str, ...]] = set()
    start = 1
    while len(pages) < limit_pages:
        query = f"{clause}startIndex={start}&count={count}"
        page = client.get(endpoint, query=query, label=f"page of {endpoint} from {start}")
        pages.append(page)
        ids = tuple(str(each.get("id")) for each in page.resources)
        start += len(ids)
        if not ids or ids in seen or page.total is None or start > page.total:
            break
        seen.add(ids)
    return pages
