"""Fixtures of the tests on filters: a target may refuse most of the grammar, which is no finding."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scimproof.contract import Exchange, NotApplicable, NotTestable, both, eq, expect, given

DECLINED = (400, 501)
MISS = "matching.miss-is-empty-list"


@pytest.fixture
def finds_nobody() -> Callable[[Exchange], None]:
    """Judges that an answer is an empty list; matching.miss-is-empty-list judges a 404 in its place."""

    def judge(answer: Exchange) -> None:
        if answer.status == 404:
            given(answer, by=MISS).nothing()
        expect(answer).nothing()

    return judge


@pytest.fixture(scope="session")
def conjunction(bench, findable_user) -> None:
    """Checks once that ``and`` joins two conditions, for tests that use it to judge something else."""
    mine, nobody = eq("userName", findable_user["userName"]), eq("userName", bench.directory.unused())
    with bench.recorder.shared():
        given(bench.scim.search(filter=both(mine, mine)), by="filters.and").only(findable_user.id)
        missed = bench.scim.search(filter=both(mine, nobody))
        given(missed, by=MISS if missed.status == 404 else "filters.and").nothing()


@pytest.fixture
def ask(scim) -> Callable[[str], Exchange]:
    """Sends a filter that a target may refuse with 400 (RFC 7644 3.4.2.2)."""

    def send(text: str) -> Exchange:
        answer = scim.search(filter=text)
        if (answer.status or 0) >= 500 and answer.status not in DECLINED:
            raise NotTestable("filters.declined-not-failed", f"the filter is answered with {answer.status}")
        if answer.status in DECLINED:
            raise NotApplicable(f"the target refuses such a filter: {answer.resource.get('detail') or answer.status}")
        return answer

    return send
