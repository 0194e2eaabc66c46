"""Faults in creating, reading and replacing users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimproof.reference.messages import invalid_value
from scimproof.reference.registry import defect, swap

if TYPE_CHECKING:
    from scimproof.reference.provider import Provider


@defect("duplicate-user-accepted", caught_by={"users.duplicate-conflict"}, source="goauthentik/authentik#12547")
def _(provider: Provider) -> None:
    """A second user with the same userName is created."""
    swap(provider.store, "taken", lambda *_: False)


@defect("string-boolean-refused", caught_by={"users.active-as-string"}, source="AzureAD/SCIMReferenceCode#21")
def _(provider: Provider) -> None:
    """The words "True" and "False" are refused where the schema says boolean."""

    def strict(content: object, name: str) -> bool:
        if not isinstance(content, bool):
            raise invalid_value(f"{name} must be true or false")
        return content

    swap(provider.intake, "as_boolean", strict)
