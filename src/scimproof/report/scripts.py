"""Reproductions as an article shows them: in tabs, inline while there is room, else opened by the page's script."""

from __future__ import annotations

from dataclasses import dataclass

from scimproof.report.model import Case, Report, Result
from scimproof.report.reproductions import FORMS, Reproductions
from scimproof.report.text import visible
from scimproof.reproduction.steps import How

_INLINE_BUDGET = 60_000
"""Characters of scripts that are part of the page from the start."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One form of a reproduction: its name, its file from the report's folder, and its text where there is room."""

    name: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Tabs:
    """A reproduction in an article.

    Attributes:
        key: tells it from the others of the page.
        path: of the file for ``--replay``, from the report's folder.
        tabs: its forms; without texts when the page's script opens them.
        alone: whether its steps decide, or a whole check has to run.
        left_out: how many requests were left out.
    """

    key: str
    path: str
    tabs: list[Tab]
    alone: bool
    left_out: int

    @property
    def is_inline(self) -> bool:
        """True when the texts are in the page."""
        return bool(self.tabs[0].text)


class Scripts:
    """Hands out reproductions for articles: each inline, while the budget lasts."""

    def __init__(self, report: Report) -> None:
        self.reproductions = Reproductions(report)
        self._left = _INLINE_BUDGET
        self._packed: dict[str, list[str]] = {}

    def shown(self, result: Result, case: Case) -> Tabs | None:
        """Return how a case can be seen again, or None where that is not known."""
        again = self.reproductions.of(result, case)
        if again is None:
            return None
        texts = {form: visible(text) for form, text in again.scripts().items()}
        size = sum(map(len, texts.values()))
        has_room = size <= self._left
        if has_room:
            self._left -= size
        else:
            self._packed[again.path] = list(texts.values())
        tabs = [Tab(form, again.file(form), texts[form] if has_room else "") for form in FORMS]
        key = again.path.rpartition("/")[2].removesuffix(".json")
        return Tabs(key, again.path, tabs, again.made.how is not How.REQUIREMENT, again.made.left_out)

    def packed(self) -> dict[str, list[str]]:
        """Return the texts that are not inline, by path: what the page's script opens."""
        return self._packed
