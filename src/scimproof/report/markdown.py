"""summary.md: a run on one page, for a merge request or a CI job's summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scimproof.report.failure import observation
from scimproof.report.findings import blocked, causes
from scimproof.report.model import Report, Verdict
from scimproof.report.reproductions import Reproductions
from scimproof.report.text import apart, code_spans, one_line
from scimproof.report.words import LEGEND, harmed, meaning, no_meaning, outcome, why_not_gating

_SPECIAL = re.compile(r"([\\`*_\[\]|~>$]|^[#+-])")
_MOST = 100
"""GitHub refuses a job summary above 1 MiB; the table names so many findings, the page has all."""


def to_markdown(report: Report) -> str:
    """Return the summary of a report as GitHub-flavoured Markdown; nothing from the target acts as markup."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    run, target = report.run, report.target
    yield f"# scimproof: {outcome(report)}"
    yield f"\n**{_text(report.sentence)}**\n"
    yield from (f"- {_text(each)}" for each in [*meaning(report), *no_meaning(report)])
    yield ""
    yield from _findings(report)
    yield from _rest(report)
    yield "\n## Run\n"
    yield from _table(
        ["Target", "Profile", "Started", "Took", "Requests", "Seed", "scimproof"],
        [
            [
                _code(target.tenant_url),
                _code(run.profile + (" (strict)" if run.strict else "")),
                _text(run.started),
                f"{run.duration_s:.1f} s",
                str(run.requests),
                str(run.seed),
                _text(report.tool.version),
            ]
        ],
    )
    yield from _table(
        ["Verdict", "Requirements", "Meaning"],
        [[each.value, str(count), _text(LEGEND[each])] for each in LEGEND if (count := report.counts.get(each.value))],
    )
    yield "\nFiles beside this one: `report.html` (everything, one page), `report.json`, `junit.xml`, `exchanges.har`."


def _findings(report: Report) -> Iterator[str]:
    found, known = causes(report), report.baseline.known if report.baseline else []
    again = Reproductions(report)
    listed = [(cause, finding) for cause in found for finding in cause.findings]
    if not listed:
        return
    yield "## Findings, worst first\n"
    rows = []
    for cause, finding in listed[:_MOST]:
        result, shown = finding.result, again.of(finding.result, finding.lead)
        seen = observation(finding.lead, shown)
        expected, observed = apart(seen.expected, seen.observed, 300)
        why = why_not_gating(result, report.run.profile)
        blocks = f" Also blocks {len(cause.blocks)}." if finding is cause.lead and cause.blocks else ""
        rows.append(
            [
                result.verdict.value + (" (known)" if result.id in known else f" ({_text(why)})" if why else ""),
                _code(result.id),
                _prose(result.summary) + blocks,
                _text(one_line(seen.sent, 300)),
                _text(f"{observed}, instead of {expected}" if expected else observed),
                _prose(harmed(result)),
                _prose(result.remedy),
                _code(shown.file("curl")) if shown else "",
            ]
        )
    yield from _table(
        [
            "Verdict",
            "Requirement",
            "Requirement",
            "Sent",
            "Observed",
            "Harm",
            "Fix",
            "Again",
        ],
        rows,
    )
    if len(listed) > _MOST:
        yield f"and {len(listed) - _MOST} more, in `report.html`."


def _rest(report: Report) -> Iterator[str]:
    if report.problems:
        yield "## About the run itself\n"
        rows = [[_code(each.id), _text(each.message), _text(each.remedy)] for each in report.problems]
        yield from _table(["Problem", "What", "Fix"], rows)
    held_up = blocked(report)
    if held_up:
        yield "## Not testable\n"
        for blocker, results in held_up.items():
            waits = "requirements wait" if len(results) > 1 else "requirement waits"
            ids = ", ".join(_code(each.id) for each in results)
            yield f"- {len(results)} {waits} for {_code(blocker) if blocker else 'an unknown requirement'}"
            yield f"  <details><summary>which</summary>{ids}</details>"
        yield ""
    waived = [each for each in report.results if each.verdict is Verdict.WAIVED and each.waiver]
    if waived:
        yield "## Waived\n"
        rows = [
            [_code(each.id), _text(each.waiver.reason), _text(each.waiver.expires), _text(each.waiver.owner)]
            for each in waived
            if each.waiver
        ]
        yield from _table(["Requirement", "Reason", "Until", "Owner"], rows)
    yield from (_extra(table.title, table.note, table.columns, table.rows) for table in report.tables)


def _extra(title: str, note: str, columns: list[str], rows: list[list[str]]) -> str:
    shown = "\n".join(_table([_text(each) for each in columns], [[_text(cell) for cell in row] for row in rows]))
    return f"## {_text(title)}\n\n{_text(note)}\n\n{shown}"


def _table(columns: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _text(text: str) -> str:
    """Return a text on one line in which nothing is Markdown, HTML, a mention or a link."""
    return _escaped(one_line(text))


def _escaped(line: str) -> str:
    marked = line.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;").replace("://", "&#58;//")
    return _SPECIAL.sub(r"\\\1", marked)


def _code(text: str) -> str:
    """Return a text as code; in a table a bar must be escaped even there."""
    line = one_line(text)
    return _text(line) if not line or "`" in line else f"`{line.replace('|', chr(92) + '|')}`"


def _prose(text: str) -> str:
    parts = code_spans(one_line(text))
    return "".join(_code(part) if is_code else _escaped(part) for is_code, part in parts)
