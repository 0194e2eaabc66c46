"""The enterprise extension (RFC 7643 4.3) and one of our own, with an attribute of each simple type."""

from __future__ import annotations

from scimproof.reference.definitions.build import EXTENSION, attribute, schema

ENTERPRISE = schema(
    f"{EXTENSION}enterprise:2.0:User",
    "EnterpriseUser",
    "What an organization keeps about its people",
    attribute("employeeNumber", "The number the organization gave."),
    attribute("costCenter", "The cost center."),
    attribute("organization", "The organization."),
    attribute("division", "The division."),
    attribute("department", "The department."),
    attribute(
        "manager",
        "The person's manager.",
        "complex",
        subs=[
            attribute("value", "The id of the manager.", caseExact=True),
            attribute("$ref", "Where the manager is.", "reference", refers=["User"], caseExact=True),
            attribute("displayName", "The name of the manager.", mutability="readOnly"),
        ],
    ),
)

CUSTOM = schema(
    f"{EXTENSION}scimproof:2.0:User",
    "CustomUser",
    "Attributes of this service provider alone",
    attribute("tag", "A word.", caseExact=True),
    attribute("level", "A whole number.", "integer"),
    attribute("vip", "Yes or no.", "boolean"),
    attribute("reviewedAt", "A moment.", "dateTime"),
    attribute("badges", "Several words.", multiValued=True),
)
