"""Many requests at the same time."""

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
    """The answers to the burst; it is sent once."""
    return []


@pytest.fixture
def burst(scim, answered):
    """Searches for twenty-five unknown users at the same time and returns the answers."""
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
    consequence="The initial provisioning cycle takes very long. Microsoft requires 25 requests a second before it "
    "lists an application in its gallery.",
    remedy="Allow each tenant 25 requests a second for a long time; `scimproof load` measures it.",
)
def test_twenty_five_requests_at_once_are_answered(burst):
    """Twenty-five queries at once are all answered with 200 without waiting."""
    odd = [each for each in burst if each.status != 200 or any("429" in said for said in each.notes)]

    if odd:
        raise unmet("200 for all without waiting", f"{len(odd)} of {BURST} refused or delayed", odd[0])


@requirement(
    "errors.retry-after",
    level=SHOULD,
    source=[GALLERY_CHECKLIST("scenario 3")],
    covers=["ENTRA-ERR-03"],
    harm=FORM,
    consequence="Entra does not know when to repeat the request, and repeats it too early.",
    remedy="Send the header `Retry-After`, in seconds, with every 429 Too Many Requests.",
)
def test_a_429_says_when_to_come_back(burst):
    """A 429 has a ``Retry-After`` header."""
    limited = [each for each in burst if each.status == 429 or any("429" in said for said in each.notes)]
    if not limited:
        raise Observed(f"{BURST} requests at once were not limited")
    silent = [each for each in limited if any("without Retry-After" in said for said in each.notes)]

    if silent:
        raise unmet("a Retry-After header with 429", f"{len(silent)} of {len(limited)} have none", silent[0])
