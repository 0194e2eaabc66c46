"""From a first red run to a gate: waivers written, a baseline kept, runs compared."""

import json
import shutil
import subprocess
import sys
import tomllib

import pytest
from jsonschema import Draft202012Validator

from scimproof import data
from scimproof.reference import serving

PART = ("--select", "users.created", "--select", "patch.active-*", "--select", "matching.miss-is-empty-list")
KNOWN, NEW = "active-string-stored-raw", "filter-miss-404"


def scimproof(folder, *words):
    command = [sys.executable, "-m", "scimproof.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def judged(folder, out, *words, defects=()):
    with serving(defects=defects) as reference:
        url = ("--tenant-url", reference.url, "--token", reference.token)
        done = scimproof(folder, "run", *url, *PART, "--quiet", "--report-dir", out, *words)
    assert "Traceback" not in done.stderr
    path = folder / out / "report.json"
    return done, json.loads(path.read_text()) if path.is_file() else None


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Folders of three runs: clean, with a known finding, and with a new one beside it."""
    folder = tmp_path_factory.mktemp("runs")
    judged(folder, "clean")
    judged(folder, "known", "--write-waivers", "w.toml", defects=(KNOWN,))
    judged(folder, "worse", defects=(KNOWN, NEW))
    return folder


def test_a_known_finding_is_told_and_does_not_gate(runs, tmp_path):
    done, report = judged(tmp_path, "r", "--baseline", str(runs / "known" / "report.json"), defects=(KNOWN,))

    assert (done.returncode, report["exit_code"], report["conformant"]) == (0, 0, False)
    assert report["counts"]["FAIL"] == len(report["baseline"]["known"]) > 0
    assert "known from the baseline" in done.stdout
    assert "known from the baseline, does not gate" in (tmp_path / "r" / "report.html").read_text()
    assert "FAIL (known)" in (tmp_path / "r" / "summary.md").read_text()
    assert "<failure" not in (tmp_path / "r" / "junit.xml").read_text()


def test_a_new_finding_gates_beside_a_known_one(runs, tmp_path):
    words = ("--baseline", str(runs / "known" / "report.json"), "--workers", "2")
    done, report = judged(tmp_path, "r", *words, defects=(KNOWN, NEW))

    gating = {each["id"] for each in report["results"] if each["gates"]}
    assert done.returncode == 1
    assert gating
    assert gating.isdisjoint(report["baseline"]["known"])
    assert "newly broken" in report["sentence"]


def test_without_a_finding_a_baseline_changes_nothing(runs, tmp_path):
    done, report = judged(tmp_path, "r", "--baseline", str(runs / "known" / "report.json"))

    assert (done.returncode, report["conformant"], report["baseline"]["known"]) == (0, True, [])


@pytest.mark.parametrize("content", ["{}", "not json", None])
def test_a_baseline_that_cannot_be_read_is_said_before_anything_is_sent(content, tmp_path):
    if content is not None:
        (tmp_path / "b.json").write_text(content)
    done, report = judged(tmp_path, "r", "--baseline", "b.json")

    assert (done.returncode, report) == (4, None)
    assert len(done.stderr.splitlines()) == 1
    assert "--baseline: b.json" in done.stderr


def test_a_run_that_was_stopped_is_no_baseline(runs, tmp_path):
    stopped = json.loads((runs / "known" / "report.json").read_text())
    stopped["exit_code"], stopped["run"]["interrupted"] = 2, True
    (tmp_path / "b.json").write_text(json.dumps(stopped))
    done, _ = judged(tmp_path, "r", "--baseline", "b.json")

    assert done.returncode == 4
    assert "did not come to its end" in done.stderr


def test_written_waivers_accept_exactly_what_was_found(runs, tmp_path):
    shutil.copy(runs / "w.toml", tmp_path)
    entries = tomllib.loads((tmp_path / "w.toml").read_text())["waiver"]
    found = json.loads((runs / "known" / "report.json").read_text())
    assert [each["id"] for each in entries] == [each["id"] for each in found["results"] if each["gates"]]
    assert all("Not explained yet. Found on" in each["reason"] for each in entries)

    done, report = judged(tmp_path, "same", "--waivers", "w.toml", defects=(KNOWN,))
    assert (done.returncode, report["counts"]["WAIVED"]) == (0, len(entries))

    done, report = judged(tmp_path, "mended", "--waivers", "w.toml")
    assert done.returncode == 1
    assert {each["id"] for each in report["problems"]} == {"waiver.passes"}


def test_waivers_are_never_overwritten(tmp_path):
    (tmp_path / "w.toml").write_text("# mine")
    done, report = judged(tmp_path, "r", "--write-waivers", "w.toml", defects=(KNOWN,))

    assert (done.returncode, report) == (4, None)
    assert (tmp_path / "w.toml").read_text() == "# mine"


@pytest.mark.parametrize(
    "words", [("--report-dir", "file/below"), ("--junit", "folder"), ("--sarif", "file/x.sarif"), ("--allure", "file")]
)
def test_a_place_that_cannot_be_written_to_is_said_before_anything_is_sent(words, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    done, report = judged(tmp_path, "r", *words)

    assert (done.returncode, report) == (4, None)
    assert words[0] in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_compare_says_what_is_new_and_gates_on_it(runs):
    worse = scimproof(runs, "compare", "known/report.json", "worse/report.json", "--html", "c.html")
    better = scimproof(runs, "compare", "worse/report.json", "clean/report.json", "--json")

    assert worse.returncode == 1
    assert "New findings: 1" in worse.stdout or "New findings: 2" in worse.stdout
    assert (runs / "c.html").read_text().startswith("<!")
    assert better.returncode == 0
    told = json.loads(better.stdout)
    assert told["newly_gating"] == []
    assert "patch.active-as-string" in [each["id"] for each in told["fixed"]]


def test_a_matrix_has_a_column_for_each_run(runs):
    three = ("1.0=clean/report.json", "known/report.json", "known/report.json")
    text = scimproof(runs, "compare", "--matrix", *three, "--html", "m.html")
    values = json.loads(scimproof(runs, "compare", "--matrix", *three, "--json").stdout)
    table = scimproof(runs, "compare", "--matrix", *three, "--markdown").stdout

    assert text.returncode == 0
    assert "✓ F F  patch.active-as-string" in text.stdout
    assert "1.0" in (runs / "m.html").read_text()
    assert list(values["runs"]) == ["1.0", "known", "known (2)"]
    assert values["requirements"]["patch.active-as-string"] == {"1.0": "PASS", "known": "FAIL", "known (2)": "FAIL"}
    assert table.splitlines()[2].startswith("| 1.0 |")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("clean/report.json",), "two reports"),
        (("clean/report.json", "nowhere.json"), "nowhere.json"),
        (("clean/report.json", "w.toml"), "not JSON"),
        (("clean/report.json", "known/report.json", "--markdown"), "--matrix"),
        (("clean/report.json", "known/report.json", "--html", "clean"), "--html"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_one_line(runs, words, said):
    done = scimproof(runs, "compare", *words)

    assert done.returncode == 4
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_repository_s_own_schema_takes_what_is_written(runs):
    schema = json.loads((data.schemas() / "waivers.schema.json").read_text())
    content = tomllib.loads((runs / "w.toml").read_text())

    Draft202012Validator(schema).validate(json.loads(json.dumps(content, default=str)))
