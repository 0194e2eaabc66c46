"""Comparisons as pages: two runs, or many in columns."""

from __future__ import annotations

from collections.abc import Mapping

from scimproof.report.compare import Comparison
from scimproof.report.matrix import rows
from scimproof.report.model import Report, Verdict
from scimproof.report.page import render
from scimproof.report.words import HARMS, LEGEND, LEVELS, harm


def comparison_html(comparison: Comparison) -> bytes:
    """Return two runs compared, as one page."""
    return render(
        "compare.html", comparison=comparison, known={None: "not known", True: "yes", False: "no"}, harms=HARMS
    )


def matrix_html(reports: Mapping[str, Report]) -> bytes:
    """Return many runs side by side as one page: a column for each, under its label; a row for each requirement.

    Rows that are broken somewhere come first.
    """
    return render(
        "matrix.html",
        reports=reports,
        rows=rows(reports),
        legend=LEGEND,
        levels=LEVELS,
        verdicts=list(Verdict),
        harm=harm,
    )
