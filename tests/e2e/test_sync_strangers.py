"""Provisioning into servers that others wrote: whatever they lose, nobody is made twice and everything goes again."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.support.strangers import PATHS, missing, started

SCIMPROOF = str(Path(sys.executable).with_name("scimproof"))


@pytest.mark.parametrize("name", sorted(PATHS))
def test_a_stranger_gets_everybody_once_and_gives_all_back(name, tmp_path):
    if why := missing(name):
        pytest.skip(why)
    with started(name) as stranger:

        def sync(*words):
            command = [SCIMPROOF, "sync", "--tenant-url", stranger.url, "--token", stranger.token, "--state", "state"]
            return subprocess.run([*command, *words], cwd=tmp_path, capture_output=True, text=True, timeout=120)

        for log in ("first.jsonl", "second.jsonl"):
            ended = sync("--users", "30", "--groups", "5", "--verify", "--log", log)
            assert ended.returncode in (0, 1), ended.stderr
        removed = sync("--remove")

    first, second = (_done(tmp_path / log) for log in ("first.jsonl", "second.jsonl"))
    assert first["create", "success"] == 35
    assert first["create", "failure"] == 0
    assert second["create", "success"] == second["create", "failure"] == 0
    assert removed.stdout.splitlines()[-1] == "35 removed, 0 left."


def _done(log):
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    return Counter((each["provisioningAction"], each["provisioningStatusInfo"]["status"]) for each in entries)
