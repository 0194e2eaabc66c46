"""Faults in groups and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.registry import defect, swap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect(
    "removed-member-empties-group", caught_by={"groups.remove-by-value-list"}, source="AzureAD/SCIMReferenceCode#10"
)
def _(provider: Provider) -> None:
    """Removing one member by value list removes all of them."""
    swap(provider.members, "remove", lambda _held, _listed: [])


@defect("member-added-twice", caught_by={"groups.add-member-again"}, source="AzureAD/SCIMReferenceCode#10")
def _(provider: Provider) -> None:
    """Who is added again stands in the group twice."""
    swap(provider.members, "add", lambda held, new: held + new)
