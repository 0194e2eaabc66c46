"""The schemas of the reference target, as /Schemas publishes them."""

from scimproof.reference.definitions.build import CORE, EXTENSION, Document, attribute, schema
from scimproof.reference.definitions.extensions import CUSTOM, ENTERPRISE
from scimproof.reference.definitions.group import GROUP
from scimproof.reference.definitions.user import USER

__all__ = ["CORE", "CUSTOM", "ENTERPRISE", "EXTENSION", "GROUP", "USER", "Document", "attribute", "schema"]
