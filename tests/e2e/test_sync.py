"""``scimproof sync`` as its user meets it: processes, files and exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scimproof.reference import serving

SCIMPROOF = str(Path(sys.executable).with_name("scimproof"))
CHANGES = [
    {"change": "hire"},
    {"change": "update", "user": "#2", "set": {"jobTitle": "Lead"}},
    {"change": "delete", "user": "#3"},
    {"change": "group-rename", "group": "#1", "to": "scimproof-e2e other"},
]


@pytest.fixture
def target():
    with serving() as reference:
        yield reference


@pytest.fixture
def sync(target, tmp_path):
    def run(*words, token=None):
        return subprocess.run(
            [SCIMPROOF, "sync", "--tenant-url", target.url, "--state", str(tmp_path / "state"), *words],
            cwd=tmp_path,
            env={**os.environ, "SCIMPROOF_TOKEN": token or target.token},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_two_cycles_and_changes_and_a_report(sync, target, tmp_path):
    first = sync("--users", "10", "--groups", "2", "--verify", "--log", "log.jsonl")
    assert (first.returncode, first.stderr) == (0, "")
    assert "converged" in first.stdout
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [each["provisioningAction"] for each in lines].count("create") == 12

    second = sync("--log", "second.jsonl")
    assert second.returncode == 0
    assert (tmp_path / "second.jsonl").read_text() == ""

    (tmp_path / "changes.jsonl").write_text("\n".join(map(json.dumps, CHANGES)))
    third = sync("--changes", "changes.jsonl", "--verify", "--report-dir", "report", "--log", "third.jsonl")
    assert third.returncode == 0, third.stdout
    page = (tmp_path / "report" / "report.html").read_text()
    assert "Provisioning log" in page
    assert "scimproof-e2e other" in page
    command = json.loads((tmp_path / "report" / "report.json").read_text())["run"]["command"]
    assert "scimproof sync" in command
    assert "--changes changes.jsonl" in command
    assert target.token not in page + (tmp_path / "log.jsonl").read_text()

    removed = sync("--remove")
    assert removed.returncode == 0
    assert target.provider.store.resources == {"User": {}, "Group": {}}


@pytest.mark.parametrize("requests", [7, 40, 130])
def test_killed_half_way_it_goes_on_and_nothing_is_doubled(sync, target, tmp_path, requests):
    seen = []
    target.provider.http.before.append(lambda request: seen.append(request.method))
    process = subprocess.Popen(
        [SCIMPROOF, "sync", "--tenant-url", target.url, "--state", "state", "--users", "40", "--groups", "3"],
        cwd=tmp_path,
        env={**os.environ, "SCIMPROOF_TOKEN": target.token},
        stdout=subprocess.DEVNULL,
    )
    while len(seen) < requests and process.poll() is None:
        time.sleep(0.001)
    process.kill()
    process.wait()

    resumed = sync("--verify")

    assert "converged" in resumed.stdout
    assert resumed.returncode == 0, resumed.stdout
    assert {kind: len(held) for kind, held in target.provider.store.resources.items()} == {"User": 40, "Group": 3}
    assert sync("--log", "after.jsonl").returncode == 0
    assert (tmp_path / "after.jsonl").read_text() == ""


def test_ctrl_c_finishes_what_is_in_hand_and_the_next_command_goes_on(sync, target, tmp_path):
    seen = []
    target.provider.http.before.append(lambda request: seen.append(request.method))
    process = subprocess.Popen(
        [SCIMPROOF, "sync", "--tenant-url", target.url, "--state", "state", "--users", "60", "--groups", "1"],
        cwd=tmp_path,
        env={**os.environ, "SCIMPROOF_TOKEN": target.token},
        stdout=subprocess.PIPE,
        text=True,
    )
    while len(seen) < 20:
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=30)

    assert process.returncode == 2
    assert "goes on from there" in printed
    assert len(target.provider.store.resources["User"]) < 60
    assert sync("--verify").returncode == 0


def test_a_directory_of_somebodys_own_has_its_own_names(sync, target, tmp_path):
    users = [{"userPrincipalName": f"{name}@contoso.example", "displayName": name} for name in ("jo", "kim")]
    groups = [{"displayName": "Team", "members": ["jo@contoso.example"]}]
    (tmp_path / "d.json").write_text(json.dumps({"users": users, "groups": groups}))

    assert sync("--directory", "d.json", "--verify").returncode == 0
    assert [each["userName"] for each in target.provider.store.all(target.provider.schema.user)] == [
        "jo@contoso.example",
        "kim@contoso.example",
    ]
    other = sync("--users", "5")
    assert other.returncode == 4
    assert "another directory" in other.stderr


def test_four_weeks_of_quarantine_take_a_moment(sync, target):
    assert sync("--users", "3", "--groups", "0").returncode == 0
    begun = time.monotonic()
    broken = sync("--simulate", "5w", token="not-the-token-any-more")

    assert broken.returncode == 1
    assert broken.stdout.count("Quarantine:") == 31
    assert "disabled after four weeks" in broken.stdout
    assert time.monotonic() - begun < 10
    assert sync("--restart").returncode == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--changes", "nowhere.jsonl"], "nowhere.jsonl"),
        (["--directory", "d.json", "--users", "3"], "give one"),
        (["--mapping", "nowhere.json"], "--mapping"),
        (["--actions", "explode"], "explode"),
        (["--simulate", "soon"], "soon"),
        (["--on-demand", "nobody@example.com"], "nobody@example.com"),
        (["--users", "many"], "many"),
        (["--profile", "elium", "--users", "1", "--dialect", "old"], "--dialect"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_4(sync, words, says):
    refused = sync(*words)

    assert refused.returncode == 4, refused.stdout
    assert says in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_what_a_cycle_did_not_finish_is_not_called_converged(sync, tmp_path):
    twice = [{"value": "Admin"}, {"value": "Admin"}]
    (tmp_path / "d.json").write_text(json.dumps({"appRoles": twice, "users": [{"userPrincipalName": "jo@x.example"}]}))

    stopped = sync("--directory", "d.json", "--verify")
    assert stopped.returncode == 1
    assert "'Admin'" in stopped.stdout
    assert "Not verified" in stopped.stdout
    assert "converged" not in stopped.stdout

    (tmp_path / "d.json").write_text(json.dumps({"users": [{"userPrincipalName": "jo@x.example"}]}))
    assert "1 user and 0 groups: converged" in sync("--directory", "d.json", "--verify").stdout


def test_options_of_its_own_come_from_a_file_and_the_environment_too(target, tmp_path):
    (tmp_path / "scimproof.toml").write_text('state = "state"\nusers = 3\ngroups = 9\nverify = true\n')
    environ = {
        **os.environ,
        "SCIMPROOF_TENANT_URL": target.url,
        "SCIMPROOF_TOKEN": target.token,
        "SCIMPROOF_GROUPS": "1",
    }
    done = subprocess.run([SCIMPROOF, "sync"], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=120)

    assert "Verified 3 users and 1 group: converged." in done.stdout
    assert (tmp_path / "state" / "state.db").is_file()


def test_refused_credentials_at_the_start_are_exit_code_6(sync):
    refused = sync(token="not-the-token-at-all")

    assert refused.returncode == 6
    assert "credentials" in refused.stderr


def test_without_a_tenant_url_it_shows_itself_on_the_reference_target(tmp_path):
    shown = subprocess.run(
        [SCIMPROOF, "sync", "--users", "5", "--groups", "1", "--verify"], cwd=tmp_path, capture_output=True, text=True
    )

    assert shown.returncode == 0
    assert "converged" in shown.stdout
    assert not (tmp_path / ".scimproof").exists()


def test_lives_are_told(tmp_path):
    lived = subprocess.run([SCIMPROOF, "sync", "--lives", "2"], cwd=tmp_path, capture_output=True, text=True)

    assert lived.returncode == 0
    assert "2 lives converged" in lived.stdout
