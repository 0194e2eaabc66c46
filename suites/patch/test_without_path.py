"""Operations without a path: the keys of their value name the attributes, also dotted or with a URN."""

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
    """A single-valued text attribute of the enterprise extension."""
    for name in TEXTS:
        if offers(f"{ENTERPRISE}:{name}"):
            return name
    raise NotApplicable(f"the target's enterprise extension has none of {', '.join(TEXTS)}")


@requirement(
    "patch.without-path",
    level=MUST,
    source=[ENTRA_COMPAT("sample requests without and with the flag"), RFC7644("3.5.2.3")],
    needs={PATCH},
    harm=STOP,
    consequence="In tenants that use the `aadOptscim062020` flag, no update reaches the application.",
    remedy="When a `replace` operation has no `path`, treat each key of its `value` as the attribute to replace: "
    '`{"op": "replace", "value": {"displayName": "Jo"}}`.',
)
def test_a_replace_may_have_no_path(scim, a_user, changeable, directory):
    """A replace without a path changes the attributes that its value names."""
    value = directory.unused()

    expect(scim.patch(a_user, replace(None, {changeable: value}))).accepted()
    expect(scim.get(a_user)).attribute(changeable, value)


@requirement(
    "patch.add-without-path",
    level=MUST,
    builds_on=("patch.add", "patch.add-over-value", "patch.without-path", "patch.dotted-key"),
    source=[RFC7644("3.5.2.1"), FIELD("thomaspoignant/scim-patch#132"), FIELD("pond/scimitar#123")],
    needs={PATCH},
    covers=["ENTRA-PAT-06"],
    harm=DRIFT,
    consequence="First values never arrive in tenants that use the `aadOptscim062020` flag.",
    remedy='When an `add` operation has no `path`, treat each key of its `value` as the attribute to set: `{"op": '
    '"add", "value": {"displayName": "Jo", "name.givenName": "Jo"}}`.',
)
def test_an_add_may_have_no_path(scim, a_user, changeable, directory):
    """An add without a path sets the attributes that its value names, including dotted names."""
    value = directory.unused()

    expect(scim.patch(a_user, add(None, {changeable: value, "name.givenName": "Added"}))).accepted()
    seen = scim.get(a_user)
    expect(seen).attribute(changeable, value)
    expect(seen).attribute("name.givenName", "Added")


@requirement(
    "patch.dotted-key",
    level=MUST,
    builds_on=("patch.without-path", "patch.sub-attribute"),
    source=[
        ENTRA_COMPAT("sample requests without and with the flag"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#267"),
        FIELD("simpleidserver/SimpleIdServer#388"),
        FIELD("pond/scimitar#123"),
    ],
    needs={PATCH},
    covers=["ENTRA-PAT-05a"],
    harm=DRIFT,
    consequence="The target answers with success and changes nothing: names keep their old values, and Entra does not "
    "send them again.",
    remedy="When an operation has no `path`, read a key such as `name.givenName` in its `value` as a path to the "
    "sub-attribute. Do not store it as an attribute with a dot in its name.",
)
def test_a_key_may_be_dotted(scim, a_user):
    """A key such as ``name.givenName`` in an operation without a path changes the sub-attribute."""
    changes = {"name.givenName": "Grace", "name.familyName": "Hopper"}

    expect(scim.patch(a_user, replace(None, changes))).accepted()
    seen = scim.get(a_user)
    for path, value in changes.items():
        expect(seen).attribute(path, value)
    if literal := sorted(changes.keys() & seen.resource.keys()):
        raise unmet("no attribute with a dotted name", f"an attribute {literal[0]!r}", seen, literal[0])


@requirement(
    "patch.urn-key",
    level=MUST,
    builds_on=("patch.replace-empty", "patch.without-path", "patch.urn-path"),
    source=[
        ENTRA_COMPAT("sample requests without and with the flag"),
        FIELD("Captain-P-Goldfish/SCIM-SDK#193"),
        FIELD("thomaspoignant/scim-patch#207"),
    ],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-05b"],
    harm=DRIFT,
    consequence="Department and employee number keep their old values although the target answers with success.",
    remedy="When an operation has no `path`, read a key that starts with a URN, such as "
    "`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`, as a path. Split it at its last colon.",
)
def test_a_key_may_bear_a_urn(scim, a_user, extended):
    """A key that starts with the enterprise URN changes the extension's attribute."""
    expect(scim.patch(a_user, replace(None, {f"{ENTERPRISE}:{extended}": "701984"}))).accepted()
    expect(scim.get(a_user)).attribute(f"{ENTERPRISE}:{extended}", "701984")


@requirement(
    "patch.nested-object",
    level=MUST,
    builds_on=("patch.without-path", "patch.sub-attribute"),
    source=[RFC7644("3.5.2.3")],
    needs={PATCH},
    covers=["ENTRA-PAT-05d"],
    harm=LOSS,
    consequence="A change of one part of a name deletes the other parts, or is lost.",
    remedy='When an operation without a path has an object as the value of a complex attribute, such as `{"name": '
    '{"givenName": "Jo"}}`, set the sub-attributes in that object and keep the others.',
)
def test_an_object_changes_the_sub_attributes_it_names(scim, holding):
    """An object in the value of an operation without a path changes only the sub-attributes that it contains."""
    user = holding({"name": {"givenName": "Ada", "familyName": "Lovelace"}})

    expect(scim.patch(user, replace(None, {"name": {"givenName": "Grace"}}))).accepted()
    seen = scim.get(user)
    expect(seen).attribute("name.givenName", "Grace")
    expect(seen).attribute("name.familyName", "Lovelace")


@requirement(
    "patch.nested-extension",
    level=MUST,
    builds_on=("patch.urn-path", "patch.add-without-path", "patch.without-path", "patch.replace-empty"),
    source=[RFC7644("3.5.2.1"), RFC7643("3.3")],
    needs={PATCH, ENTERPRISE_USER},
    harm=DRIFT,
    consequence="Values that a client sends inside the extension's object are lost.",
    remedy="When an operation without a path has an object under an extension's URN, set the attributes in that "
    "object in the extension and keep its others.",
)
@pytest.mark.parametrize("op", [add, replace], ids=["add", "replace"])
def test_an_object_under_a_urn_changes_the_extension(scim, a_user, extended, op):
    """An object under the enterprise URN in an operation without a path changes the extension's attributes."""
    expect(scim.patch(a_user, op(None, {ENTERPRISE: {extended: "701984"}}))).accepted()
    expect(scim.get(a_user)).attribute(f"{ENTERPRISE}:{extended}", "701984")


@requirement(
    "patch.mixed-operations",
    level=MUST,
    builds_on=("patch.value-path", "patch.without-path", "patch.several-operations"),
    source=[ENTRA_COMPAT("sample requests without and with the flag")],
    needs={PATCH},
    covers=["ENTRA-PAT-05c"],
    harm=DRIFT,
    consequence="The e-mail address of an update arrives and the other attributes do not, or the other way round.",
    remedy="Accept operations with and without `path` in the same PATCH request, and apply all of them.",
)
def test_operations_with_and_without_a_path_go_together(scim, a_user, changeable, work_mail, directory):
    """One request can contain an operation with a filtered path and an operation without a path."""
    mail, value = directory.unused(), directory.unused()

    expect(scim.patch(a_user, replace(work_mail, mail), replace(None, {changeable: value}))).accepted()
    seen = scim.get(a_user)
    expect(seen).attribute(work_mail, mail)
    expect(seen).attribute(changeable, value)
