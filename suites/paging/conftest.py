"""Fixtures of the tests on paging: enough users for several pages, and requests for pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scimproof.contract import Exchange, NotTestable, Unmet, eq, expect, given, provided, unmet

LISTED = "paging.listed"


@pytest.fixture
def page(scim) -> Callable[..., Exchange]:
    """Requests a page: ``page(6, 5)`` returns the sixth to the tenth."""

    def ask(start: int, count: int, endpoint: str = "/Users") -> Exchange:
        return scim.get(endpoint, query=f"startIndex={start}&count={count}")

    return ask


@pytest.fixture
def population(crowd, page) -> int:
    """How many users there are; the run has created 101 of them."""
    first = page(1, 5)
    given(first, by=LISTED).status(200)
    if first.total is None:
        raise NotTestable(LISTED, "the list has no totalResults")
    return first.total


@pytest.fixture
def trials(page, population, crowd) -> dict[str, Callable[[], object]]:
    """The simplest case of each requirement that others stand on."""

    def counted() -> None:
        if population < len(crowd):
            raise unmet(f"at least {len(crowd)}", str(population))

    def started() -> None:
        first, later = _ids(page(1, 5)), _ids(page(51, 1000))
        if first and first[0] in later:
            raise unmet("a later part of the list", "the beginning")

    def limited() -> None:
        seen = len(page(1, 5).resources)
        if seen > 5:
            raise unmet("5 at most", str(seen))

    def echoed() -> None:
        expect(page(6, 5)).attribute("startIndex", 6)

    return {
        LISTED: lambda: expect(page(1, 5)).status(200),
        "paging.total-whole": counted,
        "paging.start-applied": started,
        "paging.count-limits": limited,
        "paging.start-echoed": echoed,
    }


def _ids(exchange: Exchange) -> list[str]:
    return [str(each.get("id")) for each in exchange.resources]


@pytest.fixture
def ids_of() -> Callable[[Exchange], list[str]]:
    """Returns the ids in a list, in its order."""
    return _ids


@pytest.fixture
def twice() -> Callable[[Callable[[], None]], None]:
    """Judges a second time before it fails: another client may have changed the list in the meantime."""

    def judge(look: Callable[[], None]) -> None:
        try:
            look()
        except Unmet:
            look()

    return judge


@pytest.fixture
def not_applicable_unless_found(scim) -> Callable[[str, str, set[str]], str]:
    """Returns a filter that finds these users, if the target filters by that attribute."""

    def ask(attribute: str, value: str, wanted: set[str]) -> str:
        filter_ = eq(attribute, value)
        otherwise = f"the target does not filter users by {attribute}"
        provided(scim.search("/Users", filter=filter_), otherwise=otherwise).only(*wanted)
        return filter_

    return ask
