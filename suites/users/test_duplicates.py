from scimproof.contract import (
    ENTRA_LOGS,
    ENTRA_SCIM,
    FIELD,
    FORM,
    LOSS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    STOP,
    expect,
    given,
    replace,
    requirement,
    show,
    unmet,
)

OTHERS = (
    "invalidFilter",
    "tooMany",
    "mutability",
    "invalidSyntax",
    "invalidPath",
    "noTarget",
    "invalidValue",
    "sensitive",
)
"""The other keywords of RFC 7644; errors.known-scim-type judges a word that is none of them."""


@requirement(
    "users.duplicate-refused",
    level=MUST,
    source=[RFC7643("4.1.1"), RFC7644("3.3"), ENTRA_LOGS("DuplicateTargetEntries")],
    harm=LOSS,
    consequence="Two accounts have the same `userName`. Entra's matching finds both and fails for that person "
    "(DuplicateTargetEntries) until somebody deletes one of them.",
    remedy="When the `userName` of a create is taken, refuse the create. Enforce this with a unique constraint in the "
    "database; a query before the insert misses concurrent creates.",
)
def test_a_taken_username_is_not_given_again(post, taken, directory, new_user):
    """A create with the ``userName`` of an existing user does not make a second user."""
    first = new_user()
    again = post(taken(directory.person()) | {"userName": first["userName"]})

    if again.status in (200, 201):
        raise unmet("the create is refused", f"a second user with userName {first['userName']}", again)


@requirement(
    "users.duplicate-conflict",
    level=MUST,
    builds_on=("users.duplicate-refused",),
    source=[
        RFC7644("3.3"),
        ENTRA_LOGS("EntryConflict"),
        FIELD("FusionAuth/fusionauth-issues#1776"),
        FIELD("sourcegraph/sourcegraph-public-snapshot#48353"),
    ],
    covers=["ENTRA-CRE-11a"],
    harm=STOP,
    consequence="Entra does not learn that the person already exists. It logs an error of the application, keeps the "
    "user in escrow and retries in every cycle.",
    remedy='Answer a create whose `userName` is taken with 409 Conflict and `"scimType": "uniqueness"`. Translate the '
    "unique-constraint error of your database into this answer.",
)
def test_a_taken_username_is_a_conflict(post, taken, directory, new_user):
    """A create with the ``userName`` of an existing user is answered with 409."""
    first = new_user()
    again = post(taken(directory.person()) | {"userName": first["userName"]})
    given(again, by="users.duplicate-refused").matches(_not_created)

    expect(again).status(409)


@requirement(
    "users.duplicate-scim-type",
    level=MUST,
    builds_on=("users.duplicate-conflict",),
    source=[RFC7644("3.3"), RFC7644("3.12")],
    harm=FORM,
    consequence="A client cannot tell a duplicate name from another kind of conflict.",
    remedy='Write `"scimType": "uniqueness"` into the body of the 409 that answers a create whose `userName` is taken.',
)
def test_the_conflict_is_one_of_uniqueness(post, taken, directory, new_user):
    """The error for a ``userName`` that is taken has the ``scimType`` "uniqueness"."""
    first = new_user()
    again = post(taken(directory.person()) | {"userName": first["userName"]})
    given(again, by="users.duplicate-refused").matches(_not_created)
    given(again, by="users.duplicate-conflict").status(409)
    kind = again.resource.get("scimType")

    if kind in (None, "") or kind in OTHERS:
        raise unmet("scimType = uniqueness", f"scimType = {show(kind)}", again, "scimType")


@requirement(
    "users.duplicate-in-other-case",
    level=MUST,
    builds_on=("users.duplicate-refused",),
    source=[RFC7643("4.1.1"), ENTRA_LOGS("DuplicateTargetEntries"), FIELD("langfuse/langfuse#13528")],
    covers=["ENTRA-CRE-11b", "ENTRA-MATCH-08"],
    harm=LOSS,
    consequence="The same person has two accounts, and it is undefined which of them Entra manages.",
    remedy="Ignore letter case when you compare `userName` for uniqueness: when `jo@example.com` exists, refuse a "
    "create of `JO@example.com`.",
)
def test_a_username_in_other_letters_is_the_same(post, taken, directory):
    """A create whose ``userName`` differs from an existing one only in letter case does not make a second user."""
    lower, upper = directory.twins()
    given(post(taken(lower)), by="users.created").status(200, 201)
    twin = post(taken(upper))

    if twin.status in (200, 201):
        given(post(taken(directory.person()) | {"userName": lower.upn}), by="users.duplicate-refused").matches(
            _not_created
        )
        raise unmet(f"the create is refused: {lower.upn} exists", f"a second user, {upper.upn}", twin)


@requirement(
    "users.duplicate-of-disabled",
    level=MUST,
    builds_on=("users.duplicate-refused", "lifecycle.disabled"),
    source=[ENTRA_SCIM("requirement: soft-deleting and restoring"), RFC7643("4.1.1")],
    needs={PATCH},
    covers=["ENTRA-CRE-11c"],
    harm=LOSS,
    consequence="A person who was disabled and comes back gets a second account, without the data of the first one.",
    remedy='Keep the `userName` of a user with `"active": false` reserved, and refuse a create with it: a disabled '
    "user still exists.",
)
def test_a_disabled_user_keeps_its_username(scim, post, taken, directory, new_user):
    """A create with the ``userName`` of a disabled user does not make a second user."""
    leaver = new_user()
    scim.patch(leaver, replace("active", value=False))
    given(scim.get(leaver), by="lifecycle.disabled").attribute("active", wanted=False)
    again = post(taken(directory.person()) | {"userName": leaver["userName"]})

    if again.status in (200, 201):
        other = new_user()
        plain = post(taken(directory.person()) | {"userName": other["userName"]})
        given(plain, by="users.duplicate-refused").matches(_not_created)
        raise unmet(f"the create is refused: {leaver['userName']} exists and is disabled", "a second user", again)


def _not_created(exchange):
    """A matcher: the create did not succeed."""
    if exchange.status in (200, 201):
        return unmet("the create is refused", "a second user with the same userName", exchange).mismatch
    return None
