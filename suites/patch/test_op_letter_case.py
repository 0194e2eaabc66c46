import pytest

from scimproof.contract import (
    ACCESS,
    ENTRA_COMPAT,
    ENTRA_SCIM,
    FIELD,
    MUST,
    PATCH,
    expect,
    requirement,
)


@requirement(
    "patch.op-capitalised",
    level=MUST,
    builds_on=("patch.add", "patch.remove", "patch.add-over-value"),
    source=[
        ENTRA_SCIM("Update User"),
        ENTRA_COMPAT("sample requests without and with the flag"),
        FIELD("bitwarden/server#2129"),
        FIELD("zitadel/zitadel#9282"),
        FIELD("ssoready/ssoready#159"),
    ],
    needs={PATCH},
    covers=["ENTRA-PAT-02a", "ENTRA-PAT-04a"],
    harm=ACCESS,
    consequence="Every update of every user fails, including disabling: by default Entra writes `Add`, `Replace` and "
    "`Remove` with a capital letter.",
    remedy="Ignore letter case when you compare `op`: `Replace` is `replace`.",
)
@pytest.mark.parametrize("op", ["Replace", "Add", "Remove"])
def test_an_operation_may_be_capitalised(request, scim, a_user, changeable, directory, op):
    """The operations ``Add``, ``Replace`` and ``Remove`` work with a capital letter."""
    value = directory.unused()
    if op == "Remove":
        spare = request.getfixturevalue("spare")
        expect(scim.patch(a_user, {"op": "Add", "path": spare, "value": "Lead"})).accepted()
        expect(scim.patch(a_user, {"op": "Remove", "path": spare})).accepted()
        expect(scim.get(a_user)).absent(spare)
        return

    expect(scim.patch(a_user, {"op": op, "path": changeable, "value": value})).accepted()
    expect(scim.get(a_user)).attribute(changeable, value)
