from datetime import date

import pytest

from scimproof.settings import UsageError
from scimproof.waivers import Waiver, as_toml, covering, load

LAST = date(2027, 1, 31)
ENTRY = '[[waiver]]\nid = "patch.active-*"\nreason = "Fixed in release 4.2"\nexpires = 2027-01-31\n'


def _write(folder, text):
    path = folder / "waivers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_entry_is_read(tmp_path):
    path = _write(tmp_path, ENTRY + 'owner = "identity team"\n')

    assert load(path) == (Waiver("patch.active-*", "Fixed in release 4.2", LAST, "identity team"),)


def test_a_date_may_be_text(tmp_path):
    assert load(_write(tmp_path, ENTRY.replace("2027-01-31", '"2027-01-31"')))[0].expires == LAST


def test_it_holds_on_its_last_day_and_not_after():
    waiver = Waiver("patch.active-as-string", "known since May", LAST)

    assert covering([waiver], "patch.active-as-string", LAST) is waiver
    assert covering([waiver], "patch.active-as-string", date(2027, 2, 1)) is None


def test_the_first_that_still_holds_covers():
    ended = Waiver("patch.*", "ended long ago", date(2020, 1, 1))
    held = Waiver("patch.active-*", "known since May", LAST)

    assert covering([ended, held], "patch.active-as-string", LAST) is held
    assert covering([ended, held], "users.created", LAST) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("waivers", "waivers.toml"),
        (ENTRY.replace("reason", "because"), "reason"),
        (ENTRY.replace("Fixed in release 4.2", "known"), "too short"),
        (ENTRY.replace("2027-01-31", '"2027-02-31"'), "2027-02-31"),
        (ENTRY.replace("2027-01-31", "12"), "expires"),
        ("", "waiver"),
    ],
)
def test_what_is_no_waiver_file_is_refused_in_one_line(tmp_path, text, said):
    with pytest.raises(UsageError, match=said) as refused:
        load(_write(tmp_path, text))

    assert "\n" not in str(refused.value)


def test_what_is_written_can_be_read(tmp_path):
    hostile = 'He said "no" \\ \x00\x1b\n[[waiver]] \ud800 \x7f é'
    path = _write(tmp_path, as_toml([Waiver("users.created", hostile, LAST, hostile)], [f"Found\n{hostile}"]))

    [waiver] = load(path)
    assert waiver.reason == 'He said "no" \\  [[waiver]]     é'
    assert (waiver.id, waiver.expires) == ("users.created", LAST)


def test_a_file_without_entries_is_one_too(tmp_path):
    assert load(_write(tmp_path, as_toml([], ["Nothing found."]))) == ()
