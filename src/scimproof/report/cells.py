"""Cells of the tables that a profile adds: verdicts in colour, requirement ids as links, exchanges to open."""

from __future__ import annotations

import re

from markupsafe import Markup

from scimproof.report.model import Table
from scimproof.report.page import css_class
from scimproof.report.text import visible

_PREDICTED = {"PASSED": "v-pass", "FAILED": "v-fail", "WARNING": "v-warn", "SKIPPED": "v-not-applicable"}
"""Words of Microsoft's gallery tests, coloured like the verdicts that they resemble."""
_TOKEN = re.compile(r"([a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)*)")
_RANGE = re.compile(r"(\d+(?:-\d+)?)")
EXCHANGES = "Exchanges"
"""The column of a profile's table whose numbers open the exchanges."""


def cells(table: Table, known: set[str]) -> list[list[Markup]]:
    """Return the rows of a profile's table as they are shown."""
    return [
        [
            numbers(text) if title == EXCHANGES else _cell(text, known)
            for title, text in zip(table.columns, row, strict=False)
        ]
        for row in table.rows
    ]


def _cell(text: str, known: set[str]) -> Markup:
    """Return a verdict or a predicted one in its colour, any other text with requirement ids as links."""
    if colour := css_class(text) or _PREDICTED.get(text):
        return Markup('<span class="badge {}">{}</span>').format(colour, text)
    return linked(text, known)


def linked(text: str, known: set[str]) -> Markup:
    """Return a text in which the ids of known requirements are links."""
    parts = _TOKEN.split(visible(text))
    link = Markup('<a href="#{0}"><code>{0}</code></a>')
    return Markup().join(link.format(part) if part in known else Markup("{}").format(part) for part in parts)


def numbers(text: str) -> Markup:
    """Return numbers of exchanges such as ``4-9, 12``, which the page's script makes buttons of."""
    opens = Markup('<span data-exchanges="{0}">{0}</span>')
    parts = enumerate(_RANGE.split(visible(text)))
    return Markup().join(opens.format(part) if number % 2 else Markup("{}").format(part) for number, part in parts)
