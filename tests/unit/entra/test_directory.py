import json
import subprocess
import sys

import pytest

from scimproof.entra import bodies
from scimproof.entra.directory import DIFFICULT_NAMES, DIFFICULT_USERNAMES, Directory
from scimproof.entra.names import EDGE_GROUPS, PRINTABLE

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
    people = directory.people(100) + [directory.difficult_name(each) for each in DIFFICULT_NAMES]

    for name in ("userPrincipalName", "mailNickname", "objectId", "displayName", "employeeId"):
        assert len({each[name].lower() for each in people}) == len(people)


def test_everything_has_the_prefix_of_the_run(directory):
    people = [directory.person(), *directory.twins()]
    people += [directory.difficult_name(each) for each in DIFFICULT_NAMES]
    people += [directory.difficult_username(each) for each in DIFFICULT_USERNAMES]
    teams = [directory.team(each) for each in EDGE_GROUPS] + list(directory.team_twins())

    assert all(PREFIX in each[name] for each in people for name in ("userPrincipalName", "displayName", "mailNickname"))
    assert all(PREFIX in each.display for each in teams)
    assert PREFIX in directory.unused()


def test_an_international_directory_has_names_in_several_scripts():
    text = "".join(each.display for each in Directory(PREFIX, seed=7, international=True).people(16))

    assert any("\u0600" <= letter <= "\u06ff" for letter in text), "Arabic"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text), "Japanese"


def test_names_are_plain_where_they_are_not_the_question(directory):
    assert all(
        each[name].isalpha() and each[name].isascii()
        for each in directory.people(30)
        for name in ("givenName", "surname")
    )


def test_what_identifies_a_person_differs_from_attribute_to_attribute(directory):
    for person in (directory.person(), *directory.twins(), directory.difficult_username("apostrophe")):
        body = person.scim()

        assert len({body["userName"], body["emails"][0]["value"], body["displayName"], body["externalId"]}) == 4


def test_a_target_that_insists_on_it_gets_the_address_as_the_username():
    person = Directory(PREFIX, mail_is_upn=True).person()

    assert person["mail"] == person.upn


def test_a_difficult_name_is_difficult_in_the_name_alone(directory):
    plain = directory.person().scim()
    for kind in DIFFICULT_NAMES:
        body = directory.difficult_name(kind).scim()

        assert all(str(body[name]).isascii() for name in ("userName", "externalId", "emails"))
        assert body.keys() == plain.keys()


def test_twins_differ_in_letter_case_alone(directory):
    for one, other in (directory.twins(), directory.team_twins()):
        names = [getattr(each, "upn", each.display) for each in (one, other)]

        assert names[0] != names[1]
        assert names[0].lower() == names[1].lower()
        assert one.object_id != other.object_id


def test_a_long_name_has_256_characters(directory):
    assert len(directory.difficult_name("256 characters").display) == 256


def test_a_guest_has_the_mark_of_one(directory):
    assert "#EXT#@" in directory.difficult_username("guest").upn


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
        "emails": [{"primary": True, "type": "work", "value": f"mail.{PREFIX}-1@scimproof.example"}],
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
