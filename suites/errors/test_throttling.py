"""What happens when much comes at once."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from scimproof.contract import (
    ENTRA_GALLERY,
    FORM,
    GALLERY_CHECKLIST,
    MAY,
    SHOULD,
    STOP,
    Observed,
    eq,
    requirement,
    unmet,
)

BURST = 25


@pytest.fixture(scope="session")
def answered():
    """The answers to the burst, which is sent once."""
    return []


@pytest.fixture
def burst(scim, answered):
    """Looks for twenty-five users that nobody knows, side by side, and returns the answers."""
    if not answered:
        with ThreadPoolExecutor(max_workers=BURST) as at_once:
            filters = [eq("userName", str(uuid.uuid4())) for _ in range(BURST)]
            answered += at_once.map(lambda each: scim.search("/Users", filter=each, label="one of a burst"), filters)
    return answered


@requirement(
    "errors.burst",
    level=MAY,
    source=[ENTRA_GALLERY("25 requests per second per tenant"), GALLERY_CHECKLIST("2.1.3")],
    harm=STOP,
    consequence="Initial cycles crawl, and Microsoft asks for 25 requests a second before it lists an application.",
    remedy="Let a tenant send 25 requests a second, sustained; `scimproof load` measures it.",
)
def test_twenty_five_requests_at_once_are_answered(burst):
    """Twenty-five look-ups at once are all answered with 200, none after a wait."""
    odd = [each for each in burst if each.status != 200 or any("429" in said for said in each.notes)]

    if odd:
        raise unmet("200 at once for all", f"{len(odd)} of {BURST} refused or made to wait", odd[0])


@requirement(
    "errors.retry-after",
    level=SHOULD,
    source=[GALLERY_CHECKLIST("scenario 3")],
    covers=["ENTRA-ERR-03"],
    harm=FORM,
    consequence="Entra does not know when to come back, and comes back too soon.",
    remedy="Send Retry-After, in seconds, with every 429.",
)
def test_a_429_says_when_to_come_back(burst):
    """A 429 carries a Retry-After header."""
    limited = [each for each in burst if each.status == 429 or any("429" in said for said in each.notes)]
    if not limited:
        raise Observed(f"{BURST} requests at once were not limited")
    silent = [each for each in limited if any("without Retry-After" in said for said in each.notes)]

    if silent:
        raise unmet("a Retry-After header with 429", f"{len(silent)} of {len(limited)} came without", silent[0])
