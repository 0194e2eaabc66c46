"""A run's cases and exchanges as they come in, cut down to what decides whose finding a fault is."""

from __future__ import annotations

import json
from copy import deepcopy

from scimproof.report.model import Verdict
from scimproof.run.blame import settle

YIELDS, STANDS = Verdict.NOT_TESTABLE, Verdict.FAIL


def _exchange(number, method="PATCH", status=200, *, path="/Users/1", query="", operation=None, found=0):
    operations = operation if isinstance(operation, list) else [operation]
    seen = {
        "number": number,
        "method": method,
        "url": f"https://x.example{path}{query}",
        "status": status,
        "request_body": json.dumps({"Operations": operations}) if operation else "",
        "response_body": json.dumps({"totalResults": found}),
    }
    return number, seen


def a_case(requirement, numbers, at="", verdict=Verdict.FAIL, patterns=None):
    mismatch = {"expected": "a", "observed": "b", "at": at}
    case = {"verdict": verdict, "exchanges": numbers, "decisive": numbers[-1], "mismatch": mismatch, "blocked_by": ""}
    yields = {"patterns": patterns, "stands_on": ("lifecycle.readable",), "trail": numbers} if patterns else None
    return {"requirement": requirement, "case": case, "yields": yields}


PATHLESS = {"op": "replace", "value": {"title": "x"}}
BY_PATH = {"op": "replace", "path": "title", "value": "x"}
REMOVE = {"op": "remove", "path": "title"}
REMOVE_ONE = {"op": "remove", "path": 'emails[type eq "work"]'}
ADD = {"op": "add", "path": "title", "value": "x"}
SEEN = dict(
    [
        _exchange(1, operation=BY_PATH),
        _exchange(2, operation=BY_PATH),
        _exchange(3, operation=PATHLESS),
        _exchange(4, status=400, operation=BY_PATH),
        _exchange(5, method="POST", status=201),
        _exchange(6, method="POST", status=201),
        _exchange(7, method="GET", query='?filter=userName%20sw%20"r-"%20and%20active%20eq%20true'),
        _exchange(8, method="GET", query="?filter=active%20eq%20true"),
        _exchange(9, method="GET", query='?filter=title%20eq%20"x"'),
        _exchange(10, method="GET", query='?filter=userName%20eq%20"x"%20and%20active%20eq%20true'),
        _exchange(11, method="GET", query='?filter=userName%20eq%20"x"%20or%20active%20eq%20true'),
        _exchange(12, method="GET", query="?filter=active%20ne%20true"),
        _exchange(20, operation=REMOVE_ONE),
        _exchange(21, operation=REMOVE),
        _exchange(22, operation=ADD),
        _exchange(23, operation=REMOVE_ONE, status=500),
        _exchange(24, operation=REMOVE, status=500),
        _exchange(25, operation=[ADD, REMOVE_ONE]),
        _exchange(26, operation=[{**ADD, "path": None}, BY_PATH]),
        _exchange(27, operation=[{**BY_PATH, "path": "emails.value"}, PATHLESS]),
        _exchange(28, operation=[BY_PATH, BY_PATH, REMOVE_ONE, ADD]),
        _exchange(29, operation=[BY_PATH, BY_PATH, BY_PATH, BY_PATH]),
        _exchange(30, operation=[BY_PATH, REMOVE, BY_PATH]),
        _exchange(31, operation=[BY_PATH, BY_PATH]),
        _exchange(32, operation={"op": "add", "path": "emails", "value": [{"value": "x"}]}),
        _exchange(34, operation={"op": "add", "path": "urn:x:2.0:User:reviewedAt", "value": "x"}),
        _exchange(33, operation={"op": "add", "path": 'emails[type eq "work"].value', "value": "x"}),
        _exchange(35, operation={"op": "add", "path": "name.givenName", "value": "x"}),
        _exchange(36, operation={"op": "replace", "path": "name.familyName", "value": "x"}),
        _exchange(37, operation={"op": "replace", "path": "name.familyName", "value": "x"}, status=500),
        _exchange(38, operation=[REMOVE, BY_PATH, PATHLESS], status=500),
        _exchange(39, operation=BY_PATH, status=500),
        _exchange(40, "GET", query='?filter=userName%20sw%20"r-"%20and%20displayName%20ne%20"x"'),
        _exchange(41, "GET", query='?filter=userName%20eq%20"r-"%20and%20userName%20ne%20"x"'),
        _exchange(42, "GET", query='?filter=title%20lt%20"x"%20or%20title%20eq%20"x"%20and%20userName%20eq%20"y"'),
        _exchange(43, "GET", query='?filter=userName%20sw%20"r-"%20and%20(title%20eq%20"x"%20or%20active%20eq%20true)'),
        _exchange(49, "PUT"),
        _exchange(50, "GET", 404, path="/Groups/1"),
        _exchange(51, "GET", 404, path="/Groups/2"),
        _exchange(52, "GET", 403, path="/Groups/2"),
        _exchange(53, "GET", 404, path="/Users/2"),
        _exchange(54, "PUT"),
        _exchange(55, "DELETE"),
        _exchange(60, "GET", query='?filter=userName%20eq%20"x"'),
        _exchange(61, "GET", query='?filter=userName%20eq%20"y"'),
        _exchange(62, "GET", query='?filter=userName%20eq%20"y"', found=2),
        _exchange(64, "GET", query="?filter=userName%20eq"),
        _exchange(63, "GET", query='?filter=externalId%20eq%20"y"'),
    ]
)


def settled(fuzzed, *others):
    settle([fuzzed, *map(deepcopy, others)], SEEN)
    return fuzzed["case"]["verdict"], fuzzed["case"]["blocked_by"]
