"""``python -m benchmarks foreign-faults``: which faults of the second server scimproof reports, and which it does not.

Each fault and each legal variant is served by a process of its own and judged by ``scimproof run``. What a run reports
beyond the run of the clean server counts. A fault is *seen* when a requirement outside of fuzzing fails or warns, and
seen *by fuzzing alone* when only fuzzing or ``run.unsettled`` says so. On a variant every such line is a false alarm.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.foreign.faults import FAULTS
from benchmarks.foreign.faults.registry import Change
from benchmarks.foreign.variants import VARIANTS

BY_LUCK = ("fuzz.", "run.unsettled")
SCIMPROOF = Path(sys.executable).with_name("scimproof")
PATIENCE_S = 900
SEED = 7
SEEN, LUCK, UNSEEN = "seen", "by fuzzing alone", "unseen"


def main(given: Iterable[str] = ("--sample", "24", "--variants", "8")) -> int:
    """Judge, print the table, write the figures."""
    asked = _options(list(given))
    changes = chosen(asked)
    begun = time.monotonic()
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(asked.jobs) as pool:
        clean = judged(None, Path(folder), asked)
        if clean["alarms"]:
            print(f"clean          {', '.join(clean['alarms'])}: found on the server without a fault, and left out")
        for change, one in zip(changes, pool.map(lambda c: judged(c, Path(folder), asked), changes), strict=True):
            found[change.id] = beyond(change, one, clean)
            keep(asked, clean, found)
            if asked.verbose:
                print(f"  {found[change.id]['outcome']:<17} {change.id}  {' '.join(one['alarms'])}", flush=True)
    for line in table(changes, found):
        print(line)
    print(f"seconds        {time.monotonic() - begun:.0f}")
    return 0


def keep(asked: argparse.Namespace, clean: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    """Write what was found so far; with --add beside what the file holds already."""
    if asked.json is None:
        return
    before = json.loads(asked.json.read_text())["found"] if asked.add and asked.json.exists() else {}
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps({"clean": clean["alarms"], "found": {**before, **found}}, indent=1) + "\n")


def _options(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks foreign-faults", description=__doc__)
    parser.add_argument("--sample", type=int, default=None, metavar="N", help="so many faults at random (default all)")
    parser.add_argument("--variants", type=int, default=None, metavar="N", help="so many variants (default all)")
    parser.add_argument("--seed", type=int, default=0, help="chooses the sample")
    parser.add_argument("--kinds", default="", metavar="A,B", help="only faults of these kinds, and no variant")
    parser.add_argument("--ids", default="", metavar="A,B", help="only these faults and variants")
    parser.add_argument("--jobs", type=int, default=1, help="runs side by side")
    parser.add_argument("--nice", action="store_true", help="leave the processor to others")
    parser.add_argument("--verbose", action="store_true", help="one line for each run")
    parser.add_argument("--json", type=Path, default=None, metavar="FILE", help="write what was found")
    parser.add_argument("--add", action="store_true", help="add to the file instead of writing it anew")
    parser.add_argument("run", nargs="*", help="options for scimproof run, after --")
    return parser.parse_args(given)


def chosen(asked: argparse.Namespace) -> list[Change]:
    """Return the faults and variants that the options ask for."""
    faults, variants = sorted(FAULTS.values(), key=lambda c: c.id), sorted(VARIANTS.values(), key=lambda c: c.id)
    if asked.ids:
        wanted = asked.ids.split(",")
        return [change for change in (*faults, *variants) if change.id in wanted]
    if asked.kinds:
        faults = [change for change in faults if change.kind in asked.kinds.split(",")]
        variants = []
    dice = random.Random(asked.seed)  # noqa: S311
    if asked.sample is not None:
        faults = sorted(dice.sample(faults, min(asked.sample, len(faults))), key=lambda c: c.id)
    if asked.variants is not None:
        variants = sorted(dice.sample(variants, min(asked.variants, len(variants))), key=lambda c: c.id)
    return [*faults, *variants]


@contextmanager
def served(change: Change | None) -> Iterator[tuple[str, str]]:
    """Serve the changed server in a process of its own; yield its base URL and its token."""
    option = [] if change is None else ["--fault" if change.severity else "--variant", change.id]
    command = [sys.executable, "-m", "benchmarks.foreign.serve", "--port", "0", *option]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        url, token = server.stdout.readline().split()
        yield url, token
    finally:
        server.terminate()
        server.wait()


def judged(change: Change | None, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Run scimproof against one server; return what it reports, and the seconds."""
    reports = folder / (change.id if change else "clean")
    begun = time.monotonic()
    with served(change) as (url, token):
        command = [*("nice", "-n", "10")] if asked.nice else []
        command += [str(SCIMPROOF), "run", "--tenant-url", url, "--token", token, "--quiet"]
        command += ["--seed", str(SEED), "--report-dir", str(reports), *asked.run]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
            code, said = done.returncode, (done.stdout + done.stderr)[-500:]
        except subprocess.TimeoutExpired:
            code, said = -1, f"no end after {PATIENCE_S} s"
    read = report(reports / "report.json")
    shutil.rmtree(reports, ignore_errors=True)
    return {"code": code, "said": said, "seconds": round(time.monotonic() - begun), **read}


def report(path: Path) -> dict[str, Any]:
    """Return the alarms, notes and untestable requirements of a report; without a report, an alarm called no-report."""
    if not path.exists():
        return {"alarms": ["no-report"], "notes": [], "untestable": 0}
    read = json.loads(path.read_text())
    verdicts = {each["id"]: each["verdict"] for each in read["results"]}
    return {
        "alarms": sorted(
            [*(name for name, verdict in verdicts.items() if verdict in ("FAIL", "WARN")), *_problems(read)]
        ),
        "failed": sorted(name for name, verdict in verdicts.items() if verdict == "FAIL"),
        "notes": sorted(name for name, verdict in verdicts.items() if verdict == "NOTE"),
        "untestable": sum(verdict == "NOT TESTABLE" for verdict in verdicts.values()),
    }


def _problems(read: dict[str, Any]) -> set[str]:
    return {each["id"] for each in read["problems"]}


def beyond(change: Change, one: dict[str, Any], clean: dict[str, Any]) -> dict[str, Any]:
    """Return what a run reports beyond the clean one, and how that counts."""
    new = [name for name in one["alarms"] if name not in clean["alarms"]]
    firm = [name for name in new if not name.startswith(BY_LUCK)]
    outcome = SEEN if firm else LUCK if new else UNSEEN
    notes = [name for name in one["notes"] if name not in clean["notes"]]
    kept = {"kind": change.kind, "severity": change.severity, "outcome": outcome, "alarms": new, "notes": notes}
    return {
        **kept,
        "code": one["code"],
        "seconds": one["seconds"],
        "said": "" if one["code"] in (0, 1) else one["said"],
    }


def table(changes: list[Change], found: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield the lines to print: counts by kind and by severity, what is unseen, what is seen by luck, false alarms."""
    faults = [change for change in changes if change.severity]
    for title, part in (("kind", "kind"), ("severity", "severity")):
        counts = Counter((getattr(change, part), found[change.id]["outcome"]) for change in faults)
        yield f"{title:<22} {'faults':>7} {'seen':>7} {'fuzzing':>8} {'unseen':>7}"
        for name in sorted({getattr(change, part) for change in faults}):
            seen, luck, unseen = (counts[name, outcome] for outcome in (SEEN, LUCK, UNSEEN))
            yield f"{name:<22} {seen + luck + unseen:>7} {seen:>7} {luck:>8} {unseen:>7}"
    total = Counter(found[change.id]["outcome"] for change in faults)
    share = 100 * total[SEEN] / max(1, len(faults))
    yield f"{'all':<22} {len(faults):>7} {total[SEEN]:>7} {total[LUCK]:>8} {total[UNSEEN]:>7}   {share:.0f} % seen"
    for outcome in (UNSEEN, LUCK):
        for change in faults:
            if found[change.id]["outcome"] == outcome:
                noted = f" (notes: {', '.join(found[change.id]['notes'])})" if found[change.id]["notes"] else ""
                yield f"{outcome}: {change.id}: {change.about} [{change.severity}; {change.shows}]{noted}"
    variants = [change for change in changes if not change.severity]
    alarmed = [change for change in variants if found[change.id]["alarms"]]
    yield f"false alarms   on {len(alarmed)} of {len(variants)} legal variants"
    for change in alarmed:
        yield f"  {change.id}: {change.about} {', '.join(found[change.id]['alarms'])}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
