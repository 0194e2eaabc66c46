"""What the tests on filters share: most of the grammar may be declined, and then nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scimproof.contract import Exchange, NotApplicable

DECLINED = (400, 501)


@pytest.fixture
def ask(scim) -> Callable[[str], Exchange]:
    """Sends a filter that a target may decline, which RFC 7644 3.4.2.2 lets it do with 400."""

    def send(text: str) -> Exchange:
        answer = scim.search(filter=text)
        if answer.status in DECLINED:
            raise NotApplicable(f"the target declines such a filter: {answer.resource.get('detail') or answer.status}")
        return answer

    return send
