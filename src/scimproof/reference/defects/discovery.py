"""Faults in what the provider says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.definitions import Document
from scimproof.reference.registry import Original, defect, swap, wrap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("schemas-bare-list", caught_by={"discovery.schemas-list-response"}, source="onyx-dot-app/onyx#8692")
def _(provider: Provider) -> None:
    """Schemas and resource types come as a bare list, without the envelope."""
    swap(provider.discovery, "listed", lambda documents: documents)


@defect("schemas-with-nulls", caught_by={"discovery.schemas-without-null"}, source="RFC 7643 7")
def _(provider: Provider) -> None:
    """Schema attributes carry null where they have nothing to say."""

    def with_nulls(original: Original) -> list[Document]:
        documents: list[Document] = original()
        for attribute in documents[0]["attributes"]:
            attribute.setdefault("canonicalValues", None)
        return documents

    wrap(provider.discovery, "schemas", with_nulls)
