"""The manager in every shape in which it is sent, and in the one in which it is read."""

import pytest

from scimproof.contract import (
    DRIFT,
    ENTERPRISE,
    ENTERPRISE_USER,
    ENTRA_SCIM,
    FIELD,
    FORM,
    GALLERY_CHECKLIST,
    GALLERY_TESTS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    NotApplicable,
    add,
    expect,
    given,
    replace,
    requirement,
    wording,
)

MANAGER = f"{ENTERPRISE}:manager"
MANAGER_ID = f"{MANAGER}.value"
AS_STRING = "patch.manager-as-string"


@pytest.fixture(autouse=True)
def declared(offers):
    """Whether the target knows managers at all."""
    if not offers(MANAGER):
        raise NotApplicable("the target's schemas do not declare manager")


@pytest.fixture
def manager(new_user):
    """Somebody to report to."""
    return new_user()


@pytest.fixture
def managed(scim, a_user, manager):
    """A user who has that manager."""
    given(scim.patch(a_user, add(MANAGER, manager.id)), by=AS_STRING).accepted()
    given(scim.get(a_user), by=AS_STRING).attribute(MANAGER_ID, manager.id)
    return a_user


@requirement(
    AS_STRING,
    level=MUST,
    source=[
        GALLERY_TESTS("25 SCIM_Update_Manager_Test"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#686"),
        FIELD("apache/directory-scimple#1244"),
        FIELD("Budibase/budibase#15369"),
    ],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-11a"],
    harm=STOP,
    consequence="No manager ever reaches the application, and each update that holds one fails as a whole.",
    remedy="Take a plain string as the manager's value; show the manager as an object with a value all the same.",
)
def test_a_manager_may_be_a_plain_id(scim, a_user, manager, building_on):
    """Adding ``manager`` as a plain id makes that user the manager, read back as an object."""
    with building_on("patch.add", "patch.urn-path"):
        expect(scim.patch(a_user, {"op": "add", "path": MANAGER, "value": manager.id})).accepted()
        expect(scim.get(a_user)).attribute(MANAGER_ID, manager.id)


@requirement(
    "patch.manager-in-a-list",
    level=SHOULD,
    source=[ENTRA_SCIM("Example 5: the manager")],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-11b"],
    harm=STOP,
    consequence="The manager is not linked in tenants where Entra sends the older shape, and the update fails.",
    remedy="Take a list of one element as that element, and the bare path manager as the enterprise extension's.",
)
def test_a_manager_may_be_a_list_of_one(scim, a_user, manager, building_on):
    """Adding ``manager`` as a list of one reference, on the bare path, makes that user the manager."""
    reference = f"{scim.target.base_url}{manager.path}"

    with building_on("patch.op-capitalised", "patch.add", "patch.urn-path"):
        expect(scim.patch(a_user, *wording.set_manager_by_reference(manager.id, reference))).accepted()
        expect(scim.get(a_user)).attribute(MANAGER_ID, manager.id)


@requirement(
    "patch.manager-as-object",
    level=MUST,
    source=[RFC7643("4.3"), RFC7644("3.5.2.1")],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-11c"],
    harm=FORM,
    consequence="A client that follows the RFC cannot link a manager.",
    remedy="Take an object with a value as the manager.",
)
@pytest.mark.parametrize("op", [add, replace], ids=["add", "replace"])
def test_a_manager_may_be_an_object(scim, a_user, manager, building_on, op):
    """Setting ``manager`` as an object with a ``value`` makes that user the manager."""
    with building_on("patch.urn-path", "patch.add"):
        expect(scim.patch(a_user, op(MANAGER, {"value": manager.id}))).accepted()
        expect(scim.get(a_user)).attribute(MANAGER_ID, manager.id)


@requirement(
    "patch.manager-changed",
    level=MUST,
    source=[ENTRA_SCIM("Example 5: the manager"), GALLERY_TESTS("25 SCIM_Update_Manager_Test")],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-11d"],
    harm=DRIFT,
    consequence="The application keeps showing the manager of before; approvals go to the wrong person.",
    remedy="Let a replace of manager take the place of the manager before.",
)
def test_a_manager_is_changed(scim, managed, new_user):
    """Replacing ``manager`` with another id makes that other user the manager."""
    successor = new_user()

    expect(scim.patch(managed, replace(MANAGER, successor.id))).accepted()
    expect(scim.get(managed)).attribute(MANAGER_ID, successor.id)


@requirement(
    "patch.manager-cleared",
    level=MUST,
    source=[GALLERY_CHECKLIST("validation run: test 25, SCIM_Update_Manager_Test")],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-12b"],
    harm=DRIFT,
    consequence=(
        "A user without a manager in Entra keeps the old one in the application, and Microsoft's manager test fails."
    ),
    remedy="Take an empty string as no manager, and show none at all: neither an empty object nor one without a value.",
)
def test_an_empty_string_clears_the_manager(scim, managed):
    """Replacing ``manager`` with an empty string leaves no manager, and nothing in its place."""
    expect(scim.patch(managed, *wording.clear_manager(wording.Dialect.LEGACY, managed.id))).accepted()
    seen = scim.get(managed)
    expect(seen).attribute_where(MANAGER, _nobody, "absent, null, or with an empty value")


@requirement(
    "patch.manager-removed-by-filter",
    level=SHOULD,
    source=[FIELD("thomaspoignant/scim-patch#453")],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-12a"],
    harm=STOP,
    consequence="A manager who was taken away in Entra stays in the application, and the update fails in each cycle.",
    remedy="Let a filter in a path apply to an attribute with one value as to a list of one.",
)
def test_a_filter_removes_the_manager(scim, managed, manager, building_on):
    """A remove of ``manager[value eq "…"]`` takes the manager away."""
    with building_on("patch.remove"):
        expect(scim.patch(managed, *wording.clear_manager(wording.Dialect.FLAG, manager.id))).accepted()
        expect(scim.get(managed)).absent(MANAGER_ID)


def _nobody(shown):
    """Microsoft's own reading: a leftover object fails unless its value is an empty string."""
    return not shown if not isinstance(shown, dict) else shown.get("value") == ""
