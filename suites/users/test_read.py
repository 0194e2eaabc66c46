import uuid

import pytest

from scimproof.contract import (
    CORE_USER,
    ENTRA_LOGS,
    ENTRA_SCIM,
    FIELD,
    FORM,
    MUST,
    RFC7643,
    RFC7644,
    STOP,
    expect,
    given,
    requirement,
    show,
    unmet,
)

LISTS = ("emails", "phoneNumbers", "addresses", "roles", "groups")


@requirement(
    "users.read-by-id",
    level=MUST,
    source=[ENTRA_SCIM("Get User"), RFC7644("3.4.1"), RFC7643("3")],
    harm=STOP,
    consequence="Entra reads a user before each update, so no change to any user arrives.",
    remedy="Answer `GET /Users/{id}` with 200 and the whole user, including `id` and `schemas` with "
    "`urn:ietf:params:scim:schemas:core:2.0:User`.",
)
def test_a_user_is_read_by_id(entra, standing_user):
    """``GET /Users/{id}`` answers with the user of that ``id``, and ``schemas`` contains the core user URN."""
    shown = entra.read_user(standing_user)

    expect(shown).status(200)
    expect(shown).attribute("id", standing_user.id)
    expect(shown).attribute_where(
        "schemas",
        lambda listed: isinstance(listed, list) and CORE_USER.lower() in [str(each).lower() for each in listed],
        f"contains {CORE_USER}",
    )


@requirement(
    "users.unknown-id",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[ENTRA_SCIM("Get User"), RFC7644("3.12")],
    covers=["ENTRA-GET-02"],
    harm=STOP,
    consequence="Entra cannot tell that a user is gone: it retries the update in every cycle instead of creating the "
    "person again.",
    remedy="Answer `GET /Users/{id}` with 404 Not Found when no user has that `id`, also when the `id` is not in the "
    "format that your server generates.",
)
@pytest.mark.parametrize("form", ["a UUID", "no UUID"])
def test_an_unknown_id_is_not_found(scim, form):
    """``GET /Users/{id}`` with an ``id`` that no user has is answered with 404, whatever the format of the ``id``."""
    id_ = str(uuid.uuid4())

    expect(scim.get(f"/Users/{id_ if form == 'a UUID' else f'nobody-{id_[:8]}'}")).status(404)


@requirement(
    "users.multi-valued-are-arrays",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[
        RFC7643("2.4"),
        ENTRA_LOGS("SystemForCrossDomainIdentityManagementServiceIncompatible"),
        FIELD("grokability/snipe-it#11094"),
    ],
    harm=STOP,
    consequence="Entra cannot parse the user, and can neither match nor update that person.",
    remedy='Write every multi-valued attribute as an array of objects, also when it has one value: `"emails": '
    '[{"type": "work", "value": "jo@example.com"}]`.',
)
def test_multi_valued_attributes_are_arrays_of_objects(scim, standing_user):
    """Multi-valued attributes of a user are arrays of objects."""
    shown = given(scim.get(standing_user), by="users.read-by-id").status(200).exchange

    for name in LISTS:
        value = shown.resource.get(name)
        if value is not None and not (isinstance(value, list) and all(isinstance(each, dict) for each in value)):
            raise unmet(f"{name}, an array of objects", f"{name} = {show(value)}", shown, name)


@requirement(
    "users.attributes-parameter",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[RFC7644("3.4.2.5"), RFC7644("3.9")],
    covers=["ENTRA-GET-07b"],
    harm=FORM,
    consequence="A client that asks for two attributes of many users gets all attributes, or gets users without an "
    "`id`.",
    remedy="When a read has the query parameter `attributes`, return the attributes that it names and those that are "
    "always returned (`id`, `schemas`), and no others.",
)
def test_a_client_can_name_the_attributes_it_wants(scim, standing_user):
    """A read with ``attributes=userName,emails`` shows ``id`` and ``userName``, and no unrequested attribute."""
    shown = scim.get(standing_user, query="attributes=userName,emails")

    expect(shown).attribute("id", standing_user.id)
    expect(shown).attribute("userName", standing_user["userName"])
    expect(shown).absent("displayName")
    expect(shown).absent("name")


@requirement(
    "users.excluded-attributes-parameter",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[RFC7644("3.4.2.5"), RFC7644("3.9")],
    harm=FORM,
    consequence="A client that excludes attributes still gets them, or gets a user without an `id`.",
    remedy="When a read has the query parameter `excludedAttributes`, leave out the attributes that it names, except "
    "those that are always returned, such as `id`.",
)
def test_a_client_can_name_the_attributes_it_does_not_want(scim, standing_user):
    """A read with ``excludedAttributes`` leaves out what it names, but never ``id``."""
    shown = scim.get(standing_user, query="excludedAttributes=displayName,id")

    expect(shown).attribute("id", standing_user.id)
    expect(shown).attribute("userName", standing_user["userName"])
    expect(shown).absent("displayName")
