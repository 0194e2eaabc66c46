"""The discovery documents: ServiceProviderConfig, ResourceTypes, Schemas (RFC 7644 4)."""

from __future__ import annotations

from typing import Any

from scimproof.reference.bulk import Bulk
from scimproof.reference.definitions import CORE
from scimproof.reference.messages import ScimError
from scimproof.reference.pager import Pager
from scimproof.reference.projector import Projector
from scimproof.reference.schema import Kind, Schema

Document = dict[str, Any]


class Discovery:
    """The three documents, built for each request, so that a change of one does not affect another."""

    def __init__(self, schema: Schema, projector: Projector, pager: Pager) -> None:
        self.schema = schema
        self.projector = projector
        self.pager = pager

    def config(self) -> Document:
        """Return the ServiceProviderConfig."""
        return {
            "schemas": [f"{CORE}ServiceProviderConfig"],
            "documentationUri": "https://www.rfc-editor.org/rfc/rfc7644.html",
            "patch": {"supported": True},
            "bulk": {"supported": True, "maxOperations": Bulk.max_operations, "maxPayloadSize": Bulk.max_payload},
            "filter": {"supported": True, "maxResults": self.pager.maximum},
            "changePassword": {"supported": False},
            "sort": {"supported": self.pager.sorts},
            "etag": {"supported": True},
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "Bearer token",
                    "description": "A token in the Authorization header",
                    "specUri": "https://www.rfc-editor.org/rfc/rfc6750.html",
                    "primary": True,
                }
            ],
            "meta": self.meta("ServiceProviderConfig", "/ServiceProviderConfig"),
        }

    def resource_types(self) -> list[Document]:
        """Return the ResourceType resources."""
        return [self.resource_type(kind) for kind in self.schema.kinds.values()]

    def resource_type(self, kind: Kind) -> Document:
        """Return one ResourceType resource."""
        written: Document = {
            "schemas": [f"{CORE}ResourceType"],
            "id": kind.name,
            "name": kind.name,
            "description": f"{kind.name} resources",
            "endpoint": kind.endpoint,
            "schema": kind.urn,
            "meta": self.meta("ResourceType", f"/ResourceTypes/{kind.name}"),
        }
        if kind.extensions:
            written["schemaExtensions"] = [{"schema": urn, "required": False} for urn in kind.extensions]
        return written

    def schemas(self) -> list[Document]:
        """Return the Schema resources."""
        return [{**each, "meta": self.meta("Schema", f"/Schemas/{each['id']}")} for each in self.schema.published()]

    def meta(self, resource_type: str, path: str) -> Document:
        """Return the meta attribute of a document."""
        return {"resourceType": resource_type, "location": f"{self.projector.base}{path}"}

    def listed(self, documents: list[Document]) -> Document:
        """Return documents in the envelope of a list."""
        return self.pager.envelope(documents, len(documents), 1)

    def one(self, documents: list[Document], id: str) -> Document:  # noqa: A002
        """Return the document with an id.

        Raises:
            ScimError: 404.
        """
        found = next((each for each in documents if each["id"].lower() == id.lower()), None)
        if found is None:
            raise ScimError(404, f"There is no {id}")
        return found
