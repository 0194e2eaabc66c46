from scimproof.contract import (
    CORE_USER,
    ENTRA_SCIM,
    FORM,
    LOSS,
    MUST,
    RFC7643,
    RFC7644,
    STOP,
    expect,
    given,
    requirement,
)

LONG_AGO = "2001-01-01T00:00:00Z"


@requirement(
    "users.created",
    level=MUST,
    source=[RFC7644("3.3"), ENTRA_SCIM("Create User")],
    harm=STOP,
    consequence="Nobody is provisioned: without an `id` in the answer Entra cannot update or disable the user later.",
    remedy="Answer `POST /Users` with 201 Created and the stored user, with `id` as a non-empty string.",
)
def test_a_user_is_created(post, directory):
    """``POST /Users`` creates a user and answers with its ``id``."""
    body = directory.person().scim()
    created = post(body)
    if created.status not in (200, 201):
        # users.default-body judges the full body; here the minimum of RFC 7643 is enough.
        created = post({"schemas": [CORE_USER], "userName": body["userName"], "active": True})

    expect(created).status(200, 201)
    expect(created).attribute_where("id", lambda id_: isinstance(id_, str) and id_ != "", "is a non-empty string")


@requirement(
    "users.default-body",
    level=MUST,
    builds_on=("users.created",),
    source=[ENTRA_SCIM("Create User")],
    covers=["ENTRA-CRE-01", "ENTRA-CRE-02a", "ENTRA-CRE-02b"],
    harm=STOP,
    consequence="Every create that Entra sends is refused: no user is provisioned at all.",
    remedy="Accept the body of Entra's default mapping as it is: ignore the `meta` that the client sends, read "
    '`"roles": []` as no roles, and accept the enterprise extension\'s URN in `schemas`.',
)
def test_the_body_of_the_default_mapping_is_accepted(post, directory):
    """The body that Entra's default mapping produces, with its own ``meta`` and empty ``roles``, creates a user."""
    body = directory.person().scim()
    created = post(body)
    if created.status not in (200, 201):
        least = {"schemas": [CORE_USER], "userName": directory.unused(), "active": True}
        given(post(least), by="users.created").status(200, 201)

    expect(created).status(200, 201)


@requirement(
    "users.created-status",
    level=MUST,
    builds_on=("users.created",),
    source=[RFC7644("3.3"), ENTRA_SCIM("Create User")],
    covers=["ENTRA-CRE-08a"],
    harm=FORM,
    consequence="Microsoft's SCIM Validator fails the create test, and a client cannot tell a new user from an "
    "existing one.",
    remedy="Answer a successful `POST /Users` with 201 Created.",
)
def test_a_create_is_answered_with_201(post, taken, directory):
    """A successful create is answered with 201."""
    created = post(taken(directory.person()))
    given(created, by="users.created").accepted()

    expect(created).status(201)


@requirement(
    "users.client-id-ignored",
    level=MUST,
    builds_on=("users.created",),
    source=[RFC7643("3.1"), RFC7644("3.3")],
    harm=LOSS,
    consequence="A create that contains the `id` of another user overwrites that user: an account is taken over.",
    remedy="Ignore `id` in the body of a POST: it is read-only. Give every new user an `id` that was never used "
    "before.",
)
def test_an_id_in_a_create_is_ignored(scim, post, taken, directory, new_user):
    """A create that contains another user's ``id`` makes a new user and leaves the other user unchanged."""
    other = new_user()
    created = post(taken(directory.person()) | {"id": other.id})

    expect(created).status(200, 201)
    expect(created).attribute_where("id", lambda id_: id_ != other.id, f"is not {other.id}")
    expect(scim.get(other)).attribute("userName", other["userName"])


@requirement(
    "users.client-meta-ignored",
    level=MUST,
    builds_on=("users.default-body",),
    source=[RFC7643("3.1"), RFC7644("3.3")],
    covers=["ENTRA-CRE-02a"],
    harm=FORM,
    consequence="`meta.created` and `meta.lastModified` hold whatever the client sent. A client that asks for what "
    "has changed since a date misses this user.",
    remedy="Ignore `meta` in a request body, which Entra sends with every create, and set `meta.created` and "
    "`meta.lastModified` from the server's clock.",
)
def test_the_meta_of_a_create_is_ignored(post, taken, read_back, directory):
    """A create that contains ``meta`` makes a user whose ``meta`` dates are the target's own."""
    body = taken(directory.person())
    given(post(taken(directory.person())), by="users.created").status(200, 201)
    created = post(body | {"meta": {"resourceType": "User", "created": LONG_AGO, "lastModified": LONG_AGO}})
    given(created, by="users.default-body").status(200, 201)
    stored = read_back(created)

    for name in ("created", "lastModified"):
        expect(stored).attribute_where(f"meta.{name}", lambda value: value != LONG_AGO, "is not the client's")
