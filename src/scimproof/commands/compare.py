"""``scimproof compare``: two runs, or many side by side, as text, JSON, Markdown or a page."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scimproof.exit_codes import ExitCode
from scimproof.report.compare import compare, to_json
from scimproof.report.compare_html import comparison_html, matrix_html
from scimproof.report.compare_text import to_text
from scimproof.report.matrix import matrix_json, matrix_markdown, matrix_text
from scimproof.report.model import Report
from scimproof.report.results import BadReport, encode, load
from scimproof.report.text import inert
from scimproof.report.write import write_whole
from scimproof.settings import Settings, UsageError

_PAIR = 2


def add(parser: argparse.ArgumentParser) -> None:
    """Offer the command's own options."""
    parser.add_argument("reports", nargs="+", metavar="[LABEL=]REPORT.json", help="OLD NEW, or many with --matrix")
    parser.add_argument("--matrix", action="store_true", help="compare many runs, of one target or of several")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table of the counts (with --matrix)")
    parser.add_argument("--html", metavar="FILE", help="also write an HTML page")


def execute(given: argparse.Namespace, _: Settings) -> ExitCode:
    """Print what changed from one run to the next: exit code 1 when something new would fail a run.

    With ``--matrix`` it prints runs side by side, and judges nothing: exit code 0.
    """
    if given.markdown and (given.json or not given.matrix):
        raise UsageError("--markdown needs --matrix and cannot be used with --json")
    if given.matrix:
        reports = dict(_labelled(given.reports))
        page, code = matrix_html(reports), ExitCode.OK
        told = matrix_markdown(reports) if given.markdown else matrix_text(reports)
        values = matrix_json(reports)
    else:
        if len(given.reports) != _PAIR:
            raise UsageError("compare needs two reports, OLD and NEW; use --matrix for more")
        (_old, old), (_new, new) = _labelled(given.reports)
        comparison = compare(old, new)
        page, code = comparison_html(comparison), ExitCode.FINDINGS if comparison.newly_gating else ExitCode.OK
        told, values = to_text(comparison), to_json(comparison)
    if given.html:
        try:
            write_whole(Path(given.html), page)
        except OSError as problem:
            raise UsageError(f"--html: {given.html}: {problem.strerror or problem}") from None
    print(_json(values) if given.json else inert(told), end="")
    return code


def _json(values: dict[str, Any]) -> str:
    """Return JSON in which a CI system finds no command, and a JSON reader every character."""
    return encode(values, indent=2).decode().replace("::", ":\\u003a").replace("##", "#\\u0023")


def _labelled(words: Sequence[str]) -> list[tuple[str, Report]]:
    """Return (label, report) for each word; labels differ, also when nobody gave one."""
    found: list[tuple[str, Report]] = []
    for word in words:
        label, path = _parts(word)
        try:
            report = load(path)
        except BadReport as problem:
            raise UsageError(str(problem)) from None
        taken = {each for each, _ in found}
        number = 2
        shown = label
        while shown in taken:
            shown, number = f"{label} ({number})", number + 1
        found.append((shown, report))
    return found


def _parts(word: str) -> tuple[str, Path]:
    """Split ``LABEL=FILE``; without a label, a report is called after its file or, as most are alike, its folder."""
    label, equals, path = word.partition("=")
    if equals and label and not Path(word).exists():
        return label, Path(path)
    plain = Path(word)
    return (plain.absolute().parent.name if plain.name == "report.json" else plain.stem), plain
