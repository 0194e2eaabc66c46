from scimproof.contract import (
    ENTRA_HOW,
    ENTRA_LOGS,
    ENTRA_SCIM,
    FIELD,
    LOSS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    expect,
    replace,
    requirement,
)


@requirement(
    "patch.rename-keeps-id",
    level=MUST,
    source=[
        ENTRA_SCIM("Update User [single-valued properties]"),
        ENTRA_HOW("User matching"),
        FIELD("ssoready/ssoready#157"),
    ],
    needs={PATCH},
    covers=["ENTRA-PAT-14"],
    harm=LOSS,
    consequence="After a change of name, the `id` that Entra stores belongs to no user any more: Entra loses the "
    "account and creates a second one.",
    remedy="When a PATCH operation replaces `userName`, store the new name and keep the `id`.",
)
def test_a_renamed_user_keeps_the_id(scim, a_user, directory):
    """A user whose ``userName`` is replaced keeps the ``id`` and has the new name."""
    name = directory.unused()

    expect(scim.patch(a_user, replace("userName", name))).accepted()
    seen = scim.get(a_user)
    expect(seen).attribute("id", a_user.id)
    expect(seen).attribute("userName", name)


@requirement(
    "patch.taken-name-refused",
    level=MUST,
    builds_on=("patch.rename-keeps-id",),
    source=[RFC7643("4.1.1"), RFC7644("3.12"), ENTRA_LOGS("DuplicateTargetEntries")],
    needs={PATCH},
    harm=LOSS,
    consequence="Two people have the same `userName`: Entra finds both (DuplicateTargetEntries) and manages neither. "
    "If the target answers with a server error, Entra retries in every cycle.",
    remedy="Check in PATCH, as in POST, that the new `userName` is not taken. If it is, answer 409 Conflict with "
    '`"scimType": "uniqueness"` and change nothing.',
)
def test_a_taken_name_is_refused(scim, a_user, standing_user):
    """A change of ``userName`` to the name of another user is refused and changes nothing."""
    response = scim.patch(a_user, replace("userName", standing_user["userName"]))

    expect(response).refused()
    expect(scim.get(a_user)).attribute("userName", a_user["userName"])
