import pytest

from scimproof.contract import (
    ACCESS,
    ENTRA_SCIM,
    GROUPS,
    MUST,
    PATCH,
    expect,
    requirement,
)


@requirement(
    "groups.capitalised-operations",
    level=MUST,
    builds_on=(
        "groups.read-by-id",
        "groups.member-added",
        "groups.add-keeps-members",
        "groups.renamed",
        "groups.removed-by-path-filter",
    ),
    source=[ENTRA_SCIM("General: Entra emits op as Add, Replace and Remove"), ENTRA_SCIM("Update Group [Add Members]")],
    needs={GROUPS, PATCH},
    harm=ACCESS,
    consequence="Every change of a group is refused: members are neither added nor removed, and names stay as they "
    "were.",
    remedy="Ignore letter case when you compare `op` in a PATCH of a group: `Add` is `add`.",
)
@pytest.mark.parametrize("op", ["Add", "Replace", "Remove"])
def test_capitalised_operations_change_a_group(scim, directory, new_group, standing_users, op):
    """``Add``, ``Replace`` and ``Remove`` with a capital letter change a group like the lower-case words."""
    jo, kim, lee = (each.id for each in standing_users[:3])
    name = directory.team().display
    group = new_group(*standing_users[:2])
    operation = {
        "Add": {"path": "members", "value": [{"value": lee}]},
        "Replace": {"path": "displayName", "value": name},
        "Remove": {"path": f'members[value eq "{jo}"]'},
    }[op]

    response = scim.patch(group, {"op": op, **operation})

    expect(response).status(200, 204)
    seen = expect(scim.get(group))
    if op == "Replace":
        seen.attribute("displayName", name)
    else:
        seen.members(*([jo, kim, lee] if op == "Add" else [kim]))
