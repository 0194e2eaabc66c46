import pytest

from scimproof.contract import (
    DIFFICULT,
    DRIFT,
    ENTRA_KNOWN,
    ENTRA_SCIM,
    FIELD,
    GALLERY_TESTS,
    MUST,
    RFC7643,
    SHOULD,
    STOP,
    NotApplicable,
    expect,
    read,
    requirement,
    same,
)

NAMES = ("userName", "displayName", "name.familyName", "name.givenName")


@requirement(
    "users.username-as-sent",
    level=SHOULD,
    source=[ENTRA_SCIM("General"), GALLERY_TESTS("17 SCIM_User_Create_Test"), FIELD("PostHog/posthog#42253")],
    covers=["ENTRA-CRE-10b"],
    harm=DRIFT,
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
    harm=STOP,
    consequence="People whose names have an apostrophe, an accent or another script are not provisioned, or appear "
    "under a mangled name that Entra patches on every cycle.",
    remedy="Read and write UTF-8 throughout, keep every character as it came (no trimming, no normalising, no "
    "escaping), and leave room for 256 characters: never cut.",
)
@pytest.mark.parametrize("kind", DIFFICULT)
def test_a_difficult_name_is_kept(post, taken, keeps, read_back, directory, kind):
    """Names that real directories hold are accepted and read back character for character."""
    body = taken(directory.difficult(kind))
    created = post(body)
    if kind == "256 characters" and created.status == 400:
        raise NotApplicable("the target refuses a name of 256 characters")

    expect(created).status(200, 201)
    stored = read_back(created)
    for path in NAMES:
        sent, shown = read(body, path), read(stored.resource, path)
        recased = path == "userName" and isinstance(shown, str) and shown.casefold() == sent.casefold()
        if not same(shown, sent) and not recased and keeps(path):
            expect(stored).attribute(path, sent)
