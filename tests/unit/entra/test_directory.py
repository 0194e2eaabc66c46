import json
import subprocess
import sys

import pytest

from scimproof.entra import bodies
from scimproof.entra.directory import Directory
from scimproof.entra.names import EDGE_GROUPS, EDGE_NAMES, PRINTABLE

PREFIX = "sp-1a2b3c"


@pytest.fixture
def directory():
    return Directory(PREFIX, seed=7)


def test_the_same_seed_gives_the_same_people(directory):
    again = Directory(PREFIX, seed=7)

    assert [each.scim() for each in directory.people(20)] == [each.scim() for each in again.people(20)]


def test_another_seed_gives_other_people(directory):
    other = Directory(PREFIX, seed=8)

    assert [each.display for each in directory.people(8)] != [each.display for each in other.people(8)]


def test_nobody_has_the_name_of_another(directory):
    people = directory.people(100) + [directory.edge_person(each) for each in EDGE_NAMES]

    for name in ("userPrincipalName", "mailNickname", "objectId", "displayName", "employeeId"):
        assert len({each[name].lower() for each in people}) == len(people)


def test_everything_has_the_prefix_of_the_run(directory):
    people = [directory.person(), directory.guest(), directory.long_person(), *directory.twins()]
    people += [directory.edge_person(each) for each in EDGE_NAMES]
    teams = [directory.team(each) for each in EDGE_GROUPS] + list(directory.team_twins())

    assert all(PREFIX in each[name] for each in people for name in ("userPrincipalName", "displayName", "mailNickname"))
    assert all(PREFIX in each.display for each in teams)
    assert PREFIX in directory.unused()


def test_people_have_names_in_several_scripts(directory):
    text = "".join(each.display for each in directory.people(16))

    assert any("\u0600" <= letter <= "\u06ff" for letter in text), "Arabic"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text), "Japanese"


def test_twins_differ_in_letter_case_alone(directory):
    for one, other in (directory.twins(), directory.team_twins()):
        names = [getattr(each, "upn", each.display) for each in (one, other)]

        assert names[0] != names[1]
        assert names[0].lower() == names[1].lower()
        assert one.object_id != other.object_id


def test_a_long_name_has_256_characters(directory):
    assert len(directory.long_person().display) == 256


def test_a_guest_has_the_mark_of_one(directory):
    assert "#EXT#@" in directory.guest().upn


def test_a_group_name_holds_every_printable_character(directory):
    names = [directory.team(each).display for each in EDGE_GROUPS]

    assert any(set(PRINTABLE) <= set(name) for name in names)


def test_a_person_becomes_the_body_entra_sends(directory):
    person = directory.person(givenName="Jo", surname="Doe", displayName=f"Jo Doe {PREFIX}")

    assert person.scim() == {
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        ],
        "externalId": f"{PREFIX}-1",
        "userName": f"{PREFIX}-1@scimproof.example",
        "active": True,
        "displayName": f"Jo Doe {PREFIX}",
        "emails": [{"primary": True, "type": "work", "value": f"{PREFIX}-1@scimproof.example"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Jo Doe", "familyName": "Doe", "givenName": "Jo"},
        "roles": [],
    }


def test_changes_fill_slots_or_stand_on_top(directory):
    body = directory.person().scim("user-create-manager-on-top", manager="42", title="T")

    assert (body["manager"], body["title"]) == ("42", "T")


def test_every_body_can_be_filled(directory):
    person = directory.person()
    for name in bodies.names():
        more = {slot: "x" for slot in ("manager", "tag", "role") if slot in bodies.slots(name)}
        body = directory.team().scim(name) if "group" in name else person.scim(name, **more)

        assert "{" not in json.dumps(list(_strings(body)))
        assert PREFIX in json.dumps(body)


def test_a_slot_left_empty_is_an_error():
    with pytest.raises(bodies.UnknownBody, match="slot 'upn'"):
        bodies.body("user-create-minimal")


def test_an_unknown_body_is_an_error():
    with pytest.raises(bodies.UnknownBody, match="user-create-full"):
        bodies.body("../entra/user-create")


def test_importing_the_directory_does_not_import_faker():
    code = "import sys, scimproof.entra.directory; sys.exit('faker' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _strings(value):
    if isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, str):
        yield value
