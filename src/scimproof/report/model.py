"""The model of a report, from which every form is written.

Plain data, in the shape of report.json (schemas/report.schema.json). Nothing here judges, reads or writes.
Texts from the target are kept as they came, secrets already redacted; each writer escapes for its own format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

FORMAT = "1.1"
"""Version of report.json. Minor: something was added, with a default here, so that an older report can still be read
as a baseline. Major: a reader must change."""


class Verdict(StrEnum):
    """What a run says of one case or one requirement."""

    PASS = "PASS"  # noqa: S105 - a verdict, no password
    FAIL = "FAIL"
    WARN = "WARN"
    NOTE = "NOTE"
    NOT_APPLICABLE = "NOT APPLICABLE"
    NOT_TESTABLE = "NOT TESTABLE"
    WAIVED = "WAIVED"
    ERROR = "ERROR"


WORST_FIRST = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.WARN,
    Verdict.WAIVED,
    Verdict.NOTE,
    Verdict.NOT_TESTABLE,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)
"""A requirement's verdict is the worst of its cases', in this order."""


@dataclass(slots=True)
class Source:
    """A cited place in a document."""

    key: str
    title: str
    section: str
    url: str
    read: str
    grade: str


@dataclass(frozen=True, slots=True)
class RecordedMismatch:
    """What was sent, what had to hold, and what was seen instead: each a sentence or a short value.

    Made of a `scimproof.expect.outcome.Mismatch` by `scimproof.run.verdicts`, and nowhere else.
    """

    sent: str
    expected: str
    observed: str
    at: str = ""
    """Where in the answer, such as ``emails[0].value``; empty for the whole."""
    curl: str = ""
    """In reports of older versions: the decisive request as a curl line."""
    check: Mapping[str, Any] | None = None
    """The judgement as data (`scimproof.expect.as_data`), where data can express it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One execution of a contract test: a requirement has one, or one per parameter."""

    name: str
    """Stable across runs; the parameters, or empty for the only case."""
    verdict: Verdict
    reason: str = ""
    """For NOT APPLICABLE, NOT TESTABLE, NOTE and ERROR: why, in a sentence. For ERROR a traceback may follow."""
    blocked_by: str = ""
    """For NOT TESTABLE: the id of the requirement that blocks it."""
    mismatch: RecordedMismatch | None = None
    duration_ms: float = 0.0
    exchanges: tuple[int, ...] = ()
    """Numbers of the exchanges it made, in order: keys into `Report.exchanges`."""
    decisive: int | None = None
    """The number of the exchange that decided, where one did."""
    notes: tuple[str, ...] = ()
    """Remarks that judge nothing: a delay measured, a request repeated after 429."""
    trail: tuple[int, ...] = ()
    """Numbers of the exchanges that lead to the mismatch, in order, where it takes more than one to see it: the
    transcript of what fuzzing found, cut as short as it can be."""
    replay: str = ""
    """The file that plays it again (``scimproof run --replay``), as a path from the report's folder; may be empty."""
    story: Mapping[str, Any] | None = None
    """What fuzzing wrote to play it again (`scimproof.fuzz.story`)."""


@dataclass(slots=True)
class Result:
    """One requirement with its verdict."""

    id: str
    area: str
    summary: str
    level: str
    profiles: list[str]
    sources: list[Source]
    needs: list[str]
    covers: list[str]
    consequence: str
    remedy: str
    verdict: Verdict
    gates: bool
    """True when this result alone makes the exit code 1; a FAIL that does not gate was in the baseline."""
    cases: list[Case]
    waiver: RecordedWaiver | None = None
    judged_for: list[str] = field(default_factory=list)
    """Where it was not asked for itself: the requirements that were, and that build on it. Then it gates only if one
    of them fails because of it."""
    harm: str = ""
    """How bad it is for a customer when it is broken: access, loss, stop, drift or form; empty in older reports."""


@dataclass(slots=True)
class RecordedWaiver:
    """A known finding that its owner accepts for a while."""

    id: str
    reason: str
    expires: str
    owner: str = ""


@dataclass(slots=True)
class Problem:
    """A finding about the run itself: a stale waiver, an object left behind."""

    id: str
    """Such as ``waiver.expired``, ``waiver.passes``, ``cleanup.left-behind``."""
    message: str
    remedy: str
    gates: bool = True
    about: str = ""
    """What it is about, where an id alone does not say: the same from run to run, unlike the message."""


@dataclass(slots=True)
class CapabilityState:
    """An optional capability: what the target declares and what it shows. None means: not known."""

    name: str
    declared: bool | None
    observed: bool | None
    evidence: str


@dataclass(frozen=True, slots=True)
class RecordedExchange:
    """One request and its answer, secrets redacted, as text.

    Made of a `scimproof.scim.exchange.Exchange` by `scimproof.report.recorded`, and nowhere else.
    """

    number: int
    label: str
    """What was being done, in words: ``Entra matches by userName``."""
    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: str
    status: int | None
    reason: str
    response_headers: tuple[tuple[str, str], ...]
    response_body: str
    failure: str
    """Why there is no answer: ``timeout: no complete answer within 10 s``; empty when there is one."""
    started: str
    """RFC 3339, UTC, with milliseconds."""
    duration_ms: float
    notes: tuple[str, ...] = ()
    curl: str = ""


@dataclass(slots=True)
class Tool:
    """What judged."""

    name: str
    version: str
    python: str
    platform: str
    packages: dict[str, str]


@dataclass(slots=True)
class RecordedTarget:
    """What was judged."""

    tenant_url: str
    """As given, query secrets redacted."""
    base_url: str
    authentication: str
    """Such as ``bearer token`` or ``OAuth 2.0 client credentials``; never a secret."""
    embedded: bool
    """True when it is scimproof's own reference target."""
    server: str
    """The target's Server header, or empty."""


@dataclass(slots=True)
class RecordedRun:
    """How it was judged."""

    id: str
    started: str
    duration_s: float
    seed: int
    profile: str
    strict: bool
    workers: int
    requests: int
    select: list[str]
    skip: list[str]
    interrupted: bool
    command: str
    """The command line again, secrets redacted, so that a reader can repeat it."""


@dataclass(slots=True)
class NotTested:
    """A requirement that no black box can see, with the reason."""

    id: str
    reason: str


@dataclass(slots=True)
class Table:
    """A table that a profile adds, such as Microsoft's gallery validation tests.

    A cell that is a verdict is shown as one; requirement ids inside a cell become links to their results.
    """

    title: str
    columns: list[str]
    rows: list[list[str]]
    """Each as long as ``columns``."""
    note: str = ""
    """What a reader has to know before the table, in a sentence or two."""


@dataclass(slots=True)
class Baseline:
    """An earlier run: what it had found already does not gate."""

    run: str
    """The id of that run."""
    started: str
    known: list[str]
    """Ids of the findings and problems that would gate, and do not because that run had them."""


@dataclass(slots=True)
class Report:
    """A run, whole."""

    format: str
    tool: Tool
    run: RecordedRun
    target: RecordedTarget
    exit_code: int
    conformant: bool
    sentence: str
    """The verdict in one sentence."""
    counts: dict[str, int]
    """Verdict to number of requirements; every verdict is a key."""
    results: list[Result]
    """In the order of areas, then ids; findings are not sorted first here."""
    problems: list[Problem]
    capabilities: list[CapabilityState]
    not_tested: list[NotTested]
    notes: list[str]
    exchanges: list[RecordedExchange]
    tables: list[Table] = field(default_factory=list)
    provisioning_log: list[dict[str, Any]] = field(default_factory=list)
    """Entries of the emulated provisioning service, oldest first: flat objects, keys as they are to be read."""
    baseline: Baseline | None = None
