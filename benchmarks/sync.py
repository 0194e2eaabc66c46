"""What provisioning costs: objects a second, whose time it is, memory by size, and requests per changed object.

The service and the reference target each run in a process of their own. ``SCIMPROOF_BENCH_USERS=1000,100000`` names
other sizes; a hundred thousand users take a quarter of an hour.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = "a-token-for-benchmarks"  # noqa: S105 - of a target on loopback that lives for this run
SIZES = [int(each) for each in os.environ.get("SCIMPROOF_BENCH_USERS", "1000,10000").split(",")]
_SPENT = re.compile(r"([\d,]+) requests in ([\d.]+) s, ([\d.]+) s of them")
CHANGED = 50


def main() -> None:
    """Provision directories of several sizes and print the figures."""
    for users in SIZES:
        groups = max(1, users // 20)
        with tempfile.TemporaryDirectory() as folder, _target() as url:
            words = ["--users", str(users), "--groups", str(groups)]
            requests, seconds, target, memory = _sync(url, Path(folder), words)
            again, *_ = _sync(url, Path(folder), [*words, "--log", str(Path(folder) / "again.jsonl")])
            changes = Path(folder) / "changes.jsonl"
            changes.write_text("".join(_changes()), encoding="utf-8")
            log = Path(folder) / "changes.log"
            asked, *_ = _sync(url, Path(folder), [*words, "--changes", str(changes), "--log", str(log)])
            writes = _writes(Path(folder) / "again.jsonl")
        done = users + groups + users
        print(
            f"{users:,} users, {groups:,} groups, one with {-(-users // 2):,} members\n"
            f"  initial cycle  {requests:,} requests, {done / seconds:.0f} objects and links/s, "
            f"{requests / seconds:.0f} requests/s\n"
            f"  whose time     {seconds - target:.1f} s in scimproof, {target:.1f} s waiting for the target\n"
            f"  peak memory    {memory / 1024:.0f} MB\n"
            f"  second cycle   {again} requests, {writes} writes\n"
            f"  changes        {asked / CHANGED:.1f} requests per changed object, probes included"
        )


def _sync(url: str, folder: Path, words: list[str]) -> tuple[int, float, float, int]:
    """Run one cycle; return requests, seconds, seconds in the target, and the most kilobytes it held."""
    scimproof = str(Path(sys.executable).with_name("scimproof"))
    command = [scimproof, "sync", "--tenant-url", url, "--token", TOKEN, "--state", str(folder), *words]
    with (folder / "out").open("w+", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        printed = out.read()
    found = _SPENT.search(printed)
    assert process.returncode == 0, printed
    assert found is not None, printed
    return int(found[1].replace(",", "")), float(found[2]), float(found[3]), used.ru_maxrss


def _changes() -> Iterator[str]:
    """Yield one change for each of so many objects: titles, names, and departures."""
    for number in range(2, CHANGED + 2):
        kinds = (
            {"change": "update", "user": f"#{number}", "set": {"jobTitle": "Lead"}},
            {"change": "delete", "user": f"#{number}"},
            {"change": "unassign", "user": f"#{number}"},
            {"change": "manager", "user": f"#{number}", "to": "#1"},
        )
        yield json.dumps(kinds[number % len(kinds)]) + "\n"


def _writes(log: Path) -> int:
    lines = log.read_text(encoding="utf-8").splitlines()
    statuses = Counter(json.loads(line)["provisioningStatusInfo"]["status"] for line in lines)
    return statuses["success"]


@contextmanager
def _target() -> Iterator[str]:
    command = [sys.executable, "-m", "scimproof.reference", "--token", TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().partition(": ")[2].strip()
        time.sleep(0.1)
        try:
            yield url
        finally:
            process.terminate()
