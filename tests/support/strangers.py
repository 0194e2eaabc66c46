"""Independently written servers, really installed and really started, each by its own recipe."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

RECIPES = Path(__file__).parents[1] / "e2e" / "strangers"
CACHE = Path(os.environ.get("SCIMPROOF_STRANGERS", Path.home() / ".cache" / "scimproof" / "strangers"))
TOKEN = "stranger-token-for-tests"
PATHS = {
    "agent-bom": "/scim/v2",
    "canaille": "/scim/v2",
    "django-scim2": "/scim/v2",
    "django-scim2-server": "/scim/v2",
    "scim2-server": "",
    "scim2-server-cursor": "",
    "scimmy": "/scim",
}
NEEDS = {"scimmy": ("node", "npm")}
INSTALLS = 300
"""Seconds for a recipe that has to install first."""


@dataclass(frozen=True, slots=True)
class Stranger:
    name: str
    url: str
    token: str


def missing(name: str) -> str:
    """Return why this server cannot be started on this machine, or nothing."""
    absent = [each for each in NEEDS.get(name, ()) if shutil.which(each) is None]
    return f"{', '.join(absent)} not installed" if absent else ""


@contextmanager
def started(name: str) -> Iterator[Stranger]:
    """Start a server in its own process group and stop it afterwards; a failed start tells its output."""
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):  # the first start installs, and a second one must not meet half of it
        port = _free_port()
        log = folder / f"log-{port}"
        with log.open("w") as written:
            process = subprocess.Popen(
                [str(RECIPES / name / "start"), str(port), str(folder), TOKEN],
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _wait(process, port, log)
        except BaseException:
            _stop(process)
            raise
    try:
        yield Stranger(name, f"http://127.0.0.1:{port}{PATHS[name]}", TOKEN)
    finally:
        _stop(process)
        log.unlink(missing_ok=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=20)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time in."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + INSTALLS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once:\n{log.read_text()[-2000:]}")
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not listen within {INSTALLS} s:\n{log.read_text()[-2000:]}")
