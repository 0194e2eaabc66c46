"""The manager in every form in which clients send it, and in the one form in which it is read."""

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
    """Skips the tests here when the target does not declare managers."""
    if not offers(MANAGER):
        raise NotApplicable("the target's schemas do not declare manager")


@pytest.fixture
def manager(new_user):
    """A user to be the manager."""
    return new_user()


@pytest.fixture
def managed(scim, a_user, manager):
    """A user with that manager."""
    given(scim.patch(a_user, add(MANAGER, manager.id)), by=AS_STRING).accepted()
    given(scim.get(a_user), by=AS_STRING).attribute(MANAGER_ID, manager.id)
    return a_user


@requirement(
    AS_STRING,
    level=MUST,
    builds_on=("patch.add", "patch.urn-path"),
    source=[
        GALLERY_TESTS("25 SCIM_Update_Manager_Test"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#686"),
        FIELD("apache/directory-scimple#1244"),
        FIELD("Budibase/budibase#15369"),
    ],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-11a"],
    harm=STOP,
    consequence="Managers never reach the application, and each update that contains one fails as a whole.",
    remedy="When a PATCH operation sets the enterprise extension's `manager` to a plain string, store that string as "
    'the manager\'s `value`, and return `manager` as an object such as `{"value": "<id>"}`.',
)
def test_a_manager_may_be_a_plain_id(scim, a_user, manager):
    """Adding ``manager`` as a plain ``id`` sets that manager, which reads back as an object."""
    expect(scim.patch(a_user, {"op": "add", "path": MANAGER, "value": manager.id})).accepted()
    expect(scim.get(a_user)).attribute(MANAGER_ID, manager.id)


@requirement(
    "patch.manager-in-a-list",
    level=SHOULD,
    builds_on=("patch.op-capitalised", "patch.add", "patch.urn-path"),
    source=[ENTRA_SCIM("Example 5: the manager")],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-11b"],
    harm=STOP,
    consequence="The manager is not set in tenants where Entra sends the older request shape, and the update fails.",
    remedy="When a PATCH operation has the path `manager` without a URN and a list with one element as its value, "
    '`[{"value": "<id>"}]`, set the enterprise extension\'s `manager` to that element.',
)
def test_a_manager_may_be_a_list_of_one(scim, a_user, manager):
    """Adding ``manager`` as a list of one reference, with the path ``manager``, sets that manager."""
    reference = f"{scim.target.base_url}{manager.path}"

    expect(scim.patch(a_user, *wording.set_manager_by_reference(manager.id, reference))).accepted()
    expect(scim.get(a_user)).attribute(MANAGER_ID, manager.id)


@requirement(
    "patch.manager-as-object",
    level=MUST,
    builds_on=("patch.urn-path", "patch.add"),
    source=[RFC7643("4.3"), RFC7644("3.5.2.1")],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-11c"],
    harm=FORM,
    consequence="A client that follows the RFC cannot set a manager.",
    remedy="When a PATCH operation adds or replaces the enterprise extension's `manager` with an object such as "
    '`{"value": "<id>"}`, set that user as the manager.',
)
@pytest.mark.parametrize("op", [add, replace], ids=["add", "replace"])
def test_a_manager_may_be_an_object(scim, a_user, manager, op):
    """Setting ``manager`` to an object with a ``value`` sets that manager."""
    expect(scim.patch(a_user, op(MANAGER, {"value": manager.id}))).accepted()
    expect(scim.get(a_user)).attribute(MANAGER_ID, manager.id)


@requirement(
    "patch.manager-changed",
    level=MUST,
    builds_on=("patch.manager-as-string",),
    source=[ENTRA_SCIM("Example 5: the manager"), GALLERY_TESTS("25 SCIM_Update_Manager_Test")],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-11d"],
    harm=DRIFT,
    consequence="The application keeps the previous manager, and approvals go to the wrong person.",
    remedy="When a PATCH operation replaces the enterprise extension's `manager`, store the new manager in place of "
    "the previous one.",
)
def test_a_manager_is_changed(scim, managed, new_user):
    """Replacing ``manager`` with another ``id`` sets that other user as the manager."""
    successor = new_user()

    expect(scim.patch(managed, replace(MANAGER, successor.id))).accepted()
    expect(scim.get(managed)).attribute(MANAGER_ID, successor.id)


@requirement(
    "patch.manager-cleared",
    level=MUST,
    builds_on=("patch.manager-as-string",),
    source=[GALLERY_CHECKLIST("validation run: test 25, SCIM_Update_Manager_Test")],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-12b"],
    harm=DRIFT,
    consequence="A user without a manager in Entra keeps the previous manager in the application, and Microsoft's "
    "gallery test SCIM_Update_Manager_Test fails.",
    remedy="When a PATCH operation replaces `manager` with an empty string, remove the manager, and leave `manager` "
    "out of later answers. Do not return an empty object or one without a `value`.",
)
def test_an_empty_string_clears_the_manager(scim, managed):
    """Replacing ``manager`` with an empty string leaves no manager."""
    expect(scim.patch(managed, *wording.clear_manager(wording.Dialect.LEGACY, managed.id))).accepted()
    seen = scim.get(managed)
    expect(seen).attribute_where(MANAGER, _nobody, "absent, null, or with an empty value")


@requirement(
    "patch.manager-removed-by-filter",
    level=SHOULD,
    builds_on=("patch.remove",),
    source=[FIELD("thomaspoignant/scim-patch#453")],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-12a"],
    harm=STOP,
    consequence="A manager who was removed in Entra stays in the application, or the update fails in every cycle.",
    remedy="When the path of a remove has a filter on a single-valued complex attribute, such as `manager[value eq "
    '"<id>"]`, apply the filter to that one value and remove it when it matches.',
)
def test_a_filter_removes_the_manager(scim, managed, manager):
    """A remove with the path ``manager[value eq "…"]`` removes the manager."""
    expect(scim.patch(managed, *wording.clear_manager(wording.Dialect.FLAG, manager.id))).accepted()
    expect(scim.get(managed)).absent(MANAGER_ID)


def _nobody(shown):
    """Microsoft's test accepts a remaining object only if its value is an empty string."""
    return not shown if not isinstance(shown, dict) else shown.get("value") == ""
