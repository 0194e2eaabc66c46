"""Writes without a token, and what no answer may contain."""

import secrets

from scimproof.contract import (
    ACCESS,
    CORE_USER,
    ENTRA_SCIM,
    FORM,
    MAY,
    MUST,
    RFC6750,
    RFC7643,
    RFC7644,
    NotApplicable,
    Resource,
    expect,
    given,
    remove,
    requirement,
    unmet,
)


@requirement(
    "security.writes-need-token",
    level=MUST,
    builds_on=("security.wrong-token", "security.no-token"),
    source=[
        ENTRA_SCIM("requirement: a single bearer token for authentication and authorization"),
        RFC7644("2"),
        RFC6750("3.1"),
    ],
    harm=ACCESS,
    consequence="Anybody who can reach the endpoint can create, change and delete accounts.",
    remedy="Require a valid token for `POST`, `PUT`, `PATCH` and `DELETE` on every endpoint. Check it in one place in "
    "front of all routes.",
)
def test_nothing_is_written_without_a_token(scim, impostor, stranger, directory, adopt, a_user):
    """Creates, changes and deletes without a token are refused and change nothing."""
    given(stranger("GET", a_user.path), by="security.no-token").status(401)
    operations = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [remove("displayName")]}
    changed = stranger("PATCH", a_user.path, body=operations)
    deleted = stranger("DELETE", a_user.path)
    created = stranger("POST", "/Users", body={"schemas": [CORE_USER], "userName": directory.unused(), "active": True})
    if created.status in (200, 201) and (made := Resource.of(created)) is not None:
        adopt(made)

    for answer in (created, changed, deleted):
        expect(answer).refused()
    expect(scim.get(a_user)).attribute("id", a_user.id)


@requirement(
    "security.password-never-shown",
    level=MUST,
    source=[RFC7643("4.1.1"), RFC7643("7")],
    harm=ACCESS,
    consequence="Anybody who can read users can read their passwords.",
    remedy='Treat `password` as write-only (`"mutability": "writeOnly"`, `"returned": "never"`): leave it out of '
    "every answer, also when `attributes=password` asks for it.",
)
def test_a_password_is_never_shown(scim, directory, adopt):
    """No answer contains the password with which a user was created, also not when a client requests it."""
    password = f"Aa1!{secrets.token_urlsafe(18)}"
    body = {**directory.person().scim(), "password": password}
    created = scim.create("/Users", body)
    user = Resource.of(created)
    if created.status not in (200, 201) or user is None:
        raise NotApplicable(f"no user is created with a password ({created.status})")
    adopt(user)

    for answer in (created, scim.get(user), scim.get(user, query="attributes=userName,password")):
        if password in answer.text:
            raise unmet("no password in the answer", "the password in clear text", answer)


@requirement(
    "security.config-public",
    level=MAY,
    builds_on=("discovery.service-provider-config",),
    source=[RFC7643("5")],
    harm=FORM,
    consequence="A client cannot find out how to authenticate before it has a token.",
    remedy="Answer `GET /ServiceProviderConfig` without credentials, if nothing in it is secret.",
)
def test_how_to_authenticate_can_be_read_by_anybody(stranger, capabilities):
    """``/ServiceProviderConfig`` can be read without credentials."""
    given(capabilities.document("/ServiceProviderConfig"), by="discovery.service-provider-config").status(200)

    expect(stranger("GET", "/ServiceProviderConfig")).status(200)
