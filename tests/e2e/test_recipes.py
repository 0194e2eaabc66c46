"""The recipes under ci/, run as far as that goes without their CI systems, against the reference target."""

import json
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pytest
from tests.support.recipes import BIN, CI, azure_env, github_env, recipe, sh

from scimproof.reference import serving

PART = "--select users.created --select patch.active-*"


@pytest.fixture(scope="module")
def good():
    with serving() as reference:
        yield reference


@pytest.fixture(scope="module")
def bad():
    with serving(defects=("active-string-stored-raw",)) as reference:
        yield reference


def _report(folder):
    return json.loads((folder / "report.json").read_text())


class TestGitHub:
    action = recipe("github/action.yml")
    install, judge, keep = action["runs"]["steps"]

    def _judge(self, folder, **given):
        inputs = {name: each.get("default", "") for name, each in self.action["inputs"].items()} | given
        (folder / "scimproof").symlink_to(BIN.parent)
        env = github_env(self.judge, {**inputs, "report-dir": str(folder / "out"), "arguments": PART})
        env |= {
            "RUNNER_TEMP": str(folder),
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        }
        return sh(self.judge["run"], folder, env)

    def test_a_good_endpoint(self, good, tmp_path):
        done = self._judge(tmp_path, **{"tenant-url": good.url, "token": good.token})

        assert done.returncode == 0, done.stdout + done.stderr
        assert (tmp_path / "output").read_text() == "exit-code=0\n"
        assert "# scimproof: conformant" in (tmp_path / "summary").read_text()
        assert "::error" not in done.stdout
        assert json.loads((tmp_path / "out" / "findings.sarif").read_text())["runs"][0]["results"] == []

    def test_a_bad_endpoint(self, bad, tmp_path):
        done = self._judge(tmp_path, **{"tenant-url": bad.url, "token": bad.token})

        assert done.returncode == 1
        assert (tmp_path / "output").read_text() == "exit-code=1\n"
        assert "\n::error title=patch.active-as-string::Wrong access: " in done.stdout
        assert "patch.active-as-string" in (tmp_path / "summary").read_text()
        [found] = json.loads((tmp_path / "out" / "findings.sarif").read_text())["runs"][0]["results"]
        assert found["ruleId"] == "patch.active-as-string"

    def test_a_secret_that_is_not_set_is_no_green_job(self, tmp_path):
        done = self._judge(tmp_path, **{"tenant-url": "", "token": ""})

        assert done.returncode == 4
        assert "SCIMPROOF_TENANT_URL is empty" in done.stderr

    def test_an_input_never_becomes_part_of_a_script(self):
        assert "${{" not in self.install["run"] + self.judge["run"]
        assert "TOKEN" not in self.judge["run"]

    def test_it_installs_what_is_tested(self):
        command = self.install["run"].replace("\\\n", " ")

        assert '--require-hashes -r "$SOURCE/requirements.lock"' in command
        assert (CI / "github" / ".." / ".." / "requirements.lock").is_file()
        assert subprocess.run(["bash", "-n", "-c", command]).returncode == 0

    def test_every_input_is_used_and_the_example_gives_only_inputs(self):
        text = (CI / "github" / "action.yml").read_text()
        unused = [name for name in self.action["inputs"] if f"inputs.{name}" not in text]
        example = recipe("github/workflow.yml")["jobs"]["scim"]["steps"]
        given = next(each["with"] for each in example if each.get("uses", "") == "./.scimproof/ci/github")
        fetched = next(each["with"] for each in example if each.get("name") == "Fetch scimproof")

        assert unused == []
        assert fetched["path"] == ".scimproof"
        assert set(given) <= set(self.action["inputs"])
        assert {name for name, each in self.action["inputs"].items() if each["required"]} <= set(given)


class TestGitLab:
    job = recipe("gitlab/scimproof.gitlab-ci.yml")["scim-conformance"]

    @pytest.mark.parametrize(("endpoint", "code"), [("good", 0), ("bad", 1)])
    def test_the_job(self, endpoint, code, tmp_path, request):
        reference = request.getfixturevalue(endpoint)
        (tmp_path / ".scimproof-venv").symlink_to(BIN.parent)
        settings = {"TENANT_URL": reference.url, "SCIM_TOKEN": reference.token}
        env = {name: settings.get(value.removeprefix("$"), value) for name, value in self.job["variables"].items()}
        done = sh("\n".join(self.job["script"]), tmp_path, {**env, "SCIMPROOF_SELECT": "users.created,patch.active-*"})

        assert done.returncode == code, done.stdout + done.stderr
        assert all((tmp_path / path).is_dir() for path in self.job["artifacts"]["paths"])
        junit = ET.parse(tmp_path / self.job["artifacts"]["reports"]["junit"]).getroot()  # noqa: S314 - our own
        assert int(junit.get("failures")) == len(junit.findall(".//failure"))
        assert bool(junit.findall(".//failure")) is bool(code)

    def test_a_variable_that_is_not_set_is_no_green_job(self, tmp_path):
        (tmp_path / ".scimproof-venv").symlink_to(BIN.parent)
        for unset in ("", "$TENANT_URL"):
            done = sh("\n".join(self.job["script"]), tmp_path, {"SCIMPROOF_TENANT_URL": unset})

            assert done.returncode == 4


class TestAzure:
    steps = recipe("azure/azure-pipelines.yml")["steps"]

    def _step(self, name):
        return next(each for each in self.steps if each.get("displayName") == name)

    @pytest.mark.parametrize(("endpoint", "code"), [("good", 0), ("bad", 1)])
    def test_the_steps(self, endpoint, code, tmp_path, request):
        reference = request.getfixturevalue(endpoint)
        (tmp_path / ".scimproof-venv").symlink_to(BIN.parent)
        judge = self._step("SCIM conformance")
        env = azure_env(judge, {"TENANT_URL": reference.url, "SCIM_TOKEN": reference.token})
        done = sh(judge["bash"], tmp_path, {**env, "SCIMPROOF_SELECT": "users.created,patch.active-*"})
        assert done.returncode == code, done.stdout + done.stderr

        shown = sh(self._step("Show the summary")["bash"], tmp_path, {}).stdout
        published = self._step("Publish the test results")["inputs"]["testResultsFiles"]
        kept = self._step("Keep the report")["inputs"]["targetPath"]
        assert shown == f"##vso[task.uploadsummary]{tmp_path}/scimproof-report/summary.md\n"
        assert (tmp_path / published).is_file()
        assert (tmp_path / kept / "report.html").is_file()

    def test_a_secret_that_is_not_set_is_no_green_job(self, tmp_path):
        (tmp_path / ".scimproof-venv").symlink_to(BIN.parent)
        judge = self._step("SCIM conformance")

        assert sh(judge["bash"], tmp_path, azure_env(judge, {})).returncode == 4


@pytest.mark.parametrize(
    "script",
    [
        recipe("gitlab/scimproof.gitlab-ci.yml")["scim-conformance"]["before_script"][-1],
        recipe("azure/azure-pipelines.yml")["steps"][1]["bash"].splitlines()[-1],
    ],
    ids=["gitlab", "azure"],
)
def test_a_job_that_is_not_told_what_to_install_says_so(script, tmp_path):
    done = sh(script, tmp_path, {})

    assert done.returncode != 0
    assert "SCIMPROOF_PACKAGE: is not set" in done.stderr


class TestShell:
    script = CI / "shell" / "gate.sh"

    def _gate(self, folder, reference):
        env = {"TENANT_URL": reference.url, "SCIM_TOKEN": reference.token, "SCIMPROOF": str(BIN / "scimproof")}
        return sh(f"{self.script} {PART} --quiet", folder, env, "sh")

    def test_a_green_run_is_the_next_baseline(self, good, bad, tmp_path):
        assert self._gate(tmp_path, good).returncode == 0
        assert self._gate(tmp_path, good).returncode == 0
        assert _report(tmp_path / "scimproof-report")["baseline"]["known"] == []

        assert self._gate(tmp_path, bad).returncode == 1
        assert self._gate(tmp_path, bad).returncode == 1

    def test_a_red_run_becomes_a_baseline_by_hand_alone(self, bad, tmp_path):
        assert self._gate(tmp_path, bad).returncode == 1
        assert self._gate(tmp_path, bad).returncode == 1

        (tmp_path / ".scimproof-kept").mkdir()
        shutil.copy(tmp_path / "scimproof-report" / "report.json", tmp_path / ".scimproof-kept")
        done = self._gate(tmp_path, bad)
        assert done.returncode == 0
        assert "1 known from the baseline" in done.stdout

    def test_what_is_not_set_is_said(self, tmp_path):
        done = sh(str(self.script), tmp_path, {"TENANT_URL": "http://127.0.0.1:1/scim"}, "sh")

        assert done.returncode != 0
        assert "SCIM_TOKEN" in done.stderr


class TestElium:
    script = CI / "elium" / "gate.sh"

    def _gate(self, folder, port, start, **more):
        env = {
            "TENANT_URL": f"http://127.0.0.1:{port}/scim/v2",
            "SCIM_TOKEN": "the-gates-token",
            "START": start,
            "RELEASE": "2026.11",
            "SCIMPROOF": str(BIN / "scimproof"),
            "SCIMPROOF_SELECT": "users.created,patch.active-*",
            **more,
        }
        return sh(f"{self.script} --quiet", folder, env, "sh")

    def _release(self, port, *words):
        return f"{BIN / 'scimproof'} serve --port {port} --token the-gates-token {' '.join(words)}"

    @pytest.mark.parametrize(
        ("words", "code"), [((), 0), (("--defect", "active-string-stored-raw"), 1)], ids=["good", "bad"]
    )
    def test_a_release_is_started_judged_and_stopped(self, words, code, tmp_path, free_port):
        done = self._gate(tmp_path, free_port, self._release(free_port, *words))

        assert done.returncode == code, done.stdout + done.stderr
        report = _report(tmp_path / "scimproof-reports" / "2026.11")
        assert (report["run"]["profile"], report["exit_code"]) == ("elium", code)
        assert "Tenant URL" in (tmp_path / "scimproof-reports" / "2026.11" / "release.log").read_text()
        assert not _answers(free_port)

    def test_a_release_that_does_not_start(self, tmp_path, free_port):
        done = self._gate(tmp_path, free_port, "sh -c 'echo no database; exit 1'")

        assert done.returncode == 6
        assert "no database" in done.stderr

    def test_a_release_that_never_answers(self, tmp_path, free_port):
        done = self._gate(tmp_path, free_port, "sleep 60", WAIT="1")

        assert done.returncode == 6
        assert "no answer" in done.stderr

    def test_another_release_that_runs_already_is_not_judged_instead(self, good, tmp_path):
        port = good.url.split(":")[2].split("/")[0]
        done = self._gate(tmp_path, port, "sleep 60")

        assert done.returncode == 4
        assert "answers" in done.stderr

    def test_the_release_does_not_see_the_gates_secret(self, tmp_path, free_port):
        self._gate(tmp_path, free_port, "env", WAIT="1")

        assert "the-gates-token" not in (tmp_path / "scimproof-reports" / "2026.11" / "release.log").read_text()


@pytest.mark.parametrize("path", sorted(CI.rglob("*.sh")), ids=lambda path: str(path.relative_to(CI)))
def test_a_script_is_posix_shell_and_may_be_run(path):
    assert subprocess.run(["dash" if shutil.which("dash") else "sh", "-n", str(path)]).returncode == 0
    assert path.stat().st_mode & 0o111


@pytest.fixture
def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(port):
    import socket

    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", int(port))) == 0
