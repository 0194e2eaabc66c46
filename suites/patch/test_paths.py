"""Paths that lead to one attribute."""

import pytest

from scimproof.contract import (
    CORE_USER,
    DRIFT,
    ENTERPRISE,
    ENTERPRISE_USER,
    ENTRA_SCIM,
    FIELD,
    MUST,
    PATCH,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    add,
    expect,
    replace,
    requirement,
)

DEPARTMENT = f"{ENTERPRISE}:department"


@requirement(
    "patch.sub-attribute",
    level=MUST,
    source=[ENTRA_SCIM("Update User [single-valued properties]"), RFC7644("3.5.2"), FIELD("15five/django-scim2#22")],
    needs={PATCH},
    covers=["ENTRA-PAT-04b"],
    harm=DRIFT,
    consequence="A changed family name or given name never reaches the application.",
    remedy="When a PATCH path has a dot, such as `name.familyName`, set that sub-attribute to the plain value of the "
    "operation.",
)
@pytest.mark.parametrize("name", ["familyName", "givenName"])
def test_a_dotted_path_leads_to_a_sub_attribute(scim, a_user, name):
    """A path such as ``name.familyName`` changes the sub-attribute."""
    expect(scim.patch(a_user, replace(f"name.{name}", "Changed"))).accepted()
    expect(scim.get(a_user)).attribute(f"name.{name}", "Changed")


@requirement(
    "patch.urn-path",
    level=MUST,
    builds_on=("patch.add", "patch.replace-empty"),
    source=[
        ENTRA_SCIM("Update User [single-valued properties]"),
        RFC7644("3.10"),
        FIELD("SAP-archive/scimono#44"),
        FIELD("wso2/product-is#6015"),
        FIELD("scimmyjs/scimmy#77"),
    ],
    needs={PATCH, ENTERPRISE_USER},
    covers=["ENTRA-PAT-04d"],
    harm=STOP,
    consequence="Department, employee number and manager never arrive, and each update that contains one of them "
    "fails as a whole.",
    remedy="Resolve a path such as `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department` to the "
    "attribute of the extension. Split it at its last colon: the URN itself contains colons and a dot.",
)
@pytest.mark.parametrize("op", [add, replace], ids=["add", "replace"])
def test_a_path_with_its_urn_leads_into_the_extension(scim, a_user, op):
    """A path that starts with the enterprise extension's URN changes the extension's attribute."""
    expect(scim.patch(a_user, op(DEPARTMENT, "Retail"))).accepted()
    expect(scim.get(a_user)).attribute(DEPARTMENT, "Retail")


@requirement(
    "patch.core-urn-path",
    level=SHOULD,
    source=[RFC7644("3.10"), FIELD("zulip/zulip#39773")],
    needs={PATCH},
    covers=["ENTRA-PAT-16"],
    harm=STOP,
    consequence="An attribute that an administrator mapped with the core URN fails in every cycle.",
    remedy="Treat a path such as `urn:ietf:params:scim:schemas:core:2.0:User:displayName` like `displayName`.",
)
def test_a_core_attribute_may_bear_its_urn(scim, a_user, changeable, directory):
    """A path that starts with the core schema's URN changes the same attribute as the path without the URN."""
    value = directory.unused()

    expect(scim.patch(a_user, replace(f"{CORE_USER}:{changeable}", value))).accepted()
    expect(scim.get(a_user)).attribute(changeable, value)


@requirement(
    "patch.path-letter-case",
    level=MUST,
    source=[RFC7643("2.1"), RFC7644("3.10")],
    needs={PATCH},
    harm=STOP,
    consequence="A mapping that names the target attribute in another letter case fails, or creates a second "
    "attribute.",
    remedy="Ignore letter case when you compare attribute names in a PATCH path: `DISPLAYNAME` is `displayName`.",
)
@pytest.mark.parametrize("written", [str.upper, str.lower, str.capitalize], ids=["upper", "lower", "capitalised"])
def test_letter_case_does_not_matter_in_a_path(scim, a_user, changeable, directory, written):
    """A path leads to its attribute in any letter case."""
    value = directory.unused()

    expect(scim.patch(a_user, replace(written(changeable), value))).accepted()
    expect(scim.get(a_user)).attribute(changeable, value)
