from scimproof.contract import (
    ACCESS,
    ENTRA_COMPAT,
    ENTRA_HOW,
    ENTRA_SCIM,
    FIELD,
    GALLERY_TESTS,
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
)

DISABLED, READABLE = "lifecycle.disabled", "lifecycle.disabled-readable"


@requirement(
    DISABLED,
    level=MUST,
    source=[
        ENTRA_SCIM("Disable User"),
        ENTRA_COMPAT("requests made to disable users"),
        GALLERY_TESTS("3 Disable_User_Test"),
        RFC7644("3.5.2.3"),
    ],
    needs={PATCH},
    covers=["ENTRA-GET-03a", "ENTRA-PAT-10c"],
    harm=ACCESS,
    consequence="A user who leaves the company stays active and keeps access, while Entra's log shows success if the "
    "target answered with success.",
    remedy='When a PATCH operation replaces `active` with false, disable the user and return `"active": false` from '
    "then on.",
)
def test_a_user_is_disabled(scim, a_user):
    """Replacing ``active`` with false disables a user."""
    response = scim.patch(a_user, replace("active", value=False))

    expect(response).accepted()
    seen = scim.get(a_user)
    given(seen, by=READABLE).status(200)
    expect(seen).attribute("active", wanted=False)


@requirement(
    READABLE,
    level=MUST,
    builds_on=("lifecycle.disabled",),
    source=[
        ENTRA_SCIM("requirement: soft-deleting a user active=false; returned whether or not the user is active"),
        FIELD("sourcegraph/sourcegraph-public-snapshot#49961"),
    ],
    needs={PATCH},
    covers=["ENTRA-GET-03a"],
    harm=LOSS,
    consequence="The account and its data are lost after a short absence: a person who comes back starts with nothing.",
    remedy="Keep disabled users and return them from `GET /Users/{id}`. Delete a user only on `DELETE`.",
)
def test_a_disabled_user_is_still_there(scim, a_user):
    """A user who is disabled can still be read by ``id``."""
    given(scim.patch(a_user, replace("active", value=False)), by=DISABLED).accepted()

    expect(scim.get(a_user)).status(200).attribute("id", a_user.id)


@requirement(
    "lifecycle.disabled-again",
    level=SHOULD,
    builds_on=(DISABLED,),
    source=[RFC7644("3.5.2.3")],
    needs={PATCH},
    harm=STOP,
    consequence="After a restart of provisioning Entra disables a user again and gets an error, which counts against "
    "the job.",
    remedy="When a PATCH sets `active` to false on a user who is already disabled, answer with 200 or 204.",
)
def test_a_disabled_user_is_disabled_again(scim, a_user):
    """Disabling a user who is already disabled succeeds and changes nothing."""
    given(scim.patch(a_user, replace("active", value=False)), by=DISABLED).accepted()

    response = scim.patch(a_user, replace("active", value=False))

    expect(response).accepted()
    expect(scim.get(a_user)).attribute("active", wanted=False)


@requirement(
    "lifecycle.enabled",
    level=MUST,
    builds_on=("lifecycle.disabled",),
    source=[
        ENTRA_SCIM("requirement: restoring the user active=true"),
        GALLERY_TESTS("6 Restore_User_Test"),
        FIELD("getsentry/sentry-docs#16258"),
    ],
    needs={PATCH},
    covers=["ENTRA-DEL-06"],
    harm=STOP,
    consequence="A person who was disabled by mistake, or who comes back, stays locked out.",
    remedy="When a PATCH operation replaces `active` with true on a disabled user, enable the user and keep the `id`.",
)
def test_a_disabled_user_is_enabled(scim, a_user):
    """Replacing ``active`` with true enables a user who was disabled."""
    given(scim.patch(a_user, replace("active", value=False)), by=DISABLED).accepted()
    given(scim.get(a_user), by=DISABLED).attribute("active", wanted=False)

    response = scim.patch(a_user, replace("active", value=True))

    expect(response).accepted()
    expect(scim.get(a_user)).attribute("active", wanted=True).attribute("id", a_user.id)


@requirement(
    "lifecycle.disabled-can-change",
    level=MUST,
    builds_on=("patch.rename-keeps-id",),
    source=[RFC7644("3.5.2"), RFC7643("4.1.1"), ENTRA_HOW("de-provisioning")],
    needs={PATCH},
    harm=STOP,
    consequence="A user who is disabled and then renamed, as Entra does on deletion, keeps a `userName` that somebody "
    "else needs.",
    remedy="Apply a PATCH to a disabled user in the same way as to an active one.",
)
def test_a_disabled_user_can_be_changed(scim, a_user, directory):
    """The ``userName`` of a user who is disabled can be replaced."""
    name = directory.unused()
    given(scim.patch(a_user, replace("active", value=False)), by=DISABLED).accepted()
    given(scim.get(a_user), by=DISABLED).attribute("active", wanted=False)

    response = scim.patch(a_user, replace("userName", name))

    expect(response).accepted()
    expect(scim.get(a_user)).attribute("userName", name)
