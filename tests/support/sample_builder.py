"""Builds the results and exchanges of a sample report, one line each."""

# ruff: noqa: E501, PLR0913 - one long literal of data, read as a table
from __future__ import annotations

import json
import random
import uuid

from scimproof.report.model import Case, RecordedExchange, RecordedMismatch, Result, Source, Verdict

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


class Builder:
    """Collects results and the exchanges they rest on."""

    def __init__(self) -> None:
        self.random = random.Random(7)  # noqa: S311 - as varied as a real run, and the same every time
        self.exchanges: list[RecordedExchange] = []
        self.results: list[Result] = []

    def exchange(self, method="GET", path="/Users", *, body="", status=200, answer=None, label="", failure="") -> int:
        """Record an exchange and return its number."""
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
        self.exchanges.append(
            RecordedExchange(
                number=number,
                label=label or "Entra reads what it has written",
                method=method,
                url=BASE + path,
                request_headers=(("Authorization", "Bearer [redacted]"), ("Accept", "application/scim+json")),
                request_body=body,
                status=None if failure else status,
                reason=""
                if failure
                else {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 501: "Not Implemented"}.get(
                    status, ""
                ),
                response_headers=()
                if failure
                else (
                    ("Content-Type", "application/scim+json"),
                    ("Date", f"Sun, 22 Nov 2026 09:{number % 60:02d}:11 GMT"),
                ),
                response_body="" if failure else answer,
                failure=failure,
                started=f"2026-11-22T09:{number % 60:02d}:11.000Z",
                duration_ms=12.5 + number % 7,
                notes=("asked again after 429, as told by Retry-After: 1",) if number % 97 == 0 else (),
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
        harm="stop",
    ):
        """Record a requirement with its verdict."""
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
                harm=harm,
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
        """Return a case of three exchanges, the middle one decisive when something was expected."""
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
        mismatch = RecordedMismatch(sent, expected, observed, at) if expected else None
        return Case(
            name, verdict, reason, "", mismatch, 41.5, (before, decisive, after), decisive if mismatch else None
        )
