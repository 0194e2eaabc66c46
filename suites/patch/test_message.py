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
    consequence="Updates fail although the body is right: Entra writes Operations before schemas in some requests.",
    remedy="Parse the body as JSON: the keys of an object have no order.",
)
def test_operations_may_stand_before_schemas(scim, a_user, changeable, directory):
    """A message whose ``Operations`` stand before its ``schemas`` is understood."""
    value = directory.unused()
    body = {"Operations": [replace(changeable, value)], "schemas": [PATCH_OP]}

    expect(scim.send("PATCH", a_user.path, body=body)).accepted()
    expect(scim.get(a_user)).attribute(changeable, value)


@requirement(
    "patch.several-operations",
    level=MUST,
    source=[RFC7644("3.5.2"), ENTRA_SCIM("Update User"), FIELD("limosa-io/laravel-scim-server#34")],
    needs={PATCH},
    covers=["ENTRA-PAT-04g"],
    harm=DRIFT,
    consequence=(
        "Of several changes in one request some are lost, Entra takes all of them for done and never sends them again."
    ),
    remedy="Apply every operation of the message, in the order in which they stand.",
)
def test_all_operations_of_a_message_are_applied(scim, a_user, changeable, directory, offers, building_on):
    """Of several operations in one message all are applied, in their order."""
    value = directory.unused()
    others = {path: value for path in ('emails[type eq "work"].value', "name.familyName") if offers(path)}
    separate = [replace(path, value) for path in others]

    with building_on("patch.value-path", "patch.sub-attribute"):
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
    consequence=(
        "Microsoft's tests send a message without operations when there is nothing to change: a server error there is "
        "a failed test."
    ),
    remedy="Answer a message without operations with 200 or 204, or refuse it with 400.",
)
def test_a_message_without_operations_breaks_nothing(scim, a_user):
    """A message without operations is taken or refused, and changes nothing."""
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
    source=[RFC7644("3.5.2.1"), FIELD("simpleidserver/SimpleIdServer#245")],
    needs={PATCH},
    covers=["ENTRA-PAT-19"],
    harm=STOP,
    consequence=(
        "Entra repeats an update whose answer it did not get; an error then keeps the user failing in every cycle."
    ),
    remedy="Answer a PATCH that changes nothing as a success.",
)
@pytest.mark.parametrize("op", [add, replace], ids=["add", "replace"])
def test_the_same_change_again_succeeds(scim, a_user, changeable, directory, building_on, op):
    """A PATCH that is sent twice succeeds twice and leaves the same value."""
    value = directory.unused()

    with building_on("patch.add", "patch.add-over-value") if op is add else building_on():
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
    remedy="Answer 200 with the whole resource as it is after the change, or 204 without a body.",
)
def test_a_change_is_answered_with_the_resource_or_nothing(scim, a_user, changeable, directory):
    """A successful PATCH is answered with 200 and the changed resource, or with 204 and nothing."""
    value = directory.unused()
    answer = scim.patch(a_user, replace(changeable, value))

    expect(answer).status(200, 204)
    if answer.status == 204:
        expect(answer).empty_body()
        return
    expect(answer).attribute("id", a_user.id)
    expect(answer).attribute(changeable, value)
