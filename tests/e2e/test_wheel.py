"""The built wheel, installed into an empty environment, judges from another folder."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_runs_from_anywhere(tmp_path):
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", "reports", "node_modules", ".*_cache"))
    (source / "reports").mkdir()
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(source)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    wheel = next(tmp_path.glob("scimproof-*.whl"))

    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*install, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True)

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    before = sorted(path for path in (tmp_path / "venv").rglob("scimproof/**/*"))
    done = subprocess.run(
        [str(python.with_name("scimproof")), "run", "--report-dir", "r"], cwd=elsewhere, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Conformant" in done.stdout
    assert (elsewhere / "r" / "report.html").stat().st_size > 10_000
    assert sorted(path.name for path in elsewhere.iterdir() if path.name != ".scimproof") == ["r"]
    assert sorted(path for path in (tmp_path / "venv").rglob("scimproof/**/*") if "__pycache__" not in str(path)) == [
        path for path in before if "__pycache__" not in str(path)
    ]
