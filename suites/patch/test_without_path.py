"""Operations without a path: their value says what goes where, by dotted names and names with their URN."""

import pytest

from scimproof.contract import (
    DRIFT,
    ENTERPRISE,
    ENTERPRISE_USER,
    ENTRA_COMPAT,
    FIELD,
    LOSS,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    STOP,
    NotApplicable,
    add,
    expect,
    replace,
    requirement,
    unmet,
)

TEXTS = ("employeeNumber", "department", "costCenter", "organization", "division")


@pytest.fixture
def extended(offers):
    """An attribute of the enterprise extension with one text value."""
    for name in TEXTS:
        if offers(f"{ENTERPRISE}:{name}"):
            return name
    raise NotApplicable(f"the enterprise extension has none of {', '.join(TEXTS)} here")


@requirement(
    "patch.without-path",
    level=MUST,
    source=[ENTRA_COMPAT("sample requests without and with the flag"), RFC7644("3.5.2.3")],
    needs={PATCH},
    harm=STOP,
    consequence="In tenants that use the newer dialect no update reaches the application.",
    remedy="Where an operation has no path, take each key of its value as the attribute to change.",
)
def test_a_replace_may_have_no_path(scim, a_user, changeable, directory):
    """A replace without a path changes the attributes that its value names."""
    value = directory.unused()

    expect(scim.patch(a_user, replace(None, {changeable: value}))).accepted()
    expect(scim.get(a_user)).attribute(changeable, value)


@requirement(
    "patch.add-without-path",
    level=MUST,
    source=[RFC7644("3.5.2.1"), FIELD("thomaspoignant/scim-patch#132"), FIELD("pond/scimitar#123")],
    needs={PATCH},
    covers=["ENTRA-PAT-06"],
    harm=DRIFT,
    consequence="First values never arrive in tenants that use the newer dialect.",
    remedy="Treat an add without a path as a replace without one: each key of its value is an attribute to set.",
)
def test_an_add_may_have_no_path(scim, a_user, changeable, directory, building_on):
    """An add without a path sets the attributes that its value names, dotted names included."""
    value = directory.unused()

    with building_on("patch.add", "patch.add-over-value", "patch.without-path", "patch.dotted-key"):
        expect(scim.patch(a_user, add(None, {changeable: value, "name.givenName": "Added"}))).accepted()
        seen = scim.get(a_user)
        expect(seen).attribute(changeable, value)
        expect(seen).attribute("name.givenName", "Added")


@requirement(
    "patch.dotted-key",
    level=MUST,
    source=[
        ENTRA_COMPAT("sample requests without and with the flag"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#267"),
        FIELD("simpleidserver/SimpleIdServer#388"),
        FIELD("pond/scimitar#123"),
    ],
    needs={PATCH},
    covers=["ENTRA-PAT-05a"],
    harm=DRIFT,
    consequence=(
        "The target answers with success and nothing changes: names stay as they were, and Entra never asks again."
    ),
    remedy="Read a key such as name.givenName as a path; never store it as a name of its own.",
)
def test_a_key_may_be_dotted(scim, a_user, building_on):
    """A key such as ``name.givenName`` in an operation without a path changes the sub-attribute."""
    changes = {"name.givenName": "Grace", "name.familyName": "Hopper"}

    with building_on("patch.without-path", "patch.sub-attribute"):
        expect(scim.patch(a_user, replace(None, changes))).accepted()
        seen = scim.get(a_user)
        for path, value in changes.items():
            expect(seen).attribute(path, value)
        if literal := sorted(changes.keys() & seen.resource.keys()):
            raise unmet("no attribute with a dotted name", f"an attribute {literal[0]!r}", seen, literal[0])


@requirement(
    "patch.urn-key",
    level=MUST,
    source=[
        ENTRA_COMPAT("sample requests without and with the flag"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#193"),
        FIELD("thomaspoignant/scim-patch#207"),
    ],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-05b"],
    harm=DRIFT,
    consequence="The target answers with success and department and employee number stay as they were.",
    remedy="Read a key with a URN in front as a path, split at its last colon.",
)
def test_a_key_may_bear_a_urn(scim, a_user, extended, building_on):
    """A key with the enterprise URN in front changes the extension's attribute."""
    with building_on("patch.replace-empty", "patch.without-path", "patch.urn-path"):
        expect(scim.patch(a_user, replace(None, {f"{ENTERPRISE}:{extended}": "701984"}))).accepted()
        expect(scim.get(a_user)).attribute(f"{ENTERPRISE}:{extended}", "701984")


@requirement(
    "patch.nested-object",
    level=MUST,
    source=[RFC7644("3.5.2.3")],
    needs={PATCH},
    covers=["ENTRA-PAT-05d"],
    harm=LOSS,
    consequence="A change of one part of a name wipes the other parts, or is lost.",
    remedy="Merge an object into a complex attribute: the sub-attributes that it does not name stay.",
)
def test_an_object_changes_the_sub_attributes_it_names(scim, holding, building_on):
    """A nested object in an operation without a path changes the sub-attributes that it names, and no others."""
    user = holding({"name": {"givenName": "Ada", "familyName": "Lovelace"}})

    with building_on("patch.without-path", "patch.sub-attribute"):
        expect(scim.patch(user, replace(None, {"name": {"givenName": "Grace"}}))).accepted()
        seen = scim.get(user)
        expect(seen).attribute("name.givenName", "Grace")
        expect(seen).attribute("name.familyName", "Lovelace")


@requirement(
    "patch.nested-extension",
    level=MUST,
    source=[RFC7644("3.5.2.1"), RFC7643("3.3")],
    needs={PATCH, ENTERPRISE_USER},
    harm=DRIFT,
    consequence="What a client sends in the extension's own object is lost.",
    remedy="Merge the object under an extension's URN into that extension.",
)
@pytest.mark.parametrize("op", [add, replace], ids=["add", "replace"])
def test_an_object_under_a_urn_changes_the_extension(scim, a_user, extended, building_on, op):
    """An object under the enterprise URN in an operation without a path changes the extension's attributes."""
    standing = ["patch.add-without-path"] if op is add else ["patch.without-path", "patch.replace-empty"]

    with building_on("patch.urn-path", *standing):
        expect(scim.patch(a_user, op(None, {ENTERPRISE: {extended: "701984"}}))).accepted()
        expect(scim.get(a_user)).attribute(f"{ENTERPRISE}:{extended}", "701984")


@requirement(
    "patch.mixed-operations",
    level=MUST,
    source=[ENTRA_COMPAT("sample requests without and with the flag")],
    needs={PATCH},
    covers=["ENTRA-PAT-05c"],
    harm=DRIFT,
    consequence="Of one update the e-mail address arrives and the rest does not, or the other way round.",
    remedy="Let one message hold operations with and without a path.",
)
def test_operations_with_and_without_a_path_go_together(scim, a_user, changeable, work_mail, directory, building_on):
    """Of a message with one operation on a filtered path and one without a path both are applied."""
    mail, value = directory.unused(), directory.unused()

    with building_on("patch.value-path", "patch.without-path", "patch.several-operations"):
        expect(scim.patch(a_user, replace(work_mail, mail), replace(None, {changeable: value}))).accepted()
        seen = scim.get(a_user)
        expect(seen).attribute(work_mail, mail)
        expect(seen).attribute(changeable, value)
