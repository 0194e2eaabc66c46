"""Whatever is sent, the answer is no 500 and what is kept stays consistent."""

from __future__ import annotations

import json
import random

import pytest

from scimproof.reference import VARIANTS
from scimproof.reference.messages import Request

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:scimproof:2.0:User"
NAMES = [
    *("userName", "displayName", "name", "emails", "active", "members", "manager", "roles", "schemas", "id", "meta"),
    *("groups", "externalId", "value", "type", "primary", "$ref", "password", "name.givenName", "emails.value"),
    *("members.value", "manager.value", "active.value", "meta.created", ENTERPRISE, CUSTOM, f"{ENTERPRISE}:manager"),
    *(f"{CUSTOM}:badges", f"{CUSTOM}:level", f"{CUSTOM}:reviewedAt", 'emails[type eq "work"].value', "emails[primary"),
    *('emails[not (type eq "a")]', 'members[value eq "x"]', 'manager[value eq "x"].value', 'userName[value eq "x"]'),
    *(
        f'{CUSTOM}:badges[value eq "x"]',
        "path",
        "data",
        "method",
        "bulkId",
        "failOnErrors",
        "filter",
        "count",
        "sortBy",
    ),
]
WORDS = [
    "eq",
    "ne",
    "co",
    "gt",
    "pr",
    "and",
    "or",
    "not",
    "(",
    ")",
    "[",
    "]",
    "null",
    "true",
    "5",
    '"x"',
    '"',
    "\\",
    ".",
]
SCALARS = [None, "", True, False, "True", 0, -5, 1.5, 10**30, "x", "2026-01-01T00:00:00Z", "work", "\ud800", "bulkId:a"]


class Garbage:
    """Makes requests that are nearly right."""

    def __init__(self, seed, endpoints):
        self.random = random.Random(seed)  # noqa: S311 - it has to repeat
        self.endpoints = endpoints
        self.ids = ["none"]

    def value(self, depth=0):
        """Return any JSON."""
        shape = self.random.random()
        if depth > 3 or shape < 0.5:
            return self.random.choice(SCALARS + self.ids[-3:])
        if shape < 0.75:
            return [self.value(depth + 1) for _ in range(self.random.randint(0, 3))]
        return self.object(depth + 1)

    def object(self, depth=0):
        """Return an object with names that mean something."""
        return {self.random.choice(NAMES): self.value(depth) for _ in range(self.random.randint(0, 5))}

    def named(self):
        """Return an object that has the required names, most of the time."""
        number = self.random.randint(0, 200)
        return self.object() | ({"userName": f"u{number}", "displayName": f"g{number}"} if number % 5 else {})

    def operation(self):
        """Return an operation of PATCH and Bulk alike."""
        verb, method = self.random.choice(["add", "Replace", "remove", 5]), self.random.choice(["POST", "PATCH", None])
        path = self.random.choice([*NAMES, None, "/Users", "/Groups/bulkId:a", 5])
        return {"op": verb, "path": path, "value": self.value(), "method": method, "bulkId": "a", "data": self.value()}

    def request(self):
        """Return a request."""
        pick, endpoint = self.random.choice, self.random.choice(self.endpoints)
        operations = {"Operations": [self.operation() for _ in range(self.random.randint(1, 3))]}
        filter_ = " ".join(pick(NAMES + WORDS * 2) for _ in range(self.random.randint(1, 6)))
        method, segments, query, body = pick(
            [
                ("POST", [endpoint], {}, self.named()),
                ("POST", [pick(["Bulk", ".search"])], {}, self.object() | operations),
                ("PATCH", [endpoint, pick(self.ids)], {}, operations),
                ("PATCH", [endpoint, pick(self.ids)], {"attributes": ",".join(NAMES)}, operations),
                ("PUT", [endpoint, pick(self.ids)], {}, self.named()),
                ("GET", [endpoint], {"filter": filter_}, {}),
                ("GET", [endpoint], {"sortBy": pick(NAMES), "excludedAttributes": pick(NAMES)}, {}),
            ]
        )
        return Request(
            method, segments, query, headers={"authorization": "Bearer t"}, content=json.dumps(body).encode()
        )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("variant", [None, "extra-resource-type"])
def test_garbage_does_no_harm(sp, seed, variant):
    if variant is not None:
        VARIANTS[variant].apply(sp.provider)
    garbage = Garbage(seed, sorted(sp.provider.schema.kinds))
    sp.provider.errors.unexpected = _raise
    for _ in range(1500):
        answer = sp.provider.http.perform(garbage.request())
        assert sp.provider.http.encode(answer)[:1] in (b"{", b"")
        if answer.status == 201:
            garbage.ids.append(answer.json["id"])

    store, schema = sp.provider.store, sp.provider.schema
    names = [each["userName"].casefold() for each in store.all(schema.user)]
    assert len(names) == len(set(names)) > 10
    links = {(each["value"], group["id"]) for group in store.all(schema.group) for each in group.get("members", ())}
    assert links == {(member, group) for member, groups in store.memberships.items() for group in groups}
    assert all(sp.provider.members.kind_of(member) for member, _ in links)


def _raise(error):
    raise AssertionError from error
