import uuid

import pytest

from scimproof.contract import (
    ENTRA_CUSTOMIZE,
    ENTRA_SCIM,
    GALLERY_TESTS,
    LOSS,
    MUST,
    RFC7643,
    STOP,
    expect,
    given,
    requirement,
)


@requirement(
    "users.external-id",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[ENTRA_SCIM("attribute table"), RFC7643("3.1"), GALLERY_TESTS("17 SCIM_User_Create_Test")],
    covers=["ENTRA-CRE-10c", "ENTRA-CRE-14"],
    harm=LOSS,
    consequence="Entra cannot match on `externalId` and cannot compare it: it sends the value in every cycle, or "
    "creates the person again.",
    remedy="Store `externalId` exactly as the client sends it and return it whenever you return the user.",
)
@pytest.mark.parametrize("value", ["a mail nickname", "an object id"])
def test_an_external_id_is_kept(scim, new_user, directory, value):
    """The ``externalId`` of a create reads back as it was sent."""
    person = directory.person()
    sent = person.external_id if value == "a mail nickname" else str(uuid.UUID(person.object_id))
    user = new_user(externalId=sent)

    expect(scim.get(user)).attribute("externalId", sent)


@requirement(
    "users.without-external-id",
    level=MUST,
    builds_on=("users.created",),
    source=[
        ENTRA_CUSTOMIZE("attribute mappings can be deleted"),
        GALLERY_TESTS("workflow conditional externalId"),
        RFC7643("3.1"),
    ],
    covers=["ENTRA-CRE-15"],
    harm=STOP,
    consequence="A tenant that removed `externalId` from its attribute mapping can provision nobody, or only the "
    "first person.",
    remedy="Make `externalId` optional. If the database has a unique index on it, exclude users without a value from "
    "the index.",
)
def test_users_may_be_without_an_external_id(post, taken, directory):
    """Two users without an ``externalId`` can be created."""
    given(post(taken(directory.person())), by="users.created").status(200, 201)
    for _ in range(2):
        body = {name: value for name, value in taken(directory.person()).items() if name != "externalId"}

        expect(post(body)).status(200, 201)
