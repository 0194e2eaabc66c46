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
    builds_on=("users.created", "users.read-by-id"),
    source=[ENTRA_SCIM("General"), GALLERY_TESTS("17 SCIM_User_Create_Test"), FIELD("PostHog/posthog#42253")],
    covers=["ENTRA-CRE-10b"],
    harm=DRIFT,
    consequence="Entra reads another `userName` than the one it sent, and sends it again in every cycle.",
    remedy="Store and return `userName` in the letter case in which it was sent. Ignore letter case only when you "
    "compare.",
)
def test_a_username_keeps_its_letter_case(scim, new_user, directory):
    """A ``userName`` with capital letters reads back with the same capital letters."""
    person = directory.person()
    name = person.upn.replace("@", "-Jo.Doe@").replace(".example", ".Example")
    user = new_user(userName=name)

    expect(scim.get(user)).attribute("userName", name)


@requirement(
    "users.difficult-names",
    level=MUST,
    builds_on=("users.created", "users.read-by-id"),
    source=[ENTRA_SCIM("General"), ENTRA_KNOWN("special characters"), RFC7643("2.3.1")],
    harm=STOP,
    consequence="People whose names have an apostrophe, an accent or another script are not provisioned, or appear "
    "under a changed name that Entra sends again in every cycle.",
    remedy="Read and write UTF-8 everywhere and keep every character: do not trim, normalize or escape names. Store "
    "at least 256 characters; refuse a longer value with 400 instead of truncating it.",
)
@pytest.mark.parametrize("kind", DIFFICULT)
def test_a_difficult_name_is_kept(post, taken, keeps, read_back, directory, kind):
    """Unusual names from real directories are accepted and read back character for character."""
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
