"""What could poison a tenant: how it is told apart, that a quick run sends none, and what a deep run does with it."""

import json
from random import Random

import pytest

from scimproof.fuzz.requests.poison import is_poison, walks
from scimproof.fuzz.requests.request_selection import RequestSelection
from scimproof.fuzz.requests.schemathesis_source import GeneratedRequest
from scimproof.fuzz.schema import openapi
from scimproof.fuzz.schema.shapes import shapes


def _post(content):
    return GeneratedRequest("POST", "/Users", "", content, valid=True)


@pytest.mark.parametrize(
    "value",
    ["\ud800", "a\x00b", ["x", {"y": "\udfff"}], {"\x00": 1}, float("inf"), "\uffff"],
)
def test_what_may_not_be_shown_again_is_poison(value):
    assert is_poison(_post(json.dumps({"title": value}).encode()))


@pytest.mark.parametrize("content", [b'{"title": "\\ud800"', b"\xff\xfe", b"[\x00]", b'{"a": 1e999}'])
def test_a_body_that_is_no_json_is_looked_at_too(content):
    assert is_poison(_post(content))


@pytest.mark.parametrize("value", ["a\x07b", "\u202ex", "\U0001f600", "\ud83d\ude00", 10**30, 1.5, None, "x" * 3000])
def test_what_is_only_odd_is_none(value):
    assert not is_poison(_post(json.dumps({"title": value}).encode()))


def test_a_read_stores_nothing():
    assert not is_poison(GeneratedRequest("GET", "/Users", "filter=%00", None, valid=False))


@pytest.mark.slow
def test_a_quick_run_sends_no_poison(bench):
    for seed in range(3):
        bench.fuzzer(seed=seed, requests=900).inputs("no-server-error")
    written = [each for each in bench.log if each.request.method in ("POST", "PUT", "PATCH")]

    assert len(written) > 100
    assert [each for each in written if is_poison(_post(each.request.body))] == []


def test_a_deep_run_has_none_among_its_requests_either(bench):
    known = {each.endpoint: each for each in shapes(bench.capabilities)}
    selection = RequestSelection(openapi.document(bench.capabilities, "http://x"), known, 7, 1.0)
    drawn = [each for each, _ in zip(selection.all(deep=True), range(150), strict=False)]

    assert [each for each in drawn if is_poison(each)] == []


def test_poison_changes_a_user_of_its_own_and_is_read_before_and_afterwards(bench):
    known = {each.endpoint: each for each in shapes(bench.capabilities)}

    random = Random(7)  # noqa: S311 - no secret
    create, read, listed, change, *after = next(walks(known["/Users"], random))

    assert (create.method, change.method, change.path) == ("POST", "PATCH", "/Users/{1}")
    assert is_poison(change)
    assert not is_poison(create)
    assert after == [read, listed]


@pytest.mark.slow
def test_a_deep_run_finds_what_is_stored_and_never_shown_again(benches):
    with benches(defects=["stored-and-never-shown-again"]) as bench:
        finding = bench.fuzzer(requests=400, deep=True).inputs("no-server-error")
        left = bench.left()

    assert finding is not None
    assert "as before the change" in finding.mismatch.expected
    assert left == []


@pytest.mark.slow
def test_a_good_target_can_be_asked_for_everything_again(bench):
    assert bench.fuzzer(requests=400, deep=True).inputs("no-server-error") is None
    assert bench.left() == []
