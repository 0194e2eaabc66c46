import io
from pathlib import Path

import pytest
from rich.console import Console
from tests.support.frozen import force
from tests.support.sample_report import build

from scimproof.report.console import Output, render_end
from scimproof.report.model import Verdict


def _printed(report, width=80, **options):
    out = io.StringIO()
    console = Console(file=out, width=width, **options)
    console.print(
        render_end(
            report, {"report.html": Path("/a/long/way/to/the/folder/in/which/the/report/of/this/run/is/report.html")}
        ),
        crop=False,
    )
    return out.getvalue()


def test_a_finding_says_what_to_do_and_why():
    text = _printed(build())

    for part in (
        "FAIL  patch.active-as-string",
        "Expected status 200 or 204",
        "Observed status 400",
        "Harm     Wrong access: The user stays active",
        "Fix      Where the schema",
    ):
        assert part in text


def test_lines_to_copy_are_never_broken():
    lines = _printed(build()).splitlines()

    assert "Report: /a/long/way/to/the/folder/in/which/the/report/of/this/run/is/report.html" in lines
    assert any(line.startswith("curl -sS") and line.endswith("Users/2819c223") for line in lines)


def test_every_other_line_fits_into_80_columns():
    long = [
        line for line in _printed(build()).splitlines() if len(line) > 80 and not line.startswith(("curl", "Report:"))
    ]

    assert long == []


def test_a_long_sentence_wraps_even_when_the_caller_does_not_wrap():
    report = build()
    report.results[0].summary = "word " * 60 + "end"
    report.results[0].verdict = Verdict.FAIL

    assert " word end" in " ".join(_printed(report, soft_wrap=True).split())


def test_without_colour_there_is_not_one_escape():
    assert "\x1b" not in _printed(build(), no_color=True, force_terminal=False)


def test_text_from_a_target_neither_steers_the_terminal_nor_is_read_as_markup():
    text = _printed(build())

    assert "⟨U+001B⟩[31m" in text
    assert "[bold]x[/]" in text
    assert not set("\x00\x1b\u202e") & set(text)


def test_findings_come_before_warnings_and_the_verdict_last():
    text = _printed(build())

    assert (
        text.index("FAIL  matching.by-external-id")
        < text.index("WARN  errors.not-json")
        < text.index("Not conformant:")
    )


def test_what_is_blocked_is_told_once_with_its_finding_or_in_a_line_of_its_own():
    report = build()
    for each in report.results:
        if each.id == "users.waits-5":
            force(each.cases[0], blocked_by="users.created")
    text = _printed(report, width=300)

    assert "users.waits-0" not in text
    assert "Blocks   5 requirements wait for this one" in text
    assert "NOT TESTABLE  1 requirement waits for users.created" in text


def test_what_to_mend_first_stands_at_the_end_where_a_reader_is():
    text = _printed(build(), width=300)
    last = text[text.index("Fix first") :]

    assert last.index("patch.active-as-string") < last.index("Not conformant:")
    assert last.count("\n  ") == 3


def test_a_few_findings_are_not_said_twice():
    report = build()
    report.results = [each for each in report.results if each.id in ("patch.active-as-string", "errors.not-json")]

    assert "Fix first" not in _printed(report)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_report_with_results_of_one_verdict_can_be_shown(verdict):
    report = build()
    for result in report.results:
        result.verdict, result.cases = verdict, []

    assert "Not conformant:" in _printed(report)


def test_a_target_cannot_command_the_ci_system_it_is_judged_in(capsys):
    report = build()
    report.sentence = "::set-output name=x::y"
    finding = next(each for each in report.results if each.verdict is Verdict.FAIL)
    observed = "`#`#vso[task.complete result=Succeeded;]DONE"
    force(finding.cases[0].mismatch, observed=observed, at="##vso[task.prependpath]/tmp")

    Console(file=Output(), width=80).print(render_end(report, {}), crop=False)
    text = capsys.readouterr().out

    assert "task.prependpath" in text
    assert "##vso" not in text
    assert "::set" not in text


def test_a_transcript_is_told_step_by_step_and_played_again_by_one_command():
    report = build()
    report.target.embedded, report.target.tenant_url = False, "https://x.example/scim"
    case = next(each for each in report.results if each.id == "patch.active-as-string").cases[0]
    force(case, trail=(1, 2), replay="reproductions/patch.active-as-string.json")
    force(case.mismatch, sent="1. POST https://x.example/Users {}\n2. PATCH https://x.example/Users/1 {}")
    out = io.StringIO()

    Console(file=out, width=80).print(render_end(report, {"report.json": Path("r/report.json")}), crop=False)

    lines = out.getvalue().splitlines()
    sent = next(number for number, line in enumerate(lines) if "1. POST https://x.example/Users {}" in line)
    assert "2. PATCH https://x.example/Users/1 {}" in lines[sent + 1]
    again = "--replay r/reproductions/patch.active-as-string.json"
    assert f"scimproof run --tenant-url https://x.example/scim {again}" in lines
