"""How each finding of a report can be seen again: made from the report alone, written as files beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from scimproof.report.decisive import decisive_first, decisive_part
from scimproof.report.model import Case, RecordedExchange, Report, Result, Verdict
from scimproof.report.sent import SentStep as Line
from scimproof.report.sent import laid_out, readable
from scimproof.reproduction import http_file, powershell, shell
from scimproof.reproduction.build import Broken, Circumstances, reproduction
from scimproof.reproduction.recorded import WRITES
from scimproof.reproduction.selection import Earlier
from scimproof.reproduction.steps import Reproduction
from scimproof.reproduction.templates import RUN, RUN_UPPER, fill
from scimproof.requirements import OBSERVED

FOLDER = "reproductions"
MOST_CASES = 20
"""Failing cases of one requirement that are written out."""
_LONGEST_BODY = 2_000
_FOUND = (Verdict.FAIL, Verdict.WARN, Verdict.WAIVED)
FORMS = {"curl": ("sh", shell.script), "PowerShell": ("ps1", powershell.script), ".http": ("http", http_file.script)}
"""Name of a form to the suffix of its file and what writes it."""


@dataclass(frozen=True, slots=True)
class Again:
    """How one case can be seen again.

    Attributes:
        path: of the file for ``--replay``, from the report's folder.
        made: the reproduction.
    """

    path: str
    made: Reproduction
    run: str
    """The id of the run, which stands in the names that it made up."""

    @property
    def expected(self) -> str:
        """What had to hold; ids are shown as the steps name them, such as user1."""
        return self._spoken(self.made.expected)

    @property
    def observed(self) -> str:
        """What was seen instead, likewise."""
        return self._spoken(self.made.observed)

    def sent(self) -> list[Line]:
        """Return what decides: the last request, and the write before it where the last one reads; bodies laid out."""
        return [
            Line(line, laid_out(decisive_first(body, self.made.at, _LONGEST_BODY))) for line, body in self._decisive()
        ]

    def sent_flat(self) -> list[Line]:
        """Return the same, each body on one line."""
        return [Line(line, decisive_first(body, self.made.at)) for line, body in self._decisive()]

    def sent_brief(self) -> list[Line]:
        """Return the same, of each body only what matters."""
        return [Line(line, decisive_part(body, self.made.at)) for line, body in self._decisive()]

    def _decisive(self) -> list[tuple[str, str]]:
        """Return the address and the body of each request that decides."""
        *before, last = self.made.steps
        writes = [each for each in before if each.method in WRITES] if last.method not in WRITES else []
        return [
            (f"{each.method} {self._spoken(readable(each.path))}", self._spoken(each.body))
            for each in (*writes[-1:], last)
        ]

    def _spoken(self, text: str) -> str:
        names = {each: each for each in self.made.variables}
        return fill(text, {RUN: self.run, RUN_UPPER: self.run.upper(), **names})

    def scripts(self) -> dict[str, str]:
        """Return the name of each form and its text."""
        return {name: write(self.made) for name, (_, write) in FORMS.items()}

    def file(self, form: str) -> str:
        """Return the path of a form, from the report's folder."""
        return f"{self.path.removesuffix('json')}{FORMS[form][0]}"


class Reproductions:
    """Makes the reproductions of one report, each when it is asked for."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._by_number = {each.number: each for each in report.exchanges}
        self._made: dict[str, Again] = {}
        self._where = Circumstances(
            run=report.run.id,
            seed=report.run.seed,
            base_url=report.target.base_url,
            tenant_url=report.target.tenant_url,
        )

    def of(self, result: Result, case: Case) -> Again | None:
        """Return how a case can be seen again, or None for one that has no deciding exchange."""
        decisive = self._by_number.get(case.decisive) if case.decisive is not None else None
        if not case.replay or decisive is None:
            return None
        if case.replay not in self._made:
            self._made[case.replay] = Again(case.replay, self._build(result, case, decisive), self._where.run)
        return self._made[case.replay]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path, from the report's folder, and the content of each file."""
        for result in self._report.results:
            for case in result.cases:
                if (again := self.of(result, case)) is None:
                    continue
                for form, text in again.scripts().items():
                    yield again.file(form), text.encode("utf-8", "replace")
                yield again.path, (json.dumps(again.made.to_json(), indent=1) + "\n").encode()

    @cached_property
    def _earlier(self) -> Earlier:
        return Earlier(self._report.exchanges, self._report.target.base_url)

    def _build(self, result: Result, case: Case, decisive: RecordedExchange) -> Reproduction:
        numbers = case.trail or case.exchanges
        seen = case.mismatch
        return reproduction(
            Broken(
                requirement=result.id,
                case=case.name,
                summary=result.summary,
                expected=seen.expected if seen else "",
                observed=seen.observed if seen else case.reason,
                at=seen.at if seen else "",
                check=seen.check if seen else None,
                story=case.story,
                is_observed=result.area in OBSERVED,
            ),
            self._where,
            [self._by_number[each] for each in numbers if each in self._by_number],
            self._earlier,
            decisive,
        )


def name_files(results: list[Result]) -> None:
    """Give each case that can be seen again the path of its file."""
    for result in results:
        number = 0
        for index, case in enumerate(result.cases):
            if case.decisive is not None and _is_found(case) and number < MOST_CASES:
                number += 1
                path = f"{FOLDER}/{result.id}{f'.{number}' if number > 1 else ''}.json"
                result.cases[index] = replace(case, replay=path)


def _is_found(case: Case) -> bool:
    """Tell whether a case is a finding, or what fuzzing saw of another one."""
    return case.story is not None or (case.mismatch is not None and case.verdict in _FOUND)
