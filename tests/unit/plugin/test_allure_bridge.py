"""What Allure shows of a run, read from the files of a real one."""

import json
import re
import subprocess
import sys

import pytest

from scimproof.reference import serving

pytestmark = pytest.mark.slow

DEFECTS = ("active-string-stored-raw",)
WAIVERS = '[[waiver]]\nid = "nobody.knows"\nreason = "known since May"\nexpires = 2099-01-31\n'


def _run(folder, *words, defects=DEFECTS):
    with serving(defects=defects) as reference:
        url = ("--tenant-url", reference.url, "--token", reference.token)
        command = [
            sys.executable,
            "-m",
            "scimproof.cli",
            "run",
            *url,
            "--allure",
            "allure",
            "--report-dir",
            "r",
            *words,
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    return reference.token


def _results(folder):
    return [json.loads(path.read_text()) for path in (folder / "allure").glob("*-result.json")]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    (folder / "w.toml").write_text(WAIVERS)
    token = _run(folder, "--select", "patch.active-*", "--select", "users.created", "--waivers", "w.toml")
    return folder, token


def _named(folder, prefix):
    return next(each for each in _results(folder) if each["name"].startswith(prefix) and each["status"] != "passed")


def _labels(result):
    return {(each["name"], each["value"]) for each in result["labels"]}


def test_a_finding_says_what_it_says_everywhere(ran):
    failed = _named(ran[0], "patch.active-as-string")

    assert failed["status"] == "failed"
    assert failed["statusDetails"]["message"].startswith("FAIL: ")
    assert "Expected: " in failed["statusDetails"]["message"]
    assert "Reproduce it: reproductions/patch.active-as-string.json" in failed["statusDetails"]["trace"]
    assert "**Fix:** " in failed["description"]
    assert {
        ("feature", "patch"),
        ("story", "patch.active-as-string"),
        ("severity", "blocker"),
        ("tag", "MUST"),
    } <= _labels(failed)
    assert any(each["url"].startswith("https://learn.microsoft.com") for each in failed["links"])


def test_each_exchange_is_a_step_and_the_decisive_one_is_red(ran):
    failed = _named(ran[0], "patch.active-as-string")

    assert [each["status"] for each in failed["steps"]].count("failed") == 1
    for step in failed["steps"]:
        assert re.match(r"(GET|POST|PATCH|DELETE) http://.*: \d{3} \(", step["name"])
        [attached] = step["attachments"]
        assert (ran[0] / "allure" / attached["source"]).read_text().startswith(step["name"].split(" ")[0])


def test_no_file_holds_the_token(ran):
    folder, token = ran
    holding = [path.name for path in (folder / "allure").iterdir() if token in path.read_text(errors="replace")]

    assert holding == []


def test_problems_of_the_run_are_results_too(ran):
    problem = _named(ran[0], "waiver.unknown[nobody.knows]")

    assert (problem["status"], ("feature", "run") in _labels(problem)) == ("failed", True)


def test_the_run_is_described_and_its_results_are_grouped(ran):
    assert "Profile=entra" in (ran[0] / "allure" / "environment.properties").read_text()
    categories = json.loads((ran[0] / "allure" / "categories.json").read_text())
    messages = [each["statusDetails"]["message"] for each in _results(ran[0]) if each.get("statusDetails")]
    for message in messages:
        assert sum(bool(re.fullmatch(each["messageRegex"], message)) for each in categories) == 1, message


def test_a_result_keeps_its_identity_and_the_folder_its_history(ran):
    folder, _ = ran
    before = {each["name"]: each["historyId"] for each in _results(folder)}
    (folder / "allure" / "history").mkdir(exist_ok=True)
    (folder / "allure" / "history" / "history.json").write_text("{}")

    _run(folder, "--select", "patch.active-*", "--workers", "2")

    again = [each for each in _results(folder) if each["name"].startswith("patch.active-as-string")]
    assert len(again) == 2 * sum(name.startswith("patch.active-as-string") for name in before)
    assert {each["name"]: each["historyId"] for each in again}.items() <= before.items()
    assert (folder / "allure" / "history" / "history.json").read_text() == "{}"
