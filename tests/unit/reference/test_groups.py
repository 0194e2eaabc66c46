from __future__ import annotations

import pytest


@pytest.fixture
def team(sp):
    sp.people = [sp.user(userName=f"p{number}", displayName=f"P{number}") for number in range(4)]
    return sp.group("Team", *sp.people[:3])


def names(sp, group):
    return [each.get("display") for each in sp.get(group).get("members", [])]


def values(*people):
    return [{"$ref": None, "value": each["id"]} for each in people]


def test_a_member_is_shown_with_all_there_is_to_know(sp, team):
    person = sp.people[0]

    assert sp.get(team)["members"][0] == {
        "value": person["id"],
        "$ref": person["meta"]["location"],
        "type": "User",
        "display": "P0",
    }


@pytest.mark.parametrize(
    ("operation", "left"),
    [
        (lambda p: {"op": "Add", "path": "members", "value": values(p[3])}, ["P0", "P1", "P2", "P3"]),
        (lambda p: {"op": "Add", "path": "members", "value": values(p[0], p[0])}, ["P0", "P1", "P2"]),
        (lambda p: {"op": "add", "value": {"members": values(p[3])}}, ["P0", "P1", "P2", "P3"]),
        (lambda p: {"op": "Remove", "path": "members", "value": values(p[1])}, ["P0", "P2"]),
        (lambda p: {"op": "Remove", "path": "members", "value": values(p[3])}, ["P0", "P1", "P2"]),
        (lambda p: {"op": "Remove", "path": "members", "value": [p[1]["id"]]}, ["P0", "P2"]),
        (lambda _: {"op": "Remove", "path": "members", "value": []}, ["P0", "P1", "P2"]),
        (lambda p: {"op": "remove", "path": f'members[value eq "{p[1]["id"]}"]'}, ["P0", "P2"]),
        (lambda p: {"op": "remove", "path": f'members[value eq "{p[3]["id"]}"]'}, ["P0", "P1", "P2"]),
        (lambda p: {"op": "remove", "path": f'members[value eq "{p[1]["id"]}"]', "value": None}, ["P0", "P2"]),
        (lambda _: {"op": "remove", "path": "members"}, []),
        (lambda p: {"op": "replace", "path": "members", "value": values(p[3])}, ["P3"]),
        (lambda _: {"op": "replace", "path": "members", "value": []}, []),
    ],
)
def test_members_after_a_patch(sp, team, operation, left):
    answer = sp.patch(team, operation(sp.people))

    assert (answer.status, answer.json) == (204, None)
    assert names(sp, team) == left


@pytest.mark.parametrize("verb", ["add", "replace"])
def test_an_unknown_member_is_named_and_nothing_changes(sp, team, verb):
    answer = sp.patch(team, {"op": verb, "path": "members", "value": [*values(sp.people[3]), {"value": "no-such"}]})

    assert (answer.status, answer.json["scimType"]) == (400, "invalidValue")
    assert "no-such" in answer.json["detail"]
    assert names(sp, team) == ["P0", "P1", "P2"]


def test_groups_of_a_user_follow_the_groups(sp, team):
    first, last = sp.people[0], sp.people[3]
    assert [each["display"] for each in sp.get(first)["groups"]] == ["Team"]

    sp.patch(team, {"op": "replace", "value": {"displayName": "Crew"}})
    sp.patch(team, {"op": "Add", "path": "members", "value": values(last)})
    assert sp.get(last)["groups"] == [
        {"value": team["id"], "$ref": team["meta"]["location"], "display": "Crew", "type": "direct"}
    ]

    sp.patch(team, {"op": "Remove", "path": "members", "value": values(last)})
    assert "groups" not in sp.get(last)

    sp("DELETE", f"/Groups/{team['id']}")
    assert "groups" not in sp.get(first)


def test_what_shows_a_changed_name_has_a_new_version(sp, team):
    person, group = sp.get(sp.people[0]), sp.get(team)

    sp.patch(team, {"op": "replace", "path": "displayName", "value": "Crew"})
    assert sp.get(person)["meta"]["version"] != person["meta"]["version"]

    group = sp.get(team)
    sp.patch(person, {"op": "replace", "path": "displayName", "value": "New"})
    assert sp.get(team)["meta"]["version"] != group["meta"]["version"]


def test_a_deleted_user_is_no_member_any_more(sp, team):
    sp("DELETE", f"/Users/{sp.people[1]['id']}")

    assert names(sp, team) == ["P0", "P2"]
    assert sp.where(f'members eq "{sp.people[1]["id"]}"', "/Groups") == []


def test_a_group_may_be_a_member(sp, team):
    outer = sp.group("Outer", team)

    assert sp.get(outer)["members"][0]["type"] == "Group"


def test_excluded_members_are_not_shown(sp, team):
    assert "members" not in sp.get(team, "excludedAttributes=members")
    assert sp("GET", "/Groups?excludedAttributes=members").json["Resources"][0].keys() >= {"id", "displayName"}
    assert "members" not in sp("GET", "/Groups?excludedAttributes=MEMBERS").json["Resources"][0]


def test_the_name_is_unique_in_any_letters_and_free_after_delete(sp, team):
    answer = sp("POST", "/Groups", {"displayName": "TEAM"})
    assert (answer.status, answer.json["scimType"]) == (409, "uniqueness")

    sp("DELETE", f"/Groups/{team['id']}")
    assert sp.group("TEAM")["displayName"] == "TEAM"


def test_entra_may_name_the_group_schema_in_its_own_way(sp):
    legacy = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"

    answer = sp("POST", "/Groups", {"schemas": [legacy], "displayName": "G", "externalId": "1", "members": []})

    assert answer.status == 201
    assert answer.json["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:Group"]


def test_put_replaces_the_members(sp, team):
    answer = sp("PUT", f"/Groups/{team['id']}", {"displayName": "Team", "members": values(sp.people[3])})

    assert answer.status == 200
    assert names(sp, team) == ["P3"]
    assert "groups" not in sp.get(sp.people[0])
