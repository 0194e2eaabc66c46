"""What discovery shows (RFC 7643 sections 5 to 7)."""

from __future__ import annotations

from typing import Any

from benchmarks.foreign.server.messages import Document
from benchmarks.foreign.server.projection import LARGEST_PAGE
from benchmarks.foreign.server.schema import ENTERPRISE, GROUP, KINDS, USER, Attribute, published

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"
RESOURCE_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
LARGEST_BODY = 4_000_000
"""Bytes."""
_NAMES = {USER: "User", GROUP: "Group", ENTERPRISE: "EnterpriseUser"}


def schemas(base: str) -> list[Document]:
    """Return the schema resources."""
    return [
        {
            "schemas": [SCHEMA],
            "id": urn,
            "name": name,
            "description": f"Attributes of {name}.",
            "attributes": [_attribute(each) for each in published(urn)],
            "meta": {"resourceType": "Schema", "location": f"{base}/Schemas/{urn}"},
        }
        for urn, name in _NAMES.items()
    ]


def _attribute(attribute: Attribute) -> Document:
    shown: dict[str, Any] = {
        "name": attribute.name,
        "type": attribute.kind,
        "multiValued": attribute.many,
        "description": attribute.about or attribute.name,
        "required": attribute.required,
        "mutability": attribute.mutability,
        "returned": attribute.returned,
    }
    if attribute.kind != "complex":
        shown["caseExact"] = attribute.exact
        shown["uniqueness"] = attribute.uniqueness
    if attribute.canonical:
        shown["canonicalValues"] = list(attribute.canonical)
    if attribute.references:
        shown["referenceTypes"] = list(attribute.references)
    if attribute.subs:
        shown["subAttributes"] = [_attribute(each) for each in attribute.subs]
    return shown


def resource_types(base: str) -> list[Document]:
    """Return the resource types."""
    return [
        {
            "schemas": [RESOURCE_TYPE],
            "id": kind,
            "name": kind,
            "description": f"{kind} resources.",
            "endpoint": f"/{kind}s",
            "schema": core,
            "schemaExtensions": [{"schema": urn, "required": False} for urn in extensions],
            "meta": {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/{kind}"},
        }
        for kind, (core, extensions) in KINDS.items()
    ]


def service_provider_config(base: str) -> Document:
    """Return what the server supports."""
    return {
        "schemas": [CONFIG],
        "documentationUri": "https://example.org/scim",
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": LARGEST_PAGE},
        "changePassword": {"supported": False},
        "sort": {"supported": True},
        "etag": {"supported": True},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "A token in the Authorization header.",
                "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
                "primary": True,
            }
        ],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}/ServiceProviderConfig"},
    }
