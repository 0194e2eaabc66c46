"""Findings as real products have them, one result of every other verdict, and hostile text."""

# ruff: noqa: E501 - one long literal of data, read as a table
from __future__ import annotations

import json

from scimproof.report.model import Case, RecordedMismatch, RecordedWaiver, Verdict
from tests.support.sample_builder import COMPAT, HOSTILE, RFC, SEEN, Builder


def findings(made: Builder) -> None:
    sent = 'PATCH /Users/2819c223 {"op":"Replace","path":"active","value":"False"}'
    patch = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}'
    error = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":501,"detail":"Not Implemented"}'
    made.add(
        "patch.active-as-string",
        Verdict.FAIL,
        'Replacing ``active`` with the string "False" disables the user.',
        cases=[
            made.case(
                "value=False",
                Verdict.FAIL,
                sent,
                "status 200 or 204",
                "status 400: Invalid value for boolean attribute",
                body=patch,
                status=400,
                answer='{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidValue","detail":"Invalid value for boolean attribute"}',
            ),
            made.case(
                "value=false",
                Verdict.FAIL,
                sent.replace("False", "false"),
                "active is the boolean false",
                "active is the boolean true",
                at="active",
                body=patch.replace("False", "false"),
                status=200,
            ),
            made.case("value=FALSE", Verdict.PASS, status=200),
        ],
        consequence="The user stays active after being unassigned: Entra reports success and access is never removed.",
        harm="access",
        remedy="Where the schema says boolean, read the strings ``True`` and ``False`` in any letter case as booleans.",
        sources=(COMPAT, RFC, SEEN),
    )
    for number, attribute in enumerate(("displayName", "title", "nickName", "preferredLanguage", "timezone")):
        made.add(
            f"patch.replace-{attribute.lower()}",
            Verdict.FAIL,
            f"Replacing ``{attribute}`` changes it.",
            cases=[
                made.case(
                    "",
                    Verdict.FAIL,
                    f'PATCH /Users/2819c223 {{"op":"Replace","path":"{attribute}","value":"x"}}',
                    "status 200 or 204",
                    "status 501 Not Implemented",
                    path=f"/Users/2819c22{number}",
                    answer=error,
                )
            ],
            consequence=f"A changed {attribute} never reaches the application; the provisioning job ends in quarantine.",
            remedy=f"Implement PATCH replace for ``{attribute}``.",
            sources=(RFC,),
        )
    made.add(
        "matching.by-external-id",
        Verdict.FAIL,
        "A search by ``externalId`` finds the user.",
        cases=[
            made.case(
                "",
                Verdict.FAIL,
                'GET /Users?filter=externalId+eq+"7c2f"',
                "totalResults 1",
                "totalResults 0",
                at="totalResults",
                method="GET",
                path="/Users?filter=externalId+eq+%227c2f%22",
                status=200,
            )
        ],
        consequence="Entra does not find the account it made and makes a second one.",
        harm="loss",
        remedy="Support ``eq`` on ``externalId``.",
    )
    made.add(
        "users.hostile-answer",
        Verdict.FAIL,
        "Text that the target sends is shown as text.",
        cases=[
            made.case(
                HOSTILE,
                Verdict.FAIL,
                f"GET /Users {HOSTILE}",
                "displayName is plain",
                f"displayName is {HOSTILE}",
                at=HOSTILE,
                method="GET",
                status=200,
                answer=json.dumps({"displayName": HOSTILE, "photo": "A" * 1_000_000}),
            )
        ],
    )
    made.add(
        "errors.not-json",
        Verdict.WARN,
        "An error has a SCIM body.",
        level="SHOULD",
        gates=False,
        cases=[
            made.case(
                "",
                Verdict.WARN,
                "GET /Users/unknown",
                "a JSON object with schemas, status and detail",
                "an HTML page of 23 bytes",
                method="GET",
                status=404,
                answer=f"<h1>Not found</h1>{HOSTILE}",
            )
        ],
        consequence="The administrator sees no reason in the provisioning log.",
    )
    told = [
        made.exchange(
            "POST",
            body='{"userName":"scimproof-7c2f@example.com","active":false}',
            status=201,
            label="fuzzing: create u1",
        ),
        made.exchange(path="/Users?filter=active+eq+false", label="fuzzing: search"),
    ]
    made.add(
        "fuzz.filters",
        Verdict.FAIL,
        "A filter of several conditions finds exactly the users who match it.",
        cases=[
            Case(
                "",
                Verdict.FAIL,
                mismatch=RecordedMismatch(
                    "1. POST /Users\n2. GET /Users", "active eq false finds u1", f"it finds {HOSTILE}"
                ),
                exchanges=(*(made.exchange() for _ in range(12)), *told),
                decisive=told[-1],
                trail=tuple(told),
                replay="replays/fuzz.filters.json",
            )
        ],
        harm="loss",
    )
    made.add(
        "connection.unanswered",
        Verdict.FAIL,
        "Every request is answered within ten seconds.",
        cases=[
            Case(
                "",
                Verdict.FAIL,
                mismatch=RecordedMismatch("GET /Users", "an answer within 10 s", "none"),
                exchanges=(made.exchange(failure="timeout: no complete answer within 10 s"),),
                decisive=len(made.exchanges),
            )
        ],
    )


def other_verdicts(made: Builder) -> None:
    made.add(
        "security.crashed",
        Verdict.ERROR,
        "A request without a token is refused.",
        cases=[
            Case("", Verdict.ERROR, "ZeroDivisionError: division by zero\n  File suites/security/test_x.py, line 3")
        ],
    )
    made.add(
        "filters.external-id",
        Verdict.WAIVED,
        "A filter on ``externalId`` works.",
        waiver=RecordedWaiver("filters.external-id", "Planned for 3.2", "2027-01-31", "iam@example.com"),
        cases=[
            made.case(
                "",
                Verdict.WAIVED,
                "GET /Users?filter=externalId+eq+%22x%22",
                "status 200",
                "status 400",
                method="GET",
                status=400,
            )
        ],
    )
    made.add(
        "paging.default-size",
        Verdict.NOTE,
        "The default page size is observed.",
        level="MAY",
        cases=[Case("", Verdict.NOTE, "The default page holds 50 users.")],
    )
    made.add(
        "groups.nested",
        Verdict.NOT_APPLICABLE,
        "Nested groups keep their members.",
        level="MAY",
        cases=[Case("", Verdict.NOT_APPLICABLE, "groups are neither declared nor shown")],
    )
    for number in range(6):
        blocker = "patch.active-as-string" if number < 4 else "users.waits-0"
        made.add(
            f"users.waits-{number}",
            Verdict.NOT_TESTABLE,
            f"A disabled user is enabled again, way {number}.",
            cases=[Case("", Verdict.NOT_TESTABLE, "no user could be disabled", blocker)],
        )
