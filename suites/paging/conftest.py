"""Fixtures of the tests on paging: enough users for several pages, and requests for pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scimproof.contract import Exchange, NotTestable, Unmet, eq, given, provided

LISTED = "paging.listed"
COUNTED = "paging.count-limits"


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
    given(first, by=COUNTED).status(200)
    if first.total is None:
        raise NotTestable(LISTED, "the list has no totalResults")
    return first.total


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
