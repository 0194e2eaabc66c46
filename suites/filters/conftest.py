"""What the tests on filters share: most of the grammar may be declined, and then nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scimproof.contract import Exchange, NotApplicable, NotTestable, both, eq, expect, given

DECLINED = (400, 501)
MISS = "matching.miss-is-empty-list"


@pytest.fixture
def finds_nobody() -> Callable[[Exchange], None]:
    """Judges that an answer is an empty list; where nobody is found as 404, that is another requirement's finding."""

    def judge(answer: Exchange) -> None:
        if answer.status == 404:
            given(answer, by=MISS).nothing()
        expect(answer).nothing()

    return judge


@pytest.fixture(scope="session")
def conjunction(bench, findable_user) -> None:
    """Sees once that and joins two conditions, where the tests use it to ask for something else."""
    mine, nobody = eq("userName", findable_user["userName"]), eq("userName", bench.directory.unused())
    with bench.recorder.shared():
        given(bench.scim.search(filter=both(mine, mine)), by="filters.and").only(findable_user.id)
        missed = bench.scim.search(filter=both(mine, nobody))
        given(missed, by=MISS if missed.status == 404 else "filters.and").nothing()


@pytest.fixture
def ask(scim) -> Callable[[str], Exchange]:
    """Sends a filter that a target may decline, which RFC 7644 3.4.2.2 lets it do with 400."""

    def send(text: str) -> Exchange:
        answer = scim.search(filter=text)
        if (answer.status or 0) >= 500 and answer.status not in DECLINED:
            raise NotTestable("filters.declined-not-failed", f"the filter is answered with {answer.status}")
        if answer.status in DECLINED:
            raise NotApplicable(f"the target declines such a filter: {answer.resource.get('detail') or answer.status}")
        return answer

    return send
