"""What a deciding request looks like, and in which way its answer is wrong."""

import json

import pytest
from tests.support.parts import result

from scimproof.report.findings import causes
from scimproof.report.model import Case, RecordedExchange, RecordedMismatch, Verdict
from scimproof.report.request_shape import shape, special_parts, wrong_answer


def exchange(number, method="GET", path="/Users/1", status=200, sent=None, body=None):
    return RecordedExchange(
        number=number,
        label="",
        method=method,
        url=f"https://t.example/scim/v2{path}",
        request_headers=[],
        request_body=json.dumps(sent) if sent is not None else "",
        status=status,
        reason="",
        response_headers=[],
        response_body=json.dumps(body or {}),
        failure="",
        started="",
        duration_ms=1.0,
    )


def patch(number, *operations, status=204):
    return exchange(number, "PATCH", status=status, sent={"Operations": list(operations)})


def case(*exchanges, at="", trail=False):
    numbers = [each.number for each in exchanges]
    seen = RecordedMismatch("", "expected", "observed", at)
    return Case(
        "", Verdict.FAIL, mismatch=seen, exchanges=numbers, decisive=numbers[-1], trail=numbers if trail else []
    )


def of(look, *exchanges, **more):
    return look(case(*exchanges, **more), {each.number: each for each in exchanges})


ADD = {"op": "Add", "path": "emails", "value": [{"value": "x"}]}
SCOPED = '/Users?filter=userName sw "run-" and title co "a"'


def test_a_read_by_id_has_the_shape_of_the_write_before_it():
    assert of(shape, patch(1, ADD), exchange(2)) == of(shape, patch(1, ADD, status=400))
    assert of(shape, patch(1, ADD)).parts == {"add emails"}


@pytest.mark.parametrize(
    ("operation", "parts"),
    [
        ({"op": "replace", "path": 'emails[type eq "work"].value'}, {"replace emails[type eq ].value"}),
        (
            {"op": "replace", "value": {"Title": "x", "active": True}},
            {"replace without path title", "replace without path active"},
        ),
        ({"op": "add"}, {"add without path"}),
        ("odd", {"odd"}),
    ],
)
def test_an_operation_is_known_by_operator_and_path(operation, parts):
    assert of(shape, patch(1, operation)).parts == parts


def test_values_and_the_scope_of_fuzzing_are_no_part_of_a_filter():
    plain = exchange(1, path='/Users?filter=title co "b"')

    assert of(shape, exchange(1, path=SCOPED)) == of(shape, plain)
    assert of(shape, plain) != of(shape, exchange(1, path='/Users?filter=title sw "b"'))


@pytest.mark.parametrize(
    ("decisive", "kind"),
    [
        (exchange(1, status=None), "no answer"),
        (exchange(1, status=500), "crash"),
        (exchange(1, status=404), "refusal"),
        (exchange(1, path=SCOPED, body={"totalResults": 2}), "finds something"),
        (exchange(1, path=SCOPED, body={"totalResults": 0}), "finds nothing"),
    ],
)
def test_a_wrong_answer_has_a_kind(decisive, kind):
    assert of(wrong_answer, decisive) == kind


def test_a_wrong_value_is_told_by_its_attribute():
    seen = [of(wrong_answer, exchange(1), at=each) for each in ("Emails[0].value", "emails", "urn:a:2.0:User:emails")]

    assert set(seen) == {"wrong value at emails"}


def test_the_plainer_request_has_fewer_special_parts():
    plain, bracketed = patch(1, ADD), patch(1, {"op": "add", "path": 'emails[type eq "work"].value'})

    assert of(special_parts, plain) < of(special_parts, patch(1, ADD, ADD))
    assert of(special_parts, plain) < of(special_parts, bracketed)
    assert of(special_parts, exchange(1, path=SCOPED)) < of(special_parts, exchange(1, path=f"{SCOPED}&count=1"))


def found(*told):
    """Return the ids of each cause, from (id, exchanges) of findings."""
    from tests.support.sample_report import build

    report = build()
    report.exchanges = [each for _, exchanges in told for each in exchanges]
    report.results = [result(id_, Verdict.FAIL, cases=[case(*exchanges, at="emails")]) for id_, exchanges in told]
    return [[each.result.id for each in cause.findings] for cause in causes(report)]


def test_what_fuzzing_finds_joins_the_plain_finding_of_the_same_shape():
    fuzzed = ("fuzz.patch-programs", [patch(1, ADD), exchange(2)])
    plain = ("patch.add", [patch(3, ADD), exchange(4)])

    assert found(fuzzed, plain) == [["patch.add", "fuzz.patch-programs"]]


def test_what_fuzzing_finds_alone_comes_after_what_is_plain():
    fuzzed = ("fuzz.patch-programs", [patch(1, ADD, {"op": "remove", "path": "title"}), exchange(2)])
    plain = ("patch.add", [patch(3, ADD), exchange(4, status=500)])

    assert found(fuzzed, plain) == [["patch.add"], ["fuzz.patch-programs"]]
