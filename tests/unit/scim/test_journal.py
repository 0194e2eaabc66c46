from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from scimproof.scim.journal import Journal, JournalEntry, find_journals

URL = "https://target.example/scim"
PREFIX = "scimproof-test-"


def _journal(folder, run_id="r1", base_url=URL):
    return Journal(folder, run_id, base_url=base_url, prefix=PREFIX)


def test_nothing_is_on_disk_before_something_is_to_be_created(tmp_path):
    journal = _journal(tmp_path / "journal")

    assert journal.remaining() == []
    assert not (tmp_path / "journal").exists()
    assert journal.close_if_clean()


def test_what_remains_comes_youngest_first(tmp_path):
    journal = _journal(tmp_path)
    first = journal.intend("/Users", "userName", "scimproof-test-a")
    journal.created("/Users", "1", first)
    lost = journal.intend("/Groups", "displayName", "scimproof-test-g")
    refused = journal.intend("/Users", "userName", "scimproof-test-b")
    journal.refused(refused)
    gone = journal.intend("/Users", "userName", "scimproof-test-c")
    journal.created("/Users", "2", gone)
    journal.deleted("/Users", "2")
    journal.created("/Users", "3")

    assert journal.remaining() == [
        JournalEntry("/Users", "3"),
        JournalEntry("/Groups", None, "displayName", "scimproof-test-g", lost),
        JournalEntry("/Users", "1", "userName", "scimproof-test-a", first),
    ]
    assert journal.endpoints() == ["/Users", "/Groups"]
    assert not journal.close_if_clean()


def test_the_file_goes_when_nothing_remains(tmp_path):
    journal = _journal(tmp_path)
    journal.created("/Users", "1", journal.intend("/Users", "userName", "scimproof-test-a"))
    journal.deleted("/Users", "1")

    assert not journal.close_if_clean()  # so far it is the target's word alone
    journal.gone("/Users", "1")

    assert journal.close_if_clean()
    assert list(tmp_path.iterdir()) == []


def test_a_create_is_entered_before_it_is_sent_and_survives_a_killed_run(lab, tmp_path):
    def die(connection, request):
        seen.append((tmp_path / "r1.jsonl").read_text())
        connection.close()

    seen = []
    bench = lab.start(die, journal=_journal(tmp_path))

    bench.client.create("/Users", {"userName": "scimproof-test-lost"})

    assert "scimproof-test-lost" in seen[0]
    assert lab.TOKEN not in seen[0]
    [again] = find_journals(tmp_path)
    assert [(each.id, each.key, each.value) for each in again.remaining()] == [
        (None, "userName", "scimproof-test-lost")
    ]


def test_a_process_killed_in_the_middle_leaves_a_journal_that_can_be_read(tmp_path):
    code = f"""
import os, signal
from pathlib import Path
from scimproof.scim.journal import Journal
journal = Journal(Path({str(tmp_path)!r}), "r1", base_url={URL!r}, prefix={PREFIX!r})
journal.created("/Users", "1", journal.intend("/Users", "userName", "scimproof-test-a"))
journal.intend("/Users", "userName", "scimproof-test-b")
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL

    [journal] = find_journals(tmp_path, URL)

    assert (journal.run_id, journal.prefix) == ("r1", PREFIX)
    assert [each.id for each in journal.remaining()] == [None, "1"]


def test_a_line_cut_off_by_a_crash_is_passed_over_and_swallows_nothing(tmp_path):
    journal = _journal(tmp_path)
    journal.created("/Users", "1")
    with journal.path.open("ab") as file:
        file.write(b'{"event":"created","endpo')

    again = Journal.open(journal.path)
    again.created("/Users", "2")

    assert [each.id for each in again.remaining()] == ["2", "1"]


def test_two_processes_append_to_one_journal(tmp_path):
    code = f"""
import sys
from pathlib import Path
from scimproof.scim.journal import Journal
journal = Journal(Path({str(tmp_path)!r}), "r1", base_url={URL!r}, prefix={PREFIX!r})
for number in range(500):
    name = f"{{sys.argv[1]}}-{{number}}"
    journal.created("/Users", name, journal.intend("/Users", "userName", name * 20))
"""
    processes = [subprocess.Popen([sys.executable, "-c", code, name]) for name in ("a", "b")]
    assert [each.wait(30) for each in processes] == [0, 0]

    lines = (tmp_path / "r1.jsonl").read_text().splitlines()
    assert len([json.loads(each) for each in lines]) == 2 * (1 + 2 * 500)
    [journal] = find_journals(tmp_path)
    assert sorted(str(each.id) for each in journal.remaining()) == sorted(
        f"{name}-{number}" for name in ("a", "b") for number in range(500)
    )


def test_only_the_journals_of_a_target_are_found(tmp_path):
    for run_id, url in (("r1", URL), ("r2", "https://other.example")):
        _journal(tmp_path, run_id, url).created("/Users", "1")
    (tmp_path / "notes.jsonl").write_text("not a journal\n")
    (tmp_path / "empty.jsonl").touch()
    os.utime(tmp_path / "r1.jsonl", (1, 1))

    assert [each.run_id for each in find_journals(tmp_path)] == ["r1", "r2"]
    assert [each.run_id for each in find_journals(tmp_path, "https://other.example")] == ["r2"]
    assert find_journals(tmp_path / "absent") == []


@pytest.mark.parametrize("text", ["", "{}", '{"event":"run","base_url":"u","prefix":"x"}', '{"event":"run"}', "\xff"])
def test_a_file_that_is_no_journal_is_refused(tmp_path, text):
    path = tmp_path / "x.jsonl"
    path.write_text(text)

    with pytest.raises(ValueError, match="not a journal"):
        Journal.open(path)


def test_the_journal_is_for_its_owner_alone(tmp_path):
    journal = _journal(tmp_path)
    journal.created("/Users", "1")

    assert journal.path.stat().st_mode & 0o777 == 0o600
