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
    consequence="Who leaves the company stays active and keeps access, and after a success Entra's log is green.",
    remedy="Apply a replace of active, and return what is in force from then on.",
)
def test_a_user_is_disabled(scim, a_user):
    """Replacing active with false disables a user."""
    response = scim.patch(a_user, replace("active", value=False))

    expect(response).accepted()
    seen = scim.get(a_user)
    given(seen, by=READABLE).status(200)
    expect(seen).attribute("active", wanted=False)


@requirement(
    READABLE,
    level=MUST,
    source=[
        ENTRA_SCIM("requirement: soft-deleting a user active=false; returned whether or not the user is active"),
        FIELD("sourcegraph/sourcegraph-public-snapshot#49961"),
    ],
    needs={PATCH},
    covers=["ENTRA-GET-03a"],
    harm=LOSS,
    consequence="The account and its data are gone after a short leave; who comes back starts with nothing.",
    remedy="Keep disabled users and return them; only DELETE takes a user away.",
)
def test_a_disabled_user_is_still_there(scim, a_user):
    """A user who is disabled is still read by the id."""
    given(scim.patch(a_user, replace("active", value=False)), by=DISABLED).accepted()

    expect(scim.get(a_user)).status(200).attribute("id", a_user.id)


@requirement(
    "lifecycle.disabled-again",
    level=SHOULD,
    source=[RFC7644("3.5.2.3")],
    needs={PATCH},
    harm=STOP,
    consequence="Entra disables a user once more after a restart and gets an error, which counts against the job.",
    remedy="Answer success when a user who is to be disabled is disabled already.",
)
def test_a_disabled_user_is_disabled_again(scim, a_user, building_on):
    """Disabling a user who is disabled succeeds and changes nothing."""
    given(scim.patch(a_user, replace("active", value=False)), by=DISABLED).accepted()

    response = scim.patch(a_user, replace("active", value=False))

    with building_on(DISABLED):
        expect(response).accepted()
        expect(scim.get(a_user)).attribute("active", wanted=False)


@requirement(
    "lifecycle.enabled",
    level=MUST,
    source=[
        ENTRA_SCIM("requirement: restoring the user active=true"),
        GALLERY_TESTS("6 Restore_User_Test"),
        FIELD("getsentry/sentry-docs#16258"),
    ],
    needs={PATCH},
    covers=["ENTRA-DEL-06"],
    harm=STOP,
    consequence="Who was disabled by mistake, or comes back, stays locked out.",
    remedy="Accept active true in a PATCH, also for a user who is disabled.",
)
def test_a_disabled_user_is_enabled(scim, a_user, building_on):
    """Replacing active with true enables a user who was disabled."""
    given(scim.patch(a_user, replace("active", value=False)), by=DISABLED).accepted()
    given(scim.get(a_user), by=DISABLED).attribute("active", wanted=False)

    response = scim.patch(a_user, replace("active", value=True))

    expect(response).accepted()
    expect(scim.get(a_user)).attribute("active", wanted=True).attribute("id", a_user.id)


@requirement(
    "lifecycle.disabled-can-change",
    level=MUST,
    source=[RFC7644("3.5.2"), RFC7643("4.1.1"), ENTRA_HOW("de-provisioning")],
    needs={PATCH},
    harm=STOP,
    consequence="A user who is disabled and renamed, as Entra does on deletion, keeps an address that is in use again.",
    remedy="Let disabled users be changed like any other.",
)
def test_a_disabled_user_can_be_changed(scim, a_user, directory, building_on):
    """The userName of a user who is disabled can be replaced."""
    name = directory.unused()
    given(scim.patch(a_user, replace("active", value=False)), by=DISABLED).accepted()
    given(scim.get(a_user), by=DISABLED).attribute("active", wanted=False)

    response = scim.patch(a_user, replace("userName", name))

    with building_on("patch.rename-keeps-id"):
        expect(response).accepted()
        expect(scim.get(a_user)).attribute("userName", name)
