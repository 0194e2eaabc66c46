"""What was learned of the target, as a table of the report."""

from __future__ import annotations

from collections.abc import Iterator

from scimproof.calibrate.model import Calibration
from scimproof.report.cells import EXCHANGES
from scimproof.report.model import Table

TITLE = "What this target accepts"


def learned(calibration: Calibration) -> Iterator[Table]:
    """Yield the table; nothing where nothing was learned."""
    if not calibration.lines:
        return
    yield Table(
        title=TITLE,
        columns=["What", "Observed", EXCHANGES],
        rows=[[each.what, each.value, ", ".join(map(str, each.exchanges))] for each in calibration.lines],
        note="Learned before the first verdict, so that the target accepts the generated users and groups. This is "
        "not a verdict: if Entra needs something that the target refuses, a requirement judges it.",
    )
