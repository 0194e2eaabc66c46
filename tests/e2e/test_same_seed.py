"""A run can be repeated: with the same seed, fuzzing sends the same requests, whatever the run is called."""

import json
import re
import subprocess
import sys

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def sent(folder, seed):
    """Return method, path, query and body of each request, without the run's name and the ids that the target gave."""
    folder.mkdir()
    command = ("run", "--areas", "fuzz", "--fuzz", "deep", "--budget", "700", "--seed", seed, "--report-dir", ".")
    done = subprocess.run(
        [sys.executable, "-m", "scimproof.cli", *command], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    ids = {}
    requests = [each["request"] for each in json.loads((folder / "exchanges.har").read_text())["log"]["entries"]]
    return [
        _UUID.sub(lambda found: ids.setdefault(found[0], f"<{len(ids)}>"), re.sub(r"scimproof-\w{6}", "<run>", text))
        for text in (
            f"{each['method']} {each['url'].partition('/scim/v2')[2]} {each.get('postData', {}).get('text', '')}"
            for each in requests
        )
    ]


def test_the_same_seed_sends_the_same_requests_in_two_runs(tmp_path):
    first, again, other = (sent(tmp_path / name, seed) for name, seed in (("1", "7"), ("2", "7"), ("3", "8")))

    assert len(first) > 400
    assert first == again
    assert first != other
