"""What the command line makes of its words before a command sees them."""

import json
import subprocess
import sys

import pytest

from scimproof import cli
from scimproof.commands import COMMANDS
from scimproof.reference import serving


@pytest.mark.parametrize("token", ["-begins-with-a-dash", "--with-two"])
def test_a_token_may_begin_with_a_dash(token, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with serving(token=token) as reference:
        words = ("--tenant-url", reference.url, "--token", token, "--output", "scim.json")

        assert cli.main(["openapi", *words]) == 0
    assert reference.url in (tmp_path / "scim.json").read_text()


@pytest.mark.parametrize("words", [["--token"], ["--token", "--insecure"], ["--token", "--timeout", "3"]])
def test_a_token_that_was_forgotten_is_no_option(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert cli.main(["openapi", *words]) == 4
    assert "argument --token: expected one argument" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["sync", "load", "cleanup", "openapi", "serve", "report", "compare"])
def test_a_command_that_judges_nothing_never_imports_pytest(name, tmp_path):
    """Neither when it is imported nor when its options are read."""
    code = (
        "import sys; from scimproof import cli, commands; "
        f"cli.parser([{name!r}]); commands.command({name!r}); "
        "found = {each.partition('.')[0] for each in sys.modules}; "
        "print(sorted(found & {'pytest', '_pytest', 'xdist', 'allure_pytest'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_sync_works_where_pytest_cannot_be_imported(tmp_path):
    code = (
        "import sys; sys.modules['pytest'] = sys.modules['_pytest'] = None; from scimproof import cli; "
        "sys.exit(cli.main(['sync', '--users', '2', '--groups', '1', '--quiet', '--verify']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])

    assert ended.value.code == 0
    assert f"scimproof {name}" in capsys.readouterr().out


def test_a_fault_of_ours_is_exit_code_3(monkeypatch, capsys):
    """Python's own exit code for an exception is 1, which would say that the target is broken."""
    monkeypatch.setattr(cli, "resolve", lambda *_: 1 / 0)

    assert cli.main(["requirements"]) == 3
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_run_of_the_embedded_target_names_a_command_that_repeats_it(tmp_path, monkeypatch):
    """No port that is gone, no token that nobody has, and the seed that was drawn."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCIMPROOF_TOKEN", "for-another-target-0123456789")
    words = ["run", "--select", "users.created", "--report-dir", "r", "--quiet"]
    command = [sys.executable, "-m", "scimproof.cli"]

    assert subprocess.run([*command, *words], timeout=60, check=False).returncode == 0
    run = json.loads((tmp_path / "r" / "report.json").read_text())["run"]
    assert run["command"] == f"scimproof run --select users.created --seed {run['seed']} --quiet"
