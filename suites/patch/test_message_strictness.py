"""Operations that cannot be carried out: they are refused, and never answered with success."""

from scimproof.contract import (
    CORE_USER,
    DRIFT,
    ENTERPRISE,
    ENTERPRISE_USER,
    FIELD,
    FORM,
    LOSS,
    MUST,
    PATCH,
    PATCH_OP,
    RFC7644,
    SHOULD,
    STOP,
    NotApplicable,
    expect,
    given,
    replace,
    requirement,
    unmet,
)

DEPARTMENT = f"{ENTERPRISE}:department"


@requirement(
    "patch.unknown-operation",
    level=SHOULD,
    builds_on=("patch.remove",),
    source=[RFC7644("3.5.2")],
    needs={PATCH},
    harm=LOSS,
    consequence="A client assumes that its operation was applied, although the target did not recognize it.",
    remedy='Refuse an `op` other than `add`, `replace` and `remove` with 400 Bad Request and `"scimType": '
    '"invalidSyntax"`.',
    since="0.2.0",
)
def test_an_unknown_operation_is_refused(scim, a_user, changeable, directory):
    """A PATCH with the unknown operation ``scimproof`` is refused."""
    operation = {"op": "scimproof", "path": changeable, "value": directory.unused()}

    expect(scim.patch(a_user, operation)).refused()


@requirement(
    "patch.remove-needs-a-path",
    level=MUST,
    builds_on=("patch.remove",),
    source=[RFC7644("3.5.2.2"), FIELD("better-auth/better-auth#10421")],
    needs={PATCH},
    harm=LOSS,
    consequence="A client assumes that a value was removed, but it is still there.",
    remedy='Refuse a `remove` without `path` with 400 Bad Request and `"scimType": "noTarget"`.',
    since="0.2.0",
)
def test_a_remove_without_a_path_is_refused(scim, a_user):
    """A remove without a path is refused."""
    expect(scim.patch(a_user, {"op": "remove"})).refused()


@requirement(
    "patch.read-only-refused",
    level=SHOULD,
    source=[RFC7644("3.5.2"), RFC7644("3.12")],
    needs={PATCH},
    harm=DRIFT,
    consequence="A client that maps such an attribute is told that it was written, and writes it again in every cycle.",
    remedy='Refuse an operation whose `path` is a read-only attribute with 400 Bad Request and `"scimType": '
    '"mutability"`.',
    since="0.2.0",
)
def test_a_read_only_attribute_is_not_taken_silently(scim, a_user, capabilities):
    """A replace of an attribute that the target's schema declares as read-only is refused."""
    name = _read_only(capabilities)
    if not name:
        raise NotApplicable("the target's schema of users has no read-only text or reference")

    expect(scim.patch(a_user, replace(name, "scimproof"))).refused()


@requirement(
    "patch.extension-as-path",
    level=SHOULD,
    source=[RFC7644("3.10"), RFC7644("3.5.2.3"), FIELD("apache/directory-scimple#694")],
    needs={PATCH, ENTERPRISE_USER},
    builds_on=("patch.urn-path",),
    harm=STOP,
    consequence="A client that changes a whole extension gets a server error, and retries in every cycle.",
    remedy="Accept the URN of an extension as a `path` whose `value` is an object, or refuse it with 400 Bad Request "
    'and `"scimType": "invalidPath"`.',
    since="0.2.0",
)
def test_a_whole_extension_may_be_a_path(scim, a_user, offers, directory):
    """A replace whose path is the enterprise URN sets the attributes in its value, or is refused with a 4xx."""
    if not offers(DEPARTMENT):
        raise NotApplicable("the target's schemas do not declare department")
    value = directory.unused()
    given(scim.patch(a_user, replace(DEPARTMENT, "Before")), by="patch.urn-path").accepted()
    given(scim.get(a_user), by="patch.urn-path").attribute(DEPARTMENT, "Before")

    answer = scim.patch(a_user, replace(ENTERPRISE, {"department": value}))

    if answer.status is None or answer.status >= 500:
        raise unmet("a success or a refusal (4xx)", f"{answer.status}", answer)
    if answer.status < 300:
        expect(scim.get(a_user)).attribute(DEPARTMENT, value)


@requirement(
    "patch.attributes-asked-for",
    level=MUST,
    source=[RFC7644("3.5.2"), FIELD("better-auth/better-auth#10422")],
    needs={PATCH},
    builds_on=("patch.answer",),
    harm=FORM,
    consequence="A client that requests the changed attributes in the answer does not get them.",
    remedy="Answer a PATCH that has the query parameter `attributes` with 200 OK and a body that contains these "
    "attributes.",
    since="0.2.0",
)
def test_a_patch_may_ask_for_attributes(scim, a_user, changeable, directory):
    """A PATCH with ``attributes`` in its query is answered with 200 and shows the changed attribute."""
    value = directory.unused()
    body = {"schemas": [PATCH_OP], "Operations": [replace(changeable, value)]}

    answer = scim.send("PATCH", f"{a_user.path}?attributes={changeable}", body=body)

    expect(answer).status(200).attribute(changeable, value)


def _read_only(capabilities):
    listed = (capabilities.schema(CORE_USER) or {}).get("attributes")
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, dict) and each.get("mutability") == "readOnly" and each.get("name") not in ("id", "meta"):
            return str(each["name"]) if isinstance(each.get("name"), str) else ""
    return ""
