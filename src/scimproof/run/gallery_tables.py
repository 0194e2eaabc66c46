"""The gallery profile's part of a run: predictions of Microsoft's 25 tests, and the listing checklist, as tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scimproof.entra.directory import DOMAIN
from scimproof.entra.mapping import BadMapping
from scimproof.gallery import summary
from scimproof.gallery.plan import Plan, load
from scimproof.gallery.run import GalleryOutcome, Validation
from scimproof.gallery.values import Values, data
from scimproof.load.figures import statement
from scimproof.report.model import CapabilityState, Result, Table
from scimproof.run.workbench import Workbench
from scimproof.settings import Settings, UsageError
from scimproof.target_settings import target_of

PROFILE = "gallery"

_NOTE = (
    "The results that Microsoft's workflow is predicted to compute, including its wrong ones. A prediction is not a "
    "finding and never gates; the findings are above. Names have the run's prefix in front of Microsoft's names. "
    "Tests 1 to 14 send what the provisioning service sends, but without a tenant, its logs, its waits of up to 50 "
    "minutes and its retries, and one after another, while Microsoft starts them at the same time. Names in answers "
    "are compared with their letter case. No test checks duplicates (409), the body of an error, a wrong token, "
    "another letter case in a filter, excludedAttributes, the media type of an answer, or several members in one "
    "PATCH: the findings do."
)
_CHECKLIST_NOTE = "The listing requirements that this run measured, and those that only a person can confirm."


def planned(settings: Settings) -> Plan:
    """Return what the mapping of a run makes of the tests.

    Raises:
        UsageError: the file is no exported synchronization schema.
    """
    try:
        return load(settings.mapping, data()["transforms"])
    except BadMapping as problem:
        raise UsageError(f"--mapping: {problem}") from None


def borne(settings: Settings, base_url: str) -> tuple[bool, str] | None:
    """Return what `scimproof load` measured, where a run is told.

    Raises:
        UsageError: the file holds no such figures, or those of another target.
    """
    return statement(Path(settings.load), base_url) if settings.load else None


def validate(bench: Workbench) -> dict[int, GalleryOutcome]:
    """Run the 25 tests; what they create is removed at their end."""
    values = Values(planned(bench.settings), prefix=bench.run.prefix, domain=DOMAIN, seed=bench.run.seed)
    with bench.recorder.shared():
        entra, flag = bench.entra, bench.target.flag
        return Validation(bench.scim, entra, values, flag=flag, settle=bench.settings.settle).run()


def tables(
    outcomes: dict[int, GalleryOutcome],
    settings: Settings,
    results: Iterable[Result],
    states: Iterable[CapabilityState],
) -> list[Table]:
    """Return the tables that the report shows."""
    verdicts = {each.id: each.verdict.value for each in results}
    seen = {each.name: each.declared if each.observed is None else each.observed for each in states}
    predicted = summary.overall(outcomes, manager=planned(settings).manager_listed)
    return [
        Table(
            "Microsoft's gallery tests",
            summary.COLUMNS,
            summary.rows(outcomes, verdicts),
            f"{predicted}\n\n{_NOTE}",
        ),
        Table(
            "Listing checklist",
            summary.CHECKLIST_COLUMNS,
            summary.checklist_rows(verdicts, predicted, seen, borne(settings, target_of(settings).base_url)),
            _CHECKLIST_NOTE,
        ),
    ]
