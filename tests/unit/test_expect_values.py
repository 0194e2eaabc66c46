"""Messages that a reader can tell apart, and judgements as data."""

import pytest

from scimproof.expect import matchers
from scimproof.expect.as_data import matcher_of
from scimproof.expect.outcome import ContradictoryMismatch, Mismatch
from scimproof.expect.values import ABSENT, show, show_apart
from scimproof.scim.exchange import Exchange, Request, Response


def answer(body: bytes, status: int = 200) -> Exchange:
    return Exchange(1, "", Request("GET", "https://h/Users/1", (), b""), Response(status, "OK", (), body), None, 0, 0)


def test_absent_is_not_null():
    assert show(ABSENT) == "absent"
    assert show(None) == "null"
    mismatch = matchers.error(400)(answer(b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}', 400))
    assert mismatch.observed == "status = absent"


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        ("caf\u00e9", "cafe\u0301"),
        ("jo", "jo\u200b"),
        ("x" * 500 + "a", "x" * 500 + "b"),
        (1, "1"),
        (None, ABSENT),
        (True, "true"),
    ],
)
def test_two_values_never_read_alike(wanted, seen):
    left, right = show_apart(wanted, seen)

    assert left != right
    assert len(left) < 450


def test_a_check_that_expects_what_it_observes_is_a_fault_of_ours():
    with pytest.raises(ContradictoryMismatch, match="are both"):
        Mismatch("title = absent", "title = absent ")


@pytest.mark.parametrize(
    "matcher",
    [
        matchers.status(204),
        matchers.refused(),
        matchers.attribute("active", wanted=False),
        matchers.absent("active"),
        matchers.elements("members", ["2", "1"]),
        matchers.error(400, "invalidValue"),
        matchers.listed("7"),
        matchers.includes("7"),
        matchers.media_type("application/scim+json"),
        matchers.empty_body(),
    ],
)
def test_a_judgement_can_be_made_again_from_its_data(matcher):
    seen = answer(b'{"active":true,"members":[]}')
    first = matcher(seen)

    assert first.check is not None
    assert matcher_of(first.check)(seen) == first
