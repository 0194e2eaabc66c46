import pytest
from tests.support.frozen import force
from tests.support.sample_report import build

from scimproof.report.github import append_summary, workflow_commands
from scimproof.report.model import Verdict


def test_what_gates_is_an_error_and_the_rest_a_warning():
    report = build()
    lines = workflow_commands(report)
    errors = [line for line in lines if line.startswith("::error ")]

    gating = [each.id for each in report.results if each.gates] + [each.id for each in report.problems if each.gates]
    assert len(errors) == min(len(gating), 10)
    assert any(line.startswith("::error title=patch.active-as-string::Wrong access: ") for line in lines)
    assert any(line.startswith("::warning title=errors.not-json::") for line in lines)


def test_what_the_baseline_knew_is_a_warning():
    report = build()
    for each in report.results:
        each.gates = False

    assert any(line.startswith("::warning title=patch.active-as-string::") for line in workflow_commands(report))


def test_each_is_one_line_and_no_target_adds_another():
    report = build()
    finding = next(each for each in report.results if each.verdict is Verdict.FAIL)
    force(finding.cases[0].mismatch, observed="100%\n::add-mask::x\r\n::set-env name=PATH::/tmp")
    report.problems[0].id = "a:b,c\n::stop-commands::x"

    for line in workflow_commands(report):
        assert "\n" not in line
        assert "\r" not in line
    [told] = [line for line in workflow_commands(report) if "add-mask" in line]
    assert "100%25 ::add-mask" in told
    assert told.startswith("::error title=")


def test_no_more_than_github_shows_and_the_last_says_so():
    report = build(120)
    for each in report.results:
        each.verdict, each.gates = Verdict.FAIL, True
    errors = [line for line in workflow_commands(report) if line.startswith("::error ")]

    assert len(errors) == 10
    assert "more errors: see the report" in errors[-1]


def test_a_run_that_failed_itself_is_an_error():
    report = build()
    report.exit_code, report.sentence = 3, "scimproof itself failed."

    assert workflow_commands(report)[0] == "::error title=scimproof::scimproof itself failed."


@pytest.mark.parametrize("size", [60, 3000])
def test_a_step_summary_is_added_to_and_never_too_long(tmp_path, size):
    path = tmp_path / "summary"
    path.write_text("of an earlier step\n")
    report = build(size)
    if size > 1000:
        for each in report.results:
            each.verdict, each.remedy, each.waiver = Verdict.NOT_TESTABLE, "x" * 300, None
            each.id = each.id + "-" + "x" * 400
    append_summary(report, path)

    text = path.read_text()
    assert text.startswith("of an earlier step\n\n# scimproof: ")
    assert path.stat().st_size < 1024 * 1024
    assert text.endswith("summary.md.\n") is (size > 1000)
