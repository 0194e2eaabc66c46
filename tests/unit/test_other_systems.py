"""As far as one machine can show it: nothing that a run does needs what only POSIX systems have.

A process of its own takes those parts of the standard library away, and then judges, synchronises and loads.
"""

import json
import subprocess
import sys

import pytest

_WITHOUT = """
import asyncio, builtins, multiprocessing, os, pathlib, select, signal, socket, subprocess, sys, tempfile, threading

GONE = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog")

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name in GONE:
            raise ModuleNotFoundError(f"no module {name} on this system")

for name in GONE:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Finder())
for where, names in (
    (os, "fork forkpty geteuid getuid getegid getgid getgroups setsid setuid killpg uname mkfifo chown nice wait "
         "getpgid getpgrp setpgid posix_spawn O_NONBLOCK O_CLOEXEC O_DIRECTORY O_NOFOLLOW"),
    (signal, "SIGKILL SIGHUP SIGALRM SIGUSR1 SIGUSR2 SIGCHLD SIGPIPE SIGQUIT alarm setitimer pause pthread_kill"),
    (select, "poll"),  # asyncio itself stands on epoll and on AF_UNIX here
    (socket, "SO_REUSEPORT sendmsg recvmsg"),
):
    for name in names.split():
        if hasattr(where, name):
            delattr(where, name)

def chmod(*_, **__):
    raise NotImplementedError("nothing may depend on the mode of a file")

os.chmod = os.fchmod = pathlib.Path.chmod = chmod
opened = builtins.open

def open_(file, *rest, **options):
    if str(file).startswith(("/dev/", "/proc/", "/etc/passwd")):
        raise FileNotFoundError(file)
    return opened(file, *rest, **options)

builtins.open = open_
"""


def _on_such_a_system(code, folder):
    command = [sys.executable, "-c", f"{_WITHOUT}\n{code}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)


def test_every_module_can_be_imported(tmp_path):
    code = (
        "import importlib, pkgutil, scimproof\n"
        "for each in pkgutil.walk_packages(scimproof.__path__, 'scimproof.'):\n"
        "    if not each.name.endswith('__main__'): importlib.import_module(each.name)\n"
    )
    done = _on_such_a_system(code, tmp_path)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "--areas", "connection,users,cycles", "--report-dir", "r", "--quiet"], 0),
        (["sync", "--users", "2", "--groups", "1", "--verify", "--report-dir", "r", "--quiet"], 0),
        (["openapi", "--output", "scim.json"], 0),
    ],
    ids=["run", "sync", "openapi"],
)
def test_commands_work(words, code, tmp_path):
    done = _on_such_a_system(f"from scimproof.cli import main\nsys.exit(main({words!r}))", tmp_path)

    assert done.returncode == code, done.stdout + done.stderr


def test_letters_that_a_terminal_has_not_are_escapes(tmp_path):
    """A console of Windows has 256 letters, and a target may send any."""
    path = tmp_path / "report.json"
    code = (
        "import json, pathlib\n"
        "from tests.support.sample_report import build\n"
        "from scimproof.report.results import dump, encode\n"
        f"pathlib.Path({str(path)!r}).write_bytes(encode(dump(build())))\n"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert made.returncode == 0, made.stderr
    names = json.loads(path.read_text(encoding="utf-8"))["target"]["base_url"]

    done = subprocess.run(
        [sys.executable, "-m", "scimproof.cli", "compare", f"Müller 李={path}", str(path), "--matrix"],
        cwd=tmp_path,
        env={"PYTHONIOENCODING": "cp1252", "PATH": ""},
        capture_output=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, b""), names
    assert b"\\u674e" in done.stdout
