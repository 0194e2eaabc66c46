from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    FIELD,
    GALLERY_CHECKLIST,
    MUST,
    PATCH,
    Unmet,
    expect,
    replace,
    requirement,
    unmet,
)


@requirement(
    "patch.supported",
    level=MUST,
    source=[ENTRA_SCIM("General: PATCH"), GALLERY_CHECKLIST("/Users"), FIELD("goauthentik/authentik#13386")],
    needs={PATCH},
    settles=PATCH,
    covers=["ENTRA-PAT-02b"],
    harm=ACCESS,
    consequence="No change to a user reaches the application, and users who leave are never disabled: Entra sends "
    "every update as a PATCH.",
    remedy="Implement `PATCH /Users/{id}` with the operations `add`, `replace` and `remove` as in RFC 7644, section "
    "3.5.2.",
)
def test_a_plain_replace_changes_a_user(scim, a_user, directory):
    """A PATCH that replaces ``displayName`` or ``userName`` changes the user."""
    first = None
    for name in ("displayName", "userName"):
        value = directory.unused()
        try:
            expect(scim.patch(a_user, replace(name, value))).accepted()
            expect(scim.get(a_user)).attribute(name, value)
        except Unmet as problem:
            first = first or problem
        else:
            return

    raise first or unmet("a changed user", "an unchanged one")
