from urllib.parse import quote

import pytest

from scimproof.contract import (
    CORE_USER,
    ENTERPRISE,
    ENTRA_CUSTOMIZE,
    ENTRA_SCIM,
    FIELD,
    MAY,
    MUST,
    REPORTED,
    RFC7643,
    SHOULD,
    STOP,
    NotApplicable,
    eq,
    expect,
    requirement,
)


@requirement(
    "users.null-attributes",
    level=SHOULD,
    builds_on=("users.created",),
    source=[ENTRA_SCIM("Example 2"), RFC7643("2.5")],
    covers=["ENTRA-CRE-05"],
    harm=STOP,
    consequence="A person without a title or an address cannot be created.",
    remedy="Treat an attribute with the value `null` or `[]` in a POST body as absent (RFC 7643 2.5), and create the "
    "user without it.",
)
def test_null_is_no_value(post, read_back, create, directory, capabilities):
    """A create in which attributes are null makes a user without those attributes."""
    body = directory.person().scim("user-create-nulls")
    del body["manager"]  # at the top level it is no attribute of a user, with or without a value
    if capabilities.schema(ENTERPRISE) is None:
        body |= {"schemas": [CORE_USER]}
        del body[ENTERPRISE]
    nulls = [name for name, value in body.items() if value is None]
    for name in [each for each in nulls if not capabilities.declares(each)]:
        del body[name]
    create(directory.person().scim(), by="users.default-body")
    created = post(body)

    expect(created).status(200, 201)
    expect(read_back(created)).absent("title")


@requirement(
    "users.roles-of-entra",
    level=SHOULD,
    builds_on=("users.default-body",),
    source=[ENTRA_CUSTOMIZE("AppRoleAssignmentsComplex"), FIELD("MicrosoftDocs/entra-docs#391")],
    covers=["ENTRA-PAT-13c"],
    harm=STOP,
    consequence="Where a tenant maps application roles, nobody who has a role can be created.",
    remedy="Accept `roles` whose `type` is `WindowsAzureActiveDirectoryRole`: do not restrict `type` to canonical "
    "values, and ignore unknown sub-attributes.",
)
def test_a_role_as_entra_writes_it_is_accepted(post, create, directory, capabilities):
    """A create with a role of type WindowsAzureActiveDirectoryRole is accepted."""
    if not capabilities.declares("roles"):
        raise NotApplicable("the target's schemas do not declare roles")
    create(directory.person().scim(), by="users.default-body")

    expect(post(directory.person().scim("user-create-roles", role="Reader"))).status(200, 201)


@requirement(
    "users.unknown-attributes",
    level=MAY,
    builds_on=("users.created",),
    source=[FIELD("wireapp/wire-docs#96")],
    covers=["ENTRA-CRE-12b"],
    harm=STOP,
    consequence="Where a tenant maps an attribute that the application does not know, nobody can be created.",
    remedy="Ignore attributes that no schema declares. If that is impossible, refuse the create with 400 Bad Request "
    "and name the attribute in `detail`.",
)
def test_an_unknown_attribute_is_ignored(post, taken, directory):
    """A create with an attribute that no schema declares makes a user."""
    expect(post(taken(directory.person()) | {"scimproofUnknown": 1})).status(200, 201)


@requirement(
    "users.email-without-value",
    level=MUST,
    builds_on=("users.created",),
    source=[RFC7643("2.4"), REPORTED("gravitee-io/gravitee-access-management#8521")],
    harm=STOP,
    consequence="One incomplete e-mail makes the whole user unreadable: every later update of that person fails.",
    remedy="Refuse an element of `emails` that has no `value` with 400 Bad Request, or drop it. Do not store an "
    "element that a later read fails on.",
)
@pytest.mark.parametrize("place", ["by id", "by filter"])
def test_an_email_without_a_value_does_no_harm(request, scim, post, taken, directory, place):
    """A create with an e-mail that has a ``type`` and no ``value`` is refused, or makes a user that can be read."""
    if place == "by filter":
        request.getfixturevalue("findable_user")
    body = taken(directory.person()) | {"emails": [{"type": "work"}]}
    created = post(body)
    if created.status is not None and 400 <= created.status < 500:
        return

    expect(created).status(200, 201)
    if place == "by id":
        expect(scim.get(f"/Users/{quote(created.id or '')}")).status(200)
    else:
        expect(scim.search(filter=eq("userName", body["userName"]))).status(200)
