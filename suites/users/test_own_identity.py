"""Who a new user is: one that has values in common with another, or a name of an unusual form, is still another one."""

import pytest

from scimproof.contract import (
    ACCESS,
    ENTRA_CUSTOMIZE,
    ENTRA_SCIM,
    FIELD,
    LOSS,
    MAY,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    Resource,
    expect,
    given,
    is_absent,
    provided,
    read,
    requirement,
    unmet,
)


@requirement(
    "users.create-leaves-others",
    level=MUST,
    source=[RFC7644("3.3"), FIELD("BerriAI/litellm-docs#936")],
    builds_on=("users.created", "users.read-by-id", "users.external-id"),
    harm=ACCESS,
    consequence="Two people share one account: the new user gets the access of the other user, whose data is "
    "overwritten.",
    remedy="Use `POST /Users` only to create. When a value must be unique and is taken, answer 409 Conflict with "
    '`"scimType": "uniqueness"`; never update the user who has it.',
    since="0.2.0",
)
@pytest.mark.parametrize("shared", ["externalId", "emails"])
def test_a_create_changes_no_other_user(scim, directory, taken, create, post, shared):
    """A create with the ``externalId`` or the e-mail address of another user leaves that user unchanged."""
    first = taken(directory.person())
    user = create(first, by="users.created")
    before = given(scim.get(user), by="users.read-by-id").status(200).exchange

    made = post(taken(directory.person()) | {shared: first[shared]})

    if made.status in (200, 201) and made.id == user.id:
        raise unmet("a new user, or a refusal", f"{made.status} with the id of the user who has that {shared}", made)
    after = scim.get(user)
    for name in ("userName", "externalId", "displayName", "emails"):
        if not is_absent(read(before.resource, name)):
            expect(after).attribute(name, read(before.resource, name))


@requirement(
    "users.same-name-in-two-domains",
    level=MUST,
    source=[RFC7643("4.1.1"), FIELD("Shelf-nu/shelf.nu#2333"), FIELD("kobotoolbox/kpi#7102")],
    builds_on=("users.created", "users.read-by-id"),
    harm=STOP,
    consequence="A company with two mail domains cannot provision two people with the same name before the `@`, and "
    "Entra retries in every cycle.",
    remedy="Compare the complete `userName`. When the application needs a short name, generate one that is free, such "
    "as `jo.doe2`.",
    since="0.2.0",
)
def test_the_part_before_the_at_sign_may_repeat(scim, directory, taken, create, post):
    """Two users whose ``userName`` differs only after the ``@`` can be created."""
    local = directory.unused().partition("@")[0]
    create(taken(directory.person()) | {"userName": f"{local}@one.example"}, by="users.created")

    second = expect(post(taken(directory.person()) | {"userName": f"{local}@two.example"})).accepted().exchange

    user = Resource.of(second)
    if user is not None:
        expect(scim.get(user)).attribute("userName", f"{local}@two.example")


@requirement(
    "users.username-of-any-form",
    level=MAY,
    source=[RFC7643("4.1.1"), ENTRA_CUSTOMIZE("matching attributes")],
    harm=STOP,
    consequence="A customer who maps an employee number or a short name to `userName` cannot provision anybody.",
    remedy="Accept any non-empty string as `userName`, or document that it must be an e-mail address.",
    since="0.2.0",
)
def test_a_username_need_not_be_an_address(directory, taken, post):
    """A create with a ``userName`` that is not an e-mail address is accepted."""
    name = directory.unused().partition("@")[0]

    expect(post(taken(directory.person()) | {"userName": name})).accepted()


@requirement(
    "users.empty-external-ids",
    level=SHOULD,
    source=[FIELD("snapotter-hq/SnapOtter#1008")],
    builds_on=("users.created", "users.without-external-id"),
    harm=STOP,
    consequence="The second person whose `externalId` is an empty string is refused as a duplicate of the first.",
    remedy='Treat `"externalId": ""` as no `externalId` before you check that the value is unique.',
    since="0.2.0",
)
def test_an_empty_external_id_is_nobodys(directory, taken, post):
    """Two users whose ``externalId`` is an empty string can be created."""
    empty = {"externalId": ""}
    first = post(taken(directory.person()) | empty)
    provided(first, otherwise="the target refuses an empty externalId").accepted()

    expect(post(taken(directory.person()) | empty)).accepted()


@requirement(
    "users.external-id-letter-case",
    level=MUST,
    source=[RFC7643("3.1"), ENTRA_SCIM("General: values stored in the format they were sent")],
    builds_on=("users.created", "users.read-by-id", "users.external-id"),
    harm=LOSS,
    consequence="Entra reads another `externalId` than it sent, sends it again in every cycle, and does not find the "
    "user by it.",
    remedy="Store `externalId` as it was sent: it is case-exact. Do not convert it to lower case or upper case.",
    since="0.2.0",
)
def test_an_external_id_keeps_its_letter_case(scim, directory, taken, create):
    """An ``externalId`` with capital letters reads back with the same capital letters."""
    person = directory.person()
    small, mixed = person.external_id.lower(), f"{person.external_id}-AbC"
    plain = create(taken(directory.person()) | {"externalId": small}, by="users.external-id")
    given(scim.get(plain), by="users.external-id").attribute("externalId", small)

    user = create(taken(person) | {"externalId": mixed}, by="users.external-id")

    expect(scim.get(user)).attribute("externalId", mixed)


@requirement(
    "users.created-disabled",
    level=MUST,
    source=[ENTRA_SCIM("table of user attributes: IsSoftDeleted to active"), RFC7644("3.3"), RFC7643("4.1.1")],
    builds_on=(
        "users.created",
        "users.read-by-id",
        "users.created-active",
        "lifecycle.disabled",
        "lifecycle.disabled-readable",
    ),
    harm=ACCESS,
    consequence="A person who is blocked in Entra can sign in to the application after the first cycle.",
    remedy="Use `active` from the body of a create. Use `true` only when the body does not contain it.",
    since="0.2.0",
)
def test_a_user_can_be_created_disabled(scim, directory, taken, create, post):
    """A user created with ``"active": false`` reads back as disabled."""
    create(taken(directory.person()), by="users.created")

    created = expect(post(taken(directory.person()) | {"active": False})).accepted().exchange

    user = Resource.of(created)
    if user is not None:
        expect(scim.get(user)).attribute("active", wanted=False)
