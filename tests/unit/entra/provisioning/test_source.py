"""The source directory: changes, files, generation, and the state that holds it."""

import json

import pytest

from scimproof.entra.provisioning.changes import Changes
from scimproof.entra.provisioning.generate import generate
from scimproof.entra.provisioning.source import BIN, PURGED, BadSource, Source
from scimproof.entra.provisioning.source_file import take
from scimproof.entra.provisioning.state import BadState, JobState

PREFIX = "scimproof-unit02-"


@pytest.fixture
def source():
    made = Source(JobState())
    generate(made, prefix=PREFIX, users=12, groups=2, seed=3)
    with made.state.saved():
        made.state.remember("generated prefix", PREFIX)
    return made


def test_the_same_seed_gives_the_same_directory(source):
    again = Source(JobState())
    generate(again, prefix=PREFIX, users=12, groups=2, seed=3)

    query = "SELECT id, name, attributes, manager FROM object ORDER BY ordinal"
    assert source.state.rows(query) == again.state.rows(query)
    assert source.members(source.find("Group", "#2").id) == again.members(again.find("Group", "#2").id)


def test_the_first_group_is_the_largest_and_managers_stand_before_their_reports(source):
    assert len(source.members(source.find("Group", "#1").id)) == 6
    assert source.find("User", "#1").manager is None
    assert source.find("User", "#12").manager == source.find("User", "#2").id


def test_people_are_found_by_id_name_and_number(source):
    user = source.find("User", "#3")

    assert source.find("User", user.id) == user
    assert source.find("User", user.name.upper()) == user
    for nobody in ("#99", "nobody@example.com", source.find("Group", "#1").id):
        with pytest.raises(BadSource, match="no user"):
            source.find("User", nobody)


def test_the_recycle_bin_frees_a_name_and_a_restore_takes_it_back(source):
    changes, user = Changes(source), source.find("User", "#3")
    changes.apply({"change": "delete", "user": "#3"})
    assert source.find("User", "#3").standing == BIN
    assert source.find("User", "#3").name == user.id.replace("-", "") + user.name

    changes.apply({"change": "rename", "user": "#4", "to": user.name})
    with pytest.raises(BadSource, match="taken"):
        changes.apply({"change": "restore", "user": "#3"})
    changes.apply({"change": "rename", "user": "#4", "to": "other@example.com"})
    changes.apply({"change": "restore", "user": "#3"})
    assert source.find("User", "#3") == user


def test_a_purge_takes_the_manager_from_the_reports(source):
    Changes(source).apply({"change": "purge", "user": "#1"})

    assert source.find("User", "#2").manager is None
    assert source.get(source.state.one("SELECT id FROM object WHERE ordinal = 1 AND kind = 'User'")).standing == PURGED


@pytest.mark.parametrize(
    "change",
    [
        {"change": "explode"},
        {"change": "update", "user": "#1"},
        {"change": "update", "user": "#99", "set": {"title": "x"}},
        {"change": "rename", "user": "#1"},
        {"change": "restore", "user": "#1"},
        {"change": "hire", "user": {"displayName": "no name"}},
        {"change": "group-create", "group": {"members": []}},
        {"change": "group-add", "group": "#1", "members": ["#99"]},
        {"change": "manager", "user": "#1", "to": "#99"},
        {},
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(source, change):
    before = source.last_change
    with pytest.raises(BadSource):
        Changes(source).apply(change)

    assert source.state.rows("SELECT * FROM object WHERE changed > ?", before) == []


def test_a_file_of_changes_is_applied_whole_or_not_at_all_and_once(source, tmp_path):
    file = tmp_path / "changes.jsonl"
    good = json.dumps({"change": "hire"})
    file.write_text(f"{good}\n\nnot json\n")
    with pytest.raises(BadSource, match="line 3"):
        Changes(source).read(file)
    assert source.count("User") == 12

    file.write_text(f"{good}\n{good}\n")
    assert Changes(source).read(file) == 2
    assert Changes(source).read(file) == 0
    assert source.count("User") == 14


def test_only_a_generated_directory_makes_people_up():
    with pytest.raises(BadSource, match="generated"):
        Changes(Source(JobState())).apply({"change": "hire"})


def _write(path, users, groups):
    path.write_text(json.dumps({"users": users, "groups": groups}))
    return path


def test_a_file_is_a_snapshot_and_what_differs_is_a_change(tmp_path):
    source = Source(JobState())
    jo = {"userPrincipalName": "jo@example.com", "displayName": "Jo"}
    kim = {"userPrincipalName": "kim@example.com", "manager": "JO@example.com", "assigned": False}
    team = {"displayName": "Team", "members": ["jo@example.com", "kim@example.com"]}
    file = tmp_path / "d.json"

    assert take(source, _write(file, [jo, kim], [team])) == 5
    assert source.find("User", "kim@example.com").manager == source.find("User", "jo@example.com").id
    assert not source.find("User", "kim@example.com").assigned
    assert take(source, file) == 0

    changed = [jo | {"displayName": "Johanna"}]
    assert take(source, _write(file, changed, [team | {"members": ["jo@example.com"]}])) == 3
    gone = source.state.one("SELECT standing FROM object WHERE name LIKE '%kim@example.com'")
    assert gone == BIN

    assert take(source, _write(file, [*changed, kim], [])) == 2
    assert source.find("User", "kim@example.com").standing == "here"
    assert source.count("Group") == 0


def test_a_csv_has_users_and_the_groups_they_are_in(tmp_path):
    source, file = Source(JobState()), tmp_path / "d.csv"
    file.write_text(
        "userPrincipalName,displayName,department,manager,groups\n"
        "jo@example.com,Jo,Sales,,Team A;Team B\nkim@example.com,Kim,,jo@example.com,Team A\n"
    )

    take(source, file)

    assert source.find("User", "jo@example.com").attributes["department"] == "Sales"
    assert "department" not in source.find("User", "kim@example.com").attributes
    assert len(source.members(source.find("Group", "Team A").id)) == 2


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"users": 1}',
        '{"users": [{}]}',
        '{"users": [{"userPrincipalName": "a@b"}, {"userPrincipalName": "A@B", "objectId": "other"}]}',
        '{"groups": [{"displayName": "one", "objectId": "g"}, {"displayName": "two", "objectId": "g"}]}',
        '{"appRoles": [{"id": "1"}]}',
        '{"appRoles": [{"value": 1}]}',
        '{"users": [], "groups": [{"displayName": "x", "members": ["?"]}]}',
        '{"users": [{"userPrincipalName": "a@b", "manager": "c@d"}]}',
        "\ufeff\x00",
        '{"groups": [{}]}',
    ],
)
def test_a_file_that_is_no_directory_is_refused_by_name(tmp_path, content):
    file = tmp_path / "d.json"
    file.write_text(content)

    with pytest.raises(BadSource, match=r"d\.json"):
        take(Source(JobState()), file)


def test_a_group_may_be_in_a_group_by_name_or_id(tmp_path):
    file = tmp_path / "d.json"
    users = [{"userPrincipalName": "jo@x"}]
    inner = {"displayName": "Inner", "members": ["jo@x"]}
    groups = [{"displayName": "Outer", "members": ["inner", "jo@x"]}, inner, {"displayName": "jo@x", "objectId": "g"}]
    file.write_text(json.dumps({"users": users, "groups": groups}))
    source = Source(JobState())
    take(source, file)

    jo, team = source.find("User", "jo@x").id, source.find("Group", "Inner").id
    assert set(source.members(source.find("Group", "Outer").id)) == {jo, team}, "a user goes before a group"


def test_a_file_defines_app_roles_and_groups_may_share_a_name(tmp_path):
    file = tmp_path / "d.json"
    groups = [{"displayName": "Same", "objectId": each} for each in ("g1", "g2")]
    file.write_text(json.dumps({"appRoles": [{"value": "Admin"}], "groups": groups}))
    source = Source(JobState())

    assert take(source, file) == 2
    assert [each["displayName"] for each in Source(source.state).app_roles] == ["Admin"]


def test_what_happens_inside_saved_is_kept_whole_or_not_at_all():
    state = JobState()

    def change():
        with state.saved():
            state.remember("a", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert state.fact("a") is None


def test_pages_show_every_row_once_whatever_happens_meanwhile():
    state = JobState()
    with state.saved():
        state.db.executemany("INSERT INTO queue VALUES (?)", [(f"{n:04}",) for n in range(1234)])
    seen = []
    for (key,) in state.pages("SELECT source_id FROM queue WHERE {after} ORDER BY source_id", size=100):
        seen.append(key)
        state.db.execute("DELETE FROM queue WHERE source_id = ?", (key,))

    assert seen == [f"{n:04}" for n in range(1234)]


def test_a_file_that_is_no_state_is_refused(tmp_path):
    file = tmp_path / "state.db"
    file.write_bytes(b"this is no database" * 100)

    with pytest.raises(BadState, match="cannot be used"):
        JobState(file)


def test_two_processes_cannot_work_on_one_state(tmp_path):
    first = JobState(tmp_path / "state.db")
    with first.saved():
        first.remember("a", 1)

    with pytest.raises(BadState, match="locked"):
        JobState(tmp_path / "state.db")
