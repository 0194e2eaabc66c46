"""A report as a run writes it: every verdict, hostile texts, as many requirements and exchanges as wanted.

``python -m tests.support.sample_report FOLDER [REQUIREMENTS EXCHANGES]`` writes it, to be looked at.
"""

# ruff: noqa: E501, FBT003 - one long literal of data, read as a table
from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from scimproof.report.model import (
    FORMAT,
    CapabilityState,
    Case,
    NotTested,
    Problem,
    RecordedRun,
    RecordedTarget,
    Report,
    Table,
    Tool,
    Verdict,
)
from scimproof.report.reproductions import name_files
from tests.support.sample_builder import BASE, HOSTILE, RFC, Builder
from tests.support.sample_findings import findings, other_verdicts

AREAS = ("connection", "discovery", "security", "users", "matching", "filters", "patch", "groups", "paging", "errors")
ALL_AREAS = (*AREAS, "fuzz")


def build(requirements: int = 60, exchanges: int = 200) -> Report:
    """Return a report with every verdict, filled up to so many requirements and exchanges."""
    made = Builder()
    findings(made)
    other_verdicts(made)
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
            cases=[Case("", Verdict.PASS, exchanges=tuple(numbers), duration_ms=20)],
            sources=(RFC,),
        )
    while len(made.exchanges) < exchanges:
        owner = made.results[-1 - len(made.exchanges) % (requirements // 2)]
        path = f"/Users?filter=userName+eq+%22u{len(made.exchanges)}%22&startIndex=1&count=100"
        case = owner.cases[0]
        owner.cases[0] = replace(case, exchanges=(*case.exchanges, made.exchange("GET", path)))
    made.results.sort(key=lambda each: (ALL_AREAS.index(each.area), each.id))
    name_files(made.results)
    counts = {verdict.value: sum(each.verdict is verdict for each in made.results) for verdict in Verdict}
    return Report(
        format=FORMAT,
        tool=Tool("scimproof", "0.1.0", "3.11.7", "Linux-6.1-x86_64", {"httpx": "0.28.1", "pytest": "9.2.0"}),
        run=RecordedRun(
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
        target=RecordedTarget(
            "https://scim.example.com/scim/v2/?aadOptscim062020", BASE, "bearer token", False, "nginx"
        ),
        exit_code=1,
        conformant=False,
        sentence=f"Not conformant: {counts['FAIL']} of {len(made.results)} requirements that Microsoft Entra relies on are broken.",
        counts=counts,
        results=made.results,
        problems=[
            Problem(
                "waiver.expired",
                "The waiver of filters.external-id ended on 2026-11-01.",
                "Fix the finding, or extend the waiver with a new reason.",
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
                ["#", "Test", "Verdict", "Decided by", "Exchanges"],
                [
                    ["1", "Create_User_Test", "PASS", "users.behaviour-23", "4-6, 9"],
                    ["3", "Disable_User_Test", "FAIL", "patch.active-as-string, patch.active-false", ""],
                    ["5", "User_Update_Manager_Test", "NOT TESTABLE", HOSTILE, HOSTILE],
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


if __name__ == "__main__":
    from scimproof.report.write import write_all

    for path in write_all(build(*map(int, sys.argv[2:])), Path(sys.argv[1])).values():
        print(f"{path.stat().st_size:>10,} {path}")
