"""What a case did stands with the case, also after a test that shares a user with others."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def test_each_case_keeps_its_own_exchanges(tmp_path):
    command = [sys.executable, "-m", "scimproof.cli", "run", "--areas", "users", "--report-dir", "r", "--quiet"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    report = json.loads((tmp_path / "r" / "report.json").read_text())

    judged = [(each["id"], case) for each in report["results"] for case in each["cases"] if case["verdict"] == "PASS"]
    silent = [name for name, case in judged if not case["exchanges"]]
    assert len(judged) > 50
    # The cases of these share the answers of one create.
    assert set(silent) <= {"users.names-as-sent", "users.names-not-normalized", "users.difficult-usernames"}
