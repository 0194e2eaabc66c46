import pytest

from scimproof.contract import (
    DIFFICULT_NAMES,
    DIFFICULT_USERNAMES,
    DRIFT,
    ENTRA_KNOWN,
    ENTRA_SCIM,
    FIELD,
    GALLERY_TESTS,
    MAY,
    MUST,
    RFC7643,
    SHOULD,
    STOP,
    NotApplicable,
    alike,
    expect,
    given,
    read,
    requirement,
    same,
)

NAMES = ("displayName", "name.familyName", "name.givenName")
NORMALIZED = ("spaces inside", "spaces at the ends", "composed", "decomposed")
NO_PRINCIPAL_NAME = ("plus", "ampersand", "percent", "guest")
"""Kinds that occur in e-mail addresses or in Entra's own data, but not in what the default mapping sends."""


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


@pytest.fixture(scope="session")
def tried():
    """What became of each difficult name: the body, the answer and the user as read back. Each is sent once."""
    return {}


@pytest.fixture
def named(post, taken, read_back, directory, tried):
    """Creates a user with a difficult displayName and name and everything else plain; returns what became of it."""

    def create(kind):
        if kind not in tried:
            body = taken(directory.difficult_name(kind))
            if not any(name in body for name in ("displayName", "name")):
                raise NotApplicable("the target takes neither displayName nor name")
            created = post(body)
            stored = read_back(created) if created.status in (200, 201) else None
            tried[kind] = (body, created, stored)
        return tried[kind]

    return create


@requirement(
    "users.difficult-names",
    level=MUST,
    builds_on=("users.created", "users.read-by-id"),
    source=[ENTRA_SCIM("General"), ENTRA_KNOWN("special characters"), RFC7643("2.3.1")],
    harm=STOP,
    consequence="People whose names contain an apostrophe, an accent or another script are not provisioned.",
    remedy="Accept every Unicode character in `displayName` and `name`. Read and write UTF-8 everywhere.",
)
@pytest.mark.parametrize("kind", DIFFICULT_NAMES)
def test_a_difficult_name_is_accepted(named, kind):
    """A user with an unusual ``displayName`` and ``name`` from a real directory is accepted."""
    _, created, _ = named(kind)
    if kind == "256 characters" and created.status == 400:
        raise NotApplicable("the target refuses a name of 256 characters")

    expect(created).status(200, 201)


@requirement(
    "users.names-as-sent",
    level=MUST,
    source=[ENTRA_SCIM("General"), RFC7643("2.3.1")],
    harm=DRIFT,
    consequence="People appear under a changed name, which Entra sends again in every cycle.",
    remedy="Store and return `displayName` and `name` as they were sent: decode and encode them as UTF-8, do not "
    "escape them, and refuse a text that is too long with 400 instead of truncating it.",
    since="0.2.0",
)
@pytest.mark.parametrize("kind", DIFFICULT_NAMES)
def test_a_difficult_name_is_kept(named, keeps, kind):
    """An unusual ``displayName`` and ``name`` read back with the same characters."""
    body, created, stored = named(kind)
    if kind == "256 characters" and created.status == 400:
        raise NotApplicable("the target refuses a name of 256 characters")
    given(created, by="users.difficult-names").status(200, 201)

    for path in NAMES:
        sent, shown = read(body, path), read(stored.resource, path)
        if not alike(sent, shown) and not same(sent, shown) and keeps(path):
            expect(stored).attribute(path, sent)


@requirement(
    "users.names-not-normalized",
    level=MAY,
    source=[ENTRA_SCIM("General")],
    harm=DRIFT,
    consequence="Entra compares the name with its own, finds a difference, and sends it again.",
    remedy="Store spaces and combining characters in `displayName` and `name` as they were sent: do not trim or "
    "normalize.",
    since="0.2.0",
)
@pytest.mark.parametrize("kind", NORMALIZED)
def test_blanks_and_combined_characters_are_kept(named, keeps, kind):
    """A ``displayName`` and ``name`` with extra spaces or combining characters read back as they were sent."""
    body, created, stored = named(kind)
    given(created, by="users.difficult-names").status(200, 201)

    for path in NAMES:
        sent, shown = read(body, path), read(stored.resource, path)
        if not same(sent, shown) and alike(sent, shown) and keeps(path):
            expect(stored).attribute(path, sent)


@requirement(
    "users.difficult-usernames",
    level=SHOULD,
    source=[ENTRA_SCIM("General"), ENTRA_KNOWN("special characters")],
    harm=STOP,
    consequence="People whose sign-in name contains an apostrophe or a number sign are not provisioned, or are "
    "created again in every cycle because their name was changed.",
    remedy="Accept and store in `userName` every character that a user principal name may have, such as "
    "`o'neill@example.com`.",
    since="0.2.0",
)
@pytest.mark.parametrize("kind", DIFFICULT_USERNAMES)
def test_a_difficult_username_is_kept(post, taken, read_back, directory, kind):
    """A ``userName`` with unusual characters that sign-in names may contain is accepted and reads back the same."""
    person = directory.difficult_username(kind)
    created = post(taken(person))
    if kind in NO_PRINCIPAL_NAME and created.status == 400:
        raise NotApplicable(f"the target refuses {person.upn}, which no user principal name of Entra's looks like")

    expect(created).status(200, 201)
    shown = read(read_back(created).resource, "userName")
    if not (isinstance(shown, str) and shown.casefold() == person.upn.casefold()):
        expect(read_back(created)).attribute("userName", person.upn)
