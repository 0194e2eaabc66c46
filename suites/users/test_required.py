import pytest

from scimproof.contract import (
    ENTRA_LOGS,
    ENTRA_SCIM,
    FIELD,
    FORM,
    LOSS,
    MUST,
    RFC7643,
    SHOULD,
    expect,
    given,
    requirement,
    unmet,
)


@requirement(
    "users.missing-username",
    level=MUST,
    source=[RFC7643("4.1.1"), ENTRA_LOGS("MandatoryFieldsMissing")],
    covers=["ENTRA-CRE-12a"],
    harm=LOSS,
    consequence="An account without a sign-in name exists, and no client can match it.",
    remedy='Refuse a create whose `userName` is missing or empty with 400 Bad Request and `"scimType": '
    '"invalidValue"`.',
)
@pytest.mark.parametrize("name", [None, ""], ids=["absent", "empty"])
def test_a_user_needs_a_username(post, taken, directory, name):
    """A create without a ``userName``, or with an empty one, is refused."""
    body = taken(directory.person())
    given(post(body), by="users.created").status(200, 201)
    again = {**taken(directory.person()), "userName": name}

    expect(post({key: value for key, value in again.items() if value is not None})).refused()


@requirement(
    "users.refusal-names-attribute",
    level=SHOULD,
    builds_on=("users.missing-username",),
    source=[ENTRA_SCIM("General"), FIELD("postmanlabs/postman-app-support#12551")],
    covers=["ENTRA-CRE-12c"],
    harm=FORM,
    consequence="The provisioning log shows the administrator the application's error message, and this message does "
    "not say what to correct.",
    remedy="Write into `detail` of the error which attribute was refused and why, such as `userName is required`.",
)
def test_a_refusal_names_the_attribute(post, taken, directory):
    """The ``detail`` of the error for a create without a ``userName`` names ``userName``."""
    body = taken(directory.person())
    del body["userName"]
    refused = post(body)
    given(refused, by="users.missing-username").refused()

    detail = refused.resource.get("detail")
    if not isinstance(detail, str) or "username" not in detail.lower().replace("_", "").replace(" ", ""):
        raise unmet("a detail that names userName", f"detail = {detail!r}", refused, "detail")
