"""A target that makes us wait gets the verdicts of one that does not, only later."""

import json
import subprocess
import sys
import time
from itertools import count

import pytest
from tests.support.judging import judge

from scimproof.reference import serving
from scimproof.reference.messages import ScimError

WAITS = {
    "seconds": {"variants": ("rate-limit-200",)},
    "a date": {"variants": ("rate-limit-200-until-a-date",)},
    "two workers": {"variants": ("rate-limit-200",), "workers": 2},
    "away once": {"variants": ("unavailable-once",)},
}


@pytest.fixture(scope="module")
def at_once():
    return judge()


@pytest.mark.parametrize("wait", WAITS)
def test_waiting_changes_no_verdict(at_once, wait):
    found = judge(**WAITS[wait])

    assert _different(at_once, found) == {}
    assert found["errors"] == {}
    assert found["problems"] == {}
    assert any("as Retry-After asked" in note for notes in found["notes"].values() for note in notes)


def test_our_own_rate_is_kept_by_all_workers_together_and_changes_no_verdict(at_once):
    found = judge(rate=250.0, workers=2)

    assert _different(at_once, found) == {}
    assert found["requests"] / found["seconds"] < 250 * 1.1


ABOUT_WAITING = {"errors.burst", "errors.retry-after"}
"""What these see is the throttling itself."""


def _different(one, other):
    both = (set(one["verdicts"]) | set(other["verdicts"])) - ABOUT_WAITING
    return {
        each: (one["verdicts"].get(each), other["verdicts"].get(each), other["findings"].get(each))
        for each in both
        if one["verdicts"].get(each) != other["verdicts"].get(each)
    }


BUSY = {
    "writes": ({"POST", "PUT", "PATCH", "DELETE"}, 40),
    "deletes": ({"DELETE"}, 0),
}
"""Methods that are answered 429 for ever, and after how many of them."""


@pytest.mark.parametrize("what", BUSY)
def test_a_target_that_is_busy_for_ever_costs_the_patience_and_gets_no_verdict(tmp_path, what):
    methods, after = BUSY[what]
    with serving() as reference:
        written = count(1)

        def busy(request):
            if request.method not in methods or next(written) <= after:
                return None
            return reference.provider.errors.response(request, ScimError(429, "Too many requests", Retry_After="1"))

        reference.provider.http.before.append(busy)
        begun = time.monotonic()
        asked = ["--areas", "users,lifecycle", "--patience", "3", "--fuzz", "off", "--report-dir", str(tmp_path)]
        where = ["--tenant-url", reference.url, "--token", reference.token]
        told = subprocess.run(
            [sys.executable, "-m", "scimproof.cli", "run", *where, *asked],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        seconds = time.monotonic() - begun

    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    verdicts = {each["id"]: each["verdict"] for each in report["results"]}
    problems = {each["id"]: each for each in report["problems"]}
    assert {each for each, verdict in verdicts.items() if verdict in ("FAIL", "WARN", "ERROR")} == set(), told.stdout
    assert "NOT TESTABLE" in verdicts.values()
    assert "--rate" in problems["run.throttled"]["remedy"]
    assert set(problems) <= {"run.throttled", "cleanup.left-behind"}
    assert told.returncode == 1
    assert seconds < 60
