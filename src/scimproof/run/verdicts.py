"""From the outcome of a case to its verdict: decided by level, profile and waivers only."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from scimproof.expect.outcome import Mismatch, NotApplicable, NotTestable, Observed, StepFailed, Unmet
from scimproof.profiles import Profile
from scimproof.report.decisive import request_line
from scimproof.report.model import WORST_FIRST, Case, RecordedMismatch, Verdict
from scimproof.requirements import Level, Requirement
from scimproof.scim.exchange import Exchange
from scimproof.waivers import Waiver, covering

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides under one profile."""

    profile: Profile
    strict: bool
    waivers: Sequence[Waiver] = field(default=())
    today: date = field(default_factory=date.today)

    def broken(self, requirement: Requirement) -> Verdict:
        """Return the verdict on a broken requirement: FAIL, WARN, NOTE or WAIVED."""
        if covering(self.waivers, requirement.id, self.today) is not None:
            return Verdict.WAIVED
        if requirement.level is Level.MAY:
            return Verdict.NOTE
        if requirement.level is Level.MUST and self.profile.gates & requirement.profiles:
            return Verdict.FAIL
        return Verdict.WARN

    def weight(self, requirement: Requirement) -> int:
        """Return how much it weighs when broken: 2 when that fails the run, 1 when it warns, 0 when it is a remark.

        A waiver changes nothing of it: what fails because of an accepted finding is accepted with it.
        """
        verdict = replace(self, waivers=()).broken(requirement)
        return 2 if self.gates(requirement, verdict) else int(verdict is Verdict.WARN)

    def gates(self, requirement: Requirement, verdict: Verdict) -> bool:
        """Tell whether this verdict alone makes the exit code 1; outside the profile nothing does."""
        if verdict is Verdict.FAIL:
            return True
        return verdict is Verdict.WARN and self.strict and bool(self.profile.gates & requirement.profiles)

    def case(self, requirement: Requirement, name: str, error: BaseException | None, made: Sequence[Exchange]) -> Case:
        """Return the case that a test made: from the exception it ended with (None: it held) and its exchanges."""
        plain = Case(
            name=name,
            verdict=Verdict.PASS,
            exchanges=tuple(each.number for each in made),
            notes=tuple(f"exchange {each.number}: {note}" for each in made for note in each.notes),
            duration_ms=round(sum(each.duration for each in made) * 1000, 3),
        )
        match error:
            case None:
                case = plain
            case Unmet():
                decisive = error.exchange or (made[-1] if made else None)
                case = replace(
                    plain,
                    verdict=self.broken(requirement),
                    decisive=decisive.number if decisive else None,
                    mismatch=_mismatch(error.mismatch, decisive, made, error.trail),
                    trail=tuple(each.number for each in error.trail),
                )
            case StepFailed():
                case = replace(
                    plain,
                    verdict=Verdict.NOT_TESTABLE,
                    blocked_by=error.blocked_by,
                    reason=error.reason,
                    decisive=error.exchange.number,
                    mismatch=_mismatch(error.mismatch, error.exchange, made, ()),
                )
            case NotTestable():
                case = replace(plain, verdict=Verdict.NOT_TESTABLE, blocked_by=error.blocked_by, reason=error.reason)
            case NotApplicable():
                case = replace(plain, verdict=Verdict.NOT_APPLICABLE, reason=str(error))
            case Observed():
                case = replace(plain, verdict=Verdict.NOTE, reason=str(error))
            case _:
                case = replace(plain, verdict=Verdict.ERROR, reason=_trace(error))
        return case


def worst(cases: Sequence[Case]) -> Verdict:
    """Return the verdict of a requirement from those of its cases."""
    verdicts = {case.verdict for case in cases}
    return next(verdict for verdict in WORST_FIRST if verdict in verdicts)


def _mismatch(
    mismatch: Mismatch, decisive: Exchange | None, made: Sequence[Exchange], trail: Sequence[Exchange]
) -> RecordedMismatch:
    """Say what was sent: the whole trail where there is one, else the decisive request and the write that it reads."""
    lines = [_sent(each, mismatch.at) for each in trail or _write_and_read(decisive, made)]
    numbered = (f"{number}. {line}" for number, line in enumerate(lines, 1))
    return RecordedMismatch(
        sent="\n".join(numbered) if trail else ", then ".join(lines),
        expected=mismatch.expected,
        observed=mismatch.observed,
        at=mismatch.at,
        check=mismatch.check,
    )


def _write_and_read(decisive: Exchange | None, made: Sequence[Exchange]) -> list[Exchange]:
    """Return the decisive request; where it reads, the last write to what it reads as well, and no other one."""
    if decisive is None or decisive.request.method in _WRITES:
        return [decisive] if decisive else []
    path, _, query = decisive.request.url.partition("?")
    last = path.rpartition("/")[2]

    def concerns(write: Exchange) -> bool:
        there = write.request.url.partition("?")[0]
        is_named = write.id is not None and write.id in decisive.request.url
        return there == path or is_named or last.encode() in write.request.body or (bool(query) and path in there)

    writes = [each for each in made if each.number < decisive.number and each.request.method in _WRITES]
    return [*[each for each in writes if concerns(each)][-1:], decisive]


def _sent(exchange: Exchange, at: str) -> str:
    body = exchange.request.body.decode("utf-8", "backslashreplace")
    return request_line(exchange.request.method, exchange.request.url, body, at)


def _trace(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}\n{''.join(traceback.format_exception(error))}"
