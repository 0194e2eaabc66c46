"""A guest leaves nothing behind: not at the end, not after Ctrl-C, not after kill -9 and a clean-up."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from scimproof.reference import serving


def run(reference, folder, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "scimproof.cli", *words, "--tenant-url", reference.url],
        cwd=folder,
        env={**os.environ, "SCIMPROOF_TOKEN": reference.token},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def ctrl_c_is_heard():
    """What a shell runs in the background is deaf to Ctrl-C, and all that it starts with it: these tests, say."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def everything(reference):
    """All users and groups of the target, by id."""
    with httpx.Client(headers={"Authorization": f"Bearer {reference.token}"}) as client:
        return {
            each["id"]: each
            for endpoint in ("Users", "Groups")
            for each in client.get(f"{reference.url}/{endpoint}?count=1000").json()["Resources"]
        }


def wait_until(holds, seconds=20):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def journals(folder):
    return list((Path(folder) / ".scimproof" / "journal").glob("*.jsonl"))


@pytest.mark.parametrize("workers", ["1", "4"])
def test_a_run_leaves_nothing_and_touches_nobody(tmp_path, workers):
    with serving(users=50, groups=5) as reference:
        before = everything(reference)
        done = run(reference, tmp_path, "run", "--workers", workers, "--settle", "0")
        out, err = done.communicate(timeout=240)

        assert done.returncode == 0, out + err
        assert everything(reference) == before
    assert journals(tmp_path) == []


@pytest.mark.usefixtures("ctrl_c_is_heard")
def test_ctrl_c_cleans_up_and_reports_what_was_judged(tmp_path):
    with serving() as reference:
        begun = run(reference, tmp_path, "run", "--report-dir", "r")
        wait_until(lambda: everything(reference))
        begun.send_signal(signal.SIGINT)
        out, err = begun.communicate(timeout=60)

        assert begun.returncode == 2, out + err
        assert "Traceback" not in err
        assert everything(reference) == {}
    report = json.loads((tmp_path / "r" / "report.json").read_text())
    assert report["run"]["interrupted"] is True
    assert journals(tmp_path) == []


def test_after_kill_9_cleanup_removes_what_was_left(tmp_path):
    with serving(users=3) as reference:
        before = everything(reference)
        begun = run(reference, tmp_path, "run")
        wait_until(lambda: len(everything(reference)) > len(before))
        begun.kill()
        begun.communicate()
        assert journals(tmp_path)
        assert everything(reference) != before

        done = run(reference, tmp_path, "cleanup")
        out, err = done.communicate(timeout=60)

        assert done.returncode == 0, out + err
        assert "0 left" in out
        assert everything(reference) == before
    assert journals(tmp_path) == []


def test_keep_leaves_what_was_made_for_cleanup(tmp_path):
    with serving() as reference:
        done = run(reference, tmp_path, "run", "--keep", "--select", "lifecycle.disabled")
        done.communicate(timeout=60)
        assert everything(reference)
        swept = run(reference, tmp_path, "cleanup")
        swept.communicate(timeout=60)

        assert swept.returncode == 0
        assert everything(reference) == {}


def test_the_token_is_in_no_file_that_a_run_writes(tmp_path):
    with serving() as reference:
        done = run(reference, tmp_path, "run", "--report-dir", "r", "--areas", "security,connection")
        out, err = done.communicate(timeout=60)
        token = reference.token.encode()

        assert token not in (out + err).encode()
        written = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert len(written) >= 5
        assert [path for path in written if token in path.read_bytes()] == []
