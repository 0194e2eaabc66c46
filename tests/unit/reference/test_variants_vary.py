"""A switch that varies nothing would prove nothing: each variant answers one of many requests otherwise."""

from __future__ import annotations

import asyncio
import re
import time
from functools import cache
from itertools import count

import pytest
from tests.unit.reference.conftest import Direct

from scimproof.reference import VARIANTS
from scimproof.reference.messages import Request
from scimproof.reference.provider import Provider

pytestmark = pytest.mark.slow

USER, GROUP = "urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:custom:2.0:User"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
PATCH = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}
FULL = {
    "schemas": [USER, ENTERPRISE],
    "userName": "Jo.Doe@Example.com",
    "externalId": "1",
    "active": "False",
    "displayName": " Jo  De\u0301 ",
    "name": {"givenName": " Jo  e\u0301 ", "familyName": "Doe"},
    "title": "é" * 200,
    "nickName": "J",
    "preferredLanguage": "?",
    "roles": [{"value": "Admin", "primary": True}],
    "emails": [{"type": "work", "value": "Jo@x.example", "primary": True}, {"type": "home", "value": "b@x.example"}],
    ENTERPRISE: {"department": "d", "employeeNumber": "7", "manager": UNKNOWN},
    "unheardOf": 1,
}
QUERIES = (
    "",
    "count=60",
    "filter=userName+eq+%22jo.doe@EXAMPLE.com%22",
    "filter=userName+eq+%22änne%22",
    "filter=userName+eq+%22ⅳan%22",
    'filter=emails[type eq "work"].value+eq+"jo@X.example"',
    'filter=emails[type eq "work" and (value eq "Jo@x.example")]',
    'filter=emails+eq+"Jo@x.example"',
    "filter=active+eq+%22false%22",
    'filter=title+ne+"x"',
    "filter=nickName+eq+null",
    'filter=unheardOf+eq+"x"',
    'filter=not (userName+eq+"x")',
    'filter=userName+eq+"nobody"',
    "sortBy=userName",
    "attributes=userName&excludedAttributes=name",
    "attributes=userName",
    "excludedAttributes=emails",
)
CHANGES = (
    {"op": "Replace", "path": "displayName", "value": "Other"},
    {"op": "replace", "path": "displayName", "value": "Other"},
    {"op": "replace", "value": {"id": "x", "name.givenName": "Jo", f"{ENTERPRISE}:department": "e"}},
    {"op": "replace", "path": "unheardOf", "value": 1},
    {"op": "replace", "path": "userName", "value": "taken"},
    {"op": "remove", "path": "userName"},
    {"op": "remove", "path": 'emails[type eq "other"]'},
    {"op": "remove", "path": "nickName", "value": "J"},
    {"op": "remove", "path": "displayName"},
    {"op": "replace", "path": 'phoneNumbers[type eq "work"].value', "value": "1"},
    {"op": "add", "path": f"{ENTERPRISE}:manager", "value": UNKNOWN},
)


def transcript(provider: Provider, answers: list) -> str:
    """Return what a provider has answered, without what is never twice the same."""
    written = [(provider.http.encode(each), each.status, sorted(each.headers.items())) for each in answers]
    text = repr((written, provider.http.head and provider.http.head(b"HTTP/1.1 200 OK\r\nx-name: 1\r\n\r\n")))
    text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<id>", text)
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", "<time>", text)


def conversation(provider: Provider) -> str:
    """Ask for everything that a variant may answer otherwise."""
    numbers = count(1)
    say = Direct(provider)
    answers = [say("GET", path) for path in ("/ServiceProviderConfig", "/ResourceTypes", "/Schemas", "/Me", "/Devices")]
    answers.append(say("GET", "/Schemas?filter=id+eq+%22x%22"))
    answers += [say("GET", path, authorization=token) for path in ("/Schemas", "/Users") for token in ("", "Bearer x")]
    unsigned = [
        Request(method="GET", segments=[path], query={}, headers={}, content=b"")
        for path in ("ServiceProviderConfig", "Schemas")
    ]
    answers += [provider.http.perform(each) for each in unsigned]

    made = [say("POST", "/Users", FULL), say("POST", "/Users", {**FULL, "userName": "jo.doe@example.com"})]
    names = ("Änne", "ivan", "taken", "plain", "zoe", "bob@example.com")
    made += [say("POST", "/Users", {"userName": name, "displayName": "Jo D", "externalId": "1"}) for name in names]
    made += [say("POST", "/Users", {"userName": f"many{n}@x.example", "emails": FULL["emails"]}) for n in range(8)]
    made.append(say("POST", "/Users", {**FULL, "schemas": [USER], "userName": "w", "active": True, "emails": []}))
    made.append(
        say("POST", "/Users", {"userName": "typed@x.example", "emails": [{"type": "home", "value": "h@x.example"}]})
    )
    made.append(say("POST", "/Users", {"userName": "ⅳan"}))
    ids = [each.json["id"] for each in made if each.status == 201]
    answers += made

    groups = [say("POST", "/Groups", {"displayName": "G", "members": [{"value": each} for each in ids[:3]]})]
    groups += [say("POST", "/Groups", {"displayName": "G"}), say("POST", "/Groups", {"displayName": "E"})]
    groups.append(say("POST", "/Groups", {"schemas": [GROUP], "displayName": "M", "members": [{"value": "nobody"}]}))
    groups.append(say("POST", "/Groups", {"displayName": "L", "members": [{"value": str(n)} for n in range(101)]}))
    known = [each.json["id"] for each in groups if each.status == 201]
    answers += groups
    for group in known[:1]:
        for members in ([{"value": ids[0]}], [{"value": ids[-1]}]):
            answers.append(patch(say, f"/Groups/{group}", {"op": "remove", "path": "members", "value": members}))
        nested = {"op": "add", "path": "members", "value": [{"value": known[-1]}]}
        answers += [patch(say, f"/Groups/{group}", nested), say("GET", f"/Groups/{group}"), say("GET", "/Groups")]

    answers += [say("GET", f"/Users?{each}") for each in QUERIES]
    for user in ids[:1]:
        answers += [
            say("GET", f"/Users/{user}", accept=kind, accept_encoding="gzip") for kind in ("*/*", "application/json")
        ]
        answers += [patch(say, f"/Users/{user}", each) for each in CHANGES]
        managed = {"op": "add", "path": f"{ENTERPRISE}:manager", "value": ids[-1]}
        answers += [patch(say, f"/Users/{user}", managed), say("GET", f"/Users/{user}")]
        answers += [say("PATCH", f"/Users/{user}", {**PATCH, "Operations": []})]
        answers += [
            say("PATCH", f"/Users/{user}", {**PATCH, "Operations": [CHANGES[1]]}, if_match=etag)
            for etag in ('W/"1"', "*")
        ]
        current = say("GET", f"/Users/{user}")
        tag = current.headers.get("ETag", "none")
        answers += [say("PATCH", f"/Users/{user}", {**PATCH, "Operations": [CHANGES[1]]}, if_match=tag)]
        answers += [
            say("PUT", f"/Users/{user}", {"userName": f"put{next(numbers)}@x.example"}),
            say("GET", f"/Users/{user}"),
        ]
        answers += [say("DELETE", f"/Users/{user}")]
        again = say("POST", "/Users", {"userName": "put1@x.example"})
        answers += [again] + ["the old id" for _ in range(again.status == 201 and again.json["id"] == user)]
    answers.append(say("POST", "/Bulk", {"schemas": [], "Operations": []}))
    answers += [say("DELETE", "/Users/nobody") for _ in range(100)]
    answers += [say("GET", "/Users/nobody") for _ in range(210)]
    told = [each for each in answers if isinstance(each, str)]
    return transcript(provider, [each for each in answers if not isinstance(each, str)]) + repr(told)


def patch(say: Direct, path: str, *operations: dict) -> object:
    return say("PATCH", path, {**PATCH, "Operations": list(operations)})


@cache
def usual() -> str:
    return conversation(Provider("t"))


def test_the_same_provider_says_the_same():
    assert conversation(Provider("t")) == usual()


@pytest.mark.parametrize("variant", sorted(set(VARIANTS) - {"latency-300ms"}))
def test_a_variant_answers_otherwise(variant):
    provider = Provider("t")
    provider.change((), (variant,))

    assert conversation(provider) != usual()


def test_latency_is_felt():
    provider = Provider("t")
    provider.change((), ("latency-300ms",))
    began = time.monotonic()

    asyncio.run(provider.http.answer(Request(method="GET", segments=["Users"], query={}, headers={}, content=b"")))

    assert time.monotonic() - began > 0.29
