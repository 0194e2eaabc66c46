"""Values that a create must not lose: a second one of a type, one that is not primary, one in other letter case."""

import pytest

from scimproof.contract import (
    ACCESS,
    DRIFT,
    ENTRA_CUSTOMIZE,
    FIELD,
    FORM,
    LOSS,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    NotApplicable,
    Resource,
    expect,
    given,
    is_absent,
    provided,
    read,
    requirement,
    same,
)

WORK_MAIL = 'emails[type eq "work"].value'


@requirement(
    "users.every-role-kept",
    level=MUST,
    source=[
        ENTRA_CUSTOMIZE("AppRoleAssignmentsComplex"),
        FIELD("buildbuddy-io/buildbuddy#10578"),
        FIELD("MicrosoftDocs/azure-docs#50772"),
    ],
    builds_on=("users.created", "users.read-by-id", "users.roles-of-entra"),
    harm=ACCESS,
    consequence="A person with several app roles in Entra gets only one of them, or none when no role is primary.",
    remedy="Store each element of `roles`, whether `primary` is true, false or absent, or refuse more than one role "
    "with 400 Bad Request.",
    since="0.2.0",
)
@pytest.mark.parametrize("primary", ["the first is primary", "none is primary"])
def test_each_role_of_a_create_is_kept(scim, capabilities, directory, taken, create, post, primary):
    """Each role in a create is stored, primary or not, unless the create is refused."""
    if not capabilities.declares("roles.value"):
        raise NotApplicable("the target's schemas do not declare roles")
    one = create(
        taken(directory.person()) | {"roles": [{"value": "Admin", "primary": True}]}, by="users.roles-of-entra"
    )
    provided(scim.get(one), otherwise="the target does not keep a role").elements("roles", ["Admin"])
    first = {"value": "Admin", "primary": True} if primary.startswith("the first") else {"value": "Admin"}

    made = post(taken(directory.person()) | {"roles": [first, {"value": "Reader"}]})

    provided(made, otherwise="the target refuses several roles").accepted()
    user = Resource.of(made)
    if user is not None:
        expect(scim.get(user)).elements("roles", ["Admin", "Reader"])


@requirement(
    "users.several-of-one-type",
    level=SHOULD,
    source=[RFC7643("2.4"), FIELD("wso2/product-is#3391")],
    builds_on=("users.created", "users.read-by-id", "users.stored-as-sent"),
    harm=DRIFT,
    consequence="A second address of a person is lost without an error, and is sent again in every cycle.",
    remedy="Store each element of `emails` and `phoneNumbers`, also when two have the same `type`, or refuse the "
    "create with 400 Bad Request.",
    since="0.2.0",
)
@pytest.mark.parametrize("name", ["emails", "phoneNumbers"])
def test_two_values_of_one_type_are_both_kept(scim, capabilities, directory, taken, post, create, name):
    """Two e-mail addresses or phone numbers of type "work" are both stored, unless the create is refused."""
    if not capabilities.declares(f'{name}[type eq "work"].value'):
        raise NotApplicable(f"the target's schemas do not declare {name} of type work")
    values = (
        [directory.unused(), directory.unused()] if name == "emails" else ["+33 1 70 18 99 00", "+33 1 70 18 99 01"]
    )
    elements = [{"type": "work", "value": each} for each in values]
    elements[0] |= {"primary": True} if name == "emails" else {}
    one = create(taken(directory.person()) | {name: elements[:1]}, by="users.mapped-body")
    provided(scim.get(one), otherwise=f"the target does not keep {name} as sent").elements(name, values[:1])

    fresh = [{**each, "value": directory.unused()} for each in elements] if name == "emails" else elements
    made = post(taken(directory.person()) | {name: fresh})

    provided(made, otherwise="the target refuses two values of one type").accepted()
    user = Resource.of(made)
    if user is not None:
        expect(scim.get(user)).elements(name, [each["value"] for each in fresh])


@requirement(
    "users.email-with-capitals",
    level=SHOULD,
    source=[RFC7643("4.1.2"), RFC7644("3.3")],
    builds_on=("users.created",),
    harm=STOP,
    consequence="No person whose address contains a capital letter, such as Jo.Doe@example.com, can be provisioned.",
    remedy="Accept capital letters in an e-mail address, and ignore letter case when you compare addresses.",
    since="0.2.0",
)
def test_an_address_may_have_capitals(directory, taken, create, post):
    """A create with a work e-mail that contains capital letters is accepted."""
    body = taken(directory.person())
    if is_absent(read(body, WORK_MAIL)):
        raise NotApplicable("the target takes no e-mail address of type work")
    small = [{**each, "value": each["value"].lower()} for each in body["emails"]]
    create(body | {"emails": small}, by="users.created")

    other = taken(directory.person())
    capital = [{**each, "value": f"Jo.{each['value'].title()}"} for each in other["emails"]]

    expect(post(other | {"emails": capital})).accepted()


@requirement(
    "users.sub-attributes-any-case",
    level=MUST,
    source=[RFC7643("2.1"), FIELD("simstudioai/sim#7567")],
    builds_on=("users.created", "users.read-by-id", "users.stored-as-sent"),
    harm=LOSS,
    consequence="A value is lost without an error because its attribute is written in another letter case.",
    remedy="Ignore letter case when you compare attribute names, also inside `name`, `emails` and extensions.",
    since="0.2.0",
)
def test_sub_attributes_are_known_in_any_letter_case(scim, directory, taken, create, keeps):
    """A create with ``GIVENNAME`` and ``FamilyName`` inside ``name`` stores both."""
    wanted = {"givenName": "Ann", "familyName": "Lee"}
    kept = {name: value for name, value in wanted.items() if keeps(f"name.{name}")}
    if not kept:
        raise NotApplicable("the target keeps no part of a name")
    spelled = {"GIVENNAME": "Ann", "FamilyName": "Lee"}

    user = create(taken(directory.person()) | {"name": spelled}, by="users.created")

    shown = scim.get(user)
    for name, value in kept.items():
        expect(shown).attribute(f"name.{name}", value)


@requirement(
    "users.sub-attribute-asked-for",
    level=MUST,
    source=[RFC7644("3.9"), RFC7644("3.10")],
    builds_on=("users.read-by-id", "users.attributes-parameter"),
    harm=FORM,
    consequence="A client that requests a sub-attribute does not get it, and treats it as empty.",
    remedy="In the query parameters `attributes` and `excludedAttributes`, read `name.givenName` as the sub-attribute "
    "`givenName` of `name`.",
    since="0.2.0",
)
@pytest.mark.parametrize("path", ["name.givenName", "emails.value"])
def test_a_sub_attribute_can_be_asked_for(scim, standing_user, path):
    """A read with ``attributes=name.givenName`` shows the given name."""
    whole = given(scim.get(standing_user), by="users.read-by-id").status(200).exchange
    wanted = read(whole.resource, path)
    if is_absent(wanted):
        raise NotApplicable(f"the target shows no {path}")
    top = path.partition(".")[0]
    plain = given(scim.get(standing_user, query=f"attributes={top}"), by="users.attributes-parameter").exchange
    if not same(read(plain.resource, path), wanted):
        raise NotApplicable(f"the target does not show {top} to who asks for it")

    expect(scim.get(standing_user, query=f"attributes={path}")).attribute(path, wanted)
