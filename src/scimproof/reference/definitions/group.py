"""The Group schema (RFC 7643 4.2); displayName is required (erratum 5368)."""

from __future__ import annotations

from scimproof.reference.definitions.build import CORE, attribute, schema

GROUP = schema(
    f"{CORE}Group",
    "Group",
    "A group of users and groups",
    attribute("externalId", "The identifier that the client gave.", caseExact=True),
    attribute("displayName", "The name of the group.", required=True, uniqueness="server"),
    attribute(
        "members",
        "Who belongs to the group.",
        "complex",
        multiValued=True,
        subs=[
            attribute("value", "The id of the member.", caseExact=True, mutability="immutable"),
            attribute(
                "$ref",
                "Where the member is.",
                "reference",
                refers=["User", "Group"],
                caseExact=True,
                mutability="immutable",
            ),
            attribute("type", "What the member is.", values=["User", "Group"], mutability="immutable"),
            attribute("display", "The name of the member.", mutability="readOnly"),
        ],
    ),
)
