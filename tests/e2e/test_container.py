"""The container file: its steps, without building an image."""

import shutil
import subprocess
import sys

from tests.support.recipes import CI, ROOT, sh

PART = "--select users.created --select patch.active-*"
LINES = (CI / "Containerfile").read_text().replace("\\\n", "").splitlines()


def test_what_it_copies_is_enough_to_install(tmp_path):
    """No image is built here; the same files are installed the same way, into a folder of their own."""
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    for line in LINES:
        if line.startswith("COPY ") and "--from" not in line:
            for name in line.split()[1:-1]:
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
                copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(target), str(source)], check=True)

    done = sh(f"{sys.executable} -m scimproof.cli run {PART} --quiet", tmp_path, {"PYTHONPATH": str(target)})
    assert done.returncode == 0, done.stderr
    assert "Conformant" in done.stdout
    assert (target / "scimproof" / "_data" / "suites").is_dir()


def test_what_it_copies_is_not_ignored():
    kept = {line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        name for line in LINES if line.startswith("COPY ") and "--from" not in line for name in line.split()[1:-1]
    }

    assert copied == kept
