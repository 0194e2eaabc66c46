"""The same verdicts however a run is started: here, spread over processes, or as plain pytest."""

import json
import os
import subprocess
import sys
from pathlib import Path

from scimproof import data
from scimproof.reference import serving

DEFECTS = ("active-string-stored-raw", "filter-miss-404")


def verdicts(reference, folder, *command):
    environment = {
        **os.environ,
        "SCIMPROOF_TENANT_URL": reference.url,
        "SCIMPROOF_TOKEN": reference.token,
        "SCIMPROOF_REPORT_DIR": str(folder),
        "SCIMPROOF_SETTLE": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=240
    )
    report = json.loads((Path(folder) / "report.json").read_text())
    assert done.returncode == report["exit_code"] == 1, done.stdout + done.stderr
    return {
        (each["id"], case["name"]): (case["verdict"], case["blocked_by"])
        for each in report["results"]
        for case in each["cases"]
    }


def test_one_process_four_processes_and_plain_pytest_agree(tmp_path):
    found = []
    for number, command in enumerate(
        (
            ("scimproof.cli", "run"),
            ("scimproof.cli", "run", "--workers", "4"),
            ("pytest", "-p", "scimproof.plugin", "-q", str(data.suites())),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        with serving(defects=DEFECTS) as reference:
            found.append(verdicts(reference, folder, *command))

    assert found[0] == found[1]
    assert found[0] == found[2]
    assert len(found[0]) > 90
