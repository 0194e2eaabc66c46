import json

import pytest
from tests.support.sample_report import build

from scimproof.report.write import write_all, write_whole


def test_every_file_is_written_and_named(tmp_path):
    folder = tmp_path / "new" / "folder"
    paths = write_all(build(), folder)

    again = {each for each in paths if each.startswith("reproductions/")}
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(paths) - again == {"report.html", "report.json", "junit.xml", "summary.md", "exchanges.har"}
    assert {f"reproductions/patch.active-as-string.{suffix}" for suffix in ("sh", "ps1", "http", "json")} <= again
    assert written == set(paths)
    assert json.loads(paths["report.json"].read_bytes())["format"] == "1.1"


def test_junit_goes_where_it_is_asked_to(tmp_path):
    paths = write_all(build(), tmp_path / "reports", junit=tmp_path / "elsewhere" / "tests.xml")

    assert paths["junit.xml"] == tmp_path / "elsewhere" / "tests.xml"
    assert paths["junit.xml"].read_bytes().startswith(b"<?xml")
    assert not (tmp_path / "reports" / "junit.xml").exists()


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "taken").mkdir()

    with pytest.raises(OSError, match="taken"):
        write_whole(tmp_path / "taken", b"x")

    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def test_an_older_report_is_replaced(tmp_path):
    write_whole(tmp_path / "report.json", b"old" * 100)
    write_whole(tmp_path / "report.json", b"new")

    assert (tmp_path / "report.json").read_bytes() == b"new"
