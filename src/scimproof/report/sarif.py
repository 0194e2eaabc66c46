"""Findings as SARIF 2.1.0, which code-scanning views read."""

from __future__ import annotations

from typing import Any

from scimproof.report.failure import in_full, observation
from scimproof.report.findings import Finding, causes
from scimproof.report.model import Baseline, Report, Result, Verdict
from scimproof.report.reproductions import Again, Reproductions
from scimproof.report.text import one_line, plain, visible
from scimproof.report.words import harmed
from scimproof.requirements import Harm

_LEVELS = {Verdict.FAIL: "error", Verdict.WARN: "warning"}
_RANK: dict[str, float] = {Harm.ACCESS: 100.0, Harm.LOSS: 80.0, Harm.STOP: 60.0, Harm.DRIFT: 40.0, Harm.FORM: 20.0}
"""SARIF's priority of a result, 0 to 100."""
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def to_sarif(report: Report, artifact: str = "scimproof.toml") -> dict[str, Any]:
    """Return the findings of a run as a SARIF log.

    Args:
        report: the run.
        artifact: path of a file in the reader's repository. A SCIM endpoint is no file, and code-scanning views show
            nothing that stands in none.
    """
    found = [each for cause in causes(report, _LEVELS) for each in cause.findings]
    again = Reproductions(report)
    rules = {each.result.id: index for index, each in enumerate(found)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": report.tool.name,
                        "version": report.tool.version,
                        "rules": [_rule(each.result) for each in found],
                    }
                },
                "results": [
                    _result(each, rules[each.result.id], artifact, report, again.of(each.result, each.lead))
                    for each in found
                ],
                "invocations": [
                    {
                        "executionSuccessful": report.exit_code in (0, 1),
                        "exitCode": report.exit_code,
                        "commandLine": visible(report.run.command),
                        "startTimeUtc": report.run.started,
                    }
                ],
                "columnKind": "unicodeCodePoints",
            }
        ],
    }


def _rule(result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        "shortDescription": {"text": plain(result.summary)},
        "fullDescription": {"text": plain(result.consequence)},
        "help": {"text": plain(result.remedy)},
        "helpUri": result.sources[0].url if result.sources else "",
        "defaultConfiguration": {"level": "error" if result.level == "MUST" else "warning"},
        "properties": {"precision": "very-high", **_severity(result)},
    }


def _severity(result: Result) -> dict[str, Any]:
    """Return tags and, for who has access, the score by which code-scanning views rank faults of security."""
    tags = ["scim", result.area, *([result.harm] if result.harm else [])]
    if result.harm != Harm.ACCESS:
        return {"tags": tags}
    return {"tags": [*tags, "security"], "security-severity": "8.0"}


def _state(result: Result, baseline: Baseline | None) -> dict[str, str]:
    if baseline is None or not (result.gates or result.id in baseline.known):
        return {}
    return {"baselineState": "unchanged" if result.id in baseline.known else "new"}


def _result(finding: Finding, index: int, artifact: str, report: Report, again: Again | None) -> dict[str, Any]:
    result = finding.result
    seen = observation(finding.lead, again)
    observed = f" Observed: {one_line(seen.observed, 500)}" if finding.lead.mismatch else ""
    return {
        **_state(result, report.baseline),
        "ruleId": result.id,
        "ruleIndex": index,
        "level": _LEVELS[result.verdict],
        "rank": _RANK.get(result.harm, 0.0),
        "message": {"text": f"{plain(harmed(result))} Does not hold: {plain(result.summary)}{observed}"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": artifact}, "region": {"startLine": 1}},
                "logicalLocations": [{"fullyQualifiedName": result.id, "kind": "requirement"}],
            }
        ],
        # The same requirement stays the same alert from run to run.
        "partialFingerprints": {"requirement/v1": result.id},
        "properties": {
            "details": in_full(result, finding.lead, again, report.run.profile),
            **({"replay": again.path} if again else {}),
        },
    }
