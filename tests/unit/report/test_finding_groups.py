import json

import pytest

from scimproof.report.finding_groups import likeness
from scimproof.report.model import Case, RecordedExchange, RecordedMismatch, Verdict

USER = "http://t/scim/v2/Users/7"


def exchange(number, method, url, status, body, sent=""):
    text = body if isinstance(body, str) else json.dumps(body)
    return RecordedExchange(number, "", method, url, [], sent, status, "", [], text, "", "", 1.0)


def told(at, *exchanges, expected="x", observed="y"):
    """What a finding on the last of some exchanges has in common with others."""
    case = Case("", Verdict.FAIL, exchanges=tuple(each.number for each in exchanges), decisive=exchanges[-1].number)
    return likeness(case, RecordedMismatch("", expected, observed, at), {each.number: each for each in exchanges})


def patched(before, after, status=204):
    """A change of a user, with what the user was and what it is."""
    return (
        exchange(1, "POST", "http://t/scim/v2/Users", 201, {"id": "7", **before}),
        exchange(2, "PATCH", USER, status, ""),
        exchange(3, "GET", USER, 200, {"id": "7", **after}),
    )


def test_changes_without_effect_are_one_cause_whatever_they_wanted():
    added = told("title", *patched({}, {}), expected='title = "Lead"', observed="title = absent")
    removed = told("title", *patched({"title": "Lead"}, {"Title": "Lead"}), expected="no value", observed='"Lead"')

    assert added == removed


@pytest.mark.parametrize(
    ("at", "exchanges"),
    [
        ("nickName", patched({}, {})),
        ("title", patched({}, {"title": "other"})),
        ("title", patched({}, {}, status=400)),
        ("title", patched({}, {})[1:]),
        ("title", patched({}, {})[2:]),
        ("title", (*patched({}, {})[:2], exchange(3, "GET", f"{USER}0", 200, {"id": "70"}))),
        ("title", (*patched({}, {})[:2], exchange(3, "GET", USER, 200, "[not json"))),
        ("", patched({}, {})),
    ],
)
def test_another_attribute_effect_or_user_is_another_cause(at, exchanges):
    assert told(at, *exchanges) != told("title", *patched({}, {}))


def test_discovery_that_names_nothing_is_one_cause():
    empty = [
        exchange(1, "GET", f"http://t/scim/v2/{name}", 200, {"Resources": []}) for name in ("Schemas", "ResourceTypes")
    ]

    assert told("", empty[0], expected="a schema") == told("", empty[1], expected="endpoints")


@pytest.mark.parametrize("body", [{"Resources": [{"id": "x"}]}, {}, "", "[]"])
def test_discovery_that_names_something_or_is_none_is_not_that_cause(body):
    lists = [exchange(1, "GET", f"http://t/scim/v2/{name}", 200, body) for name in ("Schemas", "ResourceTypes")]

    assert told("", lists[0]) != told("", lists[1])
