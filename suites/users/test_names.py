import pytest

from scimproof.contract import (
    DIFFICULT,
    ENTRA_KNOWN,
    ENTRA_SCIM,
    FIELD,
    GALLERY_TESTS,
    MUST,
    RFC7643,
    expect,
    given,
    read,
    requirement,
    same,
)

NAMES = ("userName", "displayName", "name.familyName", "name.givenName")


@requirement(
    "users.username-as-sent",
    level=MUST,
    source=[ENTRA_SCIM("General"), GALLERY_TESTS("17 SCIM_User_Create_Test"), FIELD("PostHog/posthog#42253")],
    covers=["ENTRA-CRE-10b"],
    consequence="Entra sees another userName than the one it sent and patches it on every cycle.",
    remedy="Compare userName without regard to letter case, but store and return it as it was sent.",
)
def test_a_username_keeps_its_letter_case(scim, new_user, directory):
    """A userName with capitals reads back letter for letter."""
    person = directory.person()
    name = person.upn.replace("@", "-Jo.Doe@").replace(".example", ".Example")
    user = new_user(userName=name)

    expect(scim.get(user)).attribute("userName", name)


@requirement(
    "users.difficult-names",
    level=MUST,
    source=[ENTRA_SCIM("General"), ENTRA_KNOWN("special characters"), RFC7643("2.3.1")],
    consequence="People whose names have an apostrophe, an accent or another script are not provisioned, or appear "
    "under a mangled name that Entra patches on every cycle.",
    remedy="Read and write UTF-8 throughout, keep every character as it came (no trimming, no normalising, no "
    "escaping), and leave room for 256 characters.",
)
@pytest.mark.parametrize("kind", DIFFICULT)
def test_a_difficult_name_is_kept(scim, post, taken, keeps, directory, kind):
    """Names that real directories hold are accepted and read back character for character."""
    body = taken(directory.difficult(kind))
    created = post(body)

    expect(created).status(200, 201)
    given(created, by="users.created").attribute_where("id", bool, "is there")
    stored = scim.get(f"/Users/{created.id}")
    for path in NAMES:
        if same(read(stored.resource, path), read(body, path)) or not keeps(path):
            continue
        expect(stored).attribute(path, read(body, path))
