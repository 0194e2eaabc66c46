import json

import pytest

from scimproof.contract import (
    ACCESS,
    DRIFT,
    ENTRA_CUSTOMIZE,
    FIELD,
    LOSS,
    MUST,
    PATCH,
    RFC7644,
    SHOULD,
    STOP,
    Capabilities,
    NotApplicable,
    add,
    expect,
    read,
    replace,
    requirement,
    wording,
)

PRIMARY = 'roles[primary eq "True"].value'


@pytest.fixture
def roles(capabilities: Capabilities, holding, learnt):
    """Two roles that the target accepts; checked once with a user who has both."""
    if not capabilities.declares("roles.value"):
        raise NotApplicable("the target's schemas do not declare roles")
    names = ("Admin", "Reader")
    if learnt.takes_roles is None:
        user = holding({"roles": [{"value": each} for each in names]})
        learnt.takes_roles = sorted(_values(user.body)) == sorted(names)
    if not learnt.takes_roles:
        raise NotApplicable("the target does not accept arbitrary roles")
    return names


def _values(resource):
    listed = read(resource, "roles")
    return [str(each.get("value")) for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


@requirement(
    "patch.primary-role",
    level=MUST,
    builds_on=("patch.add", "patch.value-path", "patch.value-path-added"),
    source=[ENTRA_CUSTOMIZE("SingleAppRoleAssignment")],
    needs={PATCH},
    covers=["ENTRA-PAT-09"],
    harm=ACCESS,
    consequence="The role that Entra assigns is never set: the user has no access, or keeps the previous role.",
    remedy='In the path `roles[primary eq "True"].value`, compare the string `"True"` in any letter case with the '
    'boolean `primary`. When no role is primary, create one with `"primary": true`.',
)
@pytest.mark.parametrize("before", ["held", "none"])
def test_the_string_true_picks_the_primary_role(scim, new_user, capabilities, roles, before):
    """The path ``roles[primary eq "True"].value`` sets the primary role, and creates it where there is none."""
    if not capabilities.declares("roles.primary"):
        raise NotApplicable("the target's schemas do not declare roles.primary")
    wanted, other = roles
    user = new_user(roles=[{"value": other, "primary": True}] if before == "held" else None)

    expect(scim.patch(user, add(PRIMARY, wanted))).accepted()
    expect(scim.get(user)).elements("roles", [wanted])


@requirement(
    "patch.role-as-json-text",
    level=MUST,
    builds_on=("patch.op-capitalised", "patch.add", "patch.roles-added"),
    source=[ENTRA_CUSTOMIZE("SingleAppRoleAssignment"), FIELD("Captain-P-Goldfish/SCIM-SDK#516")],
    needs={PATCH},
    covers=["ENTRA-PAT-13a"],
    harm=STOP,
    consequence="Role assignments fail in every cycle: by default Entra sends a role as a JSON text inside `value`.",
    remedy='When a PATCH operation adds a role whose `value` is a string that contains JSON, such as `{"id": "…", '
    '"value": "Admin"}`, store the string as it is, or parse it and store the `value` inside it.',
)
def test_a_role_may_be_a_json_text(scim, new_user, roles):
    """Adding a role whose value is a JSON text gives the user that text as a role, or the role named in it."""
    text = json.dumps({"id": "6b7c9c55-0e21-4d5b-9a4d-2d5d9e3a1c11", "value": roles[0], "displayName": roles[0]})
    user = new_user(roles=None)

    expect(scim.patch(user, *wording.add_roles([text]))).accepted()
    expect(scim.get(user)).attribute_where(
        "roles", lambda held: set(_values({"roles": held})) & {text, roles[0]}, f"contains the role {roles[0]}"
    )


@requirement(
    "patch.roles-replaced",
    level=MUST,
    source=[ENTRA_CUSTOMIZE("AssertiveAppRoleAssignmentsComplex")],
    needs={PATCH},
    covers=["ENTRA-PAT-13b"],
    harm=ACCESS,
    consequence="A role that was removed in Entra stays: the user keeps rights that Entra does not show any more.",
    remedy="When a PATCH operation replaces a multi-valued attribute such as `roles`, store exactly the elements in "
    "its value and remove all others.",
)
def test_replacing_roles_leaves_the_named_ones(scim, new_user, roles):
    """A replace of ``roles`` leaves the user with exactly the roles in its value."""
    kept, gone = roles
    user = new_user(roles=[{"value": gone}])

    expect(scim.patch(user, replace("roles", [{"value": kept}]))).accepted()
    expect(scim.get(user)).elements("roles", [kept])


@requirement(
    "patch.roles-added",
    level=MUST,
    builds_on=("patch.add",),
    source=[ENTRA_CUSTOMIZE("AppRoleAssignmentsComplex"), RFC7644("3.5.2.1")],
    needs={PATCH},
    harm=LOSS,
    consequence="A user who gets a second role in Entra loses the first one, or never gets the second one.",
    remedy="When a PATCH operation is `add` on a multi-valued attribute, append the values to the list; do not "
    "replace it.",
)
def test_adding_a_role_keeps_the_others(scim, new_user, roles):
    """An add of ``roles`` keeps the roles that the user has."""
    first, second = roles
    user = new_user(roles=[{"value": first}])

    expect(scim.patch(user, add("roles", [{"value": second}]))).accepted()
    expect(scim.get(user)).elements("roles", [first, second])


@requirement(
    "patch.equal-element-once",
    level=SHOULD,
    builds_on=("patch.add", "patch.roles-added"),
    source=[RFC7644("3.5.2.1")],
    needs={PATCH},
    harm=DRIFT,
    consequence="Each repeated request adds the same value again, and a later removal leaves copies behind.",
    remedy="When a PATCH operation is `add` on a multi-valued attribute and the list already contains an equal "
    "element, leave the list unchanged and answer with success.",
)
def test_an_element_that_is_there_is_not_added_again(scim, new_user, roles):
    """An add of an element that the list already contains does not add it again."""
    user = new_user(roles=[{"value": roles[0]}])

    expect(scim.patch(user, add("roles", [{"value": roles[0]}]))).accepted()
    expect(scim.get(user)).elements("roles", [roles[0]])
