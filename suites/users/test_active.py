from scimproof.contract import (
    DRIFT,
    ENTRA_SCIM,
    FIELD,
    GALLERY_TESTS,
    MUST,
    POSTMAN,
    RFC7643,
    SHOULD,
    STOP,
    expect,
    given,
    requirement,
)


@requirement(
    "users.created-active",
    level=MUST,
    builds_on=("users.read-by-id",),
    source=[ENTRA_SCIM("Create User"), RFC7643("4.1.1"), GALLERY_TESTS("3 Disable_User_Test")],
    covers=["ENTRA-GET-07a"],
    harm=DRIFT,
    consequence="Entra reads a new user as disabled, or cannot read its state. It enables the user again in every "
    "cycle, and Microsoft's gallery test Disable_User_Test fails.",
    remedy='Return `active` with every user as a JSON boolean. When a client creates a user with `"active": true`, '
    'return `"active": true` from the first read on.',
)
def test_a_user_created_active_is_active(scim, a_user):
    """A user created with ``"active": true`` reads back with ``active`` as the JSON boolean true."""
    expect(scim.get(a_user)).attribute("active", wanted=True)


@requirement(
    "users.active-as-string",
    level=SHOULD,
    builds_on=("users.created-active",),
    source=[POSTMAN("User"), FIELD("AzureAD/SCIMReferenceCode#21")],
    covers=["ENTRA-CRE-03"],
    harm=STOP,
    consequence="Where Entra sends `active` of a new user as a string, every create is refused.",
    remedy='In a POST body, read the strings `"True"` and `"False"` in any letter case as booleans where the schema '
    "says boolean, and return `active` as a JSON boolean.",
)
def test_active_may_be_a_string_in_a_create(scim, post, read_back, directory, create):
    """A create with ``active`` as the string "True" makes an active user, whose ``active`` reads back as a boolean."""
    person = directory.person()
    created = post(person.scim("user-create-active-as-string"))
    if created.status not in (200, 201):
        create(directory.person().scim(), by="users.default-body")

    expect(created).status(200, 201)
    stored = read_back(created)
    if stored.resource.get("active") is not True:
        plain = create(directory.person().scim(), by="users.default-body")
        given(scim.get(plain), by="users.created-active").attribute("active", wanted=True)
    expect(stored).attribute("active", wanted=True)


@requirement(
    "users.active-when-omitted",
    level=SHOULD,
    builds_on=("users.created-active",),
    source=[RFC7643("4.1.1"), FIELD("valon-technologies/gestalt#3167")],
    harm=STOP,
    consequence="Where a tenant has removed `active` from its attribute mapping, new users are disabled and cannot "
    "sign in.",
    remedy="When a create does not contain `active`, store the user as active. Do not use false as the default.",
)
def test_a_user_is_active_unless_said_otherwise(post, taken, read_back, directory):
    """A user created without ``active`` does not read back as disabled."""
    body = taken(directory.person())
    created = post({name: value for name, value in body.items() if name != "active"})
    given(created, by="users.created").status(200, 201)
    given(read_back(post(taken(directory.person()))), by="users.created-active").attribute("active", wanted=True)

    expect(read_back(created)).attribute_where("active", lambda value: value is not False, "is not false")
