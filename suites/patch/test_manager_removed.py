from scimproof.contract import (
    ACCESS,
    ENTERPRISE,
    MANAGERS,
    MUST,
    PATCH,
    RFC7644,
    add,
    expect,
    given,
    remove,
    requirement,
)

MANAGER = f"{ENTERPRISE}:manager"


@requirement(
    "patch.manager-removed",
    level=MUST,
    source=[RFC7644("3.5.2.2")],
    needs={PATCH, MANAGERS},
    builds_on=("patch.remove", "patch.manager-as-object"),
    harm=ACCESS,
    consequence="A user who has no manager any more keeps the previous one, who can still approve for that user.",
    remedy="When a PATCH operation is `remove` with the path `urn:…:enterprise:2.0:User:manager`, remove the manager.",
    since="0.2.0",
)
def test_a_manager_can_be_removed(scim, a_user, new_user):
    """A remove with the path ``manager`` leaves no manager."""
    manager = new_user()
    given(scim.patch(a_user, add(MANAGER, {"value": manager.id})), by="patch.manager-as-object").accepted()
    given(scim.get(a_user), by="patch.manager-as-object").attribute(f"{MANAGER}.value", manager.id)

    expect(scim.patch(a_user, remove(MANAGER))).accepted()
    expect(scim.get(a_user)).absent(MANAGER)
