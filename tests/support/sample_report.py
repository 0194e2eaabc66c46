"""A report as a run writes it: every verdict, hostile texts, as many requirements and exchanges as wanted.

``python -m tests.support.sample_report FOLDER [REQUIREMENTS EXCHANGES]`` writes it, to be looked at.
"""

# ruff: noqa: E501, FBT003, PLR0913 - one long literal of data, read as a table
from __future__ import annotations

import json
import random
import sys
import uuid
from pathlib import Path

from scimproof.report.model import (
    FORMAT,
    CapabilityState,
    Case,
    Exchange,
    Mismatch,
    NotTested,
    Problem,
    Report,
    Result,
    Run,
    Source,
    Table,
    Target,
    Tool,
    Verdict,
    Waiver,
)

AREAS = ("connection", "discovery", "security", "users", "matching", "filters", "patch", "groups", "paging", "errors")
HOSTILE = '"><script>document.title="owned"</script><img src=x onerror=alert(1)> \u202egnp.exe\u202c \x00\x1b[31m \ud800 [bold]x[/] |`*_'
NAMES = ("O'Néill", "Müller", "李", "van der Berg", "Nguyễn", "Åström", "García-Márquez", "Öztürk", "Dvořák", "Null")
BASE = "https://scim.example.com/scim/v2"
DOCS = "https://learn.microsoft.com/en-us/entra/identity/app-provisioning/"
COMPAT = Source(
    "entra-compat",
    "Microsoft Entra: SCIM 2.0 protocol compliance of the provisioning service",
    "boolean values",
    DOCS + "application-provisioning-config-problem-scim-compatibility",
    "2026-11-22",
    "documented",
)
RFC = Source(
    "rfc7644",
    "RFC 7644 (SCIM protocol)",
    "3.5.2.3",
    "https://www.rfc-editor.org/rfc/rfc7644.html#section-3.5.2.3",
    "2026-11-22",
    "documented",
)
SEEN = Source(
    "field",
    "Seen in the field",
    "pond/scimitar#43",
    "https://github.com/pond/scimitar/issues/43",
    "2026-11-22",
    "captured in the field",
)


class _Builder:
    def __init__(self) -> None:
        self.random = random.Random(7)  # noqa: S311 - as varied as a real run, and the same every time
        self.exchanges: list[Exchange] = []
        self.results: list[Result] = []

    def exchange(self, method="GET", path="/Users", *, body="", status=200, answer=None, label="", failure="") -> int:
        number = len(self.exchanges) + 1
        if answer is None:
            name = f"{self.random.choice(NAMES)}.{self.random.getrandbits(32):08x}"
            answer = json.dumps(
                {
                    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                    "id": str(uuid.UUID(int=self.random.getrandbits(128))),
                    "externalId": str(uuid.UUID(int=self.random.getrandbits(128))),
                    "userName": f"{name}@example.com",
                    "displayName": f"{name} {self.random.choice(NAMES)}",
                    "name": {"givenName": "Žofie", "familyName": self.random.choice(NAMES)},
                    "active": True,
                    "emails": [{"value": f"{name}@example.com", "type": "work", "primary": True}],
                    "meta": {"resourceType": "User", "created": f"2026-11-22T09:{number % 60:02d}:00Z"},
                }
            )
        content = f" -H 'Content-Type: application/scim+json' --data-raw '{body}'" if body else ""
        self.exchanges.append(
            Exchange(
                number=number,
                label=label or "Entra reads what it has written",
                method=method,
                url=BASE + path,
                request_headers=[("Authorization", "Bearer ***"), ("Accept", "application/scim+json")],
                request_body=body,
                status=None if failure else status,
                reason=""
                if failure
                else {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 501: "Not Implemented"}.get(
                    status, ""
                ),
                response_headers=[]
                if failure
                else [
                    ("Content-Type", "application/scim+json"),
                    ("Date", f"Sun, 22 Nov 2026 09:{number % 60:02d}:11 GMT"),
                ],
                response_body="" if failure else answer,
                failure=failure,
                started=f"2026-11-22T09:{number % 60:02d}:11.000Z",
                duration_ms=12.5 + number % 7,
                notes=["asked again after 429, as told by Retry-After: 1"] if number % 97 == 0 else [],
                curl=f"curl -X {method} '{BASE}{path}' -H \"Authorization: Bearer $SCIM_TOKEN\"{content}",
            )
        )
        return number

    def add(
        self,
        id_,
        verdict,
        summary,
        *,
        cases=None,
        level="MUST",
        consequence="",
        remedy="",
        gates=None,
        waiver=None,
        sources=(COMPAT,),
    ):
        self.results.append(
            Result(
                id=id_,
                area=id_.partition(".")[0],
                summary=summary,
                level=level,
                profiles=["entra"],
                sources=list(sources),
                needs=[],
                covers=[],
                consequence=consequence or "Entra retries the step in every cycle and the account stays as it was.",
                remedy=remedy or "Answer as the source says.",
                verdict=verdict,
                gates=verdict is Verdict.FAIL if gates is None else gates,
                cases=cases or [Case("", verdict)],
                waiver=waiver,
            )
        )

    def case(
        self,
        name,
        verdict,
        sent="",
        expected="",
        observed="",
        *,
        at="",
        method="PATCH",
        path="/Users/2819c223",
        body="",
        status=501,
        answer=None,
        reason="",
    ) -> Case:
        before = self.exchange(
            "POST",
            "/Users",
            body='{"userName":"scimproof-7c2f@example.com"}',
            status=201,
            label="Create a user to work on",
        )
        decisive = self.exchange(
            method, path, body=body, status=status, answer=answer, label="The request that decides"
        )
        after = self.exchange("GET", path)
        mismatch = Mismatch(sent, expected, observed, at, self.exchanges[decisive - 1].curl) if expected else None
        return Case(
            name, verdict, reason, "", mismatch, 41.5, [before, decisive, after], decisive if mismatch else None, []
        )


def build(requirements: int = 60, exchanges: int = 200) -> Report:
    """Return a report with every verdict, filled up to so many requirements and exchanges."""
    made = _Builder()
    _findings(made)
    _other_verdicts(made)
    while len(made.results) < requirements:
        number = len(made.results)
        area = AREAS[number % len(AREAS)]
        numbers = [
            made.exchange("GET", f"/Users/2819c223-{number}"),
            made.exchange(
                "PATCH",
                f"/Users/2819c223-{number}",
                body='{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"displayName","value":"x"}]}',
                status=204,
                answer="",
            ),
        ]
        made.add(
            f"{area}.behaviour-{number}",
            Verdict.PASS,
            f"Replacing ``displayName`` stores value {number} as it was sent.",
            cases=[Case("", Verdict.PASS, exchanges=numbers, duration_ms=20)],
            sources=(RFC,),
        )
    while len(made.exchanges) < exchanges:
        owner = made.results[-1 - len(made.exchanges) % (requirements // 2)]
        owner.cases[0].exchanges.append(
            made.exchange("GET", f"/Users?filter=userName+eq+%22u{len(made.exchanges)}%22&startIndex=1&count=100")
        )
    made.results.sort(key=lambda each: (AREAS.index(each.area), each.id))
    counts = {verdict.value: sum(each.verdict is verdict for each in made.results) for verdict in Verdict}
    return Report(
        format=FORMAT,
        tool=Tool("scimproof", "0.1.0", "3.11.7", "Linux-6.1-x86_64", {"httpx": "0.28.1", "pytest": "9.2.0"}),
        run=Run(
            "7c2f9a",
            "2026-11-22T09:00:00.000Z",
            48.25,
            20261122,
            "entra",
            False,
            2,
            len(made.exchanges),
            [],
            [],
            False,
            "scimproof run --tenant-url 'https://scim.example.com/scim/v2' --token \"$SCIM_TOKEN\" --profile entra --seed 20261122",
        ),
        target=Target("https://scim.example.com/scim/v2/?aadOptscim062020", BASE, "bearer token", False, "nginx"),
        exit_code=1,
        conformant=False,
        sentence=f"Not conformant: {counts['FAIL']} of {len(made.results)} requirements that Microsoft Entra relies on are broken.",
        counts=counts,
        results=made.results,
        problems=[
            Problem(
                "waiver.expired",
                "The waiver of filters.external-id ended on 2026-11-01.",
                "Mend the finding, or accept it again with a new date.",
            ),
            Problem(
                "cleanup.left-behind", f"Two users could not be deleted: {HOSTILE}", "Delete them by hand.", gates=False
            ),
        ],
        capabilities=[
            CapabilityState("patch", True, True, "ServiceProviderConfig.patch.supported; PATCH answers 200"),
            CapabilityState(
                "filter", False, True, "ServiceProviderConfig.filter.supported is false; userName eq finds a user"
            ),
            CapabilityState("bulk", False, False, "ServiceProviderConfig.bulk.supported is false"),
            CapabilityState("etag", None, None, "ServiceProviderConfig could not be read"),
        ],
        not_tested=[
            NotTested("security.tokens-are-stored-hashed", "How a target stores secrets cannot be seen from outside.")
        ],
        notes=["The target answered 429 twice; the run waited as it was told."],
        exchanges=made.exchanges,
        tables=[
            Table(
                "Microsoft's gallery validation tests",
                ["#", "Test", "Verdict", "Decided by"],
                [
                    ["1", "Create_User_Test", "PASS", "users.behaviour-13"],
                    ["3", "Disable_User_Test", "FAIL", "patch.active-as-string, patch.active-false"],
                    ["5", "User_Update_Manager_Test", "NOT TESTABLE", HOSTILE],
                ],
                "Each is decided by the requirements named beside it.",
            )
        ],
        provisioning_log=[
            {"time": "2026-11-22T09:00:01Z", "action": "Create", "identity": "Žofie O'Néill", "status": "success"},
            {
                "time": "2026-11-22T09:00:02Z",
                "action": "Disable",
                "identity": HOSTILE,
                "status": "failure",
                "error": {"status": 400},
            },
        ],
    )


def _findings(made: _Builder) -> None:
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
    made.add(
        "connection.unanswered",
        Verdict.FAIL,
        "Every request is answered within ten seconds.",
        cases=[
            Case(
                "",
                Verdict.FAIL,
                mismatch=Mismatch("GET /Users", "an answer within 10 s", "none"),
                exchanges=[made.exchange(failure="timeout: no complete answer within 10 s")],
                decisive=len(made.exchanges),
            )
        ],
    )


def _other_verdicts(made: _Builder) -> None:
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
        waiver=Waiver("filters.external-id", "Planned for 3.2", "2027-01-31", "iam@example.com"),
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


if __name__ == "__main__":
    from scimproof.report.write import write_all

    for path in write_all(build(*map(int, sys.argv[2:])), Path(sys.argv[1])).values():
        print(f"{path.stat().st_size:>10,} {path}")
