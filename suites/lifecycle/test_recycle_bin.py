import pytest

from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    FIELD,
    FILTER,
    FLAG,
    LEGACY,
    LOSS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    expect,
    given,
    replace,
    requirement,
    wording,
)

RENAMED = "lifecycle.renamed-when-deleted"

DIALECT = (
    "lifecycle.disabled",
    "patch.rename-keeps-id",
    "patch.op-capitalised",
    "patch.active-as-string",
    "patch.active-without-path",
    "patch.without-path",
    "patch.several-operations",
)
"""The forms in which the two dialects of Entra disable and rename a user."""


@requirement(
    RENAMED,
    level=SHOULD,
    builds_on=DIALECT,
    source=[RFC7644("3.5.2.3"), FIELD("onyx-dot-app/onyx#14074"), FIELD("buildbuddy-io/buildbuddy#5831")],
    needs={PATCH},
    covers=["ENTRA-DEL-04a"],
    harm=ACCESS,
    consequence="A user who was deleted in Entra stays active in the application, or the account is lost.",
    remedy="When one PATCH sets `active` to false and `userName` to 32 hexadecimal digits followed by the old name, "
    "apply both changes and keep the `id`. Do not refuse that `userName` because of its format or length.",
)
@pytest.mark.parametrize("dialect", [LEGACY, FLAG], ids=str)
def test_a_deleted_user_is_disabled_and_renamed(scim, entra, directory, new_user, dialect):
    """One request disables a user and puts 32 hexadecimal digits in front of the ``userName``."""
    user, object_id = new_user(), directory.team().object_id
    upn = user["userName"]

    response = entra.speaking(dialect).rename_deleted(user, upn, object_id)

    expect(response).accepted()
    expect(scim.get(user)).attribute("id", user.id).attribute("active", wanted=False).attribute(
        "userName", wording.deleted_name(upn, object_id)
    )


@requirement(
    "lifecycle.restored",
    level=SHOULD,
    builds_on=(*DIALECT, "lifecycle.enabled"),
    source=[RFC7644("3.5.2.3"), FIELD("onyx-dot-app/onyx#14074")],
    needs={PATCH},
    covers=["ENTRA-DEL-04b"],
    harm=STOP,
    consequence="A user who is restored in Entra stays disabled, with a name that starts with 32 hexadecimal digits, "
    "and the update fails in every cycle.",
    remedy="When one PATCH sets `active` to true and `userName` to a name that the user had before, apply both "
    "changes. Check `userName` only against the current names of other users.",
)
@pytest.mark.parametrize("dialect", [LEGACY, FLAG], ids=str)
def test_a_user_comes_back_from_the_recycle_bin(scim, entra, directory, new_user, dialect):
    """One request enables a user who was renamed on deletion and sets the old ``userName`` again."""
    user, object_id = new_user(), directory.team().object_id
    upn = user["userName"]
    given(
        scim.patch(user, replace("active", value=False), replace("userName", wording.deleted_name(upn, object_id))),
        by=RENAMED,
    ).accepted()

    response = entra.speaking(dialect).restore(user, upn)

    expect(response).accepted()
    expect(scim.get(user)).attribute("active", wanted=True).attribute("userName", upn)


@requirement(
    "lifecycle.restored-found",
    level=MUST,
    builds_on=("matching.by-username", "matching.miss-is-empty-list"),
    source=[ENTRA_SCIM("Get User by query"), RFC7644("3.4.2.2"), FIELD("onyx-dot-app/onyx#14074")],
    needs={PATCH, FILTER},
    covers=["ENTRA-DEL-04b"],
    harm=LOSS,
    consequence="A user who is restored is not found under the original name and gets a second, empty account.",
    remedy="Evaluate filters by `userName` against the current name: update every index or cache that filters use on "
    "each rename, also when a user gets back an earlier name.",
)
def test_a_restored_user_is_found_under_the_old_name(scim, directory, new_user, entra):
    """A user who was renamed and then renamed back is found by the original name only."""
    user = new_user()
    upn, away = user["userName"], wording.deleted_name(user["userName"], directory.team().object_id)
    for name in (away, upn):
        given(scim.patch(user, replace("userName", name)), by="patch.rename-keeps-id").accepted()
        given(scim.get(user), by="patch.rename-keeps-id").attribute("userName", name)

    expect(entra.match_user("userName", upn)).only(user.id)
    expect(entra.match_user("userName", away)).nothing()


@requirement(
    "lifecycle.name-free-after-rename",
    level=SHOULD,
    builds_on=("patch.rename-keeps-id",),
    source=[RFC7643("4.1.1"), FIELD("onyx-dot-app/onyx#14074")],
    needs={PATCH},
    covers=["ENTRA-DEL-04a"],
    harm=STOP,
    consequence="A new person with the address of a deleted one cannot be created: the create conflicts in every "
    "cycle.",
    remedy="When you check that a `userName` is unique, compare it with the current names only. Entra renames a "
    "deleted user in order to free the old name.",
)
def test_the_name_of_a_renamed_user_is_free(scim, directory, new_user, resource_in):
    """A user with the previous name of a renamed user can be created."""
    user = new_user()
    upn, away = user["userName"], wording.deleted_name(user["userName"], directory.team().object_id)
    given(scim.patch(user, replace("userName", away)), by="patch.rename-keeps-id").accepted()
    given(scim.get(user), by="patch.rename-keeps-id").attribute("userName", away)

    fresh = directory.person(userPrincipalName=upn).scim(schemas=user["schemas"])
    body = {name: fresh.get(name, value) for name, value in user.body.items()}
    for each in body.get("emails", ()):
        each["value"] = directory.unused()  # this test does not judge whether e-mail addresses are free again

    response = scim.create("/Users", body)

    expect(response).status(200, 201)
    resource_in(response)
