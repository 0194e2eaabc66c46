"""The message around the operations."""

import pytest

from scimproof.contract import (
    DRIFT,
    ENTRA_SCIM,
    FIELD,
    FORM,
    GALLERY_TESTS,
    MUST,
    PATCH,
    PATCH_OP,
    RFC7644,
    SHOULD,
    STOP,
    add,
    expect,
    replace,
    requirement,
)


@requirement(
    "patch.operations-first",
    level=MUST,
    source=[ENTRA_SCIM("Disable User")],
    needs={PATCH},
    covers=["ENTRA-PAT-01"],
    harm=STOP,
    consequence="Valid updates fail: in some requests Entra writes `Operations` before `schemas`.",
    remedy="Accept the keys of a PATCH body in any order: the members of a JSON object have no order.",
)
def test_operations_may_stand_before_schemas(scim, a_user, changeable, directory):
    """A PATCH body in which ``Operations`` comes before ``schemas`` is accepted and applied."""
    value = directory.unused()
    body = {"Operations": [replace(changeable, value)], "schemas": [PATCH_OP]}

    expect(scim.send("PATCH", a_user.path, body=body)).accepted()
    expect(scim.get(a_user)).attribute(changeable, value)


@requirement(
    "patch.several-operations",
    level=MUST,
    builds_on=("patch.value-path", "patch.sub-attribute"),
    source=[RFC7644("3.5.2"), ENTRA_SCIM("Update User"), FIELD("limosa-io/laravel-scim-server#34")],
    needs={PATCH},
    covers=["ENTRA-PAT-04g"],
    harm=DRIFT,
    consequence="Some of several changes in one request are lost. Entra treats all of them as done and never sends "
    "them again.",
    remedy="Apply every operation of a PATCH request, in the order of the list `Operations`.",
)
def test_all_operations_of_a_message_are_applied(scim, a_user, changeable, directory, offers):
    """All operations of one PATCH request are applied, in their order."""
    value = directory.unused()
    others = {path: value for path in ('emails[type eq "work"].value', "name.familyName") if offers(path)}
    separate = [replace(path, value) for path in others]

    operations = [replace(changeable, directory.unused()), *separate, replace(changeable, value)]
    expect(scim.patch(a_user, *operations)).accepted()
    for path in (*others, changeable):
        expect(scim.get(a_user)).attribute(path, value)


@requirement(
    "patch.no-operations",
    level=SHOULD,
    source=[RFC7644("3.5.2"), GALLERY_TESTS("20 SCIM_Group_Update_Test"), FIELD("scimmyjs/scimmy#59")],
    needs={PATCH},
    covers=["ENTRA-PAT-18"],
    harm=FORM,
    consequence="Microsoft's gallery tests send a PATCH request without operations when there is nothing to change: a "
    "server error fails the test.",
    remedy="Answer a PATCH request whose list `Operations` is empty with 200 or 204, or refuse it with 400 Bad "
    "Request.",
)
def test_a_message_without_operations_breaks_nothing(scim, a_user):
    """A PATCH request without operations is accepted or refused with 400, and changes nothing."""
    before = scim.get(a_user).resource
    answer = scim.patch(a_user)

    if answer.status != 400:
        expect(answer).accepted()
    for name in ("userName", "displayName"):
        if name in before:
            expect(scim.get(a_user)).attribute(name, before[name])


@requirement(
    "patch.same-value-again",
    level=SHOULD,
    builds_on=("patch.add", "patch.add-over-value"),
    source=[RFC7644("3.5.2.1"), FIELD("simpleidserver/SimpleIdServer#245")],
    needs={PATCH},
    covers=["ENTRA-PAT-19"],
    harm=STOP,
    consequence="Entra repeats an update when it did not get the answer. If the repetition is an error, the user "
    "fails in every cycle.",
    remedy="Answer a PATCH that sets the value which is already stored with 200 or 204.",
)
@pytest.mark.parametrize("op", [add, replace], ids=["add", "replace"])
def test_the_same_change_again_succeeds(scim, a_user, changeable, directory, op):
    """A PATCH that is sent twice succeeds twice and leaves the same value."""
    value = directory.unused()

    expect(scim.patch(a_user, op(changeable, value))).accepted()
    expect(scim.patch(a_user, op(changeable, value))).accepted()
    expect(scim.get(a_user)).attribute(changeable, value)


@requirement(
    "patch.answer",
    level=MUST,
    source=[RFC7644("3.5.2"), ENTRA_SCIM("Update User"), GALLERY_TESTS("18 SCIM_User_Update_Test")],
    needs={PATCH},
    covers=["ENTRA-PAT-03"],
    harm=STOP,
    consequence="Entra cannot read the answer, counts the update as failed and repeats it in every cycle.",
    remedy="Answer a successful PATCH with 200 OK and the whole changed resource, or with 204 No Content and no body.",
)
def test_a_change_is_answered_with_the_resource_or_nothing(scim, a_user, changeable, directory):
    """A successful PATCH is answered with 200 and the changed resource, or with 204 and no body."""
    value = directory.unused()
    answer = scim.patch(a_user, replace(changeable, value))

    expect(answer).status(200, 204)
    if answer.status == 204:
        expect(answer).empty_body()
        return
    expect(answer).attribute("id", a_user.id)
    expect(answer).attribute(changeable, value)
