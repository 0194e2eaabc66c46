"""The model sees what moved outside every footprint, and is silent on what a write may have moved."""

import pytest

from scimproof.observe.state import changes, existence, membership, written
from scimproof.observe.state.flat import covers, flat
from scimproof.observe.state.footprint import EVERYTHING, footprint, plain_values

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def replace(path, value):
    return {"op": "Replace", "path": path, "value": value}


def written_by(story, *operations):
    return story.patch("/Users/1", *operations).told().operations[-1]


@pytest.mark.parametrize(
    ("operation", "reached"),
    [
        (replace("title", "x"), {"title"}),
        (replace('emails[type eq "work"].value', "x"), {"emails"}),
        (replace("name.givenName", "x"), {"name.givenname"}),
        (replace(f"{ENTERPRISE}:department", "x"), {f"{ENTERPRISE}:department".lower()}),
        (replace(f"{USER}:title", "x"), {"title"}),
        ({"op": "add", "value": {"title": "x", "name.givenName": "y"}}, {"title", "name.givenname"}),
        ({"op": "add", "value": {ENTERPRISE: {"department": "x"}}}, {f"{ENTERPRISE}:".lower()}),
        ({"op": "remove"}, EVERYTHING),
        ({"op": "jump", "path": "title"}, EVERYTHING),
        (replace("a b c", "x"), EVERYTHING),
    ],
)
def test_a_footprint_is_what_a_change_names(story, operation, reached):
    assert footprint(written_by(story, operation)) == reached


def test_a_whole_reaches_its_parts_and_a_part_its_whole():
    assert covers(frozenset({"name"}), "name.givenname")
    assert covers(frozenset({"name.givenname"}), "name")
    assert not covers(frozenset({"name.givenname"}), "name.familyname")
    assert covers(frozenset({"manager"}), f"{ENTERPRISE}:manager".lower())
    assert covers(frozenset({f"{ENTERPRISE}:".lower()}), f"{ENTERPRISE}:manager".lower())


def test_a_resource_is_flat_without_what_is_absent_or_the_servers_own():
    resource = {
        "id": "1",
        "meta": {},
        "Title": "x",
        "nickName": None,
        "name": {"givenName": "Ann", "familyName": ""},
        "groups": [{"value": "b", "display": "B"}, {"value": "a"}],
        ENTERPRISE: {"manager": {"value": "9", "displayName": "Boss"}},
    }

    assert flat(resource) == {
        "title": "x",
        "name.givenname": "Ann",
        "groups": ("a", "b"),
        f"{ENTERPRISE}:manager".lower(): ("9",),
    }


def test_plain_values_are_those_with_one_reading(story):
    change = written_by(story, replace("title", "x"), replace("nickName", "a"), replace("nickName", "b"))

    assert plain_values(change) == {"title": "x"}


def test_a_value_that_goes_with_another_is_seen(story, seen):
    story.create("1", userName="a").read("1", title="x", nickName="n", active=True)
    story.patch("/Users/1", replace("nickName", "m")).read("1", nickName="m", active=False)

    assert seen(changes.values_kept, story)[0] == ["title"]
    assert seen(changes.activity_kept, story)[0] == ["active"]


def test_what_a_change_names_may_change(story, seen):
    story.create("1", userName="a").read("1", title="x", active=True)
    story.patch("/Users/1", replace("title", "y"), replace("active", value="False")).read("1", title="z", active=False)

    assert seen(changes.values_kept, story)[0] == []
    assert seen(changes.activity_kept, story)[0] == []


def test_what_is_made_of_what_was_written_may_change(story, seen):
    story.create("1", userName="a").read("1", name={"givenName": "Anna"}, displayName="Anna Lee")
    story.patch("/Users/1", replace("name.givenName", "Berta"))
    story.read("1", name={"givenName": "Berta"}, displayName="Berta Lee")

    assert seen(changes.values_kept, story)[0] == []


def test_a_value_that_was_never_read_before_the_change_is_known_from_creates_that_kept_theirs(story, seen):
    for number in ("1", "2"):
        story.create(number, userName=f"u{number}", title=f"t{number}").read(
            number, userName=f"u{number}", title=f"t{number}"
        )
    story.create("3", userName="u3", title="t3").patch("/Users/3", replace("nickName", "n"))
    story.read("3", userName="u3", nickName="n")

    assert seen(changes.values_kept, story)[0] == ["title"]


def test_a_write_to_somebody_else_is_the_finding_of_others(story, seen):
    story.create("1", userName="a").read("1", title="x").create("2", userName="b", title="y").read("1", title="y")

    assert seen(changes.other_users_untouched, story)[0] == ["title"]
    assert seen(changes.values_kept, story)[0] == []


def test_a_refused_change_that_changed_is_seen(story, seen):
    story.create("1", userName="a").read("1", title="x")
    story.patch("/Users/1", replace("title", "y"), replace("nope", 1), status=400).read("1", title="y")

    assert seen(changes.refusals_change_nothing, story)[0] == ["title"]


@pytest.mark.parametrize(
    ("time", "read_at", "broken"),
    [
        ("2026-01-31T08:00:00.125Z", 4.0, True),
        ("2026-01-31T08:00:00Z", 3.5, False),
        ("2026-01-31T08:00:00Z", 9.0, True),
    ],
)
def test_a_time_that_stays_with_a_change_is_seen_unless_it_may_be_the_same_second(story, seen, time, read_at, broken):
    shown = {"meta": {"lastModified": time}}
    story.create("1", userName="a").read("1", title="x", **shown).patch("/Users/1", replace("title", "y"))
    story.add("GET", "/Users/1", 200, {"id": "1", "title": "y", **shown}, started=read_at)

    assert seen(changes.modified_moves, story)[0] == (["meta.lastModified"] if broken else [])


def test_members_leave_with_a_deletion_and_with_nothing_else(story, seen):
    both, one = [{"value": "1"}, {"value": "2"}], [{"value": "2"}]
    story.create("9", members=both).read("9", members=both).delete("/Users/1").read("9", members=one)
    story.patch("/Users/2", replace("title", "x")).read("9", members=[])

    assert seen(membership.members_kept, story)[0] == ["members"]


def test_both_sides_of_a_membership_agree(story, seen):
    story.create("1", userName="a").create("2", userName="b").create("9", members=[{"value": "1"}])
    story.read("1", groups=[{"value": "9"}]).read("2").read("9", members=[{"value": "1"}, {"value": "2"}])

    assert seen(membership.sides_agree, story) == (["groups"], 2)


def test_groups_that_nobody_is_shown_are_no_disagreement(story, seen):
    story.create("1", userName="a").create("9", members=[{"value": "1"}])
    story.read("1").read("9", members=[{"value": "1"}])

    assert seen(membership.sides_agree, story) == ([], 0)


def test_what_was_made_is_there_until_it_is_deleted(story, seen):
    story.create("1", userName="a").read("1").add("GET", "/Users/1", 404)
    story.create("2", userName="b").delete("/Users/2").add("GET", "/Users/2", 404)

    assert seen(existence.kept_until_deleted, story) == ([""], 2)


def test_what_was_deleted_is_in_no_answer(story, seen):
    story.create("1", userName="a").delete("/Users/1").read("1").list("/Users", {"id": "1"}).add("GET", "/Users/1", 404)

    assert seen(existence.deleted_stay_gone, story) == (["", "Resources"], 3)


def test_whoever_comes_back_under_the_old_id_is_there(story, seen):
    story.create("1", userName="a").delete("/Users/1").create("1", userName="a").read("1")

    assert seen(existence.deleted_stay_gone, story) == ([], 0)


def test_a_refused_create_that_is_found_is_seen(story, seen):
    story.add("POST", "/Users", 400, {}, sent={"userName": "Ann"})
    story.list("/Users?filter=userName%20eq%20%22ann%22", {"id": "1", "userName": "ann"})

    assert seen(existence.refused_creates_store_nothing, story)[0] == [""]


def test_a_create_that_was_refused_once_and_taken_later_stores(story, seen):
    story.add("POST", "/Users", 400, {}, sent={"userName": "Ann"}).create("1", userName="ann")
    story.list("/Users?filter=userName%20eq%20%22ann%22", {"id": "1", "userName": "ann"})

    assert seen(existence.refused_creates_store_nothing, story)[0] == []


SCHEMA = {
    "id": USER,
    "attributes": [
        {"name": "userName", "type": "string", "mutability": "readWrite"},
        {"name": "employeeNumber", "type": "string", "mutability": "readWrite", "caseExact": True},
        {"name": "active", "type": "boolean", "mutability": "readWrite"},
        {"name": "level", "type": "string", "mutability": "readOnly"},
    ],
}


@pytest.mark.parametrize(
    ("sent", "held", "kept"),
    [
        ({"userName": "Ann"}, {"userName": "ann"}, True),
        ({"employeeNumber": "00042"}, {"employeeNumber": "42"}, False),
        ({"employeeNumber": "00042"}, {"employeeNumber": 42}, False),
        ({"employeeNumber": "a\nb"}, {"employeeNumber": "ab"}, False),
        ({"employeeNumber": " x"}, {"employeeNumber": "x"}, True),
        ({"active": "False"}, {"active": False}, True),
        ({"active": False}, {"active": True}, False),
        ({"level": "1"}, {}, True),
        ({"unknown": "1"}, {}, True),
        ({"externalId": "aB"}, {"externalId": "ab"}, False),
    ],
)
def test_what_a_create_sent_is_there(story, seen, sent, held, kept):
    story.list("/Schemas", SCHEMA).create("1", **sent).read("1", **held)

    assert bool(seen(written.created_as_sent, story)[0]) is not kept


def test_what_a_later_write_names_is_its_own(story, seen):
    story.list("/Schemas", SCHEMA).create("1", userName="a")
    story.patch("/Users/1", replace("employeeNumber", "1")).read("1", userName="a", employeeNumber="2")
    story.add("PUT", "/Users/1", 200, {}, sent={"userName": "a", "employeeNumber": "3"}).read("1", userName="a")

    assert seen(written.changed_as_sent, story)[0] == ["employeenumber", "employeenumber"]
    assert seen(written.created_as_sent, story)[0] == []
