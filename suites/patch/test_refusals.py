"""What a PATCH must not do."""

import pytest

from scimproof.contract import (
    DRIFT,
    ENTRA_LOGS,
    FIELD,
    FORM,
    LOSS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    NotApplicable,
    expect,
    read,
    remove,
    replace,
    requirement,
    same,
    show,
    unmet,
)

UNKNOWN = "scimproofUnknown"


@pytest.fixture(scope="module")
def one():
    """The shared user that no test here may change, once it is created."""
    return []


@pytest.fixture
def unmoved(one, long_lived):
    """A user for requests that must change nothing; all cases share it."""
    if not one:
        one.append(long_lived.user())
    return one[0]


@requirement(
    "patch.all-or-nothing",
    level=MUST,
    builds_on=("patch.several-operations",),
    source=[
        RFC7644("3.5.2"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#200"),
        FIELD("python-scim/scim2-models#155"),
        FIELD("zulip/zulip#39869"),
    ],
    needs={PATCH},
    covers=["ENTRA-PAT-21"],
    harm=DRIFT,
    consequence="A failed update leaves the user partly changed, and Entra does not know which part was changed.",
    remedy="Apply the operations of a PATCH request in one transaction or on a copy, and store the result only when "
    "all of them have succeeded.",
)
@pytest.mark.parametrize(
    "bad",
    [
        remove("userName"),
        replace("active", "maybe"),
        replace(UNKNOWN, "x"),
        replace('emails[type eq "work', "x"),
        {"op": "frobnicate", "path": "displayName", "value": "x"},
    ],
    ids=["required", "no boolean", "unknown attribute", "malformed path", "unknown op"],
)
def test_a_failed_change_changes_nothing(scim, unmoved, changeable, directory, bad):
    """When one operation of a PATCH request fails, none of its operations is applied."""
    before = read(scim.get(unmoved).resource, changeable)
    answer = scim.patch(unmoved, replace(changeable, directory.unused()), bad)
    if answer.status is not None and answer.status < 400:
        raise NotApplicable(f"the target accepts the request: {answer.status}")

    _unchanged(scim, unmoved, changeable, before)


@requirement(
    "patch.required-stays",
    level=MUST,
    builds_on=("patch.remove",),
    source=[RFC7644("3.5.2.2"), RFC7643("4.1.1")],
    needs={PATCH},
    covers=["ENTRA-PAT-15f"],
    harm=LOSS,
    consequence="An error in an attribute mapping leaves a user without a name. Entra never finds this user again and "
    "creates a second one.",
    remedy="When a PATCH operation removes a required attribute such as `userName`, or replaces it with `null` or an "
    "empty string, answer 400 Bad Request and change nothing.",
)
@pytest.mark.parametrize(
    "operation",
    [remove("userName"), replace("userName", None), replace("userName", "")],
    ids=["remove", "null", "empty"],
)
def test_a_required_attribute_stays(scim, unmoved, operation):
    """Removing ``userName``, or replacing it with null or an empty string, is refused and changes nothing."""
    before = read(scim.get(unmoved).resource, "userName")

    expect(scim.patch(unmoved, operation)).refused()
    _unchanged(scim, unmoved, "userName", before)


@requirement(
    "patch.id-stays",
    level=MUST,
    source=[RFC7643("3.1"), RFC7644("3.5.2")],
    needs={PATCH},
    harm=LOSS,
    consequence="The user cannot be reached any more under the `id` that Entra stores, and every later change fails.",
    remedy='When a PATCH operation changes `id`, refuse the request with 400 and `"scimType": "mutability"`, or '
    "ignore the change. Never change the `id` of a resource.",
)
@pytest.mark.parametrize("form", ["path", "without path"])
def test_the_id_cannot_be_changed(scim, a_user, directory, form):
    """A PATCH of ``id`` is refused or ignored: the user keeps the ``id``."""
    other = directory.unused()
    scim.patch(a_user, replace("id", other) if form == "path" else replace(None, {"id": other}))

    expect(scim.get(a_user)).status(200)
    expect(scim.get(a_user)).attribute("id", a_user.id)


@requirement(
    "patch.unknown-user",
    level=MUST,
    builds_on=("users.unknown-id",),
    source=[RFC7644("3.12"), ENTRA_LOGS("InvalidAnchor")],
    needs={PATCH},
    covers=["ENTRA-PAT-22"],
    harm=STOP,
    consequence="Entra cannot tell that the user is gone: it retries the update in every cycle instead of matching "
    "the person again.",
    remedy="Answer `PATCH /Users/{id}` with 404 Not Found when no user has that `id`.",
)
def test_nobody_cannot_be_changed(scim, changeable):
    """A PATCH of a user that does not exist is answered with 404."""
    nobody = scim.guard.invent()

    expect(scim.patch(f"/Users/{nobody}", replace(changeable, "x"))).status(404)


@requirement(
    "patch.value-missing",
    level=SHOULD,
    builds_on=("patch.add",),
    source=[RFC7644("3.5.2.1"), RFC7644("3.12"), FIELD("scimmyjs/scimmy#80")],
    needs={PATCH},
    harm=DRIFT,
    consequence="A request that lost its value is answered with success, or removes the attribute's value.",
    remedy="Refuse an `add` or `replace` operation that has a path and no `value` key with 400 Bad Request and "
    '`"scimType": "invalidValue"`.',
)
@pytest.mark.parametrize("op", ["add", "replace"])
def test_a_value_is_needed(scim, unmoved, changeable, op):
    """An add or a replace without a value is refused and changes nothing."""
    before = read(scim.get(unmoved).resource, changeable)

    expect(scim.patch(unmoved, {"op": op, "path": changeable})).refused()
    _unchanged(scim, unmoved, changeable, before)


@requirement(
    "patch.malformed-path",
    level=SHOULD,
    source=[RFC7644("3.12")],
    needs={PATCH},
    harm=FORM,
    consequence="An error in an attribute mapping looks like an outage of the application.",
    remedy='Refuse a path that cannot be parsed, such as `emails[type eq "work`, with 400 Bad Request and '
    '`"scimType": "invalidPath"`.',
)
def test_a_malformed_path_is_refused(scim, unmoved):
    """A path that cannot be parsed is refused with a 4xx."""
    expect(scim.patch(unmoved, replace('emails[type eq "work', "x"))).refused()


@requirement(
    "patch.null-in-a-list",
    level=SHOULD,
    source=[RFC7644("3.12"), FIELD("NorthlandPositronics/Cogtrix#311")],
    needs={PATCH},
    harm=STOP,
    consequence="One empty value in Entra makes the target fail with a server error in every cycle.",
    remedy='When an element of a multi-valued attribute has the value `null`, such as `{"type": "work", "value": '
    "null}`, refuse the request with 400 Bad Request, or ignore the element.",
)
def test_null_in_a_list_breaks_nothing(scim, a_user):
    """Replacing ``emails`` with an element whose ``value`` is null is accepted or refused, without a server error."""
    answer = scim.patch(a_user, replace("emails", [{"type": "work", "value": None}]))

    if answer.status is None or answer.status >= 500:
        raise unmet("success or a refusal (2xx or 4xx)", f"status {answer.status}", answer)


@requirement(
    "patch.unknown-attribute",
    level=SHOULD,
    source=[ENTRA_LOGS("SchemaAttributeNotFound"), RFC7644("3.12"), FIELD("getsentry/sentry#84941")],
    needs={PATCH},
    covers=["ENTRA-PAT-20"],
    harm=STOP,
    consequence="One attribute that the target does not know causes a server error, or makes the other changes of the "
    "same request disappear.",
    remedy="Ignore a PATCH operation on an attribute that no schema declares and apply the others, or refuse the "
    "request with 400 Bad Request and name the attribute in `detail`.",
)
def test_an_unknown_attribute_does_no_harm(scim, a_user, changeable, directory, note):
    """A change of an unknown attribute is ignored and the rest is applied, or the request is refused with 400."""
    value = directory.unused()
    answer = scim.patch(a_user, replace(UNKNOWN, "x"), replace(changeable, value))

    if answer.status == 400:
        if UNKNOWN.lower() not in answer.text.lower():
            note("the error for an unknown attribute does not name the attribute")
        return
    if answer.status not in (200, 204):
        raise unmet("success, or a refusal with 400", f"status {answer.status}", answer)
    expect(scim.get(a_user)).attribute(changeable, value)


def _unchanged(scim, user, path, before):
    expect(scim.get(user)).attribute_where(path, lambda now: now is before or same(now, before), f"= {show(before)}")
